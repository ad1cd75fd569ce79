package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// copyAsWritten takes what providers were asked about for copies of the records as they stand there,
// where that shows: then it tells of the clocks of those who were asked, by what is written in the
// records, and of the records' own clocks nothing.
func (s *solver) copyAsWritten() {
	both, done := 0, map[ends]bool{}
	for i := range s.edges {
		e := &s.edges[i]
		if count := s.copiedFromBoth(e); !done[ends{e.a, e.b}] {
			both, done[ends{e.a, e.b}] = both+count, count > 0
		}
	}
	if s.asWritten = both >= fewCopied; s.asWritten {
		s.setCopiesAside(0)
	}
}

// setCopiesAside marks the edges from one on that compare questions with what they were copied from.
func (s *solver) setCopiesAside(from int) {
	for i := range s.edges[from:] {
		e := &s.edges[from+i]
		e.asIs = [2]bool{s.isCopy(e, e.a), s.isCopy(e, e.b)}
		e.mute = e.mute || e.perDay != 0 && (e.asIs[0] || e.asIs[1]) // copies of several clocks, mixed
	}
}

// copiedFromBoth asks an edge between records that show the same moments by clocks that differ about how many
// addresses one provider was asked at the stamps of the one, or of the other if these are fewer, and so each provider. One of
// the two records is wrong: who puts times right before asking asks at those of the other alone, and if the provider's own clock
// is as wrong as one of the two, all lie at that one's. One such question is chance, and so are more
// where half as many lie a few seconds beside, as at an address that many share.
func (s *solver) copiedFromBoth(e *edge) int {
	if e.x < 0 || !e.sharp || e.until != 0 || s.series[e.x].Sort >= Question || s.series[e.y].Sort >= Question || !s.off(e, s.shift) {
		return 0
	}
	count := s.atStamps(e, 0)
	if count < 2 {
		return 0
	}
	for _, by := range [...]comity.Instant{-61, -29, -13, -7, 7, 13, 29, 61} {
		if 2*s.atStamps(e, by*comity.Second) > count {
			return 0
		}
	}
	return count
}

// atStamps is the sum over providers of the addresses about which a question lies, so much beside, at a stamp that either end
// of an edge shows of a moment which the other shows as well, to the second, and at no stamp of the other: of
// the two ends the one with fewer.
func (s *solver) atStamps(e *edge, beside comity.Instant) (count int) {
	a, b := s.seenBy(e.a), s.seenBy(e.b)
	for i := range s.series {
		if q := &s.series[i]; q.Sort == Question {
			ofA, ofB := atStampsOf(e, a, b, q.Marks, beside)
			count += min(ofA, ofB)
		}
	}
	return count
}

func atStampsOf(e *edge, a, b [][]Mark, questions []Mark, beside comity.Instant) (ofA, ofB int) {
	as, bs := map[uint64]bool{}, map[uint64]bool{}
	for _, m := range questions {
		at := m.At + beside
		later := e.shift - gained(at, e.perDay, e.origin)
		atA, atB := showing(a, m.Key, at, sharp), showing(b, m.Key, at, sharp)
		switch {
		case atA == atB || abs(later) <= 3*sharp:
		case atA && showing(b, m.Key, at+later, 2*sharp):
			as[m.Key] = true
		case atB && showing(a, m.Key, at-later, 2*sharp):
			bs[m.Key] = true
		}
	}
	return len(as), len(bs)
}

// seenBy are the series of what was seen in source n.
func (s *solver) seenBy(n int) (out [][]Mark) {
	for i := range s.series {
		if x := &s.series[i]; x.Source == n && x.Sort == Seen {
			out = append(out, x.Marks)
		}
	}
	return out
}

// showing reports whether one of these was seen at an address at a time, or within so much of it.
func showing(seen [][]Mark, address uint64, at, within comity.Instant) bool {
	return slices.ContainsFunc(seen, func(marks []Mark) bool {
		i, _ := slices.BinarySearchFunc(marks, Mark{address, at - within}, func(m, t Mark) int {
			return cmp.Or(cmp.Compare(m.Key, t.Key), cmp.Compare(m.At, t.At))
		})
		return i < len(marks) && marks[i].Key == address && marks[i].At <= at+within
	})
}
