package casefile

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/casefile/catalogue"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
)

// The kinds of finding.
const (
	kindSubject = "subject"
	kindHit     = "hit"
)

// finding reads one finding of a run through the index.
func (c *Case) finding(ctx context.Context, cat *catalogue.Catalogue, body checkBody, kind, id string) (f run.Finding, err error) {
	place, ok, err := cat.Find(ctx, body.Run, kind, id)
	if err != nil {
		return f, err
	}
	if !ok {
		if err := c.absent(ctx, body, kind, id); err != nil {
			return f, err
		}
		none := comity.Errorf(comity.Negative, "run %s has no subject %.80q", body.Run.Short(), id)
		if kind == kindHit {
			none = comity.Errorf(comity.Negative, "run %s has no hit %.80q", body.Run.Short(), id)
		}
		return f, none.WithHint("`comity show CASE subjects` lists the subjects; a subject names its hits")
	}
	file, err := c.openRunFile(body, findingsFile)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if f, err = readFinding(file, place); err == nil && idOf(f, kind) != id {
		err = errForeign
	}
	return f, err
}

func idOf(f run.Finding, kind string) string {
	switch {
	case kind == kindSubject && f.Subject != nil:
		return f.Subject.ID
	case kind == kindHit && f.Hit != nil:
		return f.Hit.ID
	}
	return ""
}

// Subject is one subject of the latest run with its hits, its cards and what
// was decided about it. The look is logged.
func (c *Case) Subject(ctx context.Context, id string) (v SubjectView, err error) {
	body, err := c.lookAtLatest(ctx, kindSubject, id)
	if err != nil {
		return v, err
	}
	err = c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		f, err := c.finding(ctx, cat, body, kindSubject, id)
		if err != nil {
			return err
		}
		v = SubjectView{Run: body.Run, Subject: *f.Subject}
		if err := c.tellProbability(body, &v.Subject); err != nil {
			return err
		}
		v.Hits, err = c.hits(ctx, cat, body, append(slices.Clone(f.Subject.For), f.Subject.Against...))
		return err
	})
	if err != nil {
		return v, err
	}
	if v.Decisions, err = c.decisions(id); err != nil {
		return v, err
	}
	if v.Outcomes, err = c.outcomes(id); err != nil {
		return v, err
	}
	v.Person, v.Persons, v.Reviews = c.state.person(id), c.state.history(id), c.state.reviewed(id)
	v.Statements = statements("band", "score", "probability", "selectors", "disputed", "subscribers", "for", "against", "rivals", "eliminated", "named", "extent", "hits", "cards", "person")
	m, err := c.manifest(body)
	if err != nil {
		return v, err
	}
	v.Parameters = m.Parameters
	if v.Handling, err = c.codesOfSubject(ctx, body, id, &v.Subject, v.Hits); err != nil {
		return v, err
	}
	v.Cards, err = c.cardLines(ctx, body, v.Subject)
	return v, err
}

