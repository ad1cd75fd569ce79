package message

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// part takes captures out again of which it shows only now, with all layers there, that they could as well be of another
// message: the same words of the same speaker in the same minutes, of which their stream has but one, and nothing of what
// was said between the two.
func (m *merger) part() {
	for range 3 { // what leaves may have been all that held another
		if !m.sift() {
			return
		}
	}
}

// sift takes out what is doubtful as things stand, and reports whether there was any.
func (m *merger) sift() bool {
	m.settle()
	m.center()
	places := m.places()
	type cut struct{ c, f int32 }
	var cuts []cut
	for f := range m.found {
		for _, c := range m.found[f].captures {
			if len(m.found[f].captures) > 1 && m.doubtful(c, int32(f), places) {
				cuts = append(cuts, cut{c, int32(f)})
			}
		}
	}
	for _, x := range cuts {
		g := &m.found[x.f]
		if len(g.captures) < 2 {
			continue
		}
		g.captures = slices.DeleteFunc(g.captures, func(c int32) bool { return c == x.c })
		m.found = append(m.found, found{at: g.at, grain: m.captures[x.c].Grain, captures: []int32{x.c}})
		m.order = append(m.order, int32(len(m.found)-1))
		m.open++
	}
	return len(cuts) > 0
}

// center puts each message where most of the clocks that keep step say it was.
func (m *merger) center() {
	steady := make([]bool, m.streams)
	for s := range steady {
		steady[s] = m.steady(int32(s))
	}
	for f := range m.found {
		g, most := &m.found[f], 0
		for _, c := range g.captures {
			if !steady[m.captures[c].Stream] || m.captures[c].Grain > comity.Second {
				continue
			}
			at, n := m.at(c, m.shift(m.captures[c].Stream, m.captures[c].At)), 0
			for _, o := range g.captures {
				if steady[m.captures[o].Stream] && m.at(o, m.shift(m.captures[o].Stream, m.captures[o].At)) == at {
					n++
				}
			}
			if n > most {
				g.at, most = at, n
			}
		}
	}
	byTime := func(a, b int32) int { return cmp.Compare(m.found[a].at, m.found[b].at) }
	for _, l := range m.byWho {
		slices.SortStableFunc(l, byTime)
	}
	for _, l := range m.byKey {
		slices.SortStableFunc(l, byTime)
	}
}

// places are, for each stream, the places of its messages in order.
func (m *merger) places() [][]int32 {
	out := make([][]int32, m.streams)
	for p, f := range m.order {
		for _, c := range m.found[f].captures {
			s := m.captures[c].Stream
			if l := out[s]; len(l) == 0 || l[len(l)-1] != int32(p) {
				out[s] = append(l, int32(p))
			}
		}
	}
	return out
}

// doubtful is undecided for stamps of minutes; for those of seconds it reports whether another message of the same words
// is as close, unless clocks keep step and c fits f to the second.
func (m *merger) doubtful(c, f int32, places [][]int32) bool {
	if m.captures[c].Grain > comity.Second {
		return m.undecided(c, f, places)
	}
	s, at := m.captures[c].Stream, m.found[f].at
	fits := m.distance(c, f) == 0 && m.locked(c, f)
	if fits || m.numbers(c, f) {
		return false
	}
	near := m.within(m.byWho[m.who[c]], at-2*loose, at+2*loose)
	return slices.ContainsFunc(near[:min(len(near), flood)], func(o int32) bool {
		if o == f || !m.alike(c, o) {
			return false
		}
		x := m.of(o, s)
		return x < 0 && !m.differs(c, o) || x >= 0 && (m.captures[x].At < m.captures[c].At) != (m.found[o].at < m.found[f].at) // none, or crosswise
	})
}

// numbers reports whether c bears the number of another capture of f.
func (m *merger) numbers(c, f int32) bool {
	id := m.captures[c].ID
	return id != "" && m.numbered(m.captures[c].Stream) && slices.ContainsFunc(m.found[f].captures, func(o int32) bool {
		return o != c && m.captures[o].ID == id
	})
}

// undecided reports whether c, which was joined to f, can as well be one of the other messages of its words.
func (m *merger) undecided(c, f int32, places [][]int32) bool {
	s := m.captures[c].Stream
	at := m.found[f].at
	like := m.within(m.byKey[m.key[c]], at-2*comity.Minute, at+2*comity.Minute)
	for _, o := range like[:min(len(like), flood)] {
		if o == f || m.has(o, s) || m.differs(c, o) {
			continue
		}
		lo, hi := min(m.pos[o], m.pos[f]), max(m.pos[o], m.pos[f])
		if i, _ := slices.BinarySearch(places[s], lo+1); i == len(places[s]) || places[s][i] >= hi {
			return true
		}
	}
	return false
}

// has reports whether stream s has a capture of f.
func (m *merger) has(f, s int32) bool { return m.of(f, s) >= 0 }

// of is stream s's capture of f; -1: there is none.
func (m *merger) of(f, s int32) int32 {
	i := slices.IndexFunc(m.found[f].captures, func(c int32) bool { return m.captures[c].Stream == s })
	if i < 0 {
		return -1
	}
	return m.found[f].captures[i]
}
