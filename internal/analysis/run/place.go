package run

import (
	"bytes"
	"context"

	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Unread says why a row of an exhibit is no record.
type Unread string

// The reasons.
const (
	Outside  Unread = "quarantined" // outside the legal basis
	Rejected Unread = "rejected"    // nobody could read it
	Aside    Unread = "aside"       // its source says that it is none: a total, an entry not booked
)

// Places reads an exhibit's records again, hands each to row with its place, and
// the places of all other rows to rest. Both are called by one goroutine, for
// most formats in the order of the exhibit; what they get is valid during the
// call. Lines that by the rules of their format are no rows are not handed over.
// An exhibit of a kind that no format reads has no places. One whose bytes
// differ from its digest is a Negative error.
func Places(ctx context.Context, e Exhibit, cards record.Cards, row func(*Row), rest func(Unread, record.Place)) error {
	if !format.Reads(&e.Source) {
		return nil
	}
	_, err := Search(ctx, e, Query{Cards: cards, Workers: 1, Bare: true, rest: rest, Matcher: func() Matcher { return whole{row} }})
	return err
}

// whole hands each record over and keeps none.
type whole struct{ each func(*Row) }

func (whole) Line([]byte) bool      { return true }
func (whole) Excerpt([]byte) string { return "" }
func (w whole) Row(r *Row) bool     { w.each(r); return false }

// tell adds to a sink who is told of rows that are no records.
func (q *Query) tell(s record.Sink) record.Sink {
	if q.rest != nil {
		s.Outside = func(p record.Place) { q.rest(Outside, p) }
		s.Reject = func(r record.Reject) { q.rest(Rejected, r.Place) }
		s.Aside = func(r record.Reject) { q.rest(Aside, r.Place) }
	}
	return s
}

// eachLineOf is eachRecord that also tells of the lines that are no records. A
// line of blanks is no row.
func (s *searcher) eachLineOf(p format.Lines, b block.Block, covers func(*record.Event) bool, each func(*record.Event, record.Place)) {
	var line record.Event
	n := int64(0)
	for at := 0; at < len(b.Data); {
		end := bytes.IndexByte(b.Data[at:], '\n')
		if end < 0 {
			end = len(b.Data) - at
		}
		text := b.Data[at : at+end]
		n++
		place := record.Place{Offset: b.Base + int64(at), Length: int32(end), Line: n}
		switch reason := p.Parse(text, &line); {
		case reason == "" && covers(&line):
			each(&line, place)
		case reason == "":
			s.q.rest(Outside, place)
		case reason != record.NoRecord && len(bytes.TrimSpace(text)) > 0:
			s.q.rest(Rejected, place)
		}
		at += end + 1
	}
}
