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
	Zone  string `json:"zone" toml:"zone"`             // IANA name, perhaps with Twice behind it, "UTC", "+02:00", or "unknown"
	Basis string `json:"basis,omitempty" toml:"basis"` // who says so
	Skew  string `json:"skew,omitempty" toml:"skew"`   // largest deviation either way, as "2s"; "" is none
	Kept  *Kept  `json:"-" toml:"-"`                   // readings that a run kept; nil: the declared one
}

// Stamp is a civil time as written. Its fields, and those within, are so few that
// the compiler keeps it in registers: it is made for every line of a log.
type Stamp struct {
	Civil comity.Instant // the written digits, read as if they were UTC
	Sub   comity.Instant // resolution of the stamp: Second for whole seconds, Minute without seconds, Microsecond with a fraction
	Said
}

// Said is what a stamp says of its zone.
type Said struct {
	Offset    int32 // seconds east of UTC, where the stamp says so
	HasOffset bool
	Name      Name // the zone abbreviation behind it, where it says no offset
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
	stated    *Reading    // the declared one, where what stamps state of their offset is not believed; else nil
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
		r.stretches = indexOf(r.loc)
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
// carries wins over the declared zone. A zone abbreviation that agrees with the
// declared zone settles the hour that occurs twice; what Agrees refuses must not
// be read, and any reading of it would be wrong. A stamp to the second or finer
// counts as exact; a coarser one covers every second that it can mean.
func (r *Reading) Span(s Stamp) Span {
	if r.adjust != nil {
		s.Civil = r.turned(s)
	}
	if r.stated != nil {
		s = r.stated.digits(s)
	}
	if s.Name != 0 {
		return r.namedSpan(s)
	}
	return r.widen(r.bare(s), s.Sub)
}

// digits are what a machine in the zone of r showed when it wrote s, whatever it
// said of its zone.
func (r *Reading) digits(s Stamp) Stamp {
	if s.HasOffset {
		t := s.Civil - comity.Instant(s.Offset)*comity.Second
		s.Civil = t + r.offset(t)
	}
	s.Said = Said{}
	return s
}

func (r *Reading) widen(sp Span, sub comity.Instant) Span {
	more := max(sub-comity.Second, 0)
	if r.adjust != nil {
		sp = r.adjust.coarse(sp, more)
	} else {
		sp.Hi += more
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
