package offset

import (
	"slices"

	"comity/internal/comity"
)

// isCopy reports whether an edge compares what a provider was asked about with what was seen
// in source n: whoever asked copied the time from there.
func (s *solver) isCopy(e *edge, n int) bool {
	if e.x < 0 {
		return false
	}
	own, other := e.x, e.y
	if e.b == n {
		own, other = e.y, e.x
	}
	return s.series[own].Sort == Seen && s.series[other].Sort == Question
}

// overCopies finds the shift of source n by which others agree that its clock is wrong, though
// what providers were asked about its records agrees with it: that was copied from them, and
// says of their clock nothing. Two others have to say the same, each of whom agrees
// with somebody else, and nobody but the copies may say otherwise. gain is how many say it.
func (s *solver) overCopies(n int, mine []*edge, shift []comity.Instant) (by comity.Instant, gain int) {
	if !s.copiesAgree(n, mine, shift) {
		return 0, 0
	}
	old := shift[n]
	defer func() { shift[n] = old }()
	var off, vouched, right []*edge
	for _, e := range mine {
		switch isOff := s.off(e, shift); {
		case isOff && e.perDay == 0 && !s.dialled(e) && !s.isCopy(e, n):
			if off = append(off, e); s.vouched(n, e, shift) {
				vouched = append(vouched, e)
			}
		case !isOff && !s.isCopy(e, n) && !s.delayOfOwn(n, e) && !s.wrong[e.a+e.b-n].is: // who was blamed may have been for what n shows
			right = append(right, e)
		}
	}
	isOff := func(e *edge) bool { return s.off(e, shift) }
	for _, tells := range vouched {
		x := s.error(tells, n, shift)
		if shift[n] = x; abs(x) <= s.clocks[n].Allowed+comity.Second || slices.ContainsFunc(right, isOff) {
			shift[n] = old
			continue
		}
		say, all := s.others(n, vouched, shift), s.others(n, off, shift)
		shift[n] = old
		if len(say) >= 2 && len(all) > gain {
			by, gain = x, len(all)
		}
	}
	return by, gain
}

// copiesAgree reports whether most of what providers were asked about the records of source n agrees
// with them. Where most does not, it was not copied as it stands there, and tells of the clock.
func (s *solver) copiesAgree(n int, mine []*edge, shift []comity.Instant) bool {
	agree, differ := 0, 0
	for _, e := range mine {
		switch {
		case !s.isCopy(e, n):
		case s.off(e, shift):
			differ += e.pairs
		default:
			agree += e.pairs
		}
	}
	return agree > differ
}

// others are the sources at the other ends of edges of source n that are not off, each once.
func (s *solver) others(n int, edges []*edge, shift []comity.Instant) (out []int) {
	for _, e := range edges {
		if other := e.a + e.b - n; !s.off(e, shift) && !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	return out
}

// delayOfOwn reports whether the usual delay of an edge of source n is learned from edges of that
// source alone: what its clock is off by is in the delay, too.
func (s *solver) delayOfOwn(n int, e *edge) bool {
	if e.sharp || e.x < 0 {
		return false
	}
	x, y := s.series[e.x].Sort, s.series[e.y].Sort
	return !slices.ContainsFunc(s.edges, func(o edge) bool {
		if o.x < 0 || o.sharp || o.a == n || o.b == n {
			return false
		}
		p, q := s.series[o.x].Sort, s.series[o.y].Sort
		return p == x && q == y || p == y && q == x
	})
}

// vouched reports whether the other end of an edge of source n agrees with somebody else, the
// copies of its own records aside.
func (s *solver) vouched(n int, e *edge, shift []comity.Instant) bool {
	other := e.a + e.b - n
	return slices.ContainsFunc(s.of(other), func(o *edge) bool {
		return o.a+o.b-other != n && o.perDay == 0 && !o.mute && !o.open && !s.isCopy(o, other) && !s.off(o, shift)
	})
}

// dropCopies leaves out what was asked about the records of source n, whose clock is ahead by so
// much, and takes that off the delays that were learned from its edges alone.
func (s *solver) dropCopies(n int, by comity.Instant) {
	s.edges = slices.DeleteFunc(s.edges, func(e edge) bool { return (e.a == n || e.b == n) && s.isCopy(&e, n) })
	s.miscopied[n] = true
	done := map[[2]int]bool{}
	for _, e := range s.of(n) {
		if !s.delayOfOwn(n, e) {
			continue
		}
		x, y, of := s.series[e.x].Sort, s.series[e.y].Sort, by
		if e.a == n {
			of = -by
		}
		if !done[[2]int{x, y}] {
			done[[2]int{x, y}], done[[2]int{y, x}] = true, true
			s.delays[x][y] -= of
			s.delays[y][x] = -s.delays[x][y]
		}
		e.shift, e.low, e.high, e.least, e.most, e.after = e.shift+of, e.low+of, e.high+of, e.least+of, e.most+of, e.after+of
	}
}
