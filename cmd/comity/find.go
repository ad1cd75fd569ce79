package main

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/casefile/query"
	"comity/internal/comity"
)

// foundRows is how many rows of each place find lists where --limit does not say.
const foundRows = 1000

func (a *app) findCommand() *cobra.Command {
	var typ, in string
	limit := foundRows
	c := a.command("find CASE WHAT", "Find a selector or a text in findings, notes and records",
		`Looks for an address or a network, an e-mail, account (site:user), card, holder, subscriber or
any text, whatever its case, in subjects, hits, notes and decisions, and in every
record of the sealed exhibits, whose bytes are read again: no index of them is kept.
A selector is found in each form in which it is written: an IPv6 address in all its
spellings, an e-mail in the query of a request, a card with blanks and hyphens;
of a network, such as 198.51.100.0/24, each address that it holds.

A card number is compared by the case's token and printed nowhere. Give - for WHAT
and type the number on standard input: the shell keeps its command lines.

Rows outside the legal basis, rows that could not be read and rows set aside are not searched.`,
		func(ctx context.Context, args []string) error {
			p, err := a.wanted(typ, in, limit, args[1])
			if err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error { return a.find(ctx, c, p, args[0], args[1]) })
		})
	f := c.Flags()
	f.StringVar(&typ, "type", "", "what WHAT is: "+typeList()+" (default: what it looks like)")
	f.StringVar(&in, "in", "", "where to look, parted by commas: "+strings.Join(casefile.Places(), ", ")+" (default: everywhere)")
	f.IntVar(&limit, "limit", limit, "rows listed of each place; 0: all. All are counted")
	return a.withCSV(a.withJSON(c, "what was found as one JSON document"))
}

func typeList() string {
	var names []string
	for _, t := range query.Types() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// wanted reads the command line, and standard input where WHAT is a hyphen.
func (a *app) wanted(typ, in string, limit int, what string) (casefile.FindParams, error) {
	p := casefile.FindParams{Type: comity.SelectorType(typ), What: what, Limit: limit}
	if limit < 0 {
		return p, comity.Errorf(comity.Usage, "--limit %d is less than 0", limit)
	}
	for place := range strings.SplitSeq(in, ",") {
		if place = strings.TrimSpace(place); place == "" {
			continue
		}
		if !slices.Contains(casefile.Places(), place) {
			return p, comity.Errorf(comity.Usage, "--in %.40q is no place to look", place).WithHint("one or more of %s", strings.Join(casefile.Places(), ","))
		}
		p.In = append(p.In, place)
	}
	if what != "-" {
		return p, nil
	}
	line, err := bufio.NewReader(io.LimitReader(a.in, 64<<10)).ReadString('\n')
	p.What = strings.TrimRight(line, "\r\n")
	if p.What == "" {
		return p, comity.Errorf(comity.Usage, "standard input has no first line (%v)", err).WithHint("type what to find, and Enter")
	}
	return p, nil
}

func (a *app) find(ctx context.Context, c *casefile.Case, p casefile.FindParams, dir, typed string) error {
	rep, err := c.Find(ctx, p)
	if err != nil {
		return err
	}
	if rep.Type == comity.SelectorCard && typed != "-" && !strings.Contains(typed, "*") {
		a.say("the shell's history may keep this card number: next time `%s find %s -`, and type it", a.self(), quote(dir))
	}
	switch {
	case a.json:
		err = a.emit(rep)
	case a.csv:
		err = a.foundCSV(rep)
	default:
		a.found(rep, dir)
	}
	a.unsearched(rep)
	if err == nil && len(rep.Rows) == 0 {
		err = comity.Errorf(comity.Negative, "nothing found").WithHint("%s", a.elsewhere(rep))
	}
	return err
}

// elsewhere says what else could be tried.
func (a *app) elsewhere(rep casefile.FindReport) comity.Phrase {
	if rep.Type == query.Text {
		return comity.Phrasef("the text is taken literally, whatever its case; try a shorter part of it")
	}
	return comity.Phrasef("it was looked for as type %s; --type text looks for it as a text", rep.Type)
}

// unsearched says what was passed over.
func (a *app) unsearched(rep casefile.FindReport) {
	if rep.Rejects+rep.Quarantined+rep.Aside > 0 {
		a.say(a.words().NotSearched, rep.Rejects, rep.Quarantined, rep.Aside)
	}
	if len(rep.Unsearched) > 0 {
		a.say(a.words().NoRecords, harmless(strings.Join(rep.Unsearched, ", ")))
	}
}

func (a *app) foundTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Kind}, {title: w.Item, give: true}, {title: w.Ref, give: true}, {title: w.Line, right: true}, {title: w.Text, give: true}}}
}

func foundCells(r casefile.FindRow) []string {
	line := ""
	if r.Line > 0 {
		line = count(r.Line)
	}
	return []string{r.Kind, r.Item, r.Ref, line, r.Text}
}

// found prints the rows, the citation of each below it, and how many there are.
func (a *app) found(rep casefile.FindReport, dir string) {
	t := a.foundTable()
	for _, r := range rep.Rows {
		t.add(foundCells(r)...)
	}
	cites := ""
	a.tableWith(&t, func(i int) {
		if c := rep.Rows[i].Cite; c != nil {
			a.print("  %s\n", c)
			cites = c.String()
		}
	})
	shown := map[string]int64{}
	for _, r := range rep.Rows {
		shown[placeOf(r)]++
	}
	for _, place := range casefile.Places() {
		if n := rep.Total[place]; n > shown[place] {
			a.print("\n"+a.words().FirstFound+"\n", shown[place], n, place)
		}
	}
	if cites != "" {
		a.print("\n→ %s cat %s %s\n", a.self(), quote(dir), cites)
	}
}

// placeOf is the place that a row was found in.
func placeOf(r casefile.FindRow) string {
	switch r.Kind {
	case "subject":
		return casefile.InSubjects
	case "hit":
		return casefile.InHits
	case "record":
		return casefile.InRecords
	}
	return casefile.InNotes
}

func (a *app) foundCSV(rep casefile.FindReport) error {
	t := a.foundTable()
	t.columns = append(t.columns, column{title: a.words().Cite})
	s := a.spreadsheet(&t)
	for _, r := range rep.Rows {
		cite := ""
		if r.Cite != nil {
			cite = r.Cite.String()
		}
		s.add(append(foundCells(r), cite)...)
	}
	return s.close()
}
