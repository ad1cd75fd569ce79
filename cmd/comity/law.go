package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/comity"
	"comity/internal/cooperation/law"
)

func (a *app) lawCommand() *cobra.Command {
	var country, at string
	const use = "law [TABLE]"
	c := a.command("law", "Print the tables of laws: retention, instruments, classes, codes, admissibility",
		`Prints how long data must be kept by country, which instruments there are and how
fast they run, which classes of data need which offence, what codes mean, and what a
court asks of evidence from abroad. Every row says its source and how sure it is:
A the text was seen, B a text about it, C neither. "unknown" is urgent, never safe.
Rows of the node's own files HOME/law/*.toml take the place of those with their key.
Without TABLE it lists the tables. None of it is legal advice.`, nil)
	c.Use = use + " [flags]"
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return comity.Errorf(comity.Usage, "unexpected argument %.80q", args[1]).WithHint("usage: comity %s", use)
		}
		return nil
	}
	c.RunE = func(_ *cobra.Command, args []string) error {
		if err := a.language(); err != nil {
			return err
		}
		on, err := lawFlags(args, &country, at)
		if err != nil {
			return err
		}
		a.began = true
		l, err := a.law()
		switch {
		case err != nil:
			return err
		case len(args) == 0:
			return a.lawTables(l)
		}
		return a.lawRows(l, args[0], country, on)
	}
	c.ValidArgs, c.ValidArgsFunction = law.Names(), nil
	c.Flags().StringVar(&country, "country", "", "rows of one state, as IT, and those of no single state")
	c.Flags().StringVar(&at, "at", "", "rows that hold on a day, as 2026-08-18 (default: all rows)")
	return a.withCSV(a.withJSON(c, "JSON Lines, one row of the table each,"))
}

// lawFlags checks the flags before anything is opened.
func lawFlags(args []string, country *string, at string) (on law.Date, err error) {
	if len(args) == 0 && (*country != "" || at != "") {
		return "", comity.Errorf(comity.Usage, "TABLE is missing").WithHint("one of %s", strings.Join(law.Names(), ", "))
	}
	if *country, err = law.State(*country); err != nil || at == "" {
		return "", err
	}
	return law.ParseDate(at)
}

// law opens the tables with the node's own rows. A node that is not there has none.
func (a *app) law() (*law.Law, error) {
	home := a.home
	if home == "" {
		var err error
		if home, err = a.dataDir(); err != nil {
			return nil, err
		}
	}
	return law.Open(folder(filepath.Join(home, "law")))
}

// folder is the files in dir; nil where there is none.
func folder(dir string) fs.FS {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil
	}
	return os.DirFS(dir)
}

// tableOfLaws is one line of the list of tables.
type tableOfLaws struct {
	Table string `json:"table"`
	Rows  int    `json:"rows"`
	Own   int    `json:"own"`
	Title string `json:"title"`
}

func (a *app) lawTables(l *law.Law) error {
	w := a.words()
	t := table{columns: []column{{title: w.Table}, {title: w.Rows, right: true}, {title: w.OwnRows, right: true}, {title: w.Text, give: true}}}
	err := rows(a, t, func(add func(tableOfLaws) error) error {
		for _, name := range law.Names() {
			list, err := l.Table(name)
			if err != nil {
				return err
			}
			line := tableOfLaws{Table: name, Rows: len(list), Title: l.Title(name)}
			for _, r := range list {
				if r.Own != "" {
					line.Own++
				}
			}
			if err := add(line); err != nil {
				return err
			}
		}
		return nil
	}, func(t tableOfLaws) []string { return []string{t.Table, count(t.Rows), count(t.Own), t.Title} })
	return a.noAdvice(err)
}

func (a *app) lawRows(l *law.Law, name, country string, on law.Date) error {
	list, err := l.Rows(name, country, on)
	if err != nil {
		return err
	}
	err = rows(a, a.lawTable(list), func(add func(law.Row) error) error {
		for _, r := range list {
			if err := add(r); err != nil {
				return err
			}
		}
		return nil
	}, a.lawCells(list))
	return a.noAdvice(err)
}

// noAdvice says below a table what it is not.
func (a *app) noAdvice(err error) error {
	if err == nil && !a.json && !a.csv {
		a.print("\n%s\n", a.words().NoAdvice)
	}
	return err
}

// lawColumn is a column of a table of laws; one that no row fills is left out.
type lawColumn struct {
	title string
	of    func(law.Row) string
}

func (a *app) lawColumns() []lawColumn {
	w := a.words()
	return []lawColumn{
		{w.Key, func(r law.Row) string { return r.Key }},
		{w.Value, func(r law.Row) string { return strings.TrimSpace(r.Value + " " + r.Unit) }},
		{w.StartsFrom, func(r law.Row) string { return r.StartsFrom }},
		{w.Text, func(r law.Row) string { return r.Text }},
		{w.Loss, func(r law.Row) string { return r.Loss }},
		{w.Condition, func(r law.Row) string { return r.ConditionalOn }},
		{w.Basis, func(r law.Row) string { return r.LegalBasis }},
		{w.Valid, validity},
		{w.Source, func(r law.Row) string { return r.Source }},
		{w.VerifiedOn, func(r law.Row) string { return string(r.VerifiedOn) }},
		{w.Confidence, func(r law.Row) string { return string(r.Confidence) }},
		{w.OwnRows, ownRow},
	}
}

// shownColumns are those that some row fills.
func (a *app) shownColumns(list []law.Row) []lawColumn {
	return slices.DeleteFunc(a.lawColumns(), func(c lawColumn) bool {
		return !slices.ContainsFunc(list, func(r law.Row) bool { return c.of(r) != "" })
	})
}

func (a *app) lawTable(list []law.Row) table {
	var t table
	for i, c := range a.shownColumns(list) {
		t.columns = append(t.columns, column{title: c.title, give: i > 1})
	}
	return t
}

func (a *app) lawCells(list []law.Row) func(law.Row) []string {
	columns := a.shownColumns(list)
	return func(r law.Row) []string {
		var out []string
		for _, c := range columns {
			out = append(out, c.of(r))
		}
		return out
	}
}

// validity is from which day to which a row holds.
func validity(r law.Row) string {
	if r.ValidFrom == "" && r.ValidTo == "" {
		return ""
	}
	return string(r.ValidFrom) + "…" + string(r.ValidTo)
}

// ownRow names the node's file that a row is from, with an arrow where it replaces one.
func ownRow(r law.Row) string {
	if r.Replaces {
		return "→ " + r.Own
	}
	return r.Own
}
