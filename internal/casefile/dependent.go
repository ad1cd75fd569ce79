package casefile

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/difference"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// What became of a finding when something was left out.
const (
	becameSame    = "same" // it cites what was left out beside other things, and says what it said
	becameChanged = "changed"
	becameGone    = "gone"
	becameNew     = "new" // the run before has it not
)

// kindClaim is an argument of a subject.
const kindClaim = "claim"

// traced is one run as far as one item is concerned.
type traced struct {
	prints map[string]comity.Digest // of each finding: what it says, its rank aside
	kinds  map[string]string
	bands  map[string]comity.Band
	cites  map[string]bool // findings that rest on the item by citation
	side   difference.Side
}

// trace reads a run's findings and tells which of them rest on the item.
func (c *Case) trace(ctx context.Context, body checkBody, item *asideBody) (*traced, error) {
	t := &traced{prints: map[string]comity.Digest{}, kinds: map[string]string{}, bands: map[string]comity.Band{}, cites: map[string]bool{}}
	g := derivation.New(nil) // the recomputation shows what rests on rows that are not cited
	touched := map[string]bool{}
	err := c.eachLine(ctx, body, findingsFile, func(line []byte) error {
		var f run.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", body.Run.Short()).WithHint("%s", verifyHint)
		}
		g.Add(f)
		t.side.Add(&f)
		if f.Hit != nil {
			t.note(f.Hit.ID, kindHit, comity.DigestOf(line))
			touched[f.Hit.ID] = item.Cite != nil && touchesHit(f.Hit, *item.Cite)
			return nil
		}
		return t.subject(f.Subject)
	})
	if err != nil {
		return nil, err
	}
	if item.Cite == nil {
		for _, id := range g.Dependents(item.Exhibit) {
			t.cites[id] = true
		}
		return t, nil
	}
	for _, id := range g.Items() {
		t.cites[id] = touched[id] || slices.ContainsFunc(g.Hits(id), func(h string) bool { return touched[h] })
	}
	return t, nil
}

func (t *traced) note(id, kind string, print comity.Digest) {
	t.prints[id], t.kinds[id] = print, kind
}

// subject notes what a subject and its claims say. A rank says more of others.
func (t *traced) subject(s *run.Subject) error {
	s.Rank = 0
	print, err := printOf(s)
	if err != nil {
		return err
	}
	t.note(s.ID, kindSubject, print)
	t.bands[s.ID] = s.Band
	for _, of := range []struct {
		side string
		args []run.Argument
	}{{"for", s.For}, {"against", s.Against}} {
		for i := range of.args {
			if print, err = printOf(of.args[i]); err != nil {
				return err
			}
			t.note(fmt.Sprintf("%s/%s/%d", s.ID, of.side, i+1), kindClaim, print)
		}
	}
	return nil
}

func printOf(v any) (comity.Digest, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return comity.Digest{}, comity.Errorf(comity.Fault, "compare two runs: %w", err)
	}
	return comity.DigestOf(b), nil
}

// touchesHit reports whether the first or last line of a hit, or the assignment of
// a candidate, has something in common with a citation.
func touchesHit(h *run.Hit, cite comity.Citation) bool {
	return run.Touches(h.Cite, cite) || run.Touches(h.LastCite, cite) ||
		slices.ContainsFunc(h.Candidates, func(c run.Candidate) bool { return run.Touches(c.Assignment, cite) })
}

// dependents are the findings of before that cite the item or that after has not
// as they were, and those that only after has; subjects first, then claims, then hits.
func dependents(before, after *traced) []Dependent {
	out := []Dependent{}
	for _, id := range slices.Sorted(maps.Keys(before.prints)) {
		d := Dependent{Item: id, Kind: before.kinds[id], Cites: before.cites[id], Became: becameSame, Before: before.bands[id], After: after.bands[id]}
		print, there := after.prints[id]
		switch {
		case !there:
			d.Became = becameGone
		case print != before.prints[id]:
			d.Became = becameChanged
		}
		if d.Cites || d.Became != becameSame {
			out = append(out, d)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(after.prints)) {
		if _, there := before.prints[id]; !there {
			out = append(out, Dependent{Item: id, Kind: after.kinds[id], Became: becameNew, After: after.bands[id]})
		}
	}
	order := []string{kindSubject, kindClaim, kindHit}
	slices.SortStableFunc(out, func(a, b Dependent) int {
		return cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind))
	})
	return out
}

