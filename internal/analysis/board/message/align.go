package message

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// pair says that the i-th capture of the layer may be message f.
type pair struct {
	i, f   int32
	weight int64 // rare words weigh more; 0: not by the same words
}

// add joins a layer to what was found before.
func (m *merger) add(l layer) {
	m.newest++
	if len(m.found) > 0 {
		m.measure(l)
	}
	m.settle()
	var of []int32
	if l.wide {
		of = m.ordered(l)
	} else {
		of = m.timed(l)
	}
	m.insertAll(l, of)
}

// settle numbers the places of all messages found so far.
func (m *merger) settle() {
	m.pos = slices.Grow(m.pos, len(m.found)-len(m.pos))[:len(m.found)]
	for i, f := range m.order {
		m.pos[f] = int32(i)
	}
}

// slack is how far capture c and message f may lie apart.
func (m *merger) slack(c, f int32) comity.Instant {
	g := max(m.captures[c].Grain, m.found[f].grain)
	if g <= comity.Second {
		return loose
	}
	return g
}

// meets reports whether capture c can have been made when f was said; wide is how wide stamps can be.
func (m *merger) meets(c, f int32) bool {
	ws, n := m.shifts(m.captures[c].Stream, m.captures[c].At)
	for _, w := range ws[:n] {
		s := m.slack(c, f)
		if d := m.found[f].at - m.captures[c].At; d >= w.lo-s && d <= w.hi+s {
			return true
		}
	}
	return false
}

// candidates appends to out those of a list by time that capture c can be.
func (m *merger) candidates(out []int32, list []int32, c int32) []int32 {
	ws, n := m.shifts(m.captures[c].Stream, m.captures[c].At)
	for _, w := range ws[:n] {
		at, reach := m.captures[c].At, max(comity.Minute, m.captures[c].Grain)+loose
		for _, f := range m.within(list, at+w.lo-reach, at+w.hi+reach) {
			if m.meets(c, f) && m.found[f].layer != m.newest && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// distance is how far capture c lies from message f, whichever shift fits.
func (m *merger) distance(c, f int32) comity.Instant {
	ws, n := m.shifts(m.captures[c].Stream, m.captures[c].At)
	best := comity.Latest
	for _, w := range ws[:n] {
		d := m.found[f].at - m.captures[c].At
		switch {
		case d < w.lo:
			d = w.lo - d
		case d > w.hi:
			d -= w.hi
		default:
			d = 0
		}
		best = min(best, d)
	}
	return best
}

// differs reports whether c bears another number than f does, where numbers are of one board.
func (m *merger) differs(c, f int32) bool {
	id := m.captures[c].ID
	if id == "" || !m.numbered(m.captures[c].Stream) {
		return false
	}
	for _, o := range m.found[f].captures {
		if other := m.captures[o].ID; other != "" && m.numberedOrFirst(m.captures[o].Stream) {
			return other != id
		}
	}
	return false
}

func (m *merger) numberedOrFirst(stream int32) bool {
	return m.numbered(stream) || m.timing[stream].Votes == 0
}

// timed finds the messages of a layer whose stamps are good to the second: the same words of the same speaker in the
// same moment, or, of what then is left, words that are alike.
func (m *merger) timed(l layer) []int32 {
	of := make([]int32, len(l.seq))
	for i := range of {
		of[i] = -1
	}
	m.byNumber(l, of)
	m.repeated(l, of)
	for _, same := range []bool{true, false} {
		m.claim(l, of, same)
	}
	return of
}

// byNumber joins what bears the same number as a message of the same speaker at that time.
func (m *merger) byNumber(l layer, of []int32) {
	for i, c := range l.seq {
		id := m.captures[c].ID
		if id == "" || !m.numbered(l.stream) && !global(id) {
			continue
		}
		var fit []int32
		for _, f := range m.byID[id] {
			if m.found[f].layer != m.newest && m.who[m.found[f].captures[0]] == m.who[c] && (m.meets(c, f) || m.said(c, f)) {
				fit = append(fit, f)
			}
		}
		if len(fit) == 1 {
			m.take(of, int32(i), c, fit[0])
		}
	}
}

// said reports whether a capture of f has the words of c.
func (m *merger) said(c, f int32) bool {
	return slices.ContainsFunc(m.found[f].captures, func(o int32) bool { return m.key[o] == m.key[c] })
}

// take notes that the i-th capture is message f, so that no other of the layer takes it.
func (m *merger) take(of []int32, i, c, f int32) {
	of[i] = f
	m.join(c, f)
}

// claim lets captures take the nearest message that fits, nearest pairs first.
func (m *merger) claim(l layer, of []int32, same bool) {
	type bid struct {
		d    comity.Instant
		i, f int32
	}
	var bids []bid
	var fit []int32
	for i, c := range l.seq {
		if of[i] != -1 {
			continue
		}
		list := m.byWho[m.who[c]]
		if same {
			list = m.byKey[m.key[c]]
		}
		fit = m.candidates(fit[:0], list, c)
		for _, f := range fit {
			d := m.distance(c, f)
			if !m.differs(c, f) && (same || m.alike(c, f) && (d == 0 || len(fit) == 1 && !m.locked(c, f))) {
				bids = append(bids, bid{d, int32(i), f})
			}
		}
	}
	slices.SortStableFunc(bids, func(a, b bid) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.i, b.i), cmp.Compare(m.pos[a.f], m.pos[b.f]))
	})
	for _, b := range bids {
		if of[b.i] == -1 && m.found[b.f].layer != m.newest {
			m.take(of, b.i, l.seq[b.i], b.f)
		}
	}
}

// locked reports whether the clocks behind c and f keep step, so that what does not fit to the second is another moment.
func (m *merger) locked(c, f int32) bool {
	return m.steady(m.captures[c].Stream) && m.steady(m.captures[m.found[f].captures[0]].Stream)
}

// alike reports whether the words of c and of some capture of f can be two states of one text.
func (m *merger) alike(c, f int32) bool {
	wide := m.slack(c, f) > loose
	return slices.ContainsFunc(m.found[f].captures, func(o int32) bool {
		return alike(m.captures[c].Text, m.captures[o].Text, wide)
	})
}

// global reports whether an id names a message everywhere, as a mail's does.
func global(id string) bool { return slices.Contains([]byte(id), '@') }
