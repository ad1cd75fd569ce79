package intake

import (
	"bytes"
	"fmt"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// heard counts what a format reads of a sample.
type heard struct {
	read     int
	rejects  []Count
	aside    []Count
	lo, hi   comity.Instant // first and last time, as if in UTC
	anything bool           // a time was seen
}

// sampled says what the format reads of the sample: how many records, from when to when, and what it cannot read
// and why. Where it needs an answer first, such as the year of its lines, nothing is said. A draft of tables and of web
// logs says the same of itself.
func (f *File) sampled(s *sample) {
	r, ok := readSample(s.head(), f, s.cut)
	if !ok || r.read == 0 && len(r.rejects) == 0 && len(r.aside) == 0 {
		return
	}
	f.why("%d records in the sample", r.read)
	for _, c := range r.rejects {
		f.why("%d rows that cannot be read: %s", c.Rows, c.Reason)
	}
	for _, c := range r.aside {
		f.why("%d rows set aside, no records by what they say themselves: %s", c.Rows, c.Reason)
	}
	if r.anything {
		f.why("first and last time in the sample: %s", fmt.Sprintf("%s, %s", r.lo.Time().UTC().Format(time.DateTime), r.hi.Time().UTC().Format(time.DateTime)))
	}
}

// readSample reads head in f's kind and format, its stamps as if the clock showed UTC; ok is false where it cannot be
// opened so.
func readSample(head []byte, f *File, cut bool) (r heard, ok bool) {
	src := record.Source{Ref: "sample", Kind: record.Kind(f.Kind), Format: f.Format, Site: "site.example", Clock: clock.Statement{Zone: "UTC", Basis: "sample"}}
	if f.TimeFormat != ask {
		src.TimeForm = f.TimeFormat
	}
	o, err := format.Open(head[:min(len(head), openHead)], &src, table.Config{}, 1)
	if err != nil {
		return r, false
	}
	if o.Lines != nil {
		rs, err := clock.Readings(src.Clock)
		if err != nil {
			return r, false
		}
		r.lines(head, o.Lines[0], &rs[0])
		return r, true
	}
	feed(head, o, cut, r.sink())
	return r, true
}

// feed gives the head of an exhibit, which may be cut off, to the parser of its rows.
func feed(head []byte, o format.Opened, cut bool, sink record.Sink) {
	if cut && o.Block.Cut != nil {
		if n := o.Block.Cut(head); n > 0 {
			head = head[:n]
		}
	}
	if p, can := o.Rows[0].(format.Peeked); can && cut {
		p.Peek(head, sink)
		return
	}
	if p, wants := o.Rows[0].(format.Surveyed); wants {
		p.Survey(head, true)
	}
	o.Rows[0].Block(head, 0, sink)
	o.Rows[0].Close(sink)
}

func (r *heard) sink() record.Sink {
	return record.Sink{
		Assignment: func(a *record.Assignment) { r.took(a.Start) },
		Payment:    func(p *record.Payment) { r.took(p.Time) },
		Member:     func(m *record.Member) { r.took(m.Time) },
		Event:      func(e *record.Event, _ record.Place) { r.took(clock.Span{Lo: e.Stamp.Civil, Hi: e.Stamp.Civil}) },
		Relation:   func(*record.Relation) { r.read++ },
		Reject:     func(x record.Reject) { add(&r.rejects, x.Reason) },
		Aside:      func(x record.Reject) { add(&r.aside, x.Reason) },
	}.Complete()
}

// took counts a record and the time that it begins at; zero and the latest of all stand for none.
func (r *heard) took(at clock.Span) {
	r.read++
	if at.Lo == comity.Latest || at == (clock.Span{}) {
		return
	}
	if !r.anything || at.Lo < r.lo {
		r.lo = at.Lo
	}
	if !r.anything || at.Lo > r.hi {
		r.hi = at.Lo
	}
	r.anything = true
}

func (r *heard) lines(head []byte, p format.Lines, by *clock.Reading) {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSuffix(line, []byte{'\n'}); len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var e record.Event
		switch why := p.Parse(line, &e); why {
		case "":
			r.took(by.Span(e.Stamp))
		case record.NoRecord:
		default:
			add(&r.rejects, why)
		}
	}
}
