package run

import (
	"context"
	"errors"

	"comity/internal/records/block"
	"comity/internal/records/format"
)

// survey gives a parser that wants it the whole stream before it reads, compared
// with the exhibit's digest like any other reading.
func (e *Exhibit) survey(ctx context.Context, o format.Opened) error {
	if len(o.Rows) == 0 {
		return nil
	}
	s, wants := o.Rows[0].(format.Surveyed)
	if !wants {
		return nil
	}
	segments, closer, err := e.Open()
	if err != nil {
		return sourceError(&e.Source, err)
	}
	cfg := block.Config{Workers: 1, InOrder: true, Cut: o.Block.Cut, Packing: e.Source.Packing}
	res, err := block.Stream(ctx, segments, cfg, func(_ int, b block.Block) error {
		s.Survey(b.Data, false)
		return nil
	})
	s.Survey(nil, true)
	if err = errors.Join(err, closer.Close()); err != nil {
		return sourceError(&e.Source, err)
	}
	if want := e.Source.Exhibit; !want.IsZero() && res.Digest != want {
		return differs(&e.Source)
	}
	return nil
}
