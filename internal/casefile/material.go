package casefile

import (
	"context"
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
}

// Material judges the file hashes of a case: known, and of which set, or new, and who had them first. It reads the sealed
// bytes of the lists in force. The look is logged.
func (c *Case) Material(ctx context.Context) (rep MaterialReport, err error) {
	if err := c.authorise(policy.Show); err != nil {
		return rep, err
	}
	if err := c.load(ctx); err != nil {
		return rep, err
	}
	in, err := c.input(c.state.head())
	if err != nil {
		return rep, err
	}
	b := material.NewBuilder()
	if err := c.sets(b); err != nil {
		return rep, err
	}
	if err := c.look("material", ""); err != nil {
		return rep, err
	}
	taken, err := sift(ctx, in, b)
	if err != nil {
		return rep, err
	}
	if len(taken) == 0 {
		return rep, comity.Errorf(comity.Input, "no hashes are sealed in this case").WithHint("seal exhibits of kind = \"hashes\" first")
	}
	rep.Case, rep.Notice, rep.Exhibits = c.id, materialNotice, boardExhibits(taken, nil)
	if rep.Handling, err = c.conditions(rep.Exhibits, record.Hashes); err != nil {
		return rep, err
	}
	rep.Report, err = b.Report(ctx)
	return rep, err
}

// sift gives b the rows of the states' lists, and then those of the sets as often as it asks. The answer has one entry for
// each exhibit of the kind, in the order of a run's sources.
func sift(ctx context.Context, in run.Input, b *material.Builder) ([]run.Taken, error) {
	read := func(sets bool) ([]run.Taken, error) {
		return run.Take(ctx, in, run.Wanted{
			Kinds: []record.Kind{record.Hashes},
			Skip:  func(src *record.Source) bool { return b.IsSet(src.Ref) != sets },
			Row: func(src *record.Source, r *run.Row) error {
				if r.Hashed != nil {
					b.Row(src, r.Hashed)
				}
				return nil
			}})
	}
	taken, err := read(false)
	if err != nil {
		return nil, err
	}
	var sets []run.Taken
	for b.Next() {
		if sets, err = read(true); err != nil {
			return nil, err
		}
	}
	taken = append(taken, sets...)
	slices.SortFunc(taken, func(x, y run.Taken) int { return run.CompareSources(&x.Source, &y.Source) })
	return taken, nil
}

// sets tells b which exhibits are sets of known files.
func (c *Case) sets(b *material.Builder) error {
	for _, v := range c.state.live(c.state.head()) {
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
