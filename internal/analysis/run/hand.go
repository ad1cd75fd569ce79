package run

import (
	"bytes"

	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// eachRecord parses the lines of a block that may is true of.
func eachRecord(p format.Lines, b block.Block, may func([]byte) bool, each func(*record.Event, record.Place)) {
	var line record.Event
	n := int64(0)
	for at := 0; at < len(b.Data); {
		end := bytes.IndexByte(b.Data[at:], '\n')
		if end < 0 {
			end = len(b.Data) - at
		}
		text := b.Data[at : at+end]
		n++
		if may(text) && p.Parse(text, &line) == "" {
			each(&line, record.Place{Offset: b.Base + int64(at), Length: int32(end), Line: n})
		}
		at += end + 1
	}
}

// hand is what one worker has in hand.
type hand struct {
	s *searcher
	m Matcher
	b block.Block

	now  Row          // the record at hand
	any  bool         // something was found
	last record.Place // found last: a record that holds two assignments is one place
}

func (h *hand) sink() record.Sink {
	return h.s.q.tell(record.Sink{
		Event:      func(e *record.Event, p record.Place) { h.row(Row{Place: p, Event: e}) },
		Assignment: func(a *record.Assignment) { h.row(Row{Place: a.Place, Assignment: a}) },
		Payment:    func(p *record.Payment) { h.row(Row{Place: p.Place, Payment: p}) },
		Member:     func(m *record.Member) { h.row(Row{Place: m.Place, Member: m}) },
		Holder:     func(x *record.Holder) { h.row(Row{Place: x.Place, Holder: x}) },
		Relation:   func(r *record.Relation) { h.row(Row{Place: r.Place, Relation: r}) },
		Allotment:  func(a *record.Allotment) { h.row(Row{Place: a.Place, Allotment: a}) },
		Post:       func(p *record.Post) { h.row(Row{Place: p.Place, Post: p}) },
		Profile:    func(p *record.Profile) { h.row(Row{Place: p.Place, Profile: p}) },
		Deed:       func(d *record.Deed) { h.row(Row{Place: d.Place, Deed: d}) },
		Hashed:     func(x *record.Hashed) { h.row(Row{Place: x.Place, Hashed: x}) },
	}).Complete()
}

// row asks the matcher, and puts what has no bytes at hand off.
func (h *hand) row(r Row) {
	from := r.Offset - h.b.Base
	if to := from + int64(r.Length); from >= 0 && r.Length >= 0 && to <= int64(len(h.b.Data)) {
		r.Text = h.b.Data[from:to]
	}
	h.now = r // the matcher takes its address: there is one for all records
	matched := h.m.Row(&h.now)
	f := found{Place: r.Place, block: h.b.Index}
	if r.Text == nil && r.Length != 0 && !h.s.q.Bare {
		h.s.postpone(lateRow{f, matched})
		return
	}
	if matched && (!h.any || h.last != r.Place) {
		f.text = h.m.Excerpt(r.Text)
		h.s.add(f)
		h.any, h.last = true, r.Place
	}
}
