package offset

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// blameAcquitting is blameAll without those who were blamed though all their pairs together say
// that they are right. They took upon themselves what others are off by, and
// whoever was measured by them was told an error that is theirs: all others are asked anew.
func (s *solver) blameAcquitting() {
	for {
		edges, delays, miscopied := slices.Clone(s.edges), s.delays, slices.Clone(s.miscopied)
		s.blameAll()
		right := s.acquitted()
		if len(right) == 0 {
			return
		}
		s.edges, s.delays, s.miscopied = edges, delays, miscopied
		clear(s.wrong)
		clear(s.shift)
		for _, n := range right {
			s.fixed[n] = true
		}
	}
}

// acquitted are the sources that were blamed, and are right by all their pairs together.
func (s *solver) acquitted() (right []int) {
	for n := range s.clocks {
		if !s.wrong[n].is || s.wrong[n].drift || n == s.all() {
			continue
		}
		f, ok := fit(s.points(n, nil, false))
		if granted := s.granted(n, &f); ok && f.perDay == 0 && abs(f.centre) <= granted {
			if found := s.measured(n, f, true); found.Kind == clock.Skew && abs(found.Ahead) <= granted {
				right = append(right, n)
			}
		}
	}
	return right
}

// granted is up to what the error of source n is none: its statement grants it, or those that know
// it best, if all pairs lie there, may differ by as much for people's delays.
func (s *solver) granted(n int, f *fitted) comity.Instant {
	most := s.clocks[n].Allowed + comity.Second
	if e := s.sharpest(n); e != nil && abs(f.centre) <= s.allowed(e) {
		most = max(most, s.allowed(e))
	}
	return most
}
