package run

import (
	"cmp"
	"maps"
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// holders looks for whom accounts come back to behind addresses that many share,
// where the visits name no port.
type holders struct {
	c     *computation
	there map[sharer]int64 // visits on which a subscriber had the address, by the declared clocks
	all   map[int]int64    // by source of assignments: visits
}

// sharer is a subscriber in a source.
type sharer struct {
	source     int
	subscriber uint64
}

// stay is a visit at a source.
type stay struct {
	seenAt
	n int
}

// mostHolders bounds what is compared of one account: a machine with more is none
// of a person.
const mostHolders = 1 << 20

// portless lists the visits that name no port, account by account.
func (t *timing) portless() (list []stay) {
	for n := range t.visits {
		for _, v := range t.visits[n].list {
			if v.port == 0 {
				list = append(list, stay{v, n})
			}
		}
	}
	slices.SortFunc(list, func(a, b stay) int {
		return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.at, b.at), cmp.Compare(a.n, b.n))
	})
	return list
}

// claimShared compares the visits that name no port with the assignments of ports
// around them.
func (c *computation) claimShared(to *offset.Case) {
	h := &holders{c: c, there: map[sharer]int64{}, all: map[int]int64{}}
	list := c.timing.portless()
	for _, v := range list {
		h.survey(v, 1, h.there, h.all)
	}
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].who == list[0].who {
			n++
		}
		h.account(to, list[:n])
		list = list[n:]
	}
}

// survey counts who had the address of a visit.
func (h *holders) survey(v stay, by int64, there map[sharer]int64, all map[int]int64) {
	seen := map[sharer]bool{}
	sources := map[int]bool{}
	h.c.index.Near(v.addr, v.at, v.at, func(r *crosscheck.Row, start, end comity.Instant) {
		if r.PortTo == 0 || r.Asked() {
			return
		}
		k := sharer{int(r.Source), h.c.subscriberKey(r)}
		if !seen[k] {
			seen[k] = true
			there[k] += by
		}
		if !sources[k.source] {
			sources[k.source] = true
			all[k.source] += by
		}
	})
}

// account adds the claims of one account.
func (h *holders) account(to *offset.Case, list []stay) {
	if len(list) < 3 {
		return
	}
	found := map[int]*[2][]offset.Claim{}
	for i, v := range list {
		h.near(v, i, v.at, found, -1)
		for source, of := range h.c.timing.swaps {
			h.near(v, i, of(v.at), found, source)
		}
	}
	if len(found) == 0 {
		return
	}
	there, all := map[sharer]int64{}, map[int]int64{}
	for _, v := range list {
		h.survey(v, 1, there, all)
	}
	for _, source := range slices.Sorted(maps.Keys(found)) {
		usual := func(subscriber uint64) (int64, int64) {
			k := sharer{source, subscriber}
			return h.there[k] - there[k] + 1, h.all[source] - all[source] + 2
		}
		for _, claims := range found[source] {
			for _, c := range offset.Common(claims, usual) {
				to.Claim(h.c.timing.clocks[c.Event], h.c.timing.clocks[source], c)
			}
		}
	}
}

// near adds the claims of everybody who had the address of a visit within reach.
// only: the one source that they are wanted of, days and months exchanged.
func (h *holders) near(v stay, _ int, at comity.Instant, found map[int]*[2][]offset.Claim, only int) {
	h.c.index.Near(v.addr, at-offset.Reach, at+offset.Reach, func(r *crosscheck.Row, start, end comity.Instant) {
		source := int(r.Source)
		if r.PortTo == 0 || r.Asked() || only >= 0 && only != source {
			return
		}
		if found[source] == nil {
			found[source] = &[2][]offset.Claim{}
		}
		list := &found[source][0]
		if only >= 0 {
			list = &found[source][1]
		}
		if len(*list) == mostHolders {
			return
		}
		*list = append(*list, offset.Claim{
			Account: uint64(v.who), Subscriber: h.c.subscriberKey(r), Assignment: uint64(r.Offset), Event: v.n,
			At: v.at, Low: max(start-at, -offset.Reach), High: min(end-at, offset.Reach), Swapped: only >= 0,
		})
	})
}

var _ = attribution.None
