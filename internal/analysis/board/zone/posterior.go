package zone

import "comity/internal/analysis/chance"

// life is a way to spend a day: how many of a thousand posts fall into each hour of local time, and how many of a hundred
// people live so. The shares are round numbers after what is known of leisure at home, at work and at night; none is fitted to
// any person.
type life struct {
	people int64
	hours  [24]int64
}

func lives() [5]life {
	return [5]life{
		{35, [24]int64{35, 18, 8, 4, 3, 4, 10, 18, 22, 24, 26, 28, 34, 36, 34, 36, 42, 52, 66, 86, 108, 116, 100, 66}}, // after work
		{30, [24]int64{28, 14, 8, 5, 5, 7, 16, 30, 42, 50, 54, 55, 54, 55, 56, 57, 58, 58, 58, 60, 64, 66, 60, 45}},    // all day
		{15, [24]int64{8, 4, 2, 2, 2, 4, 14, 38, 78, 98, 100, 92, 74, 82, 92, 88, 76, 52, 32, 28, 30, 30, 22, 14}},     // at work
		{10, [24]int64{88, 78, 58, 36, 20, 10, 6, 6, 8, 12, 18, 24, 32, 38, 42, 44, 46, 48, 50, 54, 60, 70, 80, 88}},   // by night
		{10, [24]int64{4, 2, 2, 4, 14, 42, 72, 78, 66, 58, 56, 52, 48, 46, 46, 46, 50, 56, 64, 70, 60, 36, 16, 8}},     // early
	}
}

// dwell is how many of a thousand users of the net live about each whole hour from UTC-11 to UTC+12: a weak
// belief, from the population of the continents, that keeps bands off the oceans.
func dwell() [24]int64 {
	return [24]int64{1, 4, 4, 25, 25, 45, 60, 35, 50, 3, 3, 60, 130, 110, 70, 25, 50, 25, 35, 70, 50, 30, 8, 8}
}

const (
	western = -11 * 60 // minutes of the first of dwell's hours
	even    = 40       // hundredths of a post an hour that any life has at any time, in thousandths: nobody is a clock
	sure    = 12       // occasions from which a life's own ways outweigh what more of them add
)

// posterior is how much belief each offset of half an hour from UTC-11:00 on gets; not normed. Occasions of one person are
// not independent, so of many only a few count.
func posterior(h *Histogram, n int) (out [slots]int64) {
	var score [slots]int64
	best := int64(-1 << 62)
	for o := range slots {
		score[o] = scoreAt(h, n, o)
		best = max(best, score[o])
	}
	for o := range slots {
		out[o] = power(best - score[o])
	}
	return out
}

// effective is how many independent occasions n count for.
func effective(n int) int64 {
	if n <= sure {
		return int64(n)
	}
	return sure + int64(n-sure)/16
}

// scoreAt is the logarithm to the base of 2, in 256ths, of how well offset o explains the histogram.
func scoreAt(h *Histogram, n, o int) int64 {
	best := int64(-1 << 62)
	for _, l := range lives() {
		sum, total := int64(0), int64(0)
		for _, w := range l.hours {
			total += w + even/10
		}
		for s, c := range h {
			if c == 0 {
				continue
			}
			local := (s + o + (western / step) + 2*slots) % slots
			lean := local/2 + 23 + local%2*2 // the second half-hour leans to the next hour, the first to the one before
			w := (3*l.hours[local/2] + l.hours[lean%24]) / 4
			sum += int64(c) * (chance.Log2(uint64(w+even/10)) - chance.Log2(uint64(total)))
		}
		sum = sum*effective(min(n, 400))/int64(n) + chance.Log2(uint64(l.people))
		best = max(best, sum)
	}
	d := dwell()
	here := d[o/2%24]
	if o%2 == 1 {
		here = (here + d[(o/2+1)%24]) / 6 // half-hours are rare
	}
	return best + chance.Log2(uint64(here))
}

// power is 2 to the minus drop/256, in units of 2^-40.
func power(drop int64) int64 {
	eighth := [8]int64{65536, 60097, 55109, 50535, 46341, 42495, 38968, 35734} // 2^-(k/8), in 2^-16
	whole, part := drop/256, drop%256/32
	if whole >= 40 {
		return 0
	}
	return eighth[part] << 24 >> whole
}

// band is the offset in the middle of belief, and the least band around it that holds most of it. Without a night there is no
// telling.
func band(p [slots]int64, r Regularity) (offset, low, high int32) {
	total, top := int64(0), 0
	for o, w := range p {
		total += w >> 6
		if w > p[top] {
			top = o
		}
	}
	need := total / 100 * holds
	lo, hi, sum := top, top, p[top]>>6
	for sum < need && hi-lo < slots-1 {
		l, r := p[(lo-1+2*slots)%slots]>>6, p[(hi+1)%slots]>>6
		if l > r {
			lo, sum = lo-1, sum+l
		} else {
			hi, sum = hi+1, sum+r
		}
	}
	mid, half := lo, int64(0)
	for half += p[(mid+2*slots)%slots] >> 6; 2*half < sum && mid < hi; half += p[(mid+2*slots)%slots] >> 6 {
		mid++
	}
	slack := 0
	switch r {
	case Shifting:
		slack = 4
	case Tireless:
		slack = slots
	}
	least := leastBand * 60 / step
	lo, hi = min(lo, mid-least)-slack, max(hi, mid+least)+slack
	if hi-lo >= slots {
		lo, hi = mid-slots/2, mid+slots/2
	}
	minutes := func(o int) int32 { return int32(western + o*step) }
	offset = minutes(mid)
	return offset, minutes(lo), minutes(hi)
}

const (
	holds     = 90 // hundredths of belief within the band
	leastBand = 3  // hours that the band reaches to each side at least: a person's ways move more than posts can tell
)
