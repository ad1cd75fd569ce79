package casefile

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// claimID takes an id of the form <subject>/<for|against>/<n> apart.
func claimID(id string) (subject, side string, n int, err error) {
	bad := comity.Errorf(comity.Usage, "claim %.120q is not of the form <subject>/<for|against>/<number>", id).
		WithHint("for example <subject>/for/1")
	parts := strings.Split(id, "/")
	if len(parts) != 3 {
		return "", "", 0, bad
	}
	n, err = strconv.Atoi(parts[2])
	if err != nil || n < 1 || parts[2] != strconv.Itoa(n) || parts[1] != "for" && parts[1] != "against" {
		return "", "", 0, bad
	}
	return parts[0], parts[1], n, nil
}

// Claim is one argument of a subject of the latest run, by an id of the form
// <subject>/<for|against>/<n>, n counted from 1, with the first and the last
// line of each of its hits and the assignments they fall into. The look is logged.
func (c *Case) Claim(ctx context.Context, id string) (v ClaimView, err error) {
	if _, _, _, err := claimID(id); err != nil {
		return v, err
	}
	body, err := c.lookAtLatest(ctx, "claim", id)
	if err != nil {
		return v, err
	}
	err = c.withIndex(ctx, func(cat *catalogue.Catalogue) (err error) {
		v, err = c.claim(ctx, cat, body, id)
		return err
	})
	if err != nil {
		return v, err
	}
	if v.Decisions, err = c.decisions(id); err != nil {
		return v, err
	}
	v.Statements = statements("argument", "eliminated", "hits", "lines", "assignments")
	if err := c.aroundClaim(ctx, body, &v); err != nil {
		return v, err
	}
	v.Walk, err = c.walk(ctx, v.Hits, v.Eliminated)
	return v, err
}

// aroundClaim adds what an argument carries, and all that it rests on.
func (c *Case) aroundClaim(ctx context.Context, body checkBody, v *ClaimView) (err error) {
	var f run.Finding
	err = c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		f, err = c.finding(ctx, cat, body, kindSubject, v.Subject)
		return err
	})
	if err != nil {
		return err
	}
	if v.Graph, err = c.grounds(body, v, f.Subject); err != nil {
		return err
	}
	v.Handling, err = c.codesOfSubject(ctx, body, v.ID, f.Subject, v.Hits)
	return err
}

// claim reads the argument and its hits.
func (c *Case) claim(ctx context.Context, cat *catalogue.Catalogue, body checkBody, id string) (ClaimView, error) {
	subject, side, n, err := claimID(id)
	v := ClaimView{ID: id, Run: body.Run, Subject: subject, Side: side}
	if err != nil {
		return v, err
	}
	f, err := c.finding(ctx, cat, body, kindSubject, subject)
	if err != nil {
		return v, err
	}
	args := f.Subject.For
	if side == "against" {
		args = f.Subject.Against
	}
	if n > len(args) {
		return v, comity.Errorf(comity.Negative, "subject %s has %d arguments %s, not %d", subject, len(args), side, n)
	}
	v.Argument = args[n-1]
	v.Eliminated = eliminated(f.Subject, v.Argument)
	v.Hits, err = c.hits(ctx, cat, body, args[n-1:n])
	return v, err
}

// eliminated are the subject's hits that elimination gives to a subscriber, as
// far as the argument rests on them.
func eliminated(s *run.Subject, a run.Argument) (out []run.Elimination) {
	rests := map[string]bool{}
	for _, id := range a.Hits {
		rests[id] = true
	}
	for _, e := range s.Eliminated {
		if rests[e.Hit] {
			out = append(out, e)
		}
	}
	return out
}

// walk cites the first and last line of each hit and its candidates'
// assignments, and reads each exhibit once for all of them.
func (c *Case) walk(ctx context.Context, hits []run.Hit, eliminated []run.Elimination) ([]HitWalk, error) {
	out := make([]HitWalk, len(hits))
	wanted := map[string][]*Line{} // by reference of the exhibit
	order := []sealed{}
	given := map[string]comity.Citation{}
	for _, e := range eliminated {
		given[e.Hit] = e.Assignment
	}
	want := func(list *[]Line, cite comity.Citation) {
		*list = append(*list, Line{Cite: cite})
	}
	for i, h := range hits {
		out[i] = HitWalk{Hit: h.ID, Lines: []Line{}, Assignments: []Line{}}
		want(&out[i].Lines, h.Cite)
		if h.LastCite != h.Cite {
			want(&out[i].Lines, h.LastCite)
		}
		for _, cand := range h.Candidates {
			want(&out[i].Assignments, cand.Assignment)
		}
		if cite, ok := given[h.ID]; ok && !slices.ContainsFunc(h.Candidates, func(c run.Candidate) bool { return c.Assignment == cite }) {
			want(&out[i].Assignments, cite)
		}
	}
	for i := range out {
		for _, list := range [][]Line{out[i].Lines, out[i].Assignments} {
			for j := range list {
				v, _, err := c.byCitation(list[j].Cite)
				if err != nil {
					return nil, err
				}
				if wanted[v.body.Ref] == nil {
					order = append(order, v)
				}
				wanted[v.body.Ref] = append(wanted[v.body.Ref], &list[j])
			}
		}
	}
	for _, v := range order {
		if err := c.fill(ctx, v, wanted[v.body.Ref]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fill reads the bytes of lines of one exhibit.
func (c *Case) fill(ctx context.Context, v sealed, lines []*Line) error {
	x, err := c.exhibit(v)
	if err != nil {
		return err
	}
	places := make([]record.Place, len(lines))
	for i, l := range lines {
		places[i] = run.PlaceOf(l.Cite)
	}
	return run.Excerpt(ctx, x, places, func(i int, data []byte) error {
		lines[i].Ref, lines[i].kind, lines[i].Bytes = v.body.Ref, v.body.Kind, bytes.Clone(data)
		return nil
	})
}
