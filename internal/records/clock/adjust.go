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
	Until  comity.Instant `json:"until,omitempty"`     // what the clock showed when it was last known to be wrong, before it was set right; 0: never set
	Right  comity.Instant `json:"right,omitempty"`     // … and when it was first known to be right; 0: it is since Until
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

// Error is how far the clock was ahead when it showed t. Where that is not known, because it
// was set right at about that time, it is what it would be if that was at Until.
func (a *Adjustment) Error(t comity.Instant) comity.Instant {
	if a.Until == 0 {
		return a.running(t)
	}
	ran, right := a.may(t)
	if right && (t > a.Until || !ran) {
		return 0
	}
	return a.running(t)
}

// running is Error as long as the clock is not set right.
func (a *Adjustment) running(t comity.Instant) comity.Instant {
	if a.PerDay == 0 {
		return a.Ahead
	}
	// In seconds first: microseconds times microseconds would not fit.
	return a.Ahead + (t-a.Origin)/comity.Second*a.PerDay/(comity.Day/comity.Second)
}

// may says whether a clock that was set right may have run wrong still when it showed t, and whether
// it may have been right. It was set after it was last known to be wrong and before it was
// first known to be right, and what it showed once it may have shown again.
func (a *Adjustment) may(t comity.Instant) (ran, right bool) {
	if a.Right == 0 {
		return t <= a.Until, t > a.Until
	}
	ran, right = t-a.running(t) < a.Right, t > a.Until-a.running(a.Until)
	if !ran && !right { // the two contradict each other, by a margin
		return true, true
	}
	return ran, right
}

// Unsure reports whether the clock showed t at about the time when it was set right, so that
// nobody knows by which of its two errors.
func (a *Adjustment) Unsure(t comity.Instant) bool {
	if a.Until == 0 {
		return false
	}
	ran, right := a.may(t)
	return ran && right
}

// coarse is where an instant lies of which a stamp, by what the clock showed, means sp and so much more behind
// it. What it gains in a minute is left alone, so that a stamp without seconds is always wider by as many
// than one with them: two deliveries of a row are compared by that.
func (a *Adjustment) coarse(sp Span, more comity.Instant) Span {
	out := a.instants(sp)
	out.Hi += more
	if a.Until == 0 || more == 0 {
		return out
	}
	all := a.instants(Span{sp.Lo, sp.Hi + more})
	if beside := max(all.Lo-out.Lo, out.Lo-all.Lo, all.Hi-out.Hi, out.Hi-all.Hi); beside > comity.Second { // it may have been set right in there
		return all
	}
	return out
}

// instants is where an instant lies at which the clock showed what lies in sp. Of a clock that was
// set right that is where it showed some of sp while it ran wrong, and where it did since.
func (a *Adjustment) instants(sp Span) Span {
	ran := Span{sp.Lo - a.running(sp.Lo), sp.Hi - a.running(sp.Hi)}
	if a.Until == 0 {
		return ran
	}
	wrong, _ := a.may(sp.Lo)
	_, right := a.may(sp.Hi)
	last, first := a.turn()
	ran.Hi = max(ran.Lo, min(ran.Hi, last))
	since := Span{max(sp.Lo, min(sp.Hi, first)), sp.Hi}
	switch {
	case !right:
		return ran
	case !wrong:
		return since
	}
	return Span{min(ran.Lo, since.Lo), max(ran.Hi, since.Hi)}
}

// turn is the last instant at which a clock that was set right may have run wrong still, and the
// first thing that it may have shown since: to the second, as may has it.
func (a *Adjustment) turn() (last, first comity.Instant) {
	set := a.Until - a.running(a.Until)
	if a.Right == 0 {
		return set, a.Until + 1
	}
	never := a.Right // what it showed at Right if it was not set yet; of a clock that was set forward it may have shown nothing near
	for range 4 {
		never = a.Right + a.running(never)
	}
	return max(a.Right, set-a.running(set)), min(set, never-comity.Second)
}

// Shown is what the clock of s, read by the first of the readings kept, showed at
// t, the middle of what its stamp was read as. Stamps of two exports of one system are compared by
// it, where one may have been cut to the minute. (A clock that was set forward may have shown either of two.)
func (s Statement) Shown(t comity.Instant) comity.Instant {
	if s.Kept == nil {
		return t
	}
	a := &s.Kept.Adjustments[0]
	running, unsure := t, t
	for range 4 { // what it gains meanwhile is a thousandth each time
		running, unsure = t+a.running(running), t+a.running(unsure)/2
	}
	switch {
	case a.Until == 0:
		return running
	case !a.Unsure(running) && a.Error(running) != 0:
		return running
	case a.Unsure(t) || a.Error(t) != 0:
		return unsure
	}
	return t
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
