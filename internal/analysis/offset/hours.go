package offset

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// hours is how many whole hours the clocks of an edge may well be apart.
func (e *edge) hours() int {
	const beyond = 2 * Reach / comity.Hour * comity.Hour // so that all is above zero
	return int((e.most+beyond)/comity.Hour - (e.least+beyond-1)/comity.Hour)
}

// anyHour is r where several hours explain as many events: the likely zone in which as many
// but a few lie in assignments, most of all; else an error that is known so badly, and no zone.
func (s *solver) anyHour(n int, r Reading, e *edge, least int) Reading {
	best := -1
	for i, w := range s.clocks[n].Rewrite {
		if w.Zone == "" || !w.Likely {
			continue
		}
		if held := s.holding(n, w.Of); held > least {
			best, least = i, held
		}
	}
	if best >= 0 {
		return s.rewritten(n, r, best)
	}
	r.Kind, r.Ahead, r.Margin = clock.Skew, e.ahead(n, s.shift), e.width()/2
	r.Seconds = r.Ahead
	return r
}

// hourAmongDelays is the whole hour next to ahead, or the half of one that a zone has, which people's
// delays tell of: those of one site take minutes longer than those of another, and nobody's clock is off by
// hours and a few minutes. margin is by how much that may be off; 0 where nothing is as near.
func (c *Clock) hourAmongDelays(ahead, margin comity.Instant) (zone, off comity.Instant) {
	for _, unit := range [...]comity.Instant{comity.Hour, 2 * quarter} {
		zone = (abs(ahead) + unit/2) / unit * unit
		if ahead < 0 {
			zone = -zone
		}
		if off = abs(ahead - zone); abs(zone) >= comity.Hour && margin <= quarter/4 && off <= margin+quarter/4 && c.elsewhere(zone) {
			return zone, off + margin
		}
	}
	return 0, margin
}

// strange reports whether an error of source n, told to the second, is none that a clock has by
// itself: hours, and minutes beside them, are another zone and somebody else's minutes.
func (s *solver) strange(n int, ahead comity.Instant) bool {
	c := &s.clocks[n]
	return abs(ahead) > comity.Hour-quarter && c.zone(ahead, c.Allowed+quarter/8) == 0 &&
		slices.ContainsFunc(s.of(n), func(e *edge) bool { return e.sharp && abs(s.error(e, n, s.shift)-ahead) <= sharp })
}

// wholeZone is the hour, or half of one, next to ahead that lies from low to high; 0
// where none does, or it is not another zone.
func (c *Clock) wholeZone(ahead, low, high comity.Instant) comity.Instant {
	for _, unit := range [...]comity.Instant{comity.Hour, 2 * quarter} {
		steps := (abs(ahead) + unit/2) / unit
		zone := steps * unit
		if ahead < 0 {
			zone = -zone
		}
		if abs(ahead) >= comity.Hour-quarter && zone >= low && zone <= high && c.elsewhere(zone) {
			return zone
		}
	}
	return 0
}

// manyHours reports whether no whole hour explains all events of the clock at the end of an
// edge, and several explain all but a few.
func (c *Clock) manyHours(e *edge) bool {
	return len(c.hoursIn(e.least, e.most)) == 0 && len(c.hoursIn(e.low, e.high)) > 1
}

// hoursIn are the whole hours from low to high that clocks of another zone may be ahead by.
func (c *Clock) hoursIn(low, high comity.Instant) (out []comity.Instant) {
	for h := -Reach / comity.Hour; h <= Reach/comity.Hour; h++ {
		if zone := h * comity.Hour; h != 0 && zone >= low && zone <= high && c.elsewhere(zone) {
			out = append(out, zone)
		}
	}
	return out
}
