package casefile

import (
	"cmp"
	"context"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// readApart are the kinds whose rows no run reads: the profile of a board and the judgement of material do, anew each time.
func readApart() []record.Kind { return []record.Kind{record.Board, record.Hashes} }

// Rejects calls each for every row that could not be read: those of the latest run, in its order, then those of the exhibits
// in force that no run reads, which are read for it. A case that has only such exhibits need not have been checked; of one
// that should have been, those are told all the same before the error that says so. Looking at them is logged.
func (c *Case) Rejects(ctx context.Context, each func(run.Reject) error) error {
	if err := c.load(ctx); err != nil {
		return err
	}
	u, err := c.unread()
	if err != nil {
		return err
	}
	if err := c.look("rejects", ""); err != nil {
		return err
	}
	if u.checked {
		if err := c.eachReject(ctx, u.body, each); err != nil {
			return err
		}
	}
	err = takeApart(ctx, u.apart, func(w *run.Wanted, tell func(error)) {
		w.Reject = func(r run.Reject) { tell(each(r)) }
	})
	return cmp.Or(err, u.late)
}

// QuarantineRows calls each for what Quarantine lists, then for each quarantined row of the exhibits in force that no run
// reads: its place and why, and nothing of what it says. Where there are such exhibits the look is logged. A case that should
// have been checked is as for Rejects.
func (c *Case) QuarantineRows(ctx context.Context, each func(QuarantineRow) error) error {
	if err := c.authorise(policy.List); err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	u, err := c.unread()
	if err != nil {
		return err
	}
	if len(u.apart.Exhibits) > 0 {
		if err := c.look("quarantine", ""); err != nil {
			return err
		}
	}
	for _, r := range c.quarantineOf(u.body) {
		if err := each(r); err != nil {
			return err
		}
	}
	err = takeApart(ctx, u.apart, func(w *run.Wanted, tell func(error)) {
		w.Outside = func(r run.Reject) {
			tell(each(QuarantineRow{Ref: r.Ref, Exhibit: r.Cite.Exhibit, Rows: 1, Line: r.Line, Reason: r.Reason, Cite: &r.Cite}))
		}
	})
	return cmp.Or(err, u.late)
}

// Asides calls each for every row that its source says is no record, and what it is instead: a total, an entry that the bank
// has not booked. The exhibits in force are read for it, whether they have been checked or not: exhibit by exhibit as a run
// orders them, and without what was withdrawn. Looking at them is logged.
func (c *Case) Asides(ctx context.Context, each func(run.Reject) error) error {
	if err := c.load(ctx); err != nil {
		return err
	}
	if err := c.look("aside", ""); err != nil {
		return err
	}
	if len(c.state.live(c.state.head())) == 0 {
		return nil
	}
	all, err := c.input(c.state.head())
	if err != nil {
		return err
	}
	return take(ctx, all, run.Wanted{Kinds: read()}, func(w *run.Wanted, tell func(error)) {
		w.Aside = func(r run.Reject) { tell(each(r)) }
	})
}

// read are the kinds whose rows some format reads.
func read() []record.Kind {
	return append(readApart(), record.Access, record.Payments, record.Members, record.Assignments, record.Answers, record.Holders, record.Network, record.Allotments)
}

// unreadRows is where rows stand that are no records.
type unreadRows struct {
	checked bool      // there is a latest run, body
	body    checkBody // else empty
	apart   run.Input // the exhibits in force that no run reads
	late    error     // why there is no run although it would read something; told once apart is
}

// unread finds them. That there is no run is an error where nothing else can be told.
func (c *Case) unread() (u unreadRows, err error) {
	needed := false
	if len(c.state.live(c.state.head())) > 0 {
		all, err := c.input(c.state.head())
		if err != nil {
			return u, err
		}
		u.apart, u.apart.Exhibits = all, nil
		for _, x := range all.Exhibits {
			switch k := x.Source.Kind; {
			case slices.Contains(readApart(), k):
				u.apart.Exhibits = append(u.apart.Exhibits, x)
			case k != record.Document:
				needed = true
			}
		}
	}
	if len(c.state.checks) == 0 && !needed && len(u.apart.Exhibits) > 0 {
		return u, nil
	}
	u.body, err = c.latest()
	switch u.checked = err == nil; {
	case u.checked:
	case len(u.apart.Exhibits) > 0:
		u.late = comity.Errorf(comity.KindOf(err), "of boards and lists of hashes alone: %w", err)
	default:
		return u, err
	}
	return u, nil
}

// takeApart reads exhibits that no run reads; wanted says who is told of what. The first error that is told ends it.
func takeApart(ctx context.Context, in run.Input, wanted func(w *run.Wanted, tell func(error))) error {
	if len(in.Exhibits) == 0 {
		return nil
	}
	return take(ctx, in, run.Wanted{Kinds: readApart()}, wanted)
}

func take(ctx context.Context, in run.Input, w run.Wanted, wanted func(w *run.Wanted, tell func(error))) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
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
