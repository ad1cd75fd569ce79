package offset

import (
	"slices"

	"comity/internal/comity"
)

// mostOrdered is of how many points the order of all is asked as well: the slopes of a few dozens
// are too few for their signs to say so but once in 100,000 by chance, though all be alike, and a
// steep heap was chosen among hundreds.
const mostOrdered = 256

// gain is how much the first source's clock gains a day: the median of the
// slopes between each point of the first half and its fellow in the second
// (Theil's incomplete method); 0 where that is not sure to be any, or too little
// to matter over the whole time. loose is what it may be off by at either end of that.
func gain(in []point) (perDay, loose comity.Instant) {
	half := len(in) / 2
	if half < fewest {
		return 0, 0
	}
	slopes := make([]comity.Instant, 0, half)
	for i := range half {
		a, b := in[i], in[len(in)-half+i]
		if span := (b.at - a.at) / comity.Minute; span > 0 {
			slopes = append(slopes, (a.later-b.later)*(comity.Day/comity.Minute)/span)
		}
	}
	if len(slopes) < fewest || len(in) <= mostOrdered && !ordered(in) {
		return 0, 0
	}
	slices.Sort(slopes)
	mid, low, high := median(slopes, sure)
	days := (in[len(in)-1].at - in[0].at) / comity.Day
	if low <= 0 && high >= 0 || abs(mid)*days < 2*comity.Second {
		return 0, 0
	}
	_, low, high = median(slopes, shown)
	return mid, max(high-mid, mid-low) * (days + 1) / 2
}

// ordered reports whether what points are apart rises or falls with time, surely: by how many more
// of all twos rise than fall (Kendall's S), of whose deviation by chance it is known what it is.
// Points are in the order of time; what was made at one time, or is apart by the same, says neither.
func ordered(points []point) bool {
	n, s := len(points), 0
	for i, p := range points {
		for _, q := range points[i+1:] {
			switch {
			case q.at == p.at:
			case q.later > p.later:
				s++
			case q.later < p.later:
				s--
			}
		}
	}
	return 18*100*100*s*s > 4*sure*sure*n*(n-1)*(2*n+5)
}
