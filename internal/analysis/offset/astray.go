package offset

import "comity/internal/comity"

// dropAstray leaves out what is claimed by lists of which days and months changed places, and which say of
// several sources that they are off by the same, and of none that it is right: then it is rather the list that is,
// of whose clock nothing else is known. What changed places stays exchanged all the same.
func (s *solver) dropAstray(out []Verdict) {
	lists := s.exchangedLists(out)
	if len(lists) == 0 {
		return
	}
	s.edges = nil
	s.measureClaims()
	for _, n := range lists {
		if !s.astray(n) {
			continue
		}
		s.forget(n)
		for _, k := range s.keys() {
			if k.event == n {
				delete(s.claims, k)
			}
		}
	}
}

// exchangedLists are the sources that claim something, by dates that stand exchanged.
func (s *solver) exchangedLists(out []Verdict) (list []int) {
	for n := range out {
		if kept := out[n].Kept(); len(kept) == 1 && kept[0].Swap && s.isLog(n) {
			list = append(list, n)
		}
	}
	return list
}

// astray reports whether several sources are off by the same, as the claims of source n have it, and none is right.
func (s *solver) astray(n int) bool {
	none, several := make([]comity.Instant, len(s.clocks)), 0
	var first *edge
	for _, e := range s.of(n) {
		switch {
		case e.a != n || e.b == s.all() || e.mute:
			continue
		case !s.off(e, none):
			return false
		case first == nil:
			first = e
		case e.low > first.high+s.allowed(e) || first.low > e.high+s.allowed(e):
			return false
		}
		several++
	}
	return several > 1
}
