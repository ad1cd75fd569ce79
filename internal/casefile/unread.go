package casefile

import (
	"context"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/records/record"
)

// readApart are the kinds whose rows no run reads: the profile of a board and the judgement of material do, anew each time.
func readApart() []record.Kind { return []record.Kind{record.Board, record.Hashes} }

// Rejects calls each for every row that could not be read: those of the latest run, in its order, then those of the exhibits
// in force that no run reads, which are read for it. A case that has only such exhibits need not have been checked. Looking
// at them is logged.
func (c *Case) Rejects(ctx context.Context, each func(run.Reject) error) error {
	if err := c.load(ctx); err != nil {
		return err
	}
	body, apart, err := c.unread()
	if err != nil {
		return err
	}
	if err := c.look("rejects", ""); err != nil {
		return err
	}
	if len(c.state.checks) > 0 {
		if err := c.eachReject(ctx, body, each); err != nil {
			return err
		}
	}
	return takeApart(ctx, apart, func(w *run.Wanted, tell func(error)) {
		w.Reject = func(r run.Reject) { tell(each(r)) }
	})
}

// QuarantineRows calls each for what Quarantine lists, then for each quarantined row of the exhibits in force that no run
// reads: its place and why, and nothing of what it says. Where there are such exhibits the look is logged.
func (c *Case) QuarantineRows(ctx context.Context, each func(QuarantineRow) error) error {
	if err := c.authorise(policy.List); err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	body, apart, err := c.unread()
	if err != nil {
		return err
	}
	if len(apart.Exhibits) > 0 {
		if err := c.look("quarantine", ""); err != nil {
			return err
		}
	}
	for _, r := range c.quarantineOf(body) {
		if err := each(r); err != nil {
			return err
		}
	}
	return takeApart(ctx, apart, func(w *run.Wanted, tell func(error)) {
		w.Outside = func(r run.Reject) {
			tell(each(QuarantineRow{Ref: r.Ref, Exhibit: r.Cite.Exhibit, Rows: 1, Line: r.Line, Reason: r.Reason, Cite: &r.Cite}))
		}
	})
}

// unread is where rows stand that are no records: the latest run, and the exhibits in force that no run reads. There is no
// run in a case that was never checked, and that is an error unless a run would read nothing.
func (c *Case) unread() (checkBody, run.Input, error) {
	in, needed := run.Input{}, false
	if len(c.state.live(c.state.head())) > 0 {
		all, err := c.input(c.state.head())
		if err != nil {
			return checkBody{}, in, err
		}
		in, in.Exhibits = all, nil
		for _, x := range all.Exhibits {
			switch k := x.Source.Kind; {
			case slices.Contains(readApart(), k):
				in.Exhibits = append(in.Exhibits, x)
			case k != record.Document:
				needed = true
			}
		}
	}
	if len(c.state.checks) == 0 && !needed && len(in.Exhibits) > 0 {
		return checkBody{}, in, nil
	}
	body, err := c.latest()
	return body, in, err
}

// takeApart reads exhibits that no run reads; wanted says who is told of what. The first error that is told ends it.
func takeApart(ctx context.Context, in run.Input, wanted func(w *run.Wanted, tell func(error))) error {
	if len(in.Exhibits) == 0 {
		return nil
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	w := run.Wanted{Kinds: readApart(), Row: func(*record.Source, *run.Row) error { return context.Cause(ctx) }}
	wanted(&w, func(err error) {
		if err != nil {
			stop(err)
		}
	})
	if _, err := run.Take(ctx, in, w); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return err
	}
	return context.Cause(ctx)
}
