package offset

import (
	"slices"

	"comity/internal/analysis/chance"
	"comity/internal/comity"
)

// heap is where pairs pile up.
type heap struct {
	low, high comity.Instant // of the differences in it
	count     int
	next      int // pairs in as wide a stretch right beside it, the fuller one
	beside    int // pairs in as wide a stretch beside it, by their mean
}

// has reports whether a difference lies in the heap.
func (h heap) has(d comity.Instant) bool { return d >= h.low && d <= h.high }

// clear reports whether the heap stands out from what lies beside it: by more
// than chance piles up anywhere among so many places, and as a heap rather than
// the brow of a hill, for people who take an hour measure no minutes.
func (h heap) clear() bool { return h.stands() && h.count > 3*h.next }

// sharply reports whether a heap of exact pairs among sorted differences is more than chance puts at the
// fullest of all places but once in 100,000: of thousands of people's delays ten lie within some seconds
// somewhere. How many it puts at one is known by what lies within minutes.
func (h heap) sharply(sorted []comity.Instant) bool {
	for width := 8 * sharp; width <= pile; width *= 2 {
		count := within(sorted, h.low-width, h.low-1) + within(sorted, h.high+1, h.high+width)
		if !rare(h.count, int64(count)+1, int64(width/sharp), 1, len(sorted)) { // heaps are twice sharp wide, and this is twice width
			return false
		}
	}
	return true
}

// rare reports whether so many at one place, where beside/of are usual, are more than chance puts at the fullest
// of all places but once in 100,000. Of n points as many places are told apart as hold them all, of each of so
// many measures.
func rare(most int, beside, of int64, measures, n int) bool {
	const level = 17 * chance.One
	places := chance.Log2(uint64(n)) + chance.Log2(uint64(of)) - chance.Log2(uint64(beside))
	bound, ok := chance.Heap(most, beside, of)
	return ok && bound+int64(measures)*max(places, 0) <= -level
}

// stands reports whether the heap is more than chance piles up, be it a hill: enough to
// tell the right month by.
func (h heap) stands() bool { return h.count >= fewest && h.count-h.beside > 5*root(h.beside+1) }

// highest finds the stretch as wide as the pile that holds most differences;
// of several the one nearest to zero.
func highest(sorted []comity.Instant, width comity.Instant) heap {
	var best heap
	at := 0
	for to := range sorted {
		for sorted[to]-sorted[at] > width {
			at++
		}
		n := to - at + 1
		if n > best.count || n == best.count && abs(sorted[at]) < abs(best.low) {
			best = heap{low: sorted[at], high: sorted[to], count: n}
		}
	}
	best.next = max(within(sorted, best.low-width, best.low-1), within(sorted, best.high+1, best.high+width))
	best.beside = beside(sorted, best, width)
	return best
}

// beside is the mean number of differences in the twelve stretches around a heap.
func beside(sorted []comity.Instant, h heap, width comity.Instant) int {
	lo, hi := within(sorted, h.low-7*width, h.low-width), within(sorted, h.high+width, h.high+7*width)
	return (lo + hi + 6) / 12
}

// within counts the differences from lo to hi.
func within(sorted []comity.Instant, lo, hi comity.Instant) int {
	from, _ := slices.BinarySearch(sorted, lo)
	to, _ := slices.BinarySearch(sorted, hi+1)
	return max(0, to-from)
}

// Half widths of intervals in hundredths of a standard deviation: what is shown
// holds 95 times in 100; what calls a clock wrong, all but once in 100,000.
const (
	shown = 98
	sure  = 225
)

// median of differences in order, and between what it lies, whatever their
// distribution (order statistics: the sign test turned round).
func median(sorted []comity.Instant, width int) (mid, low, high comity.Instant) {
	n := len(sorted)
	half := (width*root(100*100*n)+9999)/10000 + 1
	return sorted[n/2], sorted[max(0, n/2-half)], sorted[min(n-1, n/2+half)]
}

// root is the integer square root.
func root(n int) int {
	if n < 2 {
		return max(n, 0)
	}
	x := n
	for y := (x + n/x) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x
}

func abs(t comity.Instant) comity.Instant { return max(t, -t) }

// differences are the later parts of points, sorted, a clock's gain taken off.
func differences(points []point, perDay, origin comity.Instant) []comity.Instant {
	out := make([]comity.Instant, len(points))
	for i, p := range points {
		out[i] = p.later + gained(p.at, perDay, origin)
	}
	slices.Sort(out)
	return out
}

// gained is what a clock that gains perDay has gained at t since origin.
func gained(t, perDay, origin comity.Instant) comity.Instant {
	return (t - origin) / comity.Second * perDay / (comity.Day / comity.Second)
}
