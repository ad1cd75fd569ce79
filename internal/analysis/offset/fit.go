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
	exact             bool           // from one moment in two records
	core              comity.Instant // half width of what is most likely, where that is narrower than the interval; else 0
	loose             comity.Instant // by how much more the gain, which is not known exactly, may put it off at either end
	until, after      comity.Instant // the last moment before the first source's clock was set right, and the centre from then on; 0: never
	right             comity.Instant // the first moment after that; 0: not known
}

// Extent of the gains that are looked for: a clock that gains more than four
// minutes a day is noticed by whoever runs it.
const fastest = 240 * comity.Second

// fit finds the heap of points that belong together: at one distance, on the line
// of a clock that gains, or on such a line until the clock was set right.
func fit(points []point) (f fitted, ok bool) {
	if len(points) < fewest {
		return f, false
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.later, b.later)) })
	f.origin = points[len(points)/2].at
	some := thinned(points)
	d := differences(some, 0, f.origin)
	h := highest(d, pile)
	// One moment in two records, and a drift or people beside it.
	if tip := highest(d, 2*sharp); tip.clear() && tip.sharply(d) {
		if !h.clear() || 3*tip.count > h.count {
			h = tip
		} else if g, ok := sharplyBroken(points, tip, h); ok {
			return g, true
		}
	}
	slope, steep := f.steepest(some)
	constant := fitted{pairs: h.count, scatter: pile} // the fullest heap of no gain, though it be none: a line must hold more
	if h.clear() {
		f.refine(f.inside(points, h))
		ok, constant = f.enough() || f.faraway(len(points)), f
	}
	if steep.clear() {
		g := fitted{origin: f.origin, perDay: slope}
		if g.refine(g.inside(points, steep)); g.perDay != 0 && g.enough() {
			if g = g.untilSetRight(points); g.explains(&constant) {
				return g, true
			}
		}
	}
	if ok {
		if g, broke := f.beforeSetRight(points); broke && (g.explains(&f) || g.scatter <= sharp && f.scatter <= sharp) {
			return g, true
		}
	}
	if g, exact := lined(points); exact && (!ok || g.explains(&f)) {
		return g, true
	}
	if g, broke := setRightByFew(points); broke && (!ok || f.scatter <= sharp && g.pairs > f.pairs) {
		return g, true
	}
	return f, ok
}

// explains reports whether a clock that gains explains so many more pairs that one
// which does not is no longer the simpler story. What is one moment in two records is
// explained by nothing that leaves it scattered.
func (f *fitted) explains(constant *fitted) bool {
	if f.scatter > sharp && constant.scatter <= sharp && constant.pairs > 0 {
		return false
	}
	return f.pairs > constant.pairs+constant.pairs/10+4
}

// untilSetRight looks beside a line for a heap at one distance that begins where the
// line ends.
func (f *fitted) untilSetRight(points []point) fitted {
	rest := outside(points, f.inside(points, f.band()))
	if len(rest) < fewest {
		return *f
	}
	h := highest(differences(rest, 0, f.origin), pile)
	if !h.clear() {
		return *f
	}
	after := fitted{origin: f.origin}
	after.refine(after.inside(rest, h))
	if g, ok := broken(points, f, &after); ok {
		return g
	}
	return *f
}

// beforeSetRight looks beside a heap at one distance for a line that ends where the
// heap begins.
func (f *fitted) beforeSetRight(points []point) (fitted, bool) {
	rest := outside(points, f.inside(points, f.band()))
	if f.perDay != 0 || len(rest) < fewest {
		return fitted{}, false
	}
	line := fitted{origin: rest[len(rest)/2].at}
	if slope, steep := line.steepest(thinned(rest)); len(rest) >= 2*fewest && steep.clear() {
		line.perDay = slope
		line.refine(line.inside(rest, steep))
		if g, ok := broken(points, &line, f); ok {
			return g, true
		}
	}
	if f.scatter > sharp {
		return fitted{}, false
	}
	line, ok := lined(rest)
	if !ok {
		return fitted{}, false
	}
	return broken(points, &line, f)
}

// sharplyBroken looks for one moment in two records of which one's clock gained, but never
// by more than a heap is wide, before it was set right: together they look like a slow gain
// that leaves all scattered.
func sharplyBroken(points []point, tip, h heap) (fitted, bool) {
	f := fitted{origin: points[len(points)/2].at}
	f.refine(f.inside(points, tip))
	g, ok := f.beforeSetRight(points)
	return g, ok && f.enough() && f.scatter <= sharp && g.scatter <= sharp && 4*g.pairs > 3*h.count
}

// beside counts the points that lie as far from one another as those of f, by so much later.
func (f *fitted) beside(points []point, by comity.Instant) (count int) {
	band := f.band()
	for _, p := range points {
		if band.has(p.later + gained(p.at, f.perDay, f.origin) - by) {
			count++
		}
	}
	return count
}

