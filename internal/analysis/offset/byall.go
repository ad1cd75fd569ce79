package offset

import "comity/internal/comity"

// fewCopied is how many questions tell of a clock, if they are most that were put.
const fewCopied = 4

// exactly reports whether by one reading of a source's times more of them are moments that others
// show as well, to the second, than by another. By chance hardly any is, so that three tell where
// eight are asked of heaps that people's delays widen.
func exactly(one, other []point) bool {
	v := vote{won: moments(one, 0), lost: moments(other, 0), failed: len(one), apart: 4 * sharp}
	return v.surely()
}

// moments counts the times of which a pair lies at a distance, to the second.
func moments(points []point, at comity.Instant) int {
	seen := map[comity.Instant]bool{}
	for _, p := range points {
		if abs(p.later-at) <= sharp {
			seen[p.at] = true
		}
	}
	return len(seen)
}

// byAll is what all sources together say of the clock of source n, none of which shares enough with it
// to differ from it: that it is off by what all pairs are, that it is in a zone in which they
// lie together, or what was copied into a few questions.
func (s *solver) byAll(n int, f fitted, measured bool) (Reading, bool) {
	if measured {
		if f.perDay != 0 || abs(f.centre) <= pile+s.clocks[n].Allowed {
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

// copied is by how much the clock of source n is ahead, where all that is there to compare are a few
// questions to a provider. Who asks copies a time and an address from a record, as it is written there or
// as it was put right: most of them lie at one distance from what was seen then, to the second, or do so by
// the time of another zone, and none at no distance. Four are asked: four addresses that were busy just then are no chance.
func (s *solver) copied(n int) (best Reading, ok bool) {
	for _, right := range []bool{false, true} {
		asked, points := s.asked(n, nil, right)
		if len(asked) < fewCopied || len(points) == 0 || moments(points, 0) > 0 {
			return Reading{}, false
		}
		most := max(fewCopied, len(asked)/2+1, best.Pairs+1)
		h := highest(differences(points, 0, 0), sharp)
		by := h.low + (h.high-h.low)/2
		if count := moments(points, by); count >= most {
			best, ok = s.shifted(n, Reading{Kept: true, Why: Measured, Pairs: count}, -by, sharp, fitted{exact: true, origin: points[0].at}), true
			most = count + 1
		}
		for _, w := range s.otherZones(n) {
			_, points := s.asked(n, w.Of, right)
			if count := moments(points, 0); count >= most {
				best, ok = s.inZone(n, Reading{Kept: true, Why: Measured, Pairs: count}, w), true
				most = count + 1
			}
		}
	}
	return best, ok
}

// asked are the times that source n was asked about, and their pairs with what was seen, as it is written in each source
// or put right by what is known of it.
func (s *solver) asked(n int, read func(comity.Instant) comity.Instant, right bool) (map[comity.Instant]bool, []point) {
	asked, points := map[comity.Instant]bool{}, []point(nil)
	for i := range s.series {
		q := &s.series[i]
		if q.Source != n || q.Sort != Question {
			continue
		}
		for _, m := range q.Marks {
			asked[m.At] = true
		}
		for j := range s.series {
			seen := &s.series[j]
			if seen.Sort != Seen || seen.Source == n {
				continue
			}
			list := pairs(q.Marks, seen.Marks, read)
			for k := range list {
				if right {
					list[k].later -= s.errorAt(seen.Source, list[k].at+list[k].later)
				}
			}
			points = append(points, list...)
		}
	}
	return asked, points
}
