package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// fitted is how a clock went against others: by what its pairs are apart at
// origin, and how much that changes a day.
type fitted struct {
	origin            comity.Instant
	perDay            comity.Instant // gain of the first source's clock; 0 where none is sure
	centre, low, high comity.Instant // of the differences, the gain taken off; 95 in 100
	least, most       comity.Instant // the same, but sure
	scatter           comity.Instant // median distance from the centre
	pairs             int
}

// Extent of the gains that are looked for: a clock that gains more than four
// minutes a day is noticed by whoever runs it.
const fastest = 240 * comity.Second

// fit finds the heap of points that belong together.
func fit(points []point) (f fitted, ok bool) {
	if len(points) < fewest {
		return f, false
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.later, b.later)) })
	f.origin = points[len(points)/2].at
	some := thinned(points)
	h := highest(differences(some, 0, f.origin), pile)
	if slope, steep := f.steepest(some); steep.clear() && steep.count > h.count+h.count/10+4 {
		g := fitted{origin: f.origin, perDay: slope}
		if g.refine(g.inside(points, steep)); g.perDay != 0 && g.enough() {
			return g, true
		}
	}
	if !h.clear() {
		return f, false
	}
	f.refine(f.inside(points, h))
	return f, f.enough()
}

// enough reports whether there are pairs enough to believe in.
func (f *fitted) enough() bool {
	return f.pairs >= many || f.pairs >= fewest && f.scatter <= sharp
}

// steepest tries gains, in steps small enough for the heap not to smear.
func (f *fitted) steepest(points []point) (best comity.Instant, h heap) {
	days := (points[len(points)-1].at - points[0].at) / comity.Day
	if days < 7 {
		return 0, h
	}
	step := max(pile/(2*days), comity.Second/10)
	for slope := -fastest; slope <= fastest; slope += step {
		if s := highest(differences(points, slope, f.origin), pile); s.count > h.count {
			best, h = slope, s
		}
	}
	if !h.clear() {
		return 0, heap{}
	}
	return best, h
}

// most points that gains are tried on.
const most = 20_000

// thinned leaves out points evenly where there are many.
func thinned(points []point) []point {
	if len(points) <= most {
		return points
	}
	by := len(points)/most + 1
	out := make([]point, 0, len(points)/by+1)
	for i := 0; i < len(points); i += by {
		out = append(out, points[i])
	}
	return out
}

// inside are the points of a heap, in the order of time.
func (f *fitted) inside(points []point, h heap) (in []point) {
	for _, p := range points {
		if d := p.later + gained(p.at, f.perDay, f.origin); d >= h.low && d <= h.high {
			in = append(in, p)
		}
	}
	return in
}

// refine settles gain and centre from the points of the heap, and leaves out
// those far from the rest.
func (f *fitted) refine(in []point) {
	for range 3 {
		f.settle(in)
		kept := f.near(in)
		if len(kept) == len(in) || len(kept) < fewest {
			break
		}
		in = kept
	}
	f.settle(in)
}

func (f *fitted) settle(in []point) {
	f.perDay = gain(in)
	d := differences(in, f.perDay, f.origin)
	f.pairs = len(d)
	f.centre, f.low, f.high = median(d, shown)
	_, f.least, f.most = median(d, sure)
	for i := range d {
		d[i] = abs(d[i] - f.centre)
	}
	slices.Sort(d)
	f.scatter = d[len(d)/2]
}

// near drops points further from the centre than six times the median distance.
func (f *fitted) near(in []point) (kept []point) {
	far := make([]comity.Instant, len(in))
	for i, p := range in {
		far[i] = abs(p.later + gained(p.at, f.perDay, f.origin) - f.centre)
	}
	sorted := slices.Sorted(slices.Values(far))
	limit := max(6*sorted[len(sorted)/2], comity.Second)
	for i, p := range in {
		if far[i] <= limit {
			kept = append(kept, p)
		}
	}
	return kept
}

// gain is how much the first source's clock gains a day: the median of the
// slopes between each point of the first half and its fellow in the second
// (Theil's incomplete method); 0 where that is not sure to be any, or too little
// to matter over the whole time.
func gain(in []point) comity.Instant {
	half := len(in) / 2
	if half < fewest {
		return 0
	}
	slopes := make([]comity.Instant, 0, half)
	for i := range half {
		a, b := in[i], in[len(in)-half+i]
		if span := (b.at - a.at) / comity.Minute; span > 0 {
			slopes = append(slopes, (a.later-b.later)*(comity.Day/comity.Minute)/span)
		}
	}
	if len(slopes) < fewest {
		return 0
	}
	slices.Sort(slopes)
	mid, low, high := median(slopes, sure)
	days := (in[len(in)-1].at - in[0].at) / comity.Day
	if low <= 0 && high >= 0 || abs(mid)*days < 2*comity.Second {
		return 0
	}
	return mid
}
