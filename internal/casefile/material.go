package casefile

import (
	"context"
	"time"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/material"
	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// MaterialReport is what `comity material --json` prints.
type MaterialReport struct {
	Case string `json:"case"`
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
	if err := c.sets(b, ""); err != nil {
		return rep, err
	}
	if err := c.look("material", ""); err != nil {
		return rep, err
	}
	taken, err := run.Take(ctx, in, run.Wanted{Kinds: []record.Kind{record.Hashes}, Row: func(src *record.Source, r *run.Row) error {
		if r.Hashed != nil {
			b.Row(src, r.Hashed)
		}
		return nil
	}})
	if err != nil {
		return rep, err
	}
	if len(taken) == 0 {
		return rep, comity.Errorf(comity.Input, "no hashes are sealed in this case").WithHint("seal exhibits of kind = \"hashes\" first")
	}
	rep.Case, rep.Exhibits = c.id, boardExhibits(taken)
	rep.Report, err = b.Report(ctx)
	return rep, err
}

// sets tells b which exhibits are sets of known files, but for those of one contributor.
func (c *Case) sets(b *material.Builder, without string) error {
	for _, v := range c.state.live(c.state.head()) {
		d, err := c.describe(v)
		if err != nil {
			return err
		}
		if d.Source.Kind != record.Hashes || without != "" && without == archive.ContributorOf(&d.Source) {
			continue
		}
		if s, known := material.SetOf(&d.Source, d.Notes); known {
			s.Added = v.act.Time.Time().UTC().Format(time.RFC3339)
			b.Set(s)
		}
	}
	return nil
}
