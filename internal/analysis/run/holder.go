package run

import (
	"cmp"
	"maps"
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// holders looks for whom accounts come back to behind addresses that many have at
// one time: whoever asks knows no port, or the provider's list names none.
type holders struct {
	c      *computation
	there  census
	crowds map[int]*offset.Crowd // by source of assignments
}

// census counts who had the addresses of visits, by the declared clocks.
type census struct {
	there map[sharer]int64 // visits
	all   map[int]int64    // by source of assignments: visits
}

// sharer is a subscriber in a source.
type sharer struct {
	source     int
	subscriber uint64
}

// stay is a visit in source n.
type stay struct {
	seenAt
	n int
}

// shared are the claims of one account on assignments of one source: as declared, and
// with days and months exchanged.
type shared [2][]offset.Claim

// mostHolders bounds what is compared of one account with one source: some twenty
// million bytes. Who has more is a machine.
const mostHolders = 1 << 18

// claimShared compares the visits from addresses that many share with the assignments
// around them: once to learn what all accounts together say of each provider's clock,
// and once to claim what they come back to by it.
func (c *computation) claimShared(to *offset.Case) {
	h := &holders{c: c, there: newCensus(), crowds: map[int]*offset.Crowd{}}
	list := h.stays()
	for _, pick := range []bool{false, true} {
		for rest := list; len(rest) > 0; {
			n := 1
			for n < len(rest) && rest[n].who == rest[0].who {
				n++
			}
			h.account(rest[:n], pick, to)
			rest = rest[n:]
		}
	}
}

// stays lists the visits from shared addresses, account by account, and counts who
// had these.
func (h *holders) stays() (list []stay) {
	for n := range h.c.timing.visits {
		for _, v := range h.c.timing.visits[n].list {
			s := stay{v, n}
			if found := h.near(s, v.at, -1); len(found) > 0 {
				list = append(list, s)
				h.there.add(found)
			}
		}
	}
	slices.SortFunc(list, func(a, b stay) int {
		return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.at, b.at), cmp.Compare(a.n, b.n), a.addr.Compare(b.addr), cmp.Compare(a.port, b.port))
	})
	return list
}

func newCensus() census { return census{map[sharer]int64{}, map[int]int64{}} }

// add counts who had the address of a visit when it took place.
func (c *census) add(found map[int][]offset.Claim) {
	for source, list := range found {
		c.all[source]++
		seen := map[uint64]bool{}
		for i := range list {
			if k := &list[i]; k.Low <= 0 && k.High > 0 && !seen[k.Subscriber] {
				seen[k.Subscriber] = true
				c.there[sharer{source, k.Subscriber}]++
			}
		}
	}
}

// account takes the visits of one account.
func (h *holders) account(list []stay, pick bool, to *offset.Case) {
	found, own := map[int]*shared{}, newCensus()
	add := func(near map[int][]offset.Claim, which int) {
		for source, claims := range near {
			of := found[source]
			if of == nil {
				of = &shared{}
				found[source] = of
			}
			if len(of[which])+len(claims) <= mostHolders {
				of[which] = append(of[which], claims...)
			}
		}
	}
	for _, v := range list {
		near := h.near(v, v.at, -1)
		own.add(near)
		add(near, 0)
		if pick {
			for source, of := range h.c.timing.swaps {
				add(h.near(v, of(v.at), source), 1)
			}
		}
	}
	for _, source := range slices.Sorted(maps.Keys(found)) {
		usual := func(subscriber uint64) (int64, int64) {
			k := sharer{source, subscriber}
			return h.there.there[k] - own.there[k] + 1, h.there.all[source] - own.all[source] + 2
		}
		h.crowd(source, found[source], usual, pick, to)
	}
}

func (h *holders) crowd(source int, of *shared, usual offset.Usual, pick bool, to *offset.Case) {
	crowd := h.crowds[source]
	if crowd == nil {
		crowd = &offset.Crowd{}
		h.crowds[source] = crowd
	}
	if !pick {
		crowd.Add(of[0], usual)
		return
	}
	for which, claims := range of {
		for _, c := range crowd.Pick(claims, usual, which > 0) {
			to.Claim(h.c.timing.clocks[c.Event], h.c.timing.clocks[source], c)
		}
	}
}

// near lists, by source, the claims of everybody who had the address of a visit
// within reach, at by the provider's clock, where that leaves open who it was. only:
// the one source that they are wanted of, days and months exchanged; or -1.
func (h *holders) near(v stay, at comity.Instant, only int) map[int][]offset.Claim {
	found, ports := map[int][]offset.Claim{}, map[int]bool{}
	h.c.index.Near(v.addr, at-offset.Reach, at+offset.Reach, func(r *crosscheck.Row, start, end comity.Instant) {
		source := int(r.Source)
		if r.Asked() || only >= 0 && only != source || r.PortTo != 0 && v.port != 0 {
			return
		}
		ports[source] = ports[source] || r.PortTo != 0
		found[source] = append(found[source], offset.Claim{
			Account: uint64(v.who), Subscriber: h.c.subscriberKey(r), Assignment: uint64(r.Offset), Event: v.n,
			At: v.at, Low: max(start-at, -offset.Reach), High: min(end-at, offset.Reach), Swapped: only >= 0,
		})
	})
	maps.DeleteFunc(found, func(source int, list []offset.Claim) bool { return !ports[source] && !crowded(list) })
	return found
}
