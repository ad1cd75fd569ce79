package casefile

import (
	"context"

	"comity/internal/analysis/board/message"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/records/record"
)

// pairsOn tells of pairs of names whether what is said of them rests on what act x leaves out: whether a record of it is of
// one of the two. It is read when first asked about, before its key is destroyed.
func (c *Case) pairsOn(ctx context.Context, x aside) func(item string) (bool, error) {
	var rests func(sameName) bool
	return func(item string) (bool, error) {
		s, err := parseSameName(item)
		if err != nil {
			return false, err
		}
		if rests == nil {
			if rests, err = c.spokenIn(ctx, x); err != nil {
				return false, err
			}
		}
		return rests(s), nil
	}
}

// spokenIn reads the board exhibits that act x leaves out, or the rows of them. Of one that cannot be read, for it is damaged,
// every pair is taken to rest: it must not keep it from being left out. One that was erased since says nothing.
func (c *Case) spokenIn(ctx context.Context, x aside) (func(sameName) bool, error) {
	never := func(sameName) bool { return false }
	if there, err := c.keys.Has(x.body.Exhibit); err != nil || !there {
		return never, err
	}
	in, err := c.input(c.state.head())
	if err != nil {
		return nil, err
	}
	in.Exhibits, in.Withdrawn = nil, nil
	for _, ref := range x.body.Refs {
		v, ok := c.state.byRef(ref)
		if !ok {
			continue
		}
		e, err := c.exhibit(v)
		if err != nil {
			return nil, err
		}
		in.Exhibits = append(in.Exhibits, e)
	}
	type speaker struct{ site, name string }
	spoke := map[speaker]bool{}
	_, err = run.Take(ctx, in, run.Wanted{Kinds: []record.Kind{record.Board}, Row: func(src *record.Source, r *run.Row) error {
		if x.body.Cite != nil && !run.Touches(run.CiteOf(src, r.Place), *x.body.Cite) {
			return nil
		}
		site, names := namesIn(r)
		for _, n := range names {
			spoke[speaker{site, message.Name(n)}] = true
		}
		return nil
	}})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && (comity.KindOf(err) != comity.Fault || disk.Loss(err) != comity.Fault): // altered, or gone
		return func(sameName) bool { return true }, nil
	case err != nil:
		return nil, err
	}
	return func(s sameName) bool { return spoke[speaker{s.site, s.a}] || spoke[speaker{s.site, s.b}] }, nil
}
