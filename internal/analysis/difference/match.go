package difference

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

const (
	nobody = -1 // nothing of the other run
	told   = -2 // some hit of the other run leads here
)

// matching says, of each hit, which hit of the other run is of the same events.
type matching struct {
	after  []int // index into before, or nobody
	before []int // index into after where only that tells of it; told, or nobody
}

// match pairs hits: by id, which says exhibit and place; then, of one account and
// address, by their first instants (a log delivered anew); then those that overlap
// (assignments that changed cut sessions elsewhere); and at last in their order,
// where as many are left on either side (a log whose clock was corrected).
func (c *comparison) match() matching {
	m := matching{after: make([]int, len(c.after.hits)), before: make([]int, len(c.before.hits))}
	byID := make(map[string]int, len(c.before.hits))
	for j := range c.before.hits {
		m.before[j] = nobody
		byID[c.before.hits[j].id] = j
	}
	left := map[key]bool{}
	for i := range c.after.hits {
		m.after[i] = nobody
		if j, ok := byID[c.after.hits[i].id]; ok {
			m.after[i], m.before[j] = j, told
		} else {
			left[c.after.hits[i].key] = true
		}
	}
	for j := range c.before.hits {
		if m.before[j] == nobody {
			left[c.before.hits[j].key] = true
		}
	}
	old, now := groups(c.before.hits, left), groups(c.after.hits, left)
	for k := range left { // each group for itself: their order does not matter
		c.matchGroup(&m, old[k], now[k])
	}
	return m
}

// groups lists the hits of the wanted keys, each list by time.
func groups(hits []hit, wanted map[key]bool) map[key][]int {
	out := map[key][]int{}
	for i := range hits {
		if wanted[hits[i].key] {
			out[hits[i].key] = append(out[hits[i].key], i)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b int) int {
			return cmp.Or(cmp.Compare(hits[a].first, hits[b].first), cmp.Compare(hits[a].last, hits[b].last), cmp.Compare(hits[a].id, hits[b].id))
		})
	}
	return out
}

// matchGroup pairs what is left of one account and address.
func (c *comparison) matchGroup(m *matching, old, now []int) {
	c.sameInstant(m, old, now)
	c.overlapping(m, old, now)
	var lostOnes, gainedOnes []int
	for _, j := range old {
		if m.before[j] == nobody {
			lostOnes = append(lostOnes, j)
		}
	}
	for _, i := range now {
		if m.after[i] == nobody {
			gainedOnes = append(gainedOnes, i)
		}
	}
	if len(lostOnes) != len(gainedOnes) {
		return
	}
	for n, j := range lostOnes {
		m.after[gainedOnes[n]], m.before[j] = j, told
	}
}

func (c *comparison) sameInstant(m *matching, old, now []int) {
	free := map[comity.Instant][]int{}
	for _, j := range old {
		if m.before[j] == nobody {
			at := c.before.hits[j].first
			free[at] = append(free[at], j)
		}
	}
	for _, i := range now {
		at := c.after.hits[i].first
		if m.after[i] == nobody && len(free[at]) > 0 {
			m.after[i], m.before[free[at][0]] = free[at][0], told
			free[at] = free[at][1:]
		}
	}
}

// overlapping gives what is left to a hit of the other run that holds some of its
// events, whatever else that is paired with.
func (c *comparison) overlapping(m *matching, old, now []int) {
	lists := [2][]hit{c.before.hits, c.after.hits}
	find := func(h *hit, side int, among []int) int {
		// Sessions of one account and address hardly overlap: where the last that
		// begins before the end of h does not reach h, none before it does.
		end, _ := slices.BinarySearchFunc(among, h.last, func(i int, at comity.Instant) int {
			if lists[side][i].first <= at {
				return -1
			}
			return 1
		})
		if end > 0 && lists[side][among[end-1]].last >= h.first {
			return among[end-1]
		}
		return nobody
	}
	for _, i := range now {
		if m.after[i] != nobody {
			continue
		}
		if j := find(&c.after.hits[i], 0, old); j != nobody {
			m.after[i] = j
			if m.before[j] == nobody {
				m.before[j] = told
			}
		}
	}
	for _, j := range old {
		if m.before[j] == nobody {
			m.before[j] = find(&c.before.hits[j], 1, now)
		}
	}
}
