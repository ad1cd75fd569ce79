package casefile

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
)

// index compares case.db, where there is one, with the acts and runs that it
// is derived from. It may lag behind them; it must not say anything else.
func (v *verification) index(ctx context.Context) error {
	if v.BadActs {
		return nil // nothing sound to compare it with
	}
	if left, err := v.c.unfinished(); err != nil || left {
		v.row(err == nil, "index", "is made anew by the next command, which finishes an erasure")
		return err
	}
	cat, err := catalogue.Inspect(ctx, v.c.indexPath())
	if err == nil && cat == nil {
		v.row(true, "index", "there is none; it is made when needed")
		return nil
	}
	var what string
	if err == nil {
		what, err = v.c.compareIndex(ctx, cat, v.BadRun)
		err = errors.Join(err, cat.Close())
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case catalogue.Busy(err):
		return comity.Errorf(comity.Fault, "the index is being written: %w", err).WithHint("run the command again")
	case err != nil:
		v.row(false, "index", "case.db cannot be read: rebuild it: %s", err)
	case what != "":
		v.row(false, "index", "case.db differs from the acts and runs: rebuild it: %s", what)
	default:
		v.row(true, "index", "as acts and runs say")
	}
	return nil
}

// compareIndex says what differs, "" where nothing does. A damaged run is
// reported as such; what is indexed of it cannot be compared.
func (c *Case) compareIndex(ctx context.Context, cat *catalogue.Catalogue, bad func(comity.Digest) bool) (string, error) {
	seq, digest, err := cat.Head(ctx)
	if err != nil {
		return "", err
	}
	acts := c.state.acts
	if seq < 0 || seq > int64(len(acts)) || seq > 0 && acts[seq-1].Digest != digest {
		return "it does not follow from these acts", nil
	}
	if what, err := c.compareDecisions(ctx, cat, seq); err != nil || what != "" {
		return what, err
	}
	return c.compareRuns(ctx, cat, seq, bad)
}

func (c *Case) compareDecisions(ctx context.Context, cat *catalogue.Catalogue, seq int64) (string, error) {
	got, err := cat.Decisions(ctx)
	if err != nil {
		return "", err
	}
	var want []catalogue.Decision
	for _, a := range c.state.acts[:seq] {
		d, ok, err := decisionOf(a)
		if err != nil {
			return "", err
		}
		if ok {
			want = append(want, d)
		}
	}
	if !slices.EqualFunc(got, want, func(a, b catalogue.Decision) bool {
		same := a.Time.Equal(b.Time)
		a.Time = b.Time
		return same && a == b
	}) {
		return "decisions", nil
	}
	return "", nil
}

func (c *Case) compareRuns(ctx context.Context, cat *catalogue.Catalogue, seq int64, bad func(comity.Digest) bool) (string, error) {
	got, err := cat.Runs(ctx)
	if err != nil {
		return "", err
	}
	var want []comity.Digest
	for _, s := range c.state.checks {
		if s.act.Seq <= seq && c.state.gone(s.body.Run) == 0 && !slices.Contains(want, s.body.Run) {
			want = append(want, s.body.Run)
		}
	}
	slices.SortFunc(want, func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
	if !slices.Equal(got, want) {
		return "runs", nil
	}
	for _, run := range want {
		if bad(run) {
			continue
		}
		same, err := c.compareRun(ctx, cat, run)
		if err != nil {
			return "", err
		}
		if !same {
			return fmt.Sprintf("findings of run %s", run.Short()), nil
		}
	}
	return "", nil
}

func (c *Case) compareRun(ctx context.Context, cat *catalogue.Catalogue, run comity.Digest) (same bool, err error) {
	f, err := c.openRunFile(checkBody{Run: run}, findingsFile)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return cat.Same(ctx, run, &ctxReader{ctx: ctx, r: f})
}
