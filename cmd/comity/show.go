package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

const showUse = "comity show CASE exhibits|rejects|aside|duplicates|quarantine|runs|subjects|notes|decisions|outcomes|persons|difference|acts, or CASE subject|hit|claim ID"

func (a *app) showCommand() *cobra.Command {
	c := a.command("show", "List what a case holds, or walk from a finding to its bytes",
		`Lists exhibits, rejects, rows set aside, duplicates, quarantine, runs, subjects, notes,
decisions, outcomes, persons or acts; the difference of the last two runs, name by name; or shows one subject, hit or claim with everything that it rests on, down to citations
for comity cat. A claim is <subject>/for/<n> or <subject>/against/<n>, counted from 1;
it is shown with the graph that leads from it to bytes, seals and acts, long lists
cut short unless --all is given.
Of card numbers only the first six and last four digits are shown; comity cat
writes the bytes as they are. Rejects and quarantine of boards and of lists of hashes,
which no check reads, are read for it; so is every exhibit for its rows set aside: those
that it says itself are no records, such as totals and entries that are not booked.`, nil)
	c.Use = "show CASE exhibits|rejects|aside|duplicates|quarantine|runs|subjects|notes|decisions|outcomes|persons|difference|acts | CASE subject|hit|claim ID [flags]"
	c.Args = func(_ *cobra.Command, args []string) error { return showArgs(args) }
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.language(); err != nil {
			return err
		}
		if a.csv && len(args) == 3 {
			return comity.Errorf(comity.Usage, "--csv prints lists, not one %s", args[1]).WithHint("give --json, or list them: comity show CASE subjects --csv")
		}
		a.began, a.homeGiven = true, cmd.Flags().Changed("home")
		return a.withCase(cmd.Context(), args[0], func(c *casefile.Case) error {
			if len(args) == 3 {
				return a.item(cmd.Context(), c, args[0], args[1], args[2])
			}
			return a.list(cmd.Context(), c, args[0], args[1])
		})
	}
	c.ValidArgsFunction = a.completeShow
	c.Flags().BoolVar(&a.all, "all", false, "print what a claim rests on to the last hit")
	return a.withCSV(a.withJSON(c, "JSON Lines, one row an item, or one document for one item,"))
}

// lists are what show lists.
func lists() []string {
	return []string{"exhibits", "rejects", "aside", "duplicates", "quarantine", "runs", "subjects", "notes", "decisions", "outcomes", "persons", "acts"}
}

// lastTwo is what show shows of the last two runs.
const lastTwo = "difference"

// items are what show shows one of.
func items() []string { return []string{"subject", "hit", "claim"} }

// showArgs checks the words before anything is opened.
func showArgs(args []string) error {
	if len(args) < 2 {
		return comity.Errorf(comity.Usage, "what to show is missing").WithHint("usage: %s", showUse)
	}
	want := 0
	switch {
	case slices.Contains(lists(), args[1]), args[1] == lastTwo:
		want = 2
	case slices.Contains(items(), args[1]):
		want = 3
	default:
		return comity.Errorf(comity.Usage, "nothing is called %.40q", args[1]).WithHint("usage: %s", showUse)
	}
	switch {
	case len(args) < want:
		return comity.Errorf(comity.Usage, "ID is missing").WithHint("usage: comity show CASE %s ID; comity show CASE subjects lists them", args[1])
	case len(args) > want:
		return comity.Errorf(comity.Usage, "unexpected argument %.80q", args[want]).WithHint("usage: %s", showUse)
	}
	return nil
}

func (a *app) list(ctx context.Context, c *casefile.Case, dir, what string) error {
	switch what {
	case "exhibits":
		return rows(a, a.exhibitTable(), func(add func(casefile.ExhibitRow) error) error { return each(c.Exhibits)(ctx, add) }, exhibitCells)
	case "rejects":
		return rows(a, a.rejectTable(), func(add func(run.Reject) error) error { return c.Rejects(ctx, add) }, a.rejectCells)
	case "aside":
		return rows(a, a.rejectTable(), func(add func(run.Reject) error) error { return c.Asides(ctx, add) }, a.rejectCells)
	case "duplicates":
		return rows(a, a.duplicateTable(), func(add func(run.Duplicate) error) error { return c.Duplicates(ctx, add) }, duplicateCells)
	case "quarantine":
		return rows(a, a.quarantineTable(), func(add func(casefile.QuarantineRow) error) error { return c.QuarantineRows(ctx, add) }, a.quarantineCells)
	case "runs":
		return rows(a, a.runTable(), func(add func(casefile.RunRow) error) error { return each(c.Runs)(ctx, add) }, runCells)
	case "notes":
		return rows(a, a.noteTable(), func(add func(casefile.DecisionRow) error) error { return each(c.Notes)(ctx, add) }, noteCells)
	case "decisions":
		return rows(a, a.decisionTable(), func(add func(casefile.DecisionRow) error) error { return each(c.Decisions)(ctx, add) }, decisionCells)
	case "outcomes":
		return rows(a, a.becameTable(), func(add func(casefile.OutcomeRow) error) error { return each(c.Outcomes)(ctx, add) }, a.words().becameCells)
	case "persons":
		return rows(a, a.personTable(), func(add func(casefile.PersonRow) error) error { return each(c.Persons)(ctx, add) }, personCells)
	case lastTwo:
		return a.difference(ctx, c, dir)
	case "acts":
		return rows(a, a.actTable(), func(add func(casefile.ActRow) error) error { return each(c.Acts)(ctx, add) }, a.actCells)
	}
	return a.allSubjects(ctx, c, dir)
}

