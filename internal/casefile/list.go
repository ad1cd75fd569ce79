package casefile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
)

// Exhibits lists the sealed exhibits in the order of their acts.
func (c *Case) Exhibits(ctx context.Context) ([]ExhibitRow, error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	rows := []ExhibitRow{}
	for _, v := range c.state.seals {
		d, err := c.describe(v)
		if err != nil {
			return nil, err
		}
		s := d.Source
		out := ""
		if x, is := c.state.asideOf(s.Ref); is {
			out = fmt.Sprintf("%s, act %06d", x.act.Kind, x.act.Seq)
		}
		rows = append(rows, ExhibitRow{
			Ref: s.Ref, ID: s.Exhibit, Name: v.body.Outward(), Bytes: d.Bytes, Kind: s.Kind, Format: s.Format, Packing: s.Packing, Member: s.Member, Encoding: s.Encoding, Rows: d.Rows,
			Provider: s.Provider, Country: s.Country, Site: s.Site, Host: s.Host, Basis: d.Basis.ID, Handling: d.Handling,
			Obtained: d.Obtained, Path: d.Path, Object: d.Object, Act: v.act.Seq, Sealed: v.act.Time.Time(),
			SupersededBy: c.state.supersededBy(s.Ref), SameAs: c.state.sameAs(v), LeftOut: out,
		})
	}
	return rows, nil
}

// RunRejects calls each for every reject of the latest run, in the run's order.
// Looking at them is logged.
func (c *Case) RunRejects(ctx context.Context, each func(run.Reject) error) error {
	body, err := c.lookAtLatest(ctx, "rejects", "")
	if err != nil {
		return err
	}
	return c.eachReject(ctx, body, each)
}

func (c *Case) eachReject(ctx context.Context, body checkBody, each func(run.Reject) error) error {
	return c.eachLine(ctx, body, rejectsFile, func(line []byte) error {
		var r run.Reject
		if err := json.Unmarshal(line, &r); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the rejects cannot be read: %w", body.Run.Short(), err).
				WithHint("%s", verifyHint)
		}
		return each(r)
	})
}

// lookAtLatest reads the acts, finds the latest run and logs the look.
func (c *Case) lookAtLatest(ctx context.Context, what, item string) (checkBody, error) {
	if err := c.load(ctx); err != nil {
		return checkBody{}, err
	}
	body, err := c.latest()
	if err != nil {
		return body, err
	}
	return body, c.look(what, item)
}

// Subjects calls each for every subject of the latest run, by rank. Looking
// at them is logged.
func (c *Case) Subjects(ctx context.Context, each func(run.Subject) error) error {
	body, err := c.lookAtLatest(ctx, "subjects", "")
	if err != nil {
		return err
	}
	return c.eachSubject(ctx, body, each)
}

// Quarantine lists how many rows of each exhibit the latest run left unread,
// sorted by reference. Exhibits with none are left out.
func (c *Case) Quarantine(ctx context.Context) ([]QuarantineRow, error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	body, err := c.latest()
	if err != nil {
		return nil, err
	}
	return c.quarantineOf(body), nil
}

func (c *Case) quarantineOf(body checkBody) []QuarantineRow {
	rows := []QuarantineRow{}
	for _, ref := range slices.Sorted(maps.Keys(body.Quarantined)) {
		v, _ := c.state.byRef(ref)
		if n := body.Quarantined[ref]; n > 0 {
			rows = append(rows, QuarantineRow{Run: body.Run, Ref: ref, Exhibit: v.body.Exhibit, Rows: n})
		}
	}
	return rows
}

// Runs lists the runs, each by the first check that gave it, oldest first.
func (c *Case) Runs(ctx context.Context) ([]RunRow, error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	rows, seen := []RunRow{}, map[comity.Digest]bool{}
	for _, v := range c.state.checks {
		if seen[v.body.Run] {
			continue
		}
		seen[v.body.Run] = true
		rows = append(rows, RunRow{
			Run: v.body.Run, Act: v.act.Seq, Time: v.act.Time.Time(), Actor: v.act.Actor,
			Version: v.body.Version, Counts: v.body.Counts, Gone: c.state.gone(v.body.Run),
		})
	}
	return rows, nil
}

// Acts lists the acts, oldest first.
func (c *Case) Acts(ctx context.Context) ([]ActRow, error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	all, err := c.standings(ctx)
	if err != nil && comity.KindOf(err) != comity.Negative { // what is damaged proves nothing, and Verify names it
		return nil, err
	}
	rows := []ActRow{}
	for _, a := range c.state.acts {
		word, by := over(all, a.Seq)
		rows = append(rows, ActRow{
			Seq: a.Seq, Digest: a.Digest, Time: a.Time.Time(), Actor: a.Actor, Purpose: a.Purpose, Kind: a.Kind, Body: a.Body,
			Recorded: word, Cosigned: append([]proof.Cosigned{}, by...),
		})
	}
	return rows, nil
}

// Notes lists the remarks of persons on items of the case, oldest first, from
// the signed acts. The look is logged.
func (c *Case) Notes(ctx context.Context) ([]DecisionRow, error) {
	return c.lookAtSaid(ctx, "notes", func(d DecisionRow) bool { return d.Verdict == "" })
}

// Decisions lists the verdicts of persons, oldest first, from the signed acts.
// The look is logged.
func (c *Case) Decisions(ctx context.Context) ([]DecisionRow, error) {
	return c.lookAtSaid(ctx, "decisions", func(d DecisionRow) bool { return d.Verdict != "" })
}

func (c *Case) lookAtSaid(ctx context.Context, what string, want func(DecisionRow) bool) ([]DecisionRow, error) {
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	if err := c.look(what, ""); err != nil {
		return nil, err
	}
	return c.said(want)
}
