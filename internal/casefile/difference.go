package casefile

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"

	"comity/internal/analysis/difference"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
	"comity/internal/verify"
)

// What became of an exhibit between two runs.
const (
	exhibitSuperseded = "superseded"
	exhibitAdded      = "added"
	exhibitGone       = "gone"
	exhibitReread     = "reread" // the same, by another description or other readings of its clock
)

// Difference compares the latest run with the one before it, name by name. Rows of a
// corrected export stand for those whose place they take. The look is logged.
func (c *Case) Difference(ctx context.Context) (rep DifferenceReport, err error) {
	if _, err := c.lookAtLatest(ctx, "difference", ""); err != nil {
		return rep, err
	}
	before, after, err := c.lastTwo()
	if err != nil {
		return rep, err
	}
	rep.Before, rep.After = before.row(), after.row()
	ch := difference.Changes{Rows: map[comity.Citation]comity.Citation{}, Exhibits: map[difference.Part]string{}}
	if err := c.changes(&rep, before.body, after.body, &ch); err != nil {
		return rep, err
	}
	var sides [2]difference.Side
	for i, body := range []checkBody{before.body, after.body} {
		if err := c.side(ctx, body, &sides[i]); err != nil {
			return rep, err
		}
	}
	for _, x := range rep.Exhibits {
		if err := c.pairRows(ctx, x, sides[:], ch.Rows); err != nil {
			return rep, err
		}
	}
	rep.Difference = difference.Compare(&sides[0], &sides[1], ch)
	return rep, nil
}

// lastTwo are the first checks that gave the latest run and the run before it.
func (c *Case) lastTwo() (before, after checked, err error) {
	checks := c.state.checks
	after = checks[len(checks)-1]
	i := len(checks) - 1
	for i >= 0 && checks[i].body.Run == after.body.Run {
		after = checks[i]
		i--
	}
	if i < 0 {
		return before, after, comity.Errorf(comity.Input, "there is one run only, and nothing to compare it with").
			WithHint("seal what is new, and check again")
	}
	before = checks[i]
	if seq := c.state.gone(before.body.Run); seq > 0 {
		return before, after, comity.Errorf(comity.Input, "run %s was removed by act %06d, with what it read", before.body.Run.Short(), seq).
			WithHint("what changed by that is in %s", withdrawalName(seq))
	}
	for ; i >= 0 && checks[i].body.Run == before.body.Run; i-- {
		before = checks[i]
	}
	return before, after, nil
}

// row names a run by the check that gave it.
func (k *checked) row() RunName {
	return RunName{Run: k.body.Run, Act: k.act.Seq, Time: k.act.Time.Time()}
}

// changes lists what the runs were given otherwise.
func (c *Case) changes(rep *DifferenceReport, before, after checkBody, ch *difference.Changes) error {
	var m [2]run.Manifest
	for i, body := range []checkBody{before, after} {
		var err error
		if m[i], err = c.manifest(body); err != nil {
			return err
		}
	}
	rep.Changed = []string{}
	for _, x := range []struct {
		what string
		same bool
	}{
		{"version", m[0].Version == m[1].Version}, {"weights", m[0].Weights == m[1].Weights}, {"parameters", m[0].Parameters == m[1].Parameters},
		{"withdrawn", slices.EqualFunc(m[0].Withdrawn, m[1].Withdrawn, func(a, b run.Withdrawn) bool { return a.Equal(b) })},
	} {
		if !x.same {
			rep.Changed = append(rep.Changed, x.what)
		}
	}
	old, now := sourcesByRef(m[0].Sources), sourcesByRef(m[1].Sources)
	rep.Exhibits = c.changedExhibits(old, now)
	for _, x := range rep.Exhibits {
		for _, s := range []*record.Source{old[x.Ref], now[x.Ref], now[x.By]} {
			if s != nil {
				ch.Exhibits[difference.Part{Exhibit: s.Exhibit, Inner: s.Inner()}] = x.Ref
			}
		}
	}
	return nil
}

func sourcesByRef(list []record.Source) map[string]*record.Source {
	out := map[string]*record.Source{}
	for i := range list {
		out[list[i].Ref] = &list[i]
	}
	return out
}

