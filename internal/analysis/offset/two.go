package offset

import "comity/internal/comity"

// blameTwo looks for two sources whose errors together explain what the one that was blamed alone left open. Who
// has the most to explain is blamed first, by an edge that may bear the error of both its
// ends: a list hours behind and the log of its own site, minutes behind, agree to the second about what
// lies between them, and a third source tells both. It is a simpler story than one error if it
// leaves two edges less.
func (s *solver) blameTwo() bool {
	all := make([]*edge, len(s.edges))
	for i := range s.edges {
		all[i] = &s.edges[i]
	}
	for n := range s.clocks {
		mine := s.of(n)
		if !s.wrong[n].is || s.wrong[n].drift || s.fixed[n] || s.count(mine, s.shift) == 0 {
			continue
		}
		was, most := s.shift[n], s.count(all, s.shift)-2
		for _, x := range s.errors(mine, n, s.shift) {
			if s.shift[n] = x; abs(x-was) > sharp && abs(x) > s.clocks[n].Allowed+comity.Second && s.blameWith(n, mine, all, most) {
				return true
			}
		}
		s.shift[n] = was
	}
	return false
}

// blameWith blames one more source at the other end of an edge of source n that is off, if that leaves
// no more edges off than most.
func (s *solver) blameWith(n int, mine, all []*edge, most int) bool {
	for _, e := range mine {
		m := e.a + e.b - n
		if !s.off(e, s.shift) || s.wrong[m].is || s.fixed[m] || s.drifts(m) {
			continue
		}
		by, gain, _ := s.settles(m, s.shift)
		if gain == 0 {
			continue
		}
		if s.shift[m] = by; s.count(all, s.shift) <= most {
			s.wrong[m] = blamed{is: true}
			return true
		}
		s.shift[m] = 0
	}
	return false
}
