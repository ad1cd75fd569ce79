// Package board is what the formats of boards share: a desk over which their
// posts, profiles and deeds are handed once they are judged, timed by the
// exhibit's clock and inside its legal basis; and the taking apart of a plain
// message into own words, quotes and signature.
package board

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why a record could not be read.
const (
	BadTime    record.Reason = "bad time"
	BadAddress record.Reason = "bad address"
)

// Desk hands records over. For one goroutine.
type Desk struct {
	readings []clock.Reading
	gate     *record.Gate
	board    string // where the record does not say
	forum    string
	sink     record.Sink
	spans    [2][]clock.Span // of the record at hand, under the readings after the first
}

// Open makes the desk of src, which must hold a board and say nothing of columns;
// format is the name that errors call its format by.
func Open(src *record.Source, format string) (*Desk, error) {
	if src.Kind != record.Board {
		return nil, comity.Errorf(comity.Input, "exhibit %s: format %q holds a board, not %q", src.Ref, format, src.Kind).
			WithHint(`write kind = "board"`)
	}
	if len(src.Columns) > 0 || len(src.Values) > 0 {
		return nil, comity.Errorf(comity.Input, "exhibit %s: columns and values are not used with format %q", src.Ref, format).
			WithHint("leave them out: the format says what its fields mean")
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return &Desk{readings: readings, gate: gate, board: src.Site, forum: src.Forum, sink: record.Sink{}.Complete()}, nil
}

// Clone is another desk of the same exhibit.
func (d *Desk) Clone() *Desk {
	c := *d
	c.spans = [2][]clock.Span{}
	return &c
}

// Into says who gets what is handed over from now on.
func (d *Desk) Into(sink record.Sink) { d.sink = sink.Complete() }

// Reject tells of a row that could not be read.
func (d *Desk) Reject(at record.Place, why record.Reason) {
	d.sink.Reject(record.Reject{Place: at, Reason: why})
}

// Aside tells of a row that by its format's rules is no record, and what it is.
func (d *Desk) Aside(at record.Place, what record.Reason) {
	d.sink.Aside(record.Reject{Place: at, Reason: what})
}

// span is where a stamp lies by the first reading, and by the others; that of no
// stamp (Sub 0) is absent.
func (d *Desk) span(st clock.Stamp, n int) (s clock.Span, others []clock.Span, why record.Reason) {
	switch {
	case st.Sub == 0:
		return record.Absent(), nil, ""
	case !d.readings[0].Agrees(st):
		return s, nil, record.ZoneClash
	}
	if len(d.readings) > 1 {
		d.spans[n] = d.spans[n][:0]
		for i := range d.readings[1:] {
			d.spans[n] = append(d.spans[n], d.readings[1+i].Span(st))
		}
		others = d.spans[n]
	}
	return d.readings[0].Span(st), others, ""
}

// covers reports whether the scope covers a time under any reading.
func (d *Desk) covers(s clock.Span, others []clock.Span) bool {
	return d.gate.Time(s) || slices.ContainsFunc(others, d.gate.Time)
}

// placed wants to know the board: a nickname is only a name of one board's.
func placed(board string) record.Reason {
	if board == "" {
		return record.NoBoard
	}
	return ""
}

// grain is the number of seconds that a stamp is written to.
func grain(st clock.Stamp) int32 { return int32(max(st.Sub/comity.Second, 1)) }

// Post hands p over. when and edited are its stamps; Sub is 0 where there is none.
func (d *Desk) Post(p *record.Post, when, edited clock.Stamp) {
	var why, whyEdited record.Reason
	if p.Time, p.Others, why = d.span(when, 0); why == "" && !d.inside(p.Place, p.Time, p.Others, p.Addr) {
		return
	}
	p.Edited, _, whyEdited = d.span(edited, 1)
	p.Board, p.Forum = cmp.Or(p.Board, d.board), cmp.Or(p.Forum, d.forum)
	if why = cmp.Or(why, whyEdited, p.Fault(), placed(p.Board)); why != "" {
		d.Reject(p.Place, why)
		return
	}
	p.Grain = grain(when)
	d.sink.Post(p)
}

// Deed hands x over, which was done at when.
func (d *Desk) Deed(x *record.Deed, when clock.Stamp) {
	var why record.Reason
	if x.Time, x.Others, why = d.span(when, 0); why == "" && !d.inside(x.Place, x.Time, x.Others, x.Addr) {
		return
	}
	x.Board, x.Forum, x.Grain = cmp.Or(x.Board, d.board), cmp.Or(x.Forum, d.forum), grain(when)
	if why = cmp.Or(why, x.Fault(), placed(x.Board)); why != "" {
		d.Reject(x.Place, why)
		return
	}
	d.sink.Deed(x)
}

// Profile hands p over. Its two stamps, sign-up and last visit, are two
// observations: one that the scope does not cover is left out, and the profile is
// outside where that leaves none of those that it states.
func (d *Desk) Profile(p *record.Profile, joined, last clock.Stamp) {
	var why, whyLast record.Reason
	p.Joined, p.JoinedOthers, why = d.span(joined, 0)
	p.Last, p.LastOthers, whyLast = d.span(last, 1)
	p.Board = cmp.Or(p.Board, d.board)
	if why = cmp.Or(why, whyLast); why == "" {
		in, lastIn := joined.Sub != 0 && d.covers(p.Joined, p.JoinedOthers), last.Sub != 0 && d.covers(p.Last, p.LastOthers)
		stated := joined.Sub != 0 || last.Sub != 0
		if stated && !in && !lastIn || !d.gate.Addr(p.Addr, p.Addr) {
			d.sink.Outside(p.Place)
			return
		}
		if !in {
			p.Joined, p.JoinedOthers = record.Absent(), nil
		}
		if !lastIn {
			p.Last, p.LastOthers = record.Absent(), nil
		}
		why = cmp.Or(p.Fault(), placed(p.Board))
	}
	if why != "" {
		d.Reject(p.Place, why)
		return
	}
	d.sink.Profile(p)
}

// inside reports whether the scope covers a record, and says so where it does not. One
// without a time is outside also where the period has no end: nothing says that it
// belongs to it, and nothing that reads a board knows what to make of it.
func (d *Desk) inside(at record.Place, s clock.Span, others []clock.Span, a comity.Addr) bool {
	switch {
	case s.Lo == comity.Latest:
		d.sink.Untimed(at)
	case d.covers(s, others) && d.gate.Addr(a, a):
		return true
	default:
		d.sink.Outside(at)
	}
	return false
}