func (a *app) allSubjects(ctx context.Context, c *casefile.Case, dir string) error {
	if a.json {
		return c.SubjectRows(ctx, func(s casefile.SubjectRow) error { return a.emit(s) })
	}
	if a.csv {
		return rows(a, a.peopleSheet(), func(add func(casefile.SubjectRow) error) error { return c.SubjectRows(ctx, add) }, a.peopleSheetCells)
	}
	var list []casefile.SubjectRow
	err := c.SubjectRows(ctx, func(s casefile.SubjectRow) error {
		s.For, s.Against = nil, nil // not in the table
		list = append(list, s)
		return nil
	})
	if err != nil {
		return err
	}
	t := a.peopleTable()
	for _, s := range list {
		w := a.words()
		t.add(slices.Insert(w.subjectCells(s.Subject), 2, w.people(s.Person))...)
	}
	a.subjectsOf(t, len(list), dir)
	return nil
}

// each turns a list into a walk.
func each[T any](list func(context.Context) ([]T, error)) func(context.Context, func(T) error) error {
	return func(ctx context.Context, add func(T) error) error {
		all, err := list(ctx)
		for _, v := range all {
			if err := add(v); err != nil {
				return err
			}
		}
		return err
	}
}

// rows prints a walk as JSON Lines, as a spreadsheet or as a table.
func rows[T any](a *app, t table, walk func(func(T) error) error, cells func(T) []string) error {
	if a.csv {
		s := a.spreadsheet(&t)
		err := walk(func(v T) error { s.add(cells(v)...); return nil })
		if cerr := s.close(); err == nil {
			err = cerr
		}
		return err
	}
	err := walk(func(v T) error {
		if a.json {
			return a.emit(v)
		}
		t.add(cells(v)...)
		return nil
	})
	a.table(&t)
	return err
}

func (a *app) exhibitTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Ref, give: true}, {title: w.Kind}, {title: w.Format}, {title: w.Bytes, right: true},
		{title: w.Rows, right: true}, {title: w.Provider, give: true}, {title: w.Basis, give: true}, {title: w.Path, give: true}, {title: w.Exhibit}, {title: w.SameAs, give: true}, {title: w.SupersededBy, give: true}, {title: w.LeftOut}}}
}

func exhibitCells(e casefile.ExhibitRow) []string {
	return []string{e.Ref, string(e.Kind), strings.Trim(e.Format+" "+e.Packing, " "), count(e.Bytes), count(e.Rows), e.Provider, e.Basis, e.Path, e.ID.Short(), e.SameAs, e.SupersededBy, e.LeftOut}
}

func (a *app) rejectTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Ref, give: true}, {title: w.Line, right: true}, {title: w.Reason}, {title: w.Cite}}}
}

func (a *app) rejectCells(r run.Reject) []string {
	return []string{r.Ref, count(r.Line), a.words().reject(r.Reason), r.Cite.String()}
}

func (a *app) duplicateTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Ref, give: true}, {title: w.Count, right: true}, {title: w.Cite}, {title: w.SameAs}, {title: w.Possible}}}
}

func duplicateCells(d run.Duplicate) []string {
	of := ""
	if d.Of != nil {
		of = d.Of.String()
	}
	possible := ""
	if d.Possible {
		possible = "?"
	}
	return []string{d.Ref, count(d.Count), d.Cite.String(), of, possible}
}

func (a *app) quarantineTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Ref, give: true}, {title: w.Rows, right: true}, {title: w.Exhibit}, {title: w.Run}, {title: w.Line, right: true}, {title: w.Reason}, {title: w.Cite}}}
}

func (a *app) quarantineCells(q casefile.QuarantineRow) []string {
	if q.Cite == nil {
		return []string{q.Ref, count(q.Rows), q.Exhibit.Short(), q.Run.Short(), "", "", ""}
	}
	return []string{q.Ref, count(q.Rows), q.Exhibit.Short(), "", count(q.Line), a.words().reject(q.Reason), q.Cite.String()}
}

func (a *app) runTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Seq, right: true}, {title: w.Time}, {title: w.Actor, give: true}, {title: w.Version},
		{title: w.Hits, right: true}, {title: w.Subjects, right: true}, {title: w.Run}}}
}

func runCells(r casefile.RunRow) []string {
	return []string{count(r.Act), r.Time.UTC().Format(time.RFC3339), r.Actor, r.Version, count(r.Counts.Hits), count(r.Counts.Subjects), r.Run.String()}
}

func (a *app) actTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Seq, right: true}, {title: w.Time}, {title: w.Kind}, {title: w.Actor, give: true},
		{title: w.Purpose, give: true}, {title: "digest"}, {title: w.RecordedAs}}}
}

func (a *app) actCells(r casefile.ActRow) []string {
	w := a.words()
	word := map[string]string{casefile.Recorded: w.RecordedWord, casefile.Locally: w.Locally, casefile.Open: w.NotYet}[r.Recorded]
	return []string{count(r.Seq), r.Time.UTC().Format(time.RFC3339), r.Kind, r.Actor, r.Purpose, r.Digest.Short(), word}
}

func (a *app) noteTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Seq, right: true}, {title: w.Time}, {title: w.Actor, give: true}, {title: w.Item, give: true}, {title: w.Text, give: true}, {title: w.Statement}, {title: w.Source, give: true}}}
}

func noteCells(d casefile.DecisionRow) []string {
	return []string{count(d.Act), d.Time.UTC().Format(time.RFC3339), d.Actor, d.Item, d.Text, d.Statement, d.Source}
}

func (a *app) decisionTable() table {
	t := a.noteTable()
	t.columns = slices.Insert(t.columns, 4, column{title: a.words().Verdict})
	return t
}

func decisionCells(d casefile.DecisionRow) []string {
	return slices.Insert(noteCells(d), 4, d.Verdict)
}
