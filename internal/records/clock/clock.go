// Package clock turns the stamps that a source wrote into instants, under what
// is known about that source's clock.
//
// A stamp is civil: year to second as written, perhaps with an offset. A
// Statement says what somebody knows about the clock; Readings derives from it
// the plausible ways to turn stamps into UTC. A reading gives an interval, not
// a point: skew widens it, a stamp in the hour that occurs twice covers both
// instants, an unknown zone covers all zones on Earth.
package clock

import (
	"time"

	"comity/internal/comity"
)

// Statement is what is known about a source's clock, and who says so.
type Statement struct {
	Zone  string `json:"zone" toml:"zone"`             // IANA name, "UTC", "+02:00", or "unknown"
	Basis string `json:"basis,omitempty" toml:"basis"` // who says so
	Skew  string `json:"skew,omitempty" toml:"skew"`   // largest deviation either way, as "2s"; "" is none
	Kept  *Kept  `json:"-" toml:"-"`                   // readings that a run kept; nil: the declared one
}

// Stamp is a civil time as written.
type Stamp struct {
	Civil     comity.Instant // the written digits, read as if they were UTC
	Offset    int32          // seconds east of UTC, where the stamp says so
	HasOffset bool
	Sub       comity.Instant // resolution of the stamp: Second for whole seconds, Minute without seconds, Microsecond with a fraction
}

// Span is the interval that an event's instant lies in, both ends included.
type Span struct {
	Lo comity.Instant `json:"lo"`
	Hi comity.Instant `json:"hi"`
}

// Kind names the sort of a reading.
type Kind string

// The kinds of reading.
const (
	Declared Kind = "declared"
	Zone     Kind = "zone"
	DST      Kind = "dst"
	AMPM     Kind = "am-pm"
	DayMonth Kind = "day-month"
	Skew     Kind = "skew"
	Drift    Kind = "drift"
)

// Reading is one plausible way to turn a source's stamps into instants.
type Reading struct {
	Kind   Kind
	Kept   bool
	Reason string

	loc       *time.Location // nil: zone unknown
	fixed     bool           // loc has one offset only
	off       comity.Instant // that offset
	skew      comity.Instant
	stretches *stretched  // where loc's rules leave no choice; nil: not asked
	adjust    *Adjustment // nil: the declared reading
}

// Extent of the zones in use on Earth, for a clock whose zone is unknown.
const (
	eastmost = 14 * comity.Hour
	westmost = -12 * comity.Hour
)

