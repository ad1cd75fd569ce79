package clock

import (
	"time"

	"comity/internal/comity"
)

// Adjustment is how a reading departs from the declared one. The zero value is
// the declared reading itself. Parts are applied in the order of the fields:
// the written digits first, then the zone, then the clock's error.
type Adjustment struct {
	Kind   Kind           `json:"kind"`
	Half   bool           `json:"half,omitempty"`      // the other half of the day: an export that lost AM and PM
	Swap   bool           `json:"swap,omitempty"`      // day and month exchanged where both are possible
	Zone   string         `json:"zone,omitempty"`      // zone in place of the declared one
	Digits bool           `json:"digits,omitempty"`    // the zone holds for stamps that state an offset too: what their machine showed goes before how it named it
	Ahead  comity.Instant `json:"ahead_us,omitempty"`  // how far the clock is ahead of UTC
	PerDay comity.Instant `json:"perday_us,omitempty"` // how much it gains a day
	Origin comity.Instant `json:"origin,omitempty"`    // instant at which it is ahead by Ahead; matters with PerDay only
	Until  comity.Instant `json:"until,omitempty"`     // what the clock showed when it was set right, after which it is; 0: never
	Margin comity.Instant `json:"margin_us,omitempty"` // how far the measured error may be off either way
}

// Kept are the readings of a source that were kept, at least one. A Statement
// that carries it is read by them instead of the declared reading.
type Kept struct {
	Adjustments []Adjustment
}

// Keep returns the statement to be read by the given readings.
func (s Statement) Keep(as []Adjustment) Statement {
	s.Kept = nil
	if len(as) > 1 || len(as) == 1 && as[0] != (Adjustment{Kind: Declared}) {
		s.Kept = &Kept{as}
	}
	return s
}

// adjusted derives the reading of s under a.
func (s Statement) adjusted(a Adjustment) (Reading, error) {
	var stated *Reading
	if a.Zone != "" && a.Digits {
		r, err := s.declared()
		if err != nil {
			return r, err
		}
		stated = &r
	}
	if a.Zone != "" {
		s.Zone = a.Zone
	}
	r, err := s.declared()
	if err != nil {
		return r, err
	}
	if a != (Adjustment{Kind: Declared}) {
		r.adjust = &a
		r.skew += a.Margin
	}
	r.stated = stated
	r.Kind = a.Kind
	return r, nil
}

// civil is what the written digits mean under a.
func (a *Adjustment) civil(c comity.Instant) comity.Instant {
	if a.Swap {
		c = swapped(c)
	}
	if a.Half {
		c = otherHalf(c)
	}
	return c
}

// Error is how far the clock was ahead when it showed t.
func (a *Adjustment) Error(t comity.Instant) comity.Instant {
	switch {
	case a.Until != 0 && t > a.Until:
		return 0
	case a.PerDay == 0:
		return a.Ahead
	}
	// In seconds first: microseconds times microseconds would not fit.
	return a.Ahead + (t-a.Origin)/comity.Second*a.PerDay/(comity.Day/comity.Second)
}

// Shown is what the clock of s, read by the first of the readings kept, showed at
// t: t and how far it was ahead. Stamps of two exports of one system are compared by
// it, where one may have been cut to the minute.
func (s Statement) Shown(t comity.Instant) comity.Instant {
	if s.Kept == nil {
		return t
	}
	a, shown := &s.Kept.Adjustments[0], t
	for range 4 { // what it gains meanwhile is a thousandth each time
		shown = t + a.Error(shown)
	}
	return shown
}

// otherHalf is the same time on a twelve-hour dial in the other half of the day.
func otherHalf(c comity.Instant) comity.Instant {
	if hour(c) < 12 {
		return c + 12*comity.Hour
	}
	return c - 12*comity.Hour
}

// hour is the hour of the day of a civil time after 1970, from 0 to 23.
func hour(c comity.Instant) int { return int(c % comity.Day / comity.Hour) }

// swapped exchanges day and month where the day can be a month.
func swapped(c comity.Instant) comity.Instant {
	y, m, d := c.Time().Date()
	if d > int(time.December) {
		return c
	}
	return Civil(y, d, int(m)) + c%comity.Day
}
