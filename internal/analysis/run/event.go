package run

import (
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// event is a row of a table that happened at a time, perhaps from an address.
type event struct {
	happened
	addr    comity.Addr
	time    clock.Span
	others  []clock.Span // time under the other kept readings
	place   record.Place
	attempt bool // a payment that was declined or failed: no use of the account
	renewal bool // a payment that the biller's machine made
	copied  bool // one that bears the address of an earlier row
}

// event keeps e until the index stands. Without an address nothing resolves it.
func (c *computation) event(e event) {
	if !e.addr.IsZero() && e.time != absent {
		c.events = append(c.events, e)
		return
	}
	c.unplaced(&e)
}

// resolveEvents looks the kept events up.
func (c *computation) resolveEvents() error {
	var found []crosscheck.Candidate
	c.markCopied()
	for _, e := range c.events {
		res := c.index.Resolve(found[:0], e.addr, e.port, e.time, e.others)
		found = res.Candidates
		c.doubts(res.Doubt, 1)
		if res.Answer == crosscheck.Unassigned {
			c.counts.Unassigned++
			c.unplaced(&e)
			continue
		}
		h := crosscheck.Hit{Addr: e.addr, Answer: res.Answer, Candidates: res.Candidates, First: e.time.Lo, Last: e.time.Hi, Count: 1, From: e.place, To: e.place, Doubt: res.Doubt}
		switch {
		case e.copied:
			c.unplaced(&e)
			c.attempted(e.happened, &h)
		case e.attempt:
			c.attempted(e.happened, &h)
		default:
			c.hit(e.happened, &h)
		}
	}
	c.events = nil
	return c.findings.err
}

// doubts counts events by what it matters that clocks have several readings.
func (c *computation) doubts(d crosscheck.Doubt, events int64) {
	if d >= crosscheck.Uncertain {
		c.counts.Uncertain += events
	}
	if d >= crosscheck.Moved {
		c.counts.Moved += events
	}
	if d >= crosscheck.Changed {
		c.counts.Changed += events
	}
}

// attempted writes the hit of a payment that was not approved to the findings.
// Whoever types a card that the bank refuses pays for nothing: the attribution
// counts it as declined, and not among what was done from a connection. Nor does it
// count a renewal that repeats an address.
func (c *computation) attempted(e happened, h *crosscheck.Hit) {
	c.counts.Hits++
	c.findings.line = c.appendHit(c.findings.line[:0], e, h)
	c.findings.write(c.findings.line)
}
