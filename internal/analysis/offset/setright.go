package offset

import "comity/internal/comity"

// blameSetRight blames clocks that gained until they were set right, of which nobody was
// blamed: most of their pairs may be of the time since, and say that nothing is wrong. Of the
// two sources that differ until then it is the one with which no other agrees in that time,
// where others agree with its fellow; or the one that was copied, where the other is who asked
// about it.
func (s *solver) blameSetRight() {
	for i := range s.edges {
		e := &s.edges[i]
		if n := s.copier(e); n >= 0 && !s.wrong[n].is && e.until != 0 {
			s.wrong[n] = blamed{true, true}
			continue
		}
		if !e.sharp || e.until == 0 || s.wrong[e.a].is || s.wrong[e.b].is || !s.off(e, s.shift) {
			continue
		}
		for _, n := range [2]int{e.a, e.b} {
			other := e.a + e.b - n
			if s.agreeing(other, n, e.until) >= many && s.agreeing(n, other, e.until) < fewest/2 {
				s.wrong[n] = blamed{true, true}
				break
			}
		}
	}
}

// agreeing counts the exact pairs until some time by which source n agrees with others than
// one.
func (s *solver) agreeing(n, one int, until comity.Instant) (count int) {
	for _, m := range s.facing(n, nil, false) {
		for _, p := range m.points {
			if m.source != one && p.at <= until && abs(p.later+s.shift[n]) <= sharp {
				count++
			}
		}
	}
	return count
}
