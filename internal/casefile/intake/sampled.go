package intake

import (
	"bytes"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// heard counts what a format reads of a sample.
type heard struct {
	read    int
	rejects []Count
	aside   []Count
	shift   comity.Instant // by which a time of no zone that is known begins before what is written
	wide    comity.Instant // its length beyond what is written
	written bounds         // times of no zone that is known, as they stand
	instant bounds         // times that say their zone
}

// bounds are from when to when times reach.
type bounds struct{ first, last clock.Span }

func (r *bounds) take(s clock.Span) {
	if r.first == (clock.Span{}) || s.Lo < r.first.Lo {
		r.first = s
	}
	if r.last == (clock.Span{}) || s.Lo > r.last.Lo {
		r.last = s
	}
}

// sampled says what the format reads of the sample: how many records, from when to when, and what it cannot read
// and why. A draft of tables and of web logs says the same of itself.
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
	zone := ""
	if f.offsets {
		zone = " UTC"
	}
	for _, each := range []struct {
		bounds
		zone string
	}{{r.written, zone}, {r.instant, " UTC"}} {
		if each.first != (clock.Span{}) {
			f.why("first and last time in the sample: %s", moment(each.first)+each.zone+", "+moment(each.last)+each.zone)
		}
	}
}

// moment is a time to the second, or the day where it is no finer.
func moment(s clock.Span) string {
	if s.Hi-s.Lo >= comity.Day-comity.Second {
		return s.Lo.Time().UTC().Format(time.DateOnly)
	}
	return s.Lo.Time().UTC().Format(time.DateTime)
}

// readSample reads head in f's kind and format, whatever zone its clock shows; ok is false where it cannot be
// opened so.
func readSample(head []byte, f *File, cut bool) (r heard, ok bool) {
	src := record.Source{Ref: "sample", Kind: record.Kind(f.Kind), Format: f.Format, Site: "site.example", Clock: clock.Statement{Zone: "unknown"}}
	if f.TimeFormat != ask {
		src.TimeForm = f.TimeFormat
	}
	o, err := format.Open(head[:min(len(head), openHead)], &src, table.Config{}, 1)
	_, stamped := format.Stamps(f.Format, nil)
	undated := err != nil && stamped // its lines bear no year
	if undated {
		src.TimeForm = "year 2004" // any will do: they are counted
		o, err = format.Open(head[:min(len(head), openHead)], &src, table.Config{}, 1)
	}
	if err != nil {
		return r, false
	}
	rs, err := clock.Readings(src.Clock)
	if err != nil {
		return r, false
	}
	none := rs[0].Span(clock.Stamp{Sub: comity.Microsecond})
	r.shift, r.wide = -none.Lo, none.Hi-none.Lo
	if o.Lines != nil {
		r.lines(head, o.Lines[0], &rs[0])
	} else {
		feed(head, o, cut, r.sink(&rs[0]))
	}
	if undated {
		r.written = bounds{}
	}
	return r, true
}

// feed gives the head of an exhibit, which may be cut off, to the parser of its rows.
func feed(head []byte, o format.Opened, cut bool, sink record.Sink) {
	if cut && o.Block.Cut != nil {
		if n := o.Block.Cut(head); n > 0 {
			head = head[:n]
		}
	}
	if cut { // what reaches to the end breaks off only here
		reject, end := sink.Reject, int64(len(head))
		sink.Reject = func(x record.Reject) {
			if x.Offset+int64(x.Length) < end {
				reject(x)
			}
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

func (r *heard) sink(by *clock.Reading) record.Sink {
	return record.Sink{
		Assignment: func(a *record.Assignment) {
			if r.took(a.Start); !a.Open && !a.InForce {
				r.time(a.End)
			}
		},
		Payment:  func(p *record.Payment) { r.took(p.Time) },
		Member:   func(m *record.Member) { r.took(m.Time) },
		Event:    func(e *record.Event, _ record.Place) { r.took(by.Span(e.Stamp)) },
		Relation: func(*record.Relation) { r.read++ },
		Reject:   func(x record.Reject) { add(&r.rejects, x.Reason) },
		Aside:    func(x record.Reject) { add(&r.aside, x.Reason) },
	}.Complete()
}

// took counts a record, and the time that it begins at.
func (r *heard) took(at clock.Span) {
	r.read++
	r.time(at)
}

// time takes note of a time; zero and the latest of all stand for none. One of no zone that is known is as long
// as all zones on Earth are apart.
func (r *heard) time(s clock.Span) {
	switch {
	case s.Lo <= comity.Earliest || s.Hi >= comity.Latest || s == clock.Span{}:
	case s.Hi-s.Lo >= r.wide:
		r.written.take(clock.Span{Lo: s.Lo + r.shift, Hi: s.Hi - (r.wide - r.shift)})
	default:
		r.instant.take(s)
	}
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
