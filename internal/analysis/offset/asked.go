package offset

import "slices"

// measureAsked adds an edge for every source whose clock gains by all that providers were asked
// about its records. One provider is asked about a few of them; but a question bears the time of
// the record that it copies, whoever is asked, so that all questions together are one witness. The
// edge is with the source of answers that has most of these pairs.
func (s *solver) measureAsked(some []bool) {
	for j := range s.series {
		seen := &s.series[j]
		if seen.Sort != Seen || some != nil && !some[seen.Source] {
			continue
		}
		of, all := s.askedOf(seen)
		if len(of) < 2 {
			continue
		}
		f, ok := fit(all)
		if !ok || f.perDay == 0 || f.scatter > sharp {
			continue
		}
		best, most := -1, 0
		for i := range s.series {
			if n := f.holding(of[i]); n > most {
				best, most = i, n
			}
		}
		if best >= 0 {
			s.edges = append(s.edges, edgeOf(s.series[best].Source, seen.Source, best, j, &f))
		}
	}
}

// askedOf are the pairs of what was asked about with what was seen in one source, by the number of
// the series of questions, and all together.
func (s *solver) askedOf(seen *Series) (of map[int][]point, all []point) {
	of = map[int][]point{}
	for i := range s.series {
		if q := &s.series[i]; q.Sort == Question && q.Source != seen.Source {
			if list := pairs(q.Marks, seen.Marks, nil); len(list) > 0 {
				of[i] = list
				all = append(all, list...)
			}
		}
	}
	return of, all
}

// holding counts the points that lie where a gain puts them, before it was set right and after.
func (f *fitted) holding(points []point) (count int) {
	band := f.band()
	for _, p := range points {
		by := p.later + gained(p.at, f.perDay, f.origin)
		if f.until != 0 && p.at > f.until {
			by = p.later - f.after + f.centre
		}
		if band.has(by) {
			count++
		}
	}
	return count
}

// edgeOf is what was fitted to pairs of series x of source a and series y of source b.
func edgeOf(a, b, x, y int, f *fitted) edge {
	return edge{
		a: a, b: b, x: x, y: y, shift: f.centre, low: f.low, high: f.high, least: f.least, most: f.most, pairs: f.pairs,
		perDay: f.perDay, origin: f.origin, loose: f.loose, until: f.until, after: f.after, right: f.right, sharp: f.scatter <= sharp,
	}
}

// passOverCopies leaves out what questions say against a log that they were not copied from. Who asks
// about the records of a log whose clock gains copies its stamps, and those lie on a line with every
// log that shows the same moments by a right clock. Where two such logs agree with one another,
// and neither with the one that was copied, the copies are no witness against them.
func (s *solver) passOverCopies() {
	agrees, gains := map[ends]int{}, map[ends]int{} // pairs of those who agree to the second, and of those of whom one gains
	for i := range s.edges {
		e := &s.edges[i]
		list := agrees
		if e.perDay != 0 {
			list = gains
		}
		if e.sharp {
			list[ends{e.a, e.b}] = max(list[ends{e.a, e.b}], e.pairs)
			list[ends{e.b, e.a}] = list[ends{e.a, e.b}]
		}
	}
	s.edges = slices.DeleteFunc(s.edges, func(e edge) bool {
		log := s.copier(&e)
		if log < 0 {
			return false
		}
		asker := e.a + e.b - log
		for copied := range s.clocks {
			if copied == log || agrees[ends{asker, copied}] < e.pairs || gains[ends{copied, log}] == 0 {
				continue
			}
			for third := range s.clocks {
				if third != asker && agrees[ends{log, third}] > 0 && gains[ends{copied, third}] > 0 {
					return true
				}
			}
		}
		return false
	})
}
