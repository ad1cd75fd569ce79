// Package zone tells, from the hours in which somebody posts, where the clock on their wall may stand: a band of offsets,
// not a place. People sleep, work and sit at home at hours that the sun sets; how each person lives moves that by hours, so
// more posts hardly narrow the band.
//
// It computes in whole numbers, for what it says is part of a result that others compute anew.
package zone

import (
	"slices"

	"comity/internal/comity"
)

// Band is where a clock may stand, in minutes east of UTC, over the year.
type Band struct {
	Offset    int32
	Low, High int32 // ends; High may exceed 14 hours where the band crosses the date line
}

// Zone is what is known of where a clock may stand.
type Zone struct {
	Band
	Tongue    string // the language that it rests on beside the hours; "": on the hours alone
	Hours     Band   // what the hours say by themselves
	Occasions int    // half-hours with posts: what it rests on
	Summer    Summer
	Regular   Regularity
}

// Summer says which way somebody's hours move between April and October.
type Summer uint8

// What hours do in summer.
const (
	Unsure Summer = iota // too few posts, or nothing that stands out
	North                // an hour earlier by UTC: a clock put forward
	South                // an hour later
	Fixed                // they stay
)

// Regularity says whether there is a night to measure by.
type Regularity uint8

// Whether there is a night.
const (
	Night    Regularity = iota // hours of sleep stand out
	Shifting                   // they are weak: shift work, travel, or a name that several use
	Tireless                   // there are none: a programme, or several people
)

// Least is the number of occasions below which nothing is said.
const Least = 10

const (
	slots = 48 // half-hours of a day
	week  = 7 * slots
	step  = 30 // minutes
)

// Histogram counts occasions: a half-hour of a day with any number of posts is one, for posts of one sitting say
// one thing.
type Histogram [slots]int32

// Week counts occasions by half-hours of the week, from Monday 00:00 UTC.
type Week [week]int32

// thursday is the day of the week, from Monday, on which instants begin.
const thursday = 3

func countWeek(at []comity.Instant) (w Week) {
	for _, s := range occasions(at) {
		w[((s+thursday*slots)%week+week)%week]++
	}
	return w
}

// occasions are the half-hours since 1970 with any post, in order.
func occasions(at []comity.Instant) []int64 {
	seen := make([]int64, 0, len(at))
	for _, t := range at {
		s := int64(t / (30 * comity.Minute))
		if t%(30*comity.Minute) < 0 {
			s--
		}
		seen = append(seen, s)
	}
	slices.Sort(seen)
	return slices.Compact(seen)
}

// Count makes a histogram of instants, by UTC.
func Count(at []comity.Instant) (h Histogram, n int) {
	seen := occasions(at)
	for _, s := range seen {
		h[(s%slots+slots)%slots]++
	}
	return h, len(seen)
}

// Estimate says where the clock of whoever posted at these instants, in these languages, may stand. ok is false where
// there are fewer than Least occasions.
func Estimate(at []comity.Instant, tongues []Tongue) (z Zone, ok bool) {
	h, n := Count(at)
	if n < Least {
		return Zone{Occasions: n}, false
	}
	z = Zone{Occasions: n, Regular: regularity(&h, n), Summer: summer(at)}
	w := countWeek(at)
	like := likelihood(&w, n)
	nowhere := anywhere()
	z.Summer.weigh(&nowhere)
	z.Hours = band(believe(&like, &nowhere), z.Regular)
	z.Band = z.Hours
	before, tongue := prior(tongues)
	if z.Summer.weigh(&before); tongue != "" {
		z.Band, z.Tongue = band(believe(&like, &before), z.Regular), tongue
	}
	return z, true
}

// regularity looks for the six hours with the least.
func regularity(h *Histogram, n int) Regularity {
	least := int32(n)
	for s := range slots {
		sum := int32(0)
		for k := range 12 {
			sum += h[(s+k)%slots]
		}
		least = min(least, sum)
	}
	switch share := 1000 * int(least) / n; { // hours without any rhythm have 250
	case share >= 160 && n >= 40:
		return Tireless
	case share >= 90 && n >= 40:
		return Shifting
	}
	return Night
}