// Readings derives the readings of s that are kept: where nothing else was found
// out about the source, the declared one. An unknown zone or a skew that is no
// duration is an Input error.
func Readings(s Statement) ([]Reading, error) {
	if s.Kept == nil {
		r, err := s.declared()
		if err != nil {
			return nil, err
		}
		return []Reading{r}, nil
	}
	out := make([]Reading, 0, len(s.Kept.Adjustments))
	for _, a := range s.Kept.Adjustments {
		r, err := s.adjusted(a)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// declared is the reading that the statement itself gives.
func (s Statement) declared() (Reading, error) {
	r := Reading{Kind: Declared, Kept: true, Reason: s.Basis}
	var err error
	if r.loc, err = location(s.Zone); err != nil {
		return r, err
	}
	if r.skew, err = skew(s.Skew); err != nil {
		return r, err
	}
	if r.off, r.fixed = fixedOffset(r.loc); r.loc != nil && !r.fixed {
		r.stretches = index(stretches(r.loc))
	}
	return r, nil
}

func skew(s string) (comity.Instant, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > 366*24*time.Hour {
		return 0, comity.Errorf(comity.Input, "clock skew %.40q is not a length of time", s).
			WithHint(`write the largest deviation either way, such as "2s" or "5m"`)
	}
	return comity.Instant(d.Microseconds()), nil
}

// Skew is the largest deviation of the clock either way.
func (r *Reading) Skew() comity.Instant { return r.skew }

// Span is where the instant of s lies under r. An offset that the stamp itself
// carries wins over the declared zone. A stamp to the second or finer counts as
// exact; a coarser one covers every second that it can mean.
func (r *Reading) Span(s Stamp) Span {
	if r.adjust != nil {
		s.Civil = r.adjust.civil(s.Civil)
	}
	return r.widen(r.bare(s), s.Sub)
}

// Named is Span for a stamp that ends in a zone abbreviation such as "CET". No
// abbreviation names one offset worldwide, so it is believed in two cases only:
// "UTC", "GMT" and "Z" are offset zero unless the declared zone uses that name
// for another, and a name that the declared zone's rules use for one of the
// offsets in force around the stamp chooses that offset, which settles the
// hour that occurs twice. Any other name is ignored.
func (r *Reading) Named(s Stamp, name string) Span {
	if s.HasOffset || name == "" || r.adjust != nil {
		return r.Span(s) // what was measured goes before what a name says
	}
	if r.loc != nil && !r.fixed {
		if t, ok := r.named(s.Civil, name); ok {
			return r.widen(Span{t, t}, s.Sub)
		}
	}
	switch name {
	case "UTC", "GMT", "Z":
		return r.widen(Span{s.Civil, s.Civil}, s.Sub)
	}
	return r.Span(s)
}

// Settle gives a stamp the offset that the zone abbreviation behind it stands for
// in the declared zone, which settles the hour that occurs twice. "UTC", "GMT"
// and "Z" are offset zero wherever the declared zone has no such name. ok is
// false where the abbreviation is none that the declared zone uses around that
// time: then either the statement is wrong or the stamp is. Nothing is said of a
// zone that is unknown, nor of a reading that was measured.
func (r *Reading) Settle(s Stamp, name string) (_ Stamp, ok bool) {
	if s.HasOffset || name == "" || r.adjust != nil {
		return s, true
	}
	utc := name == "UTC" || name == "GMT" || name == "Z"
	switch {
	case r.loc == nil && !utc:
		return s, true
	case r.loc != nil && !r.fixed:
		if t, ok := r.named(s.Civil, name); ok {
			s.HasOffset, s.Offset = true, int32((s.Civil-t)/comity.Second)
			return s, true
		}
	}
	if !utc || r.loc != nil && r.offset(s.Civil) != 0 {
		return s, false
	}
	s.HasOffset, s.Offset = true, 0
	return s, true
}

func (r *Reading) widen(sp Span, sub comity.Instant) Span {
	if a := r.adjust; a != nil {
		sp = Span{sp.Lo - a.Error(sp.Lo), sp.Hi - a.Error(sp.Hi)}
	}
	if sub > comity.Second {
		sp.Hi += sub - comity.Second
	}
	return Span{sp.Lo - r.skew, sp.Hi + r.skew}
}

func (r *Reading) bare(s Stamp) Span {
	switch {
	case s.HasOffset:
		t := s.Civil - comity.Instant(s.Offset)*comity.Second
		return Span{t, t}
	case r.loc == nil:
		return Span{s.Civil - eastmost, s.Civil - westmost}
	case r.fixed:
		t := s.Civil - r.off
		return Span{t, t}
	}
	if off, ok := r.stretches.sole(s.Civil); ok {
		return Span{s.Civil - off, s.Civil - off}
	}
	return r.civil(s.Civil)
}

// civil resolves a wall-clock time by the zone's rules. Of the offsets in force
// a day before and a day after, those that map back to the same wall clock are
// valid: two in the hour that occurs twice, none in the hour that is skipped.
// In the skipped hour both are kept, because the clock that wrote it was wrong
// by one of them.
func (r *Reading) civil(c comity.Instant) Span {
	a := c - offsetAt(r.loc, c-comity.Day)
	b := c - offsetAt(r.loc, c+comity.Day)
	okA, okB := a+offsetAt(r.loc, a) == c, b+offsetAt(r.loc, b) == c
	switch {
	case okA && !okB:
		b = a
	case okB && !okA:
		a = b
	}
	return Span{min(a, b), max(a, b)}
}

func (r *Reading) named(c comity.Instant, name string) (comity.Instant, bool) {
	for _, at := range [2]comity.Instant{c - comity.Day, c + comity.Day} {
		t := c - offsetAt(r.loc, at)
		if n, off := t.Time().In(r.loc).Zone(); n == name && t+comity.Instant(off)*comity.Second == c {
			return t, true
		}
	}
	return 0, false
}
