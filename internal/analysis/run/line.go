package run

import (
	"context"
	"errors"
	"io"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Lines lists every line behind a hit: from its first to its last, those of the
// same address and user. A hit of a table is one row.
func Lines(ctx context.Context, e Exhibit, h Hit, each func(comity.Citation, []byte) error) error {
	place := PlaceOf(h.Cite)
	if h.Event != attribution.Access.String() || h.Count == 1 {
		return Excerpt(ctx, e, []record.Place{place}, func(_ int, data []byte) error { return each(h.Cite, data) })
	}
	head, err := Head(ctx, e)
	if err != nil {
		return err
	}
	o, err := format.Open(head, &e.Source, table.Config{Cards: noCards{}}, 1)
	if err != nil {
		return err
	}
	if o.Rows != nil {
		return linesOfRows(ctx, e, o, h, each)
	}
	end := h.LastCite.Offset + h.LastCite.Length
	return e.stream(ctx, func(r io.Reader) error {
		x := excerpt{r: r}
		if _, err := x.at(record.Place{Offset: h.Cite.Offset}); err != nil {
			return err
		}
		var who visitor
		return eachLine(io.LimitReader(r, end-h.Cite.Offset), func(at int64, line []byte) error {
			if !who.wrote(o.Lines[0], line, at == 0) {
				return nil
			}
			cite := h.Cite
			cite.Offset, cite.Length = h.Cite.Offset+at, int64(len(line))
			return each(cite, line)
		})
	})
}

// PlaceOf is the place that a citation of a record leads to.
func PlaceOf(c comity.Citation) record.Place {
	if _, _, row, ok := c.Row(); ok {
		return record.Place{Offset: row, Length: -1, Line: row}
	}
	return record.Place{Offset: c.Offset, Length: int32(c.Length)}
}

// errDone ends a stream once all that was looked for is found.
var errDone = errors.New("done")

// linesOfRows reads the exhibit from its start, for what a row means may stand
// far above it.
func linesOfRows(ctx context.Context, e Exhibit, o format.Opened, h Hit, each func(comity.Citation, []byte) error) error {
	var who visitor
	var places []record.Place
	first, last := PlaceOf(h.Cite), PlaceOf(h.LastCite)
	err := e.blocks(ctx, o.Block, func(b block.Block) error {
		done := false
		format.Feed(o.Rows[0], b, record.Sink{Event: func(ev *record.Event, at record.Place) {
			switch {
			case at.Offset > last.Offset:
				done = true
			case at.Offset >= first.Offset && who.is(ev, at.Offset == first.Offset):
				places = append(places, at)
			}
		}})
		if done {
			return errDone
		}
		return nil
	})
	if err != nil {
		return err
	}
	return Excerpt(ctx, e, places, func(i int, data []byte) error {
		return each(citeOf(&e.Source, places[i]), data)
	})
}

// cutBlocks hands out the blocks of a stream in order.
func (e Exhibit) cutBlocks(ctx context.Context, cfg block.Config, each func(block.Block) error) error {
	segments, closer, err := e.Open()
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	cfg.Workers, cfg.InOrder, cfg.Packing = 1, true, e.Source.Packing
	_, err = block.Stream(ctx, segments, cfg, func(_ int, b block.Block) error { return each(b) })
	if cerr := closer.Close(); err == nil {
		err = cerr
	}
	return err
}

// visitor is who a hit's first line is of, to the letter.
type visitor struct {
	addr       comity.Addr
	user, host string
}

// wrote reports whether the line is the visitor's; the first one says who it is.
func (v *visitor) wrote(p format.Lines, line []byte, first bool) bool {
	var ev record.Event
	return p.Parse(line, &ev) == "" && v.is(&ev, first)
}

func (v *visitor) is(ev *record.Event, first bool) bool {
	is := visitor{ev.Addr, string(ev.User), string(ev.Site)}
	if first {
		*v = is
	}
	return *v == is
}
