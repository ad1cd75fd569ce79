package casefile

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"comity/internal/analysis/material"
	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// MaterialReport is what `comity material --json` prints.
type MaterialReport struct {
	Case     string   `json:"case"`
	Notice   string   `json:"notice"`
	Handling []string `json:"handling"` // the codes of all that it rests on, joined
	*material.Report
	Exhibits []BoardExhibit `json:"exhibits"`
	Notes    []string       `json:"-"` // why an index could not be kept: the verdicts are the same
}

// MaterialParams say how material is collated.
type MaterialParams struct {
	Whole bool  // read every set whole; nothing but sealed bytes is asked
	Act   int64 // what was sealed by this act and not left out by then; 0: all that is in force
}

// Material judges the file hashes of a case: known, and of which set, or new, and who had them first. It reads the sealed
// bytes of the lists in force; large sets are asked by their indexes, or read too, which gives the same. The look is logged.
func (c *Case) Material(ctx context.Context, p MaterialParams) (rep MaterialReport, err error) {
	if err := c.authorise(policy.Show); err != nil {
		return rep, err
	}
	if err := c.load(ctx); err != nil {
		return rep, err
	}
	if p.Act < 0 || p.Act > c.state.head() {
		return rep, comity.Errorf(comity.Usage, "act %d is none of this case: its last is %d", p.Act, c.state.head())
	}
	q := collating{whole: p.Whole || p.Act > 0, seq: cmp.Or(p.Act, c.state.head())} // indexes are of what is in force
	in, err := c.input(q.seq)
	if err != nil {
		return rep, err
	}
	if err := c.look("material", ""); err != nil {
		return rep, err
	}
	j, err := c.collate(ctx, in, q)
	if err != nil {
		return rep, err
	}
	if len(j.taken) == 0 {
		return rep, comity.Errorf(comity.Input, "no hashes are sealed in this case").WithHint("seal exhibits of kind = \"hashes\" first")
	}
	rep.Case, rep.Notice, rep.Exhibits, rep.Notes = c.id, materialNotice, boardExhibits(j.taken, nil), j.notes
	if rep.Handling, err = c.conditions(rep.Exhibits, record.Hashes); err != nil {
		return rep, err
	}
	rep.Report, err = j.Report(ctx)
	return rep, err
}

// collating says what a case's sets are asked about.
type collating struct {
	seq   int64                       // the act after which; the sets sealed by then
	whole bool                        // without indexes
	asked []func(b *material.Builder) // what stands in the place of the states' lists; empty: these
}

// collated is a builder that has seen the lists and, as far as it asked, the sets.
type collated struct {
	*material.Builder
	taken []run.Taken // of each exhibit that was read or asked, in the order of a run's sources
	notes []string    // why an index could not be kept
}

// collate reads lists and sets. An index that turns out to be damaged is made again once, and then passed over.
func (c *Case) collate(ctx context.Context, in run.Input, p collating) (collated, error) {
	distrusted := map[string]bool{}
	for {
		j, err := c.collateBy(ctx, in, p, distrusted)
		var bad *badSet
		if !errors.As(err, &bad) || ctx.Err() != nil {
			return j, err
		}
		p.whole = p.whole || distrusted[bad.ref]
		distrusted[bad.ref] = true
	}
}

func (c *Case) collateBy(ctx context.Context, in run.Input, p collating, distrusted map[string]bool) (j collated, err error) {
	j.Builder = material.NewBuilder()
	if err := c.sets(j.Builder, p.seq); err != nil {
		return j, err
	}
	var held heldSets
	if !p.whole {
		if held, j.notes, err = c.holdSets(ctx, in, distrusted); err != nil {
			return j, err
		}
	}
	defer func() { err = errors.Join(err, held.close()) }()
	s := sifting{in: in, Builder: j.Builder, held: held}
	for _, ask := range p.asked {
		ask(j.Builder)
	}
	if len(p.asked) == 0 {
		if j.taken, err = s.lists(ctx); err != nil {
			return j, err
		}
	}
	var sets []run.Taken
	for j.Next() {
		if sets, err = s.sets(ctx); err != nil {
			return j, err
		}
	}
	j.taken = append(j.taken, sets...)
	slices.SortFunc(j.taken, func(x, y run.Taken) int { return run.CompareSources(&x.Source, &y.Source) })
	return j, nil
}

// badSet says that an index failed while it was asked.
type badSet struct {
	ref string
	error
}

func (b *badSet) Unwrap() error { return b.error }

// sifting gives a builder the rows that it asks for.
type sifting struct {
	*material.Builder
	in   run.Input
	held heldSets
}

func (s *sifting) take(ctx context.Context, skip func(*record.Source) bool) ([]run.Taken, error) {
	return run.Take(ctx, s.in, run.Wanted{Kinds: []record.Kind{record.Hashes}, Skip: skip, Row: func(src *record.Source, r *run.Row) error {
		if r.Hashed != nil {
			s.Row(src, r.Hashed)
		}
		return nil
	}})
}

// lists hands the states' lists over.
func (s *sifting) lists(ctx context.Context) ([]run.Taken, error) {
	return s.take(ctx, func(src *record.Source) bool { return s.IsSet(src.Ref) })
}

// sets hands the sets over that have no index, and asks the others.
func (s *sifting) sets(ctx context.Context) ([]run.Taken, error) {
	var indexed []*record.Source
	taken, err := s.take(ctx, func(src *record.Source) bool {
		if s.IsSet(src.Ref) && s.held[src.Ref] != nil {
			indexed = append(indexed, src)
			return true
		}
		return !s.IsSet(src.Ref)
	})
	for _, src := range indexed {
		if err != nil {
			return nil, err
		}
		h := s.held[src.Ref]
		if err = s.Ask(ctx, src, h); err != nil && ctx.Err() == nil {
			err = &badSet{src.Ref, err}
		}
		taken = append(taken, h.taken.of(src))
	}
	return taken, err
}

// sets tells b which exhibits in force after act seq are sets of known files.
func (c *Case) sets(b *material.Builder, seq int64) error {
	for _, v := range c.state.live(seq) {
		d, err := c.describe(v)
		if err != nil {
			return err
		}
		if d.Source.Kind != record.Hashes {
			continue
		}
		if s, known := material.SetOf(&d.Source, d.Notes); known {
			s.Added = v.act.Time.Time().UTC().Format(time.RFC3339)
			b.Set(s)
		}
	}
	return nil
}
