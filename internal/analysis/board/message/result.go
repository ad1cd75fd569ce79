package message

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// insertAll begins a message for each capture of the layer that is none of those found, and gives it its place.
func (m *merger) insertAll(l layer, of []int32) {
	next := m.ahead(of)
	order := make([]int32, 0, len(m.order)+len(l.seq))
	k := 0
	for i, c := range l.seq {
		if of[i] >= 0 {
			for p := m.pos[of[i]]; k <= int(p); k++ {
				order = append(order, m.order[k])
			}
			continue
		}
		at := m.at(c, m.shift(l.stream, m.captures[c].At))
		for k < len(m.order) && int32(k) < next[i] && m.found[m.order[k]].at <= at {
			order = append(order, m.order[k])
			k++
		}
		order = append(order, m.begin(c, at))
	}
	m.order = append(order, m.order[k:]...)
}

// result sets each message's time by the clock that most streams agree with.
func (m *merger) result() *Result {
	trust := m.trust()
	r := &Result{Of: make([]int32, len(m.captures)), Streams: m.timing, Guide: most(trust), Open: m.open}
	for i := range m.found {
		f := &m.found[i]
		slices.Sort(f.captures)
		r.Messages = append(r.Messages, Message{Captures: f.captures, At: m.told(f, trust), Conflict: m.conflict(f)})
	}
	slices.SortFunc(r.Messages, func(a, b Message) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Captures[0], b.Captures[0]))
	})
	for n, g := range r.Messages {
		for _, c := range g.Captures {
			r.Of[c] = int32(n)
		}
	}
	return r
}

// trust counts for each stream how often another's stamp of the same message agrees with its own.
func (m *merger) trust() []int {
	out := make([]int, m.streams)
	for i := range m.found {
		cs := m.found[i].captures
		for a, x := range cs {
			for _, y := range cs[:a] {
				if m.captures[x].Stream != m.captures[y].Stream && m.agree(x, y) {
					out[m.captures[x].Stream]++
					out[m.captures[y].Stream]++
				}
			}
		}
	}
	return out
}

// guide is the stream whose clock most others agree with.
func (m *merger) guide() int32 { return most(m.trust()) }

// most is the index of the first greatest of counts; 0 where there are none.
func most(counts []int) int32 {
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return int32(best)
}

// agree reports whether the stamps of two captures can be of one moment.
func (m *merger) agree(x, y int32) bool {
	a, b := &m.captures[x], &m.captures[y]
	d, g := a.At-b.At, max(a.Grain, b.Grain)
	if g <= comity.Second {
		g = loose
	}
	return -g <= d && d <= g
}

// told is the stamp of the capture that most others of the message agree with; of several, that of the most trusted
// stream, and of these the finest. Where nobody agrees, the message is put where the most trusted clock would have had it.
func (m *merger) told(f *found, trust []int) comity.Instant {
	best, with := f.captures[0], 0
	for _, x := range f.captures {
		n := 0
		for _, y := range f.captures {
			if x != y && m.agree(x, y) {
				n++
			}
		}
		a, b := &m.captures[x], &m.captures[best]
		if cmp.Or(cmp.Compare(n, with), cmp.Compare(trust[a.Stream], trust[b.Stream]), cmp.Compare(b.Grain, a.Grain)) > 0 {
			best, with = x, n
		}
	}
	guide := most(trust)
	if with > 0 || m.captures[best].Stream == guide {
		return m.captures[best].At
	}
	return f.at - back(m.timing[guide].Steps, f.at)
}

// back is by how much a clock of these steps was shifted at an instant of the first stream's clock.
func back(s []Step, at comity.Instant) comity.Instant {
	if len(s) == 0 {
		return 0
	}
	i, _ := slices.BinarySearchFunc(s, at, func(s Step, at comity.Instant) int { return cmp.Compare(s.At+s.Shift, at) })
	return s[min(i, len(s)-1)].Shift
}

// conflict says in what the captures of a message differ.
func (m *merger) conflict(f *found) (out Conflict) {
	a := f.captures[0]
	for _, b := range f.captures[1:] {
		x, y := &m.captures[a], &m.captures[b]
		if !m.agree(a, b) {
			out |= Clock
		}
		if x.Author != y.Author {
			out |= Author
		}
		if m.key[a] != m.key[b] {
			out |= Words
		}
	}
	return out
}
