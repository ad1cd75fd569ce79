package message

import "comity/internal/comity"

// repeated decides what somebody sent twice within seconds. Both sides in one order are told apart if both have it
// equally often; else only stamps that fit to the second tell, on clocks that keep step with each other.
func (m *merger) repeated(l layer, of []int32) {
	next := m.twins(l, of)
	var group, fit []int32
	for i := range l.seq {
		group = group[:0]
		for k := int32(i); k >= 0 && next[k] != done; {
			group = append(group, k)
			next[k], k = done, next[k]
		}
		fit = fit[:0]
		for _, k := range group {
			fit = m.candidates(fit, m.byKey[m.key[l.seq[k]]], l.seq[k])
		}
		switch {
		case len(group) < 2 && len(fit) < 2:
		case len(group) == len(fit):
			for n, k := range group {
				m.take(of, k, l.seq[k], fit[n])
			}
		default:
			m.exact(l, of, group)
		}
	}
}

const done = -2

// twins links each capture that is not joined yet to the next of the same words within seconds; -1: there is none.
func (m *merger) twins(l layer, of []int32) []int32 {
	next := make([]int32, len(l.seq))
	last := map[key]int32{}
	for i, c := range l.seq {
		next[i] = -1
		if of[i] >= 0 {
			next[i] = done
			continue
		}
		if b, seen := last[m.key[c]]; seen && m.captures[c].At-m.captures[l.seq[b]].At <= 2*loose {
			next[b] = int32(i)
		}
		last[m.key[c]] = int32(i)
	}
	return next
}

// exact joins those of a group that fit to the second, and leaves the others.
func (m *merger) exact(l layer, of []int32, group []int32) {
	for _, k := range group {
		c := l.seq[k]
		of[k] = left
		if !m.steady(l.stream) {
			m.open++
			continue
		}
		for _, f := range m.candidates(nil, m.byKey[m.key[c]], c) {
			if m.distance(c, f) == 0 && m.locked(c, f) {
				m.take(of, k, c, f)
				break
			}
		}
		if of[k] == left { // its like was said, and not by this stamp: another message
			of[k] = -1
			if m.near(c) {
				of[k] = left
			}
		}
	}
}

// near reports whether a message of c's words lies as close as clocks wander.
func (m *merger) near(c int32) bool { return len(m.candidates(nil, m.byKey[m.key[c]], c)) > 0 }

// steady reports whether the stream's clock keeps step with the first one's to the second. It is asked of every capture,
// so it is settled where the clock is measured.
func (m *merger) steady(stream int32) bool { return m.keeps[stream] }

// keepsStep reports whether what was measured of a clock changes but rarely, by a second or more; a clock of which
// nothing could be measured passes for the first one's own.
func (t *Timing) keepsStep() bool {
	s := t.Steps
	if len(s) == 0 {
		return t.Votes == 0
	}
	moved := 0
	for i := 1; i < len(s); i++ {
		if d := s[i].Shift - s[i-1].Shift; d >= comity.Second || d <= -comity.Second {
			moved++
		}
	}
	return len(s) >= 2*near && 50*moved <= len(s)
}
