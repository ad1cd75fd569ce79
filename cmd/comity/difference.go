package main

import (
	"context"
	"strings"

	"comity/internal/analysis/difference"
	"comity/internal/analysis/run"
	"comity/internal/casefile"
)

// difference prints what became of the findings of the run before.
func (a *app) difference(ctx context.Context, c *casefile.Case, dir string) error {
	rep, err := c.Difference(ctx)
	if err != nil {
		return err
	}
	switch {
	case a.json:
		return a.emit(rep)
	case a.csv:
		return rows(a, a.differenceTable(), func(add func(changeRow) error) error { return a.words().changeRows(&rep, add) }, func(r changeRow) []string { return r })
	}
	a.differenceText(&rep, dir)
	return nil
}

// changeRow is a look-up or subject that is not what it was.
type changeRow []string

func (a *app) differenceTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Kind}, {title: w.ID}, {title: w.Account, give: true}, {title: w.Address}, {title: w.First},
		{title: w.Changed}, {title: w.Before, give: true}, {title: w.After, give: true}, {title: w.Because, give: true}}}
}

func (w words) changeRows(rep *casefile.DifferenceReport, add func(changeRow) error) error {
	for i := range rep.Looks {
		if err := add(append(changeRow{"hit"}, lookCells(&rep.Looks[i])...)); err != nil {
			return err
		}
	}
	for i := range rep.Subjects {
		s := &rep.Subjects[i]
		row := changeRow{"subject", s.ID, s.Account, "", "", s.What, w.stand(s.Before), w.stand(s.After), strings.Join(s.Because, " ")}
		if err := add(row); err != nil {
			return err
		}
	}
	return nil
}

func lookCells(l *difference.Look) []string {
	return []string{l.Hit, l.Account, l.Addr.String(), l.First.String(), l.What, answered(l, l.Before), answered(l, l.After), strings.Join(l.Because, " ")}
}

// answered names the subscribers of an answer; of another assignment of the same
// one, where it is written.
func answered(l *difference.Look, to *difference.Answer) string {
	if to == nil {
		return "-"
	}
	var names []string
	for _, s := range to.Subscribers {
		names = append(names, s.Line())
	}
	if l.What == difference.Assignment {
		for _, cite := range to.Assignments {
			at := strings.TrimPrefix(cite.String(), cite.Exhibit.String())
			names = append(names, cite.Exhibit.Short()+at)
		}
	}
	return strings.Join(names, " | ")
}

func (w words) stand(s *difference.Stand) string {
	if s == nil {
		return "-"
	}
	return w.term(string(s.Band)) + " " + name(s.Subscriber)
}

func name(s *run.Subscriber) string {
	if s == nil {
		return "-"
	}
	return s.Line()
}

func (a *app) differenceText(rep *casefile.DifferenceReport, dir string) {
	w, n := a.words(), rep.Counts
	a.print(w.DifferenceRuns+"\n", rep.Before.Run.Short(), rep.Before.Act, rep.After.Run.Short(), rep.After.Act)
	for _, x := range rep.Exhibits {
		by := ""
		if x.By != "" {
			by = " → " + x.By
		}
		a.print("  %s  %s%s  (%s %d)\n", x.What, harmless(x.Ref), harmless(by), w.Seq, x.Act)
	}
	for _, what := range rep.Changed {
		a.print("  %s\n", harmless(what))
	}
	a.title(w.HitsTitle)
	for _, row := range []struct {
		n    int64
		text string
	}{{n.Same, w.DiffSame}, {n.Assignment, w.DiffAssignment}, {n.Subscriber, w.DiffSubscriber}, {n.Lost, w.DiffLost}, {n.Gained, w.DiffGained}} {
		a.print("  %8d  %s\n", row.n, row.text)
	}
	for _, t := range rep.Answers {
		a.print("  %8d  %s → %s\n", t.Hits, harmless(t.Before), harmless(t.After))
	}
	a.changedLooks(rep.Looks)
	a.changedSubjects(rep)
	a.print("\n")
	if len(rep.Looks) > 0 && rep.Looks[0].After != nil {
		a.print("→ %s show %s hit %s\n", a.self(), quote(dir), harmless(rep.Looks[0].Hit))
	}
	a.footer()
}

func (a *app) changedLooks(list []difference.Look) {
	if len(list) == 0 {
		return
	}
	w := a.words()
	a.print("\n")
	t := table{columns: []column{{title: w.ID}, {title: w.Account, give: true}, {title: w.Address}, {title: w.First}, {title: w.Changed},
		{title: w.Before, give: true}, {title: w.After, give: true}, {title: w.Because, give: true}}}
	for i := range list {
		t.add(lookCells(&list[i])...)
	}
	a.table(&t)
}

func (a *app) changedSubjects(rep *casefile.DifferenceReport) {
	w, n := a.words(), rep.Counts
	a.title(w.Subjects)
	a.print("  "+w.DiffSubjects+"\n", n.Vanished, n.Appeared, n.Band, n.Claim)
	if len(rep.Subjects) == 0 {
		return
	}
	a.print("\n")
	t := table{columns: []column{{title: w.ID}, {title: w.Account, give: true}, {title: w.Changed}, {title: w.Before, give: true}, {title: w.After, give: true}, {title: w.Because, give: true}}}
	for i := range rep.Subjects {
		s := &rep.Subjects[i]
		t.add(s.ID, s.Account, s.What, w.stand(s.Before), w.stand(s.After), strings.Join(s.Because, " "))
	}
	a.table(&t)
}
