package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// mostLined is among how many points a line of exact ones is looked for: of more, the
// heap that a gain piles up tells enough.
const mostLined = 256

// lined finds the points that lie on the line of a clock that gains to the very second, where
// they are too few to pile up: eight moments that two records tell of, weeks apart, are not on
// one line by chance.
//
// All lines through one point are tried at once: each other point allows the gains between
// which it lies on them.
func lined(points []point) (f fitted, ok bool) {
	if len(points) < fewest || len(points) > mostLined {
		return f, false
	}
	best, in, count := exactLine(points)
	return best, count >= fewest && best.lineStands(points, in)
}

// gainsThrough are the gains under which another point lies on a line through point i, as
// where each begins and ends to be allowed.
func gainsThrough(points []point, i int, steps []step) []step {
	for j := range points {
		span, by := (points[j].at-points[i].at)/comity.Minute, points[i].later-points[j].later
		if span < 0 {
			span, by = -span, -by
		}
		if span < comity.Day/comity.Minute {
			continue // the same day says nothing of a gain
		}
		low, high := (by-sharp)*(comity.Day/comity.Minute)/span, (by+sharp)*(comity.Day/comity.Minute)/span
		if low < fastest && high > -fastest {
			steps = append(steps, step{low, 1}, step{high + 1, -1})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.by, a.by)) })
	return steps
}

// mostAgreed is the middle of the gains that most allow, and how many do.
func mostAgreed(steps []step) (perDay comity.Instant, count int) {
	n := 0
	for k := range steps {
		if n += steps[k].by; n > count && k+1 < len(steps) {
			perDay, count = steps[k].at+(steps[k+1].at-steps[k].at)/2, n
		}
	}
	return perDay, count
}

// lineStands reports whether points make a line: over a week or more, without those that
// would turn a heap into one, as much of it as lies close beside, and more than chance puts on
// the fullest of all lines there.
func (f *fitted) lineStands(points, in []point) bool {
	near := f.inside(points, heap{low: f.centre - pile, high: f.centre + pile})
	f.loose = sharp
	return f.leans(in) && 3*len(in) >= len(near) && f.beyondChance(len(in), near)
}

// beyondChance reports whether so many points are on a line that chance puts as many on the fullest of
// all lines but once in 100,000. How many it puts on one is known by what lies close beside, be
// it within some seconds or minutes, for people's delays lie densest at the usual one. What was made within
// an hour of a moment on the line is another try of one, and no neighbour.
func (f *fitted) beyondChance(on int, near []point) bool {
	beside := f.besides(near)
	for width := 8 * sharp; width <= pile; width *= 2 {
		count := int64(1)
		for _, far := range beside {
			if far <= width {
				count++
			}
		}
		if !rare(on, count, int64(width/sharp)-1, 2, len(near)) { // the line is as wide as sharp, either way
			return false
		}
	}
	return true
}

// besides are how far beside the line the points near it lie that are none of its moments.
func (f *fitted) besides(near []point) (out []comity.Instant) {
	var on []comity.Instant
	for _, p := range near {
		if f.far(p) <= sharp {
			on = append(on, p.at)
		}
	}
	for _, p := range near {
		i, _ := slices.BinarySearch(on, p.at-comity.Hour)
		if far := f.far(p); far > sharp && (i == len(on) || on[i] > p.at+comity.Hour) {
			out = append(out, far)
		}
	}
	return out
}

// far is how far beside the line a point lies.
func (f *fitted) far(p point) comity.Instant {
	return abs(p.later + gained(p.at, f.perDay, f.origin) - f.centre)
}
