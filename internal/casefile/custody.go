package casefile

import (
	"context"
	"path"
	"time"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/records/clock"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// Custody is what the case can say of one exhibit to a court: by which right it is
// held, how it came here, who sealed it, and what people noted on it.
type Custody struct {
	Ref          string
	Exhibit      comity.Digest
	Kind         record.Kind
	Provider     string
	Country      string
	Basis        manifest.Basis
	Obtained     time.Time
	Handling     []string
	Clock        clock.Statement
	Path         string // as the manifest named it
	Notes        string // the manifest's
	SupersededBy string

	Act       int64 // that sealed it
	ActDigest comity.Digest
	Sealed    time.Time
	Actor     string
	Intact    bool  // its stored bytes hash to what was sealed, now
	Receipt   int64 // act whose proof of being in the node's log covers the sealing; 0: none yet

	Run     comity.Digest // the latest, where it reads the exhibit; zero: it does not, or there is none
	Outside int64         // rows that this run left unread, since the basis does not cover them

	Remarks []DecisionRow // people's notes on it, oldest first
}

// Custody lists what can be said of the sealed exhibits, in the order of their acts.
// Notes may name people, so the look is logged.
func (c *Case) Custody(ctx context.Context) ([]Custody, error) {
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	if err := c.look("admissible", ""); err != nil {
		return nil, err
	}
	notes, err := c.said(func(d DecisionRow) bool { return d.Verdict == "" })
	if err != nil {
		return nil, err
	}
	covered, err := c.covered()
	if err != nil {
		return nil, err
	}
	var out []Custody
	for i, v := range c.state.seals {
		x, err := c.custody(ctx, v, notes)
		if err != nil {
			return nil, err
		}
		if v.act.Seq <= covered {
			x.Receipt = covered
		}
		out = append(out, x)
		c.node.cfg.Progress("hash", int64(i+1), int64(len(c.state.seals)))
	}
	return out, nil
}

func (c *Case) custody(ctx context.Context, v sealed, notes []DecisionRow) (x Custody, err error) {
	d, err := c.describe(v)
	if err != nil {
		return x, err
	}
	s := d.Source
	x = Custody{
		Ref: s.Ref, Exhibit: s.Exhibit, Kind: s.Kind, Provider: s.Provider, Country: s.Country, Basis: d.Basis, Obtained: d.Obtained,
		Handling: d.Handling, Clock: s.Clock, Path: d.Path, Notes: d.Notes, SupersededBy: c.state.supersededBy(s.Ref),
		Act: v.act.Seq, ActDigest: v.act.Digest, Sealed: v.act.Time.Time(), Actor: v.act.Actor,
	}
	if x.Intact, err = c.intact(ctx, d.Object); err != nil {
		return x, err
	}
	x.Run, x.Outside = c.readBy(v)
	for _, n := range notes {
		if n.Item == s.Ref || n.Item == s.Exhibit.String() {
			x.Remarks = append(x.Remarks, n)
		}
	}
	return x, nil
}

// intact hashes an object of the vault; one that is damaged or gone is not.
func (c *Case) intact(ctx context.Context, object comity.Digest) (bool, error) {
	err := c.vault.Check(ctx, object)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil && comity.KindOf(err) == comity.Negative:
		return false, nil
	}
	return err == nil, err
}

// readBy is the latest run, where it reads the exhibit, and how many of its rows it
// left unread.
func (c *Case) readBy(v sealed) (comity.Digest, int64) {
	if len(c.state.checks) == 0 {
		return comity.Digest{}, 0
	}
	last := c.state.checks[len(c.state.checks)-1]
	for _, l := range c.state.live(last.act.Seq) {
		if l.body.Same(&v.body) {
			return last.body.Run, last.body.Quarantined[l.body.Ref]
		}
	}
	return comity.Digest{}, 0
}

// covered is the last act that a proof from the node's log covers; 0: none.
func (c *Case) covered() (int64, error) {
	names, err := c.list(receiptDir)
	if err != nil {
		return 0, err
	}
	for i := len(names) - 1; i >= 0; i-- {
		b, err := disk.ReadFile(c.fsys, path.Join(receiptDir, names[i]))
		if err != nil {
			return 0, comity.Errorf(comity.Fault, "read a receipt: %w", err)
		}
		r, err := history.ParseReceipt(b)
		if err != nil {
			return 0, comity.Errorf(comity.Negative, "%s: %w", path.Join(receiptDir, names[i]), err).WithHint("%s", verifyHint)
		}
		if r.Receipt != nil {
			return r.Seq, nil
		}
	}
	return 0, nil
}
