package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// item prints one subject, hit or claim with what it rests on.
func (a *app) item(ctx context.Context, c *casefile.Case, dir, what, id string) error {
	switch what {
	case "subject":
		v, err := c.Subject(ctx, id)
		return present(a, v, err, func() { a.subject(v, dir) })
	case "hit":
		v, err := c.Hit(ctx, id)
		mask(v.Lines, v.Assignments)
		return present(a, v, err, func() { a.hit(v, dir) })
	}
	v, err := c.Claim(ctx, id)
	for _, h := range v.Walk {
		mask(h.Lines, h.Assignments)
	}
	return present(a, v, err, func() { a.claim(v, dir) })
}

// mask hides card numbers in what is about to be shown: cat alone writes them.
func mask(lists ...[]casefile.Line) {
	for _, list := range lists {
		for i := range list {
			list[i].Mask()
		}
	}
}

func present(a *app, v any, err error, text func()) error {
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(v)
	}
	text()
	return nil
}

func (a *app) subject(v casefile.SubjectView, dir string) {
	w, s := a.words(), v.Subject
	a.print("%s  #%d  %s  %s %s ban  %s %s\n", harmless(s.ID), s.Rank, w.term(string(s.Band)), w.Score, bans(s.Score), w.Probability, w.probability(s.Probability))
	for _, m := range s.Missing {
		a.print("%s: (%s) %s\n", w.Missing, harmless(m), w.tests()[m])
	}
	a.print("%s: %s\n", w.Countries, harmless(strings.Join(s.Countries, ", ")))
	a.codes(v.Handling)
	a.person(v.Person, v.Persons)
	a.reviews(v.Reviews)
	a.title(w.typed(w.Selectors, "selectors"))
	for _, sel := range s.Selectors {
		a.print("  %-8s %s\n", harmless(string(sel.Type)), harmless(strings.TrimSpace(sel.Value+"  "+sel.Cite)))
	}
	a.disputed(s.Disputed)
	a.title(w.typed(w.Subscribers, "subscribers"))
	for _, sub := range s.Subscribers {
		a.print("  %s\n", harmless(sub.Line()))
	}
	a.arguments(w.typed(w.For, "for"), "for", s.For)
	a.arguments(w.typed(w.Against, "against"), "against", s.Against)
	a.title(w.typed(w.RivalsTitle, "rivals"))
	for _, r := range s.Rivals {
		a.print("  %-9s %8s  %-20s  %s\n", harmless(w.term(r.Verdict)), bans(r.Weight), harmless(w.term(r.Kind)), harmless(w.say(r.Text)))
		if r.Ask != "" {
			a.print("  %-9s %8s  %-20s  → %s\n", "", "", "", harmless(w.reason(r.Ask)))
		}
	}
	a.extent(s.Extent, v.Parameters)
	a.title(w.typed(w.HitsTitle, "hits"))
	a.hits(v.Hits)
	a.eliminated(s.Eliminated)
	a.named(s.Named)
	a.decisions(v.Decisions)
	a.outcomes(v.Outcomes)
	a.print("\n")
	if len(v.Hits) > 0 {
		a.print("→ %s show %s hit %s\n", a.self(), quote(dir), harmless(v.Hits[0].ID))
	}
	if len(s.For) > 1 {
		a.print("→ %s show %s claim %s/for/2\n", a.self(), quote(dir), harmless(s.ID))
	}
	a.print("\n%s\n", w.BansMeaning)
	a.footer()
}

// codes prints what something carries of all that it rests on; nothing where nobody set a code.
func (a *app) codes(list []string) {
	if len(list) > 0 {
		a.print("%s: %s\n", a.words().Codes, harmless(strings.Join(list, ", ")))
	}
}

// disputed lists the selectors that are not shown to be the subject's own.
func (a *app) disputed(list []comity.Selector) {
	if len(list) == 0 {
		return
	}
	a.title(a.words().Disputed)
	for _, sel := range list {
		a.print("  %-8s %s\n", harmless(string(sel.Type)), harmless(strings.TrimSpace(sel.Value+"  "+sel.Cite)))
	}
}

// eliminated lists the assignments that elimination gives hits to.
func (a *app) eliminated(list []run.Elimination) {
	if len(list) == 0 {
		return
	}
	a.title(a.words().Eliminated)
	for _, e := range list {
		a.print("  %s  %s\n", harmless(e.Hit), harmless(e.Assignment.String()))
	}
}

// named lists the rows that say who holds connections, where none of the hits' own does.
func (a *app) named(list []run.Named) {
	if len(list) == 0 {
		return
	}
	a.title(a.words().Named)
	for _, n := range list {
		a.print("  %s  %s\n", harmless(n.Line()), harmless(n.Row.String()))
	}
}

// probability never claims to be certain.
func (w words) probability(p float64) string {
	switch {
	case p == 0:
		return w.OtherCurves
	case p > 0.9999:
		return "> 0.9999"
	case p < 0.0001:
		return "< 0.0001"
	}
	return fmt.Sprintf("%.4f", p)
}

