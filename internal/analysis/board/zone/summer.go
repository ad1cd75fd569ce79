package zone

import (
	"time"

	"comity/internal/analysis/chance"
	"comity/internal/comity"
)

// stand is how many occasions each half of the year needs.
const stand = 60

// summer compares the hours of April to October with those of the rest of the year: a clock that is put forward moves
// them an hour earlier by UTC.
func summer(at []comity.Instant) Summer {
	var warm, cold []comity.Instant
	for _, t := range at {
		switch m := t.Time().Month(); {
		case m > time.March && m < time.October:
			warm = append(warm, t)
		case m < time.March || m > time.October:
			cold = append(cold, t)
		}
	}
	w, nw := Count(warm)
	c, nc := Count(cold)
	if nw < stand || nc < stand {
		return Unsure
	}
	earlier, same, later := fit(&w, &c, -2), fit(&w, &c, 0), fit(&w, &c, 2)
	const clear = 6 * chance.One // a factor of 64
	switch best := max(earlier, same, later); {
	case best == earlier && best-same >= clear && best-later >= clear:
		return North
	case best == later && best-same >= clear && best-earlier >= clear:
		return South
	case best == same && best-earlier >= clear && best-later >= clear:
		return Fixed
	}
	return Unsure
}

// fit is the logarithm of how well one half of the year explains the other, moved by so many half-hours.
func fit(warm, cold *Histogram, by int) int64 {
	sum := int64(0)
	for s, n := range warm {
		sum += int64(n) * level(cold, s-by)
	}
	return sum / 4 // occasions of neighbouring days are not independent
}

// level is the logarithm of a smoothed share at a half-hour.
func level(h *Histogram, s int) int64 {
	at := func(s int) int64 { return int64(h[(s+2*slots)%slots]) }
	return chance.Log2(uint64(1 + at(s-2) + 2*at(s-1) + 3*at(s) + 2*at(s+1) + at(s+2)))
}

// kept are offsets, in minutes over the year, of places that put clocks forward from April to September, and of those that do
// so from October to March; of either some have always been without.
func (s Summer) kept(minutes int) bool {
	switch s {
	case North: // North America; Europe and the lands next to it
		return minutes >= -9*60 && minutes <= -3*60 || minutes >= -30 && minutes <= 270
	case South: // Chile to Brazil, Namibia, Australia and New Zealand
		return minutes >= -270 && minutes <= -90 || minutes == 90 || minutes >= 8*60 || minutes <= -11*60
	case Fixed:
		return minutes < -480 || minutes > -240 && minutes < 0 || minutes > 120
	}
	return true
}

// doubt is how many times less an offset is believed in that does not keep the summer time which the hours show.
const doubt = 8

// weigh takes belief from offsets that the summer speaks against.
func (s Summer) weigh(before *[slots]int64) {
	for o := range before {
		if !s.kept(western + o*step) {
			before[o] = max(before[o]/doubt, 1)
		}
	}
}