// hits resolves the hits that arguments rest on, each once, by first instant.
func (c *Case) hits(ctx context.Context, cat *catalogue.Catalogue, body checkBody, args []run.Argument) ([]run.Hit, error) {
	out, seen := []run.Hit{}, map[string]bool{}
	for _, a := range args {
		for _, id := range a.Hits {
			if seen[id] {
				continue
			}
			seen[id] = true
			f, err := c.finding(ctx, cat, body, kindHit, id)
			if err != nil {
				return nil, err
			}
			out = append(out, *f.Hit)
		}
	}
	slices.SortFunc(out, func(a, b run.Hit) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// decisions are the verdicts and notes on an item, oldest first, from the acts
// and not from the index: they are somebody's signed word.
func (c *Case) decisions(item string) ([]DecisionRow, error) {
	return c.said(func(d DecisionRow) bool { return d.Item == item })
}

// said lists the verdicts and notes that want is true of, oldest first.
func (c *Case) said(want func(DecisionRow) bool) ([]DecisionRow, error) {
	rows := []DecisionRow{}
	for _, a := range c.state.acts {
		d, ok, err := decisionOf(a)
		if err != nil {
			return nil, err
		}
		if a.Kind == actOutcome {
			continue
		}
		row := DecisionRow{Item: d.Item, Act: d.Act, Time: d.Time, Actor: d.Actor, Verdict: d.Verdict, Text: d.Text}
		if !ok || !want(row) {
			continue
		}
		as, err := saidAs(a)
		if err != nil {
			return nil, err
		}
		row.Statement, row.Source, row.Handling = as.Statement, as.Source, as.Handling
		rows = append(rows, row)
	}
	return rows, nil
}

// cardLines are the lines of the run's cards on the cards that the subject's
// selectors cite, disputed ones too, also where a card number stands in another's place.
func (c *Case) cardLines(ctx context.Context, body checkBody, s run.Subject) ([]json.RawMessage, error) {
	out, cited := []json.RawMessage{}, map[string]bool{}
	for _, sel := range s.Stated() {
		if sel.Cite != "" {
			cited[sel.Cite] = true
		}
	}
	if len(cited) == 0 {
		return out, nil
	}
	err := c.eachLine(ctx, body, cardsFile, func(line []byte) error {
		var row struct {
			Cite string `json:"cite"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the cards cannot be read", body.Run.Short()).WithHint("%s", verifyHint)
		}
		if cited[row.Cite] {
			out = append(out, bytes.Clone(line))
		}
		return nil
	})
	return out, err
}

// Hit is one hit of the latest run with every line behind it and the bytes of
// its candidates' assignments. The look is logged.
func (c *Case) Hit(ctx context.Context, id string) (v HitView, err error) {
	body, err := c.lookAtLatest(ctx, kindHit, id)
	if err != nil {
		return v, err
	}
	id = c.inwardHit(id)
	v = HitView{Run: body.Run, Lines: []Line{}, Assignments: []Line{}, Statements: statements("hit", "lines", "assignments", "duplicates")}
	err = c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		f, err := c.finding(ctx, cat, body, kindHit, id)
		if err != nil {
			return err
		}
		v.Hit = *f.Hit
		return nil
	})
	if err != nil {
		return v, err
	}
	if v.Decisions, err = c.decisions(id); err != nil {
		return v, err
	}
	for _, add := range []func() error{
		func() error { return c.addLines(ctx, &v) },
		func() error { return c.addAssignments(ctx, &v) },
		func() error { return c.addDuplicates(ctx, body, &v) },
		func() error { return c.addPages(ctx, v.Assignments) },
	} {
		if err := add(); err != nil {
			return v, err
		}
	}
	if v.Handling, err = c.codesOver(id, nil, []run.Hit{v.Hit}); err != nil {
		return v, err
	}
	if v.Hit.Count == 1 { // one row of a table perhaps, and that perhaps keyed in
		err = c.addPages(ctx, v.Lines)
	}
	return v, err
}

func (c *Case) addLines(ctx context.Context, v *HitView) error {
	s, ok := c.state.byRef(v.Hit.Source)
	if !ok {
		return comity.Errorf(comity.Negative, "hit %s cites %q, which is not sealed here", v.Hit.ID, v.Hit.Source).WithHint("%s", verifyHint)
	}
	x, err := c.exhibit(s)
	if err != nil {
		return err
	}
	return run.Lines(ctx, x, v.Hit, func(cite comity.Citation, b []byte) error {
		v.Lines = append(v.Lines, Line{Cite: cite, Ref: v.Hit.Source, Bytes: bytes.Clone(b), kind: s.body.Kind})
		return nil
	})
}

func (c *Case) addAssignments(ctx context.Context, v *HitView) error {
	for _, cand := range v.Hit.Candidates {
		var b bytes.Buffer
		ref, err := c.copyCited(ctx, cand.Assignment, &b)
		if err != nil {
			return err
		}
		s, _, err := c.byCitation(cand.Assignment)
		if err != nil {
			return err
		}
		v.Assignments = append(v.Assignments, Line{Cite: cand.Assignment, Ref: ref, Bytes: b.Bytes(), kind: s.body.Kind})
	}
	return nil
}

// Cat writes the cited bytes, exactly, to w. The look is logged.
func (c *Case) Cat(ctx context.Context, cite comity.Citation, w io.Writer) error {
	if err := c.mayCat(ctx, cite.String()); err != nil {
		return err
	}
	_, err := c.copyCited(ctx, c.inward(cite), w)
	return err
}

// mayCat asks whether bytes may be shown, and logs that they were looked at.
func (c *Case) mayCat(ctx context.Context, item string) error {
	if err := c.authorise(policy.Cat); err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	return c.look("cat", item)
}
