package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// A clock that gained until it was set right, and of which few exact moments tell: so many lie on
// the line and at the one distance after it, each, and so many together.
const (
	fewOnLine  = 5
	fewBySteps = 12
	// stepped is how far from right such a clock may be in a month or two.
	stepped = 2 * quarter
	// mostByFew is among how many points it is looked for: of more, eight are on the line.
	mostByFew = 1024
)

// setRightByFew finds the line of a clock that gained until it was set right where too few
// moments lie on it to make one by themselves. What makes up for it is that hardly anything else
// lies near: of all within half an hour three quarters are on the line until some time, to the
// second, and at one distance from then on. Foreign pairs have no such time. Of those until
// then alone as many are on the line: among some dozens that lie anywhere some five are on one,
// however many agree later.
func setRightByFew(points []point) (fitted, bool) {
	if len(points) > mostByFew {
		return fitted{}, false
	}
	after := fitted{origin: points[len(points)/2].at}
	tip := highest(differences(points, 0, after.origin), 2*sharp)
	if tip.count < fewOnLine {
		return fitted{}, false
	}
	after.lie(after.inside(points, tip))
	near := after.inside(points, heap{low: after.centre - stepped, high: after.centre + stepped})
	rest := outside(near, after.inside(near, after.band()))
	if len(rest) < fewOnLine || 2*len(rest) > mostLined {
		return fitted{}, false
	}
	line, in, count := exactLine(rest)
	if count < fewOnLine || !line.leans(in) {
		return fitted{}, false
	}
	out, early, late, _ := parted(near, &line, &after)
	out.loose = sharp
	if out.right == 0 || early < fewOnLine || late < fewOnLine || 4*(early+late) < 3*len(near) {
		return fitted{}, false
	}
	until, _ := slices.BinarySearchFunc(near, out.until+1, func(p point, t comity.Instant) int { return cmp.Compare(p.at, t) })
	before, since := line.moments(near[:until]), after.moments(near[until:])
	return out, before >= fewOnLine && since >= fewOnLine && before+since >= fewBySteps && 4*early >= 3*until
}

// moments counts the points that lie where they should, those within an hour as one: whoever
// tries again and again leaves many pairs of one moment.
func (f *fitted) moments(points []point) (count int) {
	last := comity.Instant(0)
	for _, p := range f.inside(points, f.band()) {
		if count == 0 || p.at >= last+comity.Hour {
			last, count = p.at, count+1
		}
	}
	return count
}

// exactLine is the line on which most points lie to the second, these, and how many of them
// make it: those of one day with the point that it goes through say nothing of a gain.
func exactLine(points []point) (best fitted, in []point, count int) {
	steps := make([]step, 0, 2*len(points))
	for i := range points {
		steps = gainsThrough(points, i, steps[:0])
		if perDay, n := mostAgreed(steps); n+1 > count {
			best, count = fitted{origin: points[i].at, perDay: perDay, centre: points[i].later}, n+1
		}
	}
	in = best.inside(points, heap{low: best.centre - sharp, high: best.centre + sharp})
	if len(in) > 0 {
		best.lie(in)
	}
	return best, in, count
}

// leans reports whether points on a line, in the order of time, are of a week or more, and gain
// more in it than a heap is wide: else it is none.
func (f *fitted) leans(in []point) bool {
	n := len(in)
	inner := gained(in[n-1-n/4].at, f.perDay, in[n/4].at)
	return in[n-1].at-in[0].at >= 7*comity.Day && abs(inner) > 2*sharp
}

// gainsNot reports whether the marks of source n at its end of an edge can't be of a clock that
// gains: what was asked about was copied from a record by whoever asks, and nothing ran while
// it was written.
func (s *solver) gainsNot(e *edge, n int) bool {
	at := e.x
	if e.b == n {
		at = e.y
	}
	return at >= 0 && s.series[at].Sort == Question
}

// copier is the source at the end of an exact edge whose clock gains, because the other end's
// can't; -1 where neither end says so.
func (s *solver) copier(e *edge) int {
	ends := [2]int{e.a, e.b}
	at := slices.IndexFunc(ends[:], func(n int) bool { return s.gainsNot(e, n) })
	if at < 0 || !e.sharp || e.perDay == 0 {
		return -1
	}
	return ends[1-at]
}
