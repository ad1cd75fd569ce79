// Package syslog dates the lines that network devices send to a syslog server.
// A line may bear several stamps: the server's, then the device's own. The last
// one that has a year counts, for it stands nearest to the event; without any,
// the first. Some lines of a log with a device's own stamp and some with a server's
// alone tell the time by two clocks: only the former are read. Which year that is in is then told from the period of the legal
// basis and the order of the lines, or not at all: docs/formats/cgnat.md.
package syslog

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why a line could not be dated.
const (
	BadTime record.Reason = "bad time"
	NoYear  record.Reason = "year cannot be told"
	// OtherClock is a line that bears the server's stamp alone where others bear the device's own, or the reverse.
	OtherClock record.Reason = "a stamp of another clock than that of the other lines: the server's alone where they bear the device's own, or the reverse; time_format = \"first stamp\" reads the first stamp of each"
	// Outside says that in no year the stamp lies in the period of the basis; it
	// is no reject.
	Outside record.Reason = "outside the period"
)

// Dater dates the lines of one stream, which must come in its order.
type Dater struct {
	reading  *clock.Reading
	from, to comity.Instant // the period, and a day around it for the zone
	bounded  bool
	form     Form
	clock    source         // of the log's first lines
	begin    comity.Instant // civil; of the first stamp that was given its year; 0: none yet
	last     comity.Instant // civil; of the latest stamp; 0: none yet
	dates    clock.Dates
	place    *clock.Reading   // of the server's stamps: the time of the country; nil where it has several
	ahead    []comity.Instant // what the device's clock is ahead by the server's, of some lines of all the log
	both     uint64           // lines so far that bear two stamps
	thin     uint64           // those are compared whose number has these bits zero
}

const longest = 365 * comity.Day

// New makes a Dater for src, whose stream begins with head; find is where the
// message of a line that needs a date begins, negative where it has none. Where
// the first such line has no year, and the period of the basis leaves several,
// that is an Input error. So nothing is read under a guessed year.
func New(src *record.Source, reading *clock.Reading, head []byte, find func(line []byte) int) (*Dater, error) {
	form, err := ReadForm(src.TimeForm)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	d := &Dater{
		form: form, clock: Survey(head, find).source(),
		reading: reading, from: src.Scope.From - comity.Day, to: src.Scope.To + comity.Day,
		bounded: src.Scope.From != 0 && src.Scope.To != 0,
	}
	if form.Last && d.clock == server {
		d.clock = own
	}
	if zones := clock.ZonesOf(src.Country); len(zones) == 1 {
		if r, err := clock.Readings(clock.Statement{Zone: zones[0]}); err == nil {
			d.place = &r[0]
		}
	}
	if form.Year != 0 {
		return d, nil
	}
	if s := d.find(first(head, find)).stamp; s.ok && !s.dated && d.several(s) {
		return nil, comity.Errorf(comity.Input, "exhibit %s: the lines bear no year, and the period of the basis leaves more than one", src.Ref).
			WithHint(`write time_format = "year 2004" with the year of the first line, as the provider's letter states it`)
	}
	return d, nil
}

// several reports whether the period does not settle the year of a stamp.
func (d *Dater) several(s stamp) bool {
	_, n := d.inPeriod(s)
	return !d.bounded || n > 1
}

// inPeriod counts the years in which the stamp lies in the period, and gives one.
func (d *Dater) inPeriod(s stamp) (t comity.Instant, n int) {
	if !d.bounded {
		return 0, 0
	}
	first, last := max(d.from.Time().Year(), firstYear), min(d.to.Time().Year(), lastYear)
	for y := first; y <= last; y++ {
		if c, ok := s.in(y); ok && c >= d.from && c < d.to {
			t = c
			n++
		}
	}
	return t, n
}

// Logged reports whether line is one of a log at all: it bears a stamp. What bears
// none is no message of another kind but damage.
func (d *Dater) Logged(line []byte) bool {
	return d.find(line).ok
}

// When is the time of a line from what stands before its message.
func (d *Dater) When(prefix []byte) (clock.Span, record.Reason) {
	f := d.find(prefix)
	if !f.ok {
		return clock.Span{}, BadTime
	}
	if !d.form.First && d.clock.differs(f.source()) {
		return clock.Span{}, OtherClock
	}
	s := f.stamp
	if s.dated {
		// A clock that was reset must not give its year to the lines that follow.
		if t := s.civil.Civil - comity.Instant(s.civil.Offset)*comity.Second; !d.bounded || t >= d.from && t < d.to {
			d.last = t
		}
		at := d.reading.Span(s.civil)
		d.compare(at, s, f.front)
		return at, ""
	}
	t, why := d.date(s)
	if why != "" {
		return clock.Span{}, why
	}
	d.last = t
	if d.begin == 0 {
		d.begin = t
	}
	if d.form.Year == 0 && t > d.begin+longest {
		return clock.Span{}, NoYear // then the first line may as well have been of another year
	}
	return d.reading.Span(clock.Stamp{Civil: t + s.fraction, Sub: s.sub()}), ""
}

// date gives a stamp its year: the one that puts it nearest to the line before.
func (d *Dater) date(s stamp) (comity.Instant, record.Reason) {
	switch {
	case d.last != 0:
		return d.nearest(s)
	case d.form.Year != 0:
		if t, ok := s.in(d.form.Year); ok {
			return t, ""
		}
		return 0, BadTime
	case !d.bounded:
		return 0, NoYear
	}
	t, n := d.inPeriod(s)
	switch {
	case n == 0 && !s.exists():
		return 0, BadTime
	case n == 0:
		return 0, Outside
	case n > 1:
		return 0, NoYear
	}
	return t, ""
}

func (d *Dater) nearest(s stamp) (comity.Instant, record.Reason) {
	if t, ok := s.near(d.last); ok {
		return t, ""
	}
	return 0, BadTime
}

// near is the stamp in the year that puts it nearest to a civil time.
func (s stamp) near(c comity.Instant) (best comity.Instant, found bool) {
	y := c.Time().Year()
	for year := y - 1; year <= y+1; year++ {
		t, ok := s.in(year)
		if ok && (!found || distance(t, c) < distance(best, c)) {
			best, found = t, true
		}
	}
	return best, found
}

func distance(a, b comity.Instant) comity.Instant { return max(a-b, b-a) }

// first is the part before the message of the first line of head that holds one;
// nil where none does.
func first(head []byte, find func(line []byte) int) []byte {
	for line := range bytes.Lines(record.Unmarked(head)) {
		if i := find(line); i >= 0 {
			return line[:i]
		}
	}
	return nil
}