func (a *app) title(s string) { a.print("\n%s\n", s) }

// arguments lists one side; for/2 behind the subject's id and a slash names the second claim.
func (a *app) arguments(title, side string, list []run.Argument) {
	a.title(title)
	if len(list) == 0 {
		a.print("  %s\n", a.words().None)
	}
	for i, arg := range list {
		hits := ""
		if len(arg.Hits) > 0 {
			hits = fmt.Sprintf("  (%s: %d)", a.words().Hits, len(arg.Hits))
		}
		a.print("  %8s  %-9s  %s%s\n", bans(arg.Weight), fmt.Sprintf("%s/%d", side, i+1), harmless(a.words().say(arg.Text)), hits)
	}
}

// hits is a table of hits, without a title.
func (a *app) hits(list []run.Hit) {
	w := a.words()
	t := table{columns: []column{{title: w.ID}, {title: w.Event}, {title: w.Ref, give: true}, {title: w.Account, give: true}, {title: w.Address},
		{title: w.Answer}, {title: w.First}, {title: w.Last}, {title: w.Count, right: true}}}
	for _, h := range list {
		t.add(h.ID, h.Event, h.Source, h.Account, h.Addr.String(), h.Answer, h.First.String(), h.Last.String(), count(h.Count))
	}
	a.table(&t)
}

func (a *app) decisions(list []casefile.DecisionRow) {
	if len(list) == 0 {
		return
	}
	a.title(a.words().Decisions)
	for _, d := range list {
		verdict := ""
		if d.Verdict != "" {
			verdict = d.Verdict + ": "
		}
		a.print("  %s  %s  %s\n", d.Time.UTC().Format(time.RFC3339), harmless(d.Actor), harmless(verdict+d.Text+a.saidAs(d.Statement, d.Source)+under(d.Handling)))
	}
}

// under is the codes behind what somebody said.
func under(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return " {" + strings.Join(codes, ", ") + "}"
}

func (a *app) hit(v casefile.HitView, dir string) {
	w, h := a.words(), v.Hit
	a.hits([]run.Hit{h})
	a.codes(v.Handling)
	a.title(w.typed(w.Lines, "lines"))
	a.lines(v.Lines)
	a.title(w.typed(w.Assignments, "assignments"))
	for _, c := range h.Candidates {
		sure := w.Certain
		if !c.Certain {
			sure = w.Possible
		}
		a.print("  %s  (%s)\n", harmless(c.Line()), sure)
	}
	a.lines(v.Assignments)
	a.again(v.Duplicates)
	a.decisions(v.Decisions)
	if len(v.Lines) > 0 {
		a.print("\n→ %s cat %s %s\n", a.self(), quote(dir), quote(v.Lines[0].Cite.String()))
	}
}

// again prints where else the same rows were delivered.
func (a *app) again(list []run.Duplicate) {
	if len(list) == 0 {
		return
	}
	a.title(a.words().Again)
	for _, d := range list {
		a.print("  %s  (%s)\n", d.Cite, harmless(d.Ref))
	}
}

// lines prints each cited piece of evidence under its citation.
func (a *app) lines(list []casefile.Line) {
	for _, l := range list {
		ref := l.Ref
		if l.Page != nil {
			ref += ", " + l.Page.Ref + ": " + l.Page.Page
		}
		a.print("  %s  (%s)\n", l.Cite, harmless(ref))
		// A tab parts cells; shown by its number it would part nothing.
		for _, text := range harmlessLines(bytes.ReplaceAll(l.Bytes, []byte{'\t'}, []byte("    "))) {
			a.print("    %s\n", text)
		}
	}
}

func (a *app) claim(v casefile.ClaimView, dir string) {
	w := a.words()
	a.print("%s  %s\n  %s  %s\n", harmless(v.ID), v.Side, bans(v.Argument.Weight), harmless(w.say(v.Argument.Text)+a.saidAs(casefile.Statements()["argument"], "")))
	a.codes(v.Handling)
	a.title(w.typed(w.HitsTitle, "hits"))
	if len(v.Hits) == 0 {
		a.print("  %s\n", w.None)
	}
	a.hits(v.Hits)
	a.eliminated(v.Eliminated)
	for _, h := range v.Walk {
		a.print("\n%s\n", harmless(h.Hit))
		a.lines(h.Lines)
		if len(h.Assignments) > 0 {
			a.print("  %s\n", w.Assignments)
		}
		a.lines(h.Assignments)
	}
	a.graph(v.Graph)
	a.decisions(v.Decisions)
	a.print("\n")
	if len(v.Hits) > 0 {
		a.print("→ %s show %s hit %s\n", a.self(), quote(dir), harmless(v.Hits[0].ID))
		a.print("→ %s cat %s %s\n", a.self(), quote(dir), quote(v.Hits[0].Cite.String()))
	}
	a.print("%s\n", w.Lead)
}