// saidOn are the verdicts, notes and outcomes up to the act that concern what was
// left out: said of a finding that rested on it then, or of the exhibit itself.
func (c *Case) saidOn(ctx context.Context, x aside, deps []Dependent) ([]SaidRow, error) {
	named := map[string]bool{}
	for _, d := range deps {
		named[d.Item] = true
	}
	pairs := c.pairsOn(ctx, x)
	runs, out := map[comity.Digest]*traced{}, []SaidRow{}
	for _, a := range c.state.acts[:x.act.Seq] {
		if handsOver(a.Kind) {
			rows, err := c.handedOn(a, &x.body, c.restOn(ctx, a.Seq, &x.body, named, runs))
			if err != nil {
				return nil, err
			}
			out = append(out, rows...)
			continue
		}
		told, err := tellingOf(a)
		if err != nil {
			return nil, err
		}
		d, ok, err := decisionOf(a)
		if err != nil {
			return nil, err
		}
		if told != nil {
			d.Item = told.Item
		} else if !ok {
			continue
		}
		concerns := named[d.Item] || names(&x.body, d.Item) || told.showed(x.body.Exhibit)
		if !concerns && strings.HasPrefix(d.Item, samePrefix) {
			if concerns, err = pairs(d.Item); err != nil {
				return nil, err
			}
		} else if !concerns {
			if concerns, err = c.restedThen(ctx, a.Seq, d.Item, &x.body, runs); err != nil {
				return nil, err
			}
		}
		if concerns {
			row := SaidRow{Act: a.Seq, Time: a.Time.Time(), Kind: a.Kind, Item: d.Item, Verdict: d.Verdict}
			if o, is, err := outcomeOf(a); err == nil && is {
				row.State = o.State
			}
			if told != nil {
				row.State = told.State
			}
			out = append(out, row)
		}
	}
	return out, nil
}

// tellingOf is what an act says that a state was told of; nil where it says nothing of it.
func tellingOf(a act.Act) (*tellBody, error) {
	if a.Kind != actTell {
		return nil, nil
	}
	b := &tellBody{}
	return b, a.Decode(b)
}

// showed reports whether an item that is no finding was told of from an exhibit, or
// may have been.
func (b *tellBody) showed(exhibit comity.Digest) bool {
	return b != nil && b.Kind != kindSubject && (len(b.Exhibits) == 0 || slices.Contains(b.Exhibits, exhibit))
}

// names reports whether an item that somebody spoke of is the exhibit or leads into it.
func names(x *asideBody, item string) bool {
	if slices.Contains(x.Refs, item) || strings.HasPrefix(item, x.Exhibit.String()) && x.Cite == nil {
		return true
	}
	cite, err := comity.ParseCitation(item)
	return err == nil && x.Cite != nil && run.Touches(cite, *x.Cite)
}

// restedThen reports whether an item rested on x in the run that was the latest
// when act seq spoke of it.
func (c *Case) restedThen(ctx context.Context, seq int64, item string, x *asideBody, runs map[comity.Digest]*traced) (bool, error) {
	var then checkBody
	for _, k := range c.state.checks {
		if k.act.Seq < seq {
			then = k.body
		}
	}
	if then.Run.IsZero() {
		return false, nil
	}
	t, ok := runs[then.Run]
	if !ok {
		if there, err := c.exists(runPath(then.Run, findingsFile)); err != nil || !there {
			return false, err // erased since
		}
		var err error
		if t, err = c.trace(ctx, then, x); err != nil {
			return false, err
		}
		runs[then.Run] = t
	}
	return t.cites[item], nil
}