// move puts all that was measured by so much later.
func (f *fitted) move(by comity.Instant) {
	f.centre, f.low, f.high = f.centre+by, f.low+by, f.high+by
	f.least, f.most = f.least+by, f.most+by
	if f.until != 0 {
		f.after += by
	}
}

// band is where differences lie that belong to what was fitted.
func (f *fitted) band() heap {
	far := max(6*f.scatter, sharp)
	return heap{low: f.centre - far, high: f.centre + far}
}

// outside are the points that are not among those in, which are in their order.
func outside(points, in []point) (out []point) {
	for _, p := range points {
		if len(in) > 0 && in[0] == p {
			in = in[1:]
			continue
		}
		out = append(out, p)
	}
	return out
}

// broken takes a line until some time and a heap at one distance from then on, where
// that time parts the points of the two: few lie on the wrong side of it,
// and there is a time since when it was right.
func broken(points []point, line, after *fitted) (fitted, bool) {
	if line.perDay == 0 || after.perDay != 0 {
		return fitted{}, false
	}
	out, early, late, wrong := parted(points, line, after)
	return out, out.right != 0 && early >= fewest && late >= fewest && wrong*4 < early+late && out.enough()
}

// parted is a line until the time that best parts its points from those of the heap after it,
// and where that heap begins; how many lie on the line before, in the heap later, and on the wrong side.
func parted(points []point, line, after *fitted) (out fitted, early, late, wrong int) {
	a, b := line.band(), after.band()
	side := make([]int, len(points)) // of what the point is of only: 1 the line, -1 the heap
	sum, best, until, last := 0, 0, comity.Instant(0), 0
	for i, p := range points {
		on, in := a.has(p.later+gained(p.at, line.perDay, line.origin)), b.has(p.later)
		switch {
		case on && !in:
			side[i] = 1
		case in && !on:
			side[i] = -1
		}
		if sum += side[i]; sum > best {
			best, until = sum, p.at
		}
		if sum == best { // as good a time as the first one
			last = i
		}
	}
	right := comity.Instant(0)
	for i, p := range points {
		switch before := p.at <= until; {
		case before && side[i] > 0:
			early++
		case !before && side[i] < 0:
			late++
		case side[i] != 0:
			wrong++
		}
		if right == 0 && i > last && side[i] < 0 {
			right = p.at
		}
	}
	out = *line
	out.until, out.after, out.right, out.pairs = until, after.centre, right, early+late
	return out, early, late, wrong
}

// enough reports whether there are pairs enough to believe in.
func (f *fitted) enough() bool {
	return f.pairs >= many || f.pairs >= fewest && f.scatter <= sharp
}

// faraway reports whether so few pairs as tell nothing of minutes say that clocks are hours
// apart: most that people did within a day or so lies at one distance, where nobody is used to
// wait so long. (Stamps that lost AM and PM leave two heaps, of which neither is most.)
func (f *fitted) faraway(points int) bool {
	return f.pairs >= fewest && f.perDay == 0 && 2*f.pairs > points && abs(f.centre) >= comity.Hour-quarter
}

// steepest tries gains, in steps small enough for the heap not to smear.
func (f *fitted) steepest(points []point) (best comity.Instant, h heap) {
	days := (points[len(points)-1].at - points[0].at) / comity.Day
	if days < 7 {
		return 0, h
	}
	step := max(pile/(2*days), comity.Second/10)
	var t tally
	for slope := -fastest; slope <= fastest; slope += step {
		if t.atMost(points, slope, f.origin) <= h.count {
			continue
		}
		if s := highest(differences(points, slope, f.origin), pile); s.count > h.count {
			best, h = slope, s
		}
	}
	if !h.clear() {
		return 0, heap{}
	}
	return best, h
}

// tally counts points by their differences, roughly: a heap lies in three slots
// one after the other.
type tally [4096]int32

// atMost is a number of points that no heap exceeds.
func (t *tally) atMost(points []point, slope, origin comity.Instant) (most int) {
	const slot, positive = pile / 2, 1 << 20
	at := func(p point) int {
		return (int((p.later+gained(p.at, slope, origin)+positive*slot)/slot) + len(t)) % len(t)
	}
	for _, p := range points {
		t[at(p)]++
	}
	for _, p := range points {
		k := at(p)
		most = max(most, int(t[k]+t[(k+1)%len(t)]+t[(k+2)%len(t)]))
	}
	for _, p := range points {
		t[at(p)] = 0
	}
	return most
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
	f.perDay, f.loose = gain(in)
	f.lie(in)
}

// lie tells where points lie under the gain.
func (f *fitted) lie(in []point) {
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