// changedExhibits are those of either run that the other has not, or reads
// otherwise, sorted by reference.
func (c *Case) changedExhibits(old, now map[string]*record.Source) []ExhibitChange {
	out, successors := []ExhibitChange{}, map[string]bool{}
	for ref, s := range old {
		x := ExhibitChange{Ref: ref, Kind: s.Kind}
		switch by := c.successor(ref, now); {
		case now[ref] != nil && sameSource(s, now[ref]):
			continue
		case now[ref] != nil:
			x.What = exhibitReread
		case by != "":
			x.What, x.By = exhibitSuperseded, by
			successors[by] = true
		default:
			x.What = exhibitGone
		}
		out = append(out, x)
	}
	for ref, s := range now {
		if old[ref] == nil && !successors[ref] {
			out = append(out, ExhibitChange{Ref: ref, Kind: s.Kind, What: exhibitAdded})
		}
	}
	for i := range out {
		v, _ := c.state.byRef(cmp.Or(out[i].By, out[i].Ref))
		out[i].Act = v.act.Seq
	}
	slices.SortFunc(out, func(a, b ExhibitChange) int { return cmp.Compare(a.Ref, b.Ref) })
	return out
}

// successor is the exhibit among now that took ref's place, perhaps by way of
// others; "" where there is none.
func (c *Case) successor(ref string, now map[string]*record.Source) string {
	for range c.state.seals { // no more steps than seals, whatever the acts say
		ref = c.state.supersededBy(ref)
		if ref == "" || now[ref] != nil {
			break
		}
	}
	return ref
}

func sameSource(a, b *record.Source) bool {
	x, err := json.Marshal(a)
	y, yerr := json.Marshal(b)
	return err == nil && yerr == nil && string(x) == string(y)
}

// side reads the findings of a run.
func (c *Case) side(ctx context.Context, body checkBody, to *difference.Side) error {
	return c.eachLine(ctx, body, findingsFile, func(line []byte) error {
		var f run.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", body.Run.Short()).WithHint("%s", verifyHint)
		}
		to.Add(&f)
		return nil
	})
}

// pairRows finds which rows of a corrected export take the place of which, as
// far as look-ups rest on them.
func (c *Case) pairRows(ctx context.Context, x ExhibitChange, sides []difference.Side, to map[comity.Citation]comity.Citation) error {
	if x.What != exhibitSuperseded || x.Kind != record.Assignments && x.Kind != record.Answers {
		return nil
	}
	cited, keys := map[comity.Citation]bool{}, map[comity.Digest]bool{}
	for i := range sides {
		sides[i].Cited(func(cite comity.Citation) { cited[cite] = true })
	}
	refs := [2]string{x.Ref, x.By}
	for _, ref := range refs {
		rows, err := c.statements(ctx, ref, func(r *difference.Row) bool { return cited[r.Cite] })
		if err != nil {
			return err
		}
		for _, r := range rows {
			keys[r.Key] = true
		}
	}
	var rows [2][]difference.Row
	for i, ref := range refs {
		var err error
		if rows[i], err = c.statements(ctx, ref, func(r *difference.Row) bool { return keys[r.Key] }); err != nil {
			return err
		}
	}
	difference.Pair(rows[0], rows[1], to)
	return nil
}

// statements reads an exhibit's assignments again and keeps those that are
// wanted, in the order of the exhibit.
func (c *Case) statements(ctx context.Context, ref string, want func(*difference.Row) bool) ([]difference.Row, error) {
	s, ok := c.state.byRef(ref)
	if !ok {
		return nil, comity.Errorf(comity.Negative, "a run reads %q, which is not sealed here", ref).WithHint("%s", verifyHint)
	}
	x, err := c.exhibit(s)
	if err != nil {
		return nil, err
	}
	key, err := c.keys.Get(tokenKeyID())
	if err != nil {
		return nil, comity.Wrapf("the case's card-token key: %w", err)
	}
	r := &rowReader{src: &x.Source, want: want}
	_, err = run.Search(ctx, x, run.Query{Cards: verify.NewCards(key), Workers: c.node.workers(), Matcher: func() run.Matcher { return r }})
	difference.SortRows(r.rows)
	return r.rows, err
}

// rowReader takes the statements that are wanted out of a search which finds nothing.
type rowReader struct {
	src  *record.Source
	want func(*difference.Row) bool

	mu   sync.Mutex
	rows []difference.Row
}

func (*rowReader) Line([]byte) bool { return false }

// Row takes each statement once, under the declared reading of its clock.
func (r *rowReader) Row(row *run.Row) bool {
	if row.Assignment == nil || row.Assignment.Reading != 0 {
		return false
	}
	to := difference.RowOf(row.Assignment, run.CiteOf(r.src, row.Place))
	if r.want(&to) {
		r.mu.Lock()
		r.rows = append(r.rows, to)
		r.mu.Unlock()
	}
	return false
}

func (*rowReader) Excerpt([]byte) string { return "" }
