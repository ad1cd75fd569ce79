package main

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// shown is how many subjects a check ends with.
const shown = 20

// subjects prints the table of subjects; all is how many there are.
func (a *app) subjects(list []run.Subject, all int, dir string) {
	t := a.subjectTable()
	for _, s := range list {
		t.add(a.words().subjectCells(s)...)
	}
	a.subjectsOf(t, all, dir)
}

// subjectsOf prints a table of subjects with what its columns mean.
func (a *app) subjectsOf(t table, all int, dir string) {
	w := a.words()
	a.table(&t)
	if len(t.rows) == 0 {
		a.print("%s\n", w.NoSubjects)
	} else {
		a.print("\n%s\n%s\n", w.BansMeaning, w.RivalsMeaning)
	}
	a.print("\n")
	if len(t.rows) < all {
		a.print(w.FirstOf+"\n", len(t.rows), all, a.self()+" show "+quote(dir))
	}
	a.footer()
}

func (a *app) subjectTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Rank, right: true}, {title: w.Band}, {title: w.Bans, right: true},
		{title: w.Subscriber, give: true}, {title: w.Countries}, {title: w.Accounts, give: true}, {title: w.Rivals, align: true}, {title: w.ID}}}
}

func (w words) subjectCells(s run.Subject) []string {
	return []string{count(s.Rank), w.term(string(s.Band)), bans(s.Score), claimed(s), strings.Join(s.Countries, ","), accounts(s), rivals(s), s.ID}
}

// peopleTable is subjectTable with whom each subject stands for.
func (a *app) peopleTable() table {
	t := a.subjectTable()
	t.columns = slices.Insert(t.columns, 2, column{title: a.words().Person})
	return t
}

// peopleSheet is subjectTable for a spreadsheet, with whom each stands for last.
func (a *app) peopleSheet() table {
	t, w := a.subjectTable(), a.words()
	n := len(t.columns) - 1 // behind the rivals: "1/2" in a cell would be taken for a day of the year
	t.columns = append(t.columns[:n-1], column{title: w.RivalsAhead, right: true}, column{title: w.RivalsOpen, right: true}, t.columns[n], column{title: w.Person})
	return t
}

// peopleSheetCells are a subject's row there.
func (a *app) peopleSheetCells(s casefile.SubjectRow) []string {
	w := a.words()
	return append(w.subjectSheetCells(s.Subject), w.people(s.Person))
}

// subjectSheetCells are a subject's row in a spreadsheet: all of its accounts.
func (w words) subjectSheetCells(s run.Subject) []string {
	var all []string
	for _, sel := range s.Selectors {
		if sel.Type == comity.SelectorAccount {
			all = append(all, sel.Value)
		}
	}
	ahead, open := rivalsOf(s)
	return []string{count(s.Rank), w.term(string(s.Band)), bans(s.Score), claimed(s), strings.Join(s.Countries, " "), strings.Join(all, " "), count(ahead), count(open), s.ID}
}

// footer says what a band is worth. Every output that shows one ends with it.
func (a *app) footer() {
	w := a.words()
	a.print("%s\n%s\n", w.Lead, w.Measured)
}

// claimed is the subscriber that a subject points to.
func claimed(s run.Subject) string {
	if len(s.Subscribers) == 0 {
		return "-"
	}
	return s.Subscribers[0].Line()
}

// accounts is the number of a subject's accounts and the first of them.
func accounts(s run.Subject) string {
	n, first := 0, ""
	for _, sel := range s.Selectors {
		if sel.Type == comity.SelectorAccount {
			if n++; n == 1 {
				first = sel.Value
			}
		}
	}
	switch n {
	case 0:
		return "0"
	case 1:
		return first
	}
	return fmt.Sprintf("%d: %s …", n, first)
}

// rivals counts those ahead of the claim and those still possible.
func rivals(s run.Subject) string {
	ahead, possible := rivalsOf(s)
	return fmt.Sprintf("%d/%d", ahead, possible)
}

func rivalsOf(s run.Subject) (ahead, possible int) {
	n := map[string]int{}
	for _, r := range s.Rivals {
		n[r.Verdict]++
	}
	return n["ahead"], n["possible"]
}

// report prints what a check found: the first subjects, and what was read.
func (a *app) report(r casefile.CheckReport, dir string) {
	a.subjects(r.Subjects[:min(shown, len(r.Subjects))], int(r.Counts.Subjects), dir)
	c := r.Counts
	a.print("\n"+a.words().Summary+"\n", r.Run.Short(), c.Exhibits, c.Events, c.Hits, c.Rejects, c.Quarantined, c.Subjects)
	for i, b := range comity.Bands() {
		if i > 0 {
			a.print(" · ")
		}
		a.print("%s %d", a.words().term(string(b)), c.Bands[string(b)])
	}
	a.print("\n")
	a.twice(c, dir)
	for _, u := range r.Unbalanced {
		a.print(a.words().Unbalanced+"\n", harmless(u.Ref), u.Statements, u.Line, u.Opening, u.Entries, u.Closing, u.Currency)
	}
	if c.Aside > 0 {
		a.print(a.words().SetAside+"\n", c.Aside, a.self()+" show "+quote(dir))
	}
	if c.Turned > 0 {
		a.print(a.words().Turned+"\n", c.Turned)
	}
	if r.Previous != nil {
		a.print(a.words().Compare+"\n", a.self()+" show "+quote(dir))
	}
}

// twice says how many rows were delivered more than once, and where both places are named.
func (a *app) twice(c run.Counts, dir string) {
	show := a.self() + " show " + quote(dir)
	if c.Duplicates > 0 {
		a.print(a.words().Twice+"\n", c.Duplicates, show)
	}
	if c.Possible > 0 {
		a.print(a.words().PossibleTwice+"\n", c.Possible, show)
	}
}
