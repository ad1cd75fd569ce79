package run

import (
	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// A biller's machine renews what somebody once bought, while nobody sits at a
// keyboard. Some billers write the address of the sign-up into such rows again:
// whoever has it by then did nothing.

// A source repeats addresses if all but one in copiedMiss of its renewals bear one
// that the account had paid or signed up from a day before or earlier; of fewer than
// copiedRenewals nothing is said. Where all customers keep their addresses the rows
// look the same, and tell as little: the assignment is the one of the sign-up.
const (
	copiedRenewals = 20
	copiedMiss     = 20
)

// markCopied marks the renewals whose addresses are copies.
func (c *computation) markCopied() {
	type place struct {
		who  attribution.Node
		addr comity.Addr
	}
	renewed := map[attribution.Node]bool{}
	for i := range c.events {
		if e := &c.events[i]; e.renewal {
			renewed[e.who] = true
		}
	}
	first := map[place]comity.Instant{} // when the account first did something from there
	for i := range c.events {
		if e := &c.events[i]; !e.renewal && e.who != attribution.None && renewed[e.who] {
			at := place{e.who, e.addr}
			if t, ok := first[at]; !ok || e.time.Hi < t {
				first[at] = e.time.Hi
			}
		}
	}
	renewals, copies := map[int]int{}, map[int][]int{} // by source
	for i := range c.events {
		if e := &c.events[i]; e.renewal {
			renewals[e.source]++
			if t, ok := first[place{e.who, e.addr}]; ok && e.time.Lo-t >= comity.Day {
				copies[e.source] = append(copies[e.source], i)
			}
		}
	}
	for source, n := range renewals {
		if list := copies[source]; n >= copiedRenewals && copiedMiss*(n-len(list)) <= n {
			for _, i := range list {
				c.events[i].copied = true
			}
		}
	}
}
