package offset

import (
	"slices"

	"comity/internal/comity"
)

// byAll is what all sources together say of the clock of source n, none of which shares enough with it
// to differ from it: that it is off by what all pairs are, that it is in a zone in which they
// lie together, or what was copied into a few questions.
func (s *solver) byAll(n int, f fitted, measured bool) (Reading, bool) {
	if measured {
		if f.perDay != 0 || abs(f.centre) <= pile+s.clocks[n].Allowed+s.usualSlack(n, &f) {
			return Reading{}, false
		}
		return s.measured(n, f, true), true
	}
	best, count := (*Rewrite)(nil), 0
	for _, w := range s.otherZones(n) {
		if g, ok := fit(s.points(n, w.Of, false)); ok && g.perDay == 0 && abs(g.centre) <= pile/2 && g.pairs > count {
			best, count = w, g.pairs
		}
	}
	if best != nil {
		return s.inZone(n, Reading{Kept: true, Why: Measured, Pairs: count}, best), true
	}
	return s.copied(n)
}

// usualSlack is by how much people's delays around the marks of source n may differ from the usual
// ones, where those that were fitted are not one moment in two records.
func (s *solver) usualSlack(n int, f *fitted) (slack comity.Instant) {
	if f.scatter <= sharp {
		return 0
	}
	for i := range s.series {
		if s.series[i].Source == n {
			slack = max(slack, slices.Max(s.slack[s.series[i].Sort][:]))
		}
	}
	return slack
}
