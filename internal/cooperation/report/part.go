package report

import (
	"fmt"
	"strconv"
	"strings"

	"comity/internal/cooperation/report/paper"
)

// what says what the reader holds, from whom, to whom and why.
func (d *draft) what() {
	c, p := d.c, d.p
	p.Notice(paper.Warn, d.t("A lead, not a verdict"),
		d.t("This report ranks subjects by how well sealed records agree. A band is a lead; no adverse decision may rest on it alone. Each finding says what speaks against it, what else could explain it, and what would settle it."))
	p.Heading(1, d.t("What this is"), "what")
	p.Para(d.t("comity is a program with which investigators compare records of payments, log files of servers and records of providers, to find which connection an account was used from. Before a file is read it is sealed: its digest (SHA-256) is taken, its bytes are stored encrypted, and a signed act commits to it. Any later change of a single byte shows."))
	if c.Kind == Disclosure {
		p.Para(d.t("This pack is for the defence. It holds the rows on which the findings about the subject rest, those that speak for as those that speak against, every rival explanation with its weight, what is needed to compute the findings again, and a list of what was withheld, by rule and number, on which a judge can decide."))
	} else {
		p.Para(d.t("This pack holds the rows of the sealed files that concern the recipient, what was concluded from them, and proof that each row stands in its sealed file as it is shown. What does not concern the recipient is left out and counted."))
	}
	p.Para(d.t("This report repeats the files beside it for people. Those files are signed and can be checked; where they and this report differ, they hold. Card numbers are shown by their first six and last four digits."))
	p.Facts(
		paper.Fact{Name: d.t("from"), Value: paper.Plain(c.From.name())},
		paper.Fact{Name: d.t("to"), Value: paper.Plain(c.To.name())},
		paper.Fact{Name: d.t("purpose"), Value: paper.Plain(or(c.Purpose))},
		paper.Fact{Name: d.t("case"), Value: paper.Plain(strings.TrimSpace(c.Title + " · " + c.Case))},
		paper.Fact{Name: d.t("made"), Value: paper.Plain(when(c.Created))},
		paper.Fact{Name: d.t("time vouched for by"), Value: d.timestamp()},
		paper.Fact{Name: d.t("history co-signed by"), Value: d.witnesses()},
	)
	d.actors()
}

func (d *draft) timestamp() paper.Text {
	if d.c.Timestamp == "" {
		return d.t("nobody: the signature bears no timestamp, so its time is the sender's statement")
	}
	return paper.Plain(d.c.Timestamp)
}

func (d *draft) witnesses() paper.Text {
	switch {
	case len(d.c.Witnesses) == 0:
		return d.t("nobody: the sender's history is recorded locally only")
	case !d.c.Recorded:
		return d.t("%s; fewer than the policy asks for: recorded locally", strings.Join(d.c.Witnesses, ", "))
	}
	return paper.Plain(strings.Join(d.c.Witnesses, ", "))
}

func (d *draft) actors() {
	if len(d.c.Actors) == 0 {
		return
	}
	t := paper.Table{Columns: []paper.Column{{Title: d.t("person"), Share: 40}, {Title: d.t("did"), Share: 22}, {Title: d.t("time"), Share: 26}, {Title: d.t("act"), Share: 12, Right: true}}}
	for _, a := range d.c.Actors {
		act := "-"
		if a.Act > 0 {
			act = strconv.FormatInt(a.Act, 10)
		}
		t.Rows = append(t.Rows, row(paper.Plain(a.Name), d.t(a.Did), paper.Plain(when(a.Time)), paper.Plain(act)))
	}
	d.p.Table(&t)
}

// bases lists the legal bases.
func (d *draft) bases() {
	d.p.Heading(1, d.t("On which legal basis"), "basis")
	d.p.Para(d.t("Each exhibit rests on a legal basis, which bounds the period and the kinds of data. Rows outside it were not read: they are counted as quarantined."))
	t := paper.Table{Columns: []paper.Column{
		{Title: d.t("basis"), Share: 15}, {Title: d.t("instrument"), Share: 18}, {Title: d.t("authority"), Share: 19},
		{Title: d.t("reference"), Share: 16}, {Title: d.t("period"), Share: 15}, {Title: d.t("data, offence"), Share: 17},
	}}
	for _, b := range d.c.Bases {
		t.Rows = append(t.Rows, row(paper.Plain(b.ID), paper.Plain(or(b.Instrument)), paper.Plain(or(b.Authority)),
			paper.Plain(or(strings.Trim(b.Reference+", "+b.Date, ", "))), paper.Plain(b.From+" – "+b.To),
			paper.Plain(or(strings.Trim(strings.Join(b.Data, ", ")+"; "+b.Offence, "; ")))))
	}
	d.p.Table(&t)
}

// exhibits lists the sealed files.
func (d *draft) exhibits() {
	d.p.Heading(1, d.t("The sealed files"), "exhibits")
	d.p.Para(d.t("A row is shown with its citation: the name of the sealed file, the place of the first byte and the number of bytes. The name is a commitment to the file's digest (SHA-256), and not the digest, by which guesses of what is not shown could be tried: it opens with a salt that the sender keeps. A file that an older version sealed is named by its digest. The file rows.txt of an exhibit holds the rows, and the digests of all that is not shown: together they give the root that was signed when the file was sealed. So a row that is shown can't have been altered, and a row that is left out can't be hidden."))
	for i := range d.c.Exhibits {
		d.exhibit(&d.c.Exhibits[i])
	}
}

func (d *draft) exhibit(x *Exhibit) {
	d.p.Heading(2, paper.Plain(fmt.Sprintf("%d · %s", x.Number, x.Ref)), fmt.Sprintf("exhibit-%d", x.Number))
	list := []paper.Fact{
		{Name: d.t("name of the sealed file"), Value: paper.Plain(x.ID.String()), Mono: true},
		{Name: d.t("kind, format"), Value: paper.Plain(strings.Trim(x.Kind+", "+x.Format, ", "))},
		{Name: d.t("provider, country"), Value: paper.Plain(or(strings.Trim(x.Provider+", "+x.Country, ", ")))},
		{Name: d.t("obtained"), Value: paper.Plain(when(x.Obtained))},
		{Name: d.t("basis"), Value: paper.Plain(or(x.Basis))},
		{Name: d.t("handling codes"), Value: paper.Plain(or(strings.Join(x.Handling, ", ")))},
		{Name: d.t("clock, as stated"), Value: paper.Plain(or(x.Clock))},
		{Name: d.t("rows in the pack"), Value: d.t("%d of %d leaves (rule %s), exhibits/%03d/rows.txt", x.Shown, x.Leaves, x.Rule, x.Number)},
		{Name: d.t("root of its tree"), Value: paper.Plain(x.Root.String()), Mono: true},
	}
	if x.Act > 0 {
		list = append(list, paper.Fact{Name: d.t("sealed by act"), Value: paper.Plain(strconv.FormatInt(x.Act, 10))})
	}
	d.p.Facts(list...)
}

// withheld says what the pack does not show, by which rule, and whom to ask.
func (d *draft) withheld() {
	d.p.Heading(1, d.t("What was withheld"), "withheld")
	d.p.Para(d.t("Of each file the leaves that are not shown are counted, with the rule that withholds them. Of a file in the pack the number is checked by whoever verifies the pack: shown and withheld together are the whole file. The rules, and the numbers of other files, are the sender's word."))
	d.withheldTable()
	if d.c.To.Contact != "" || d.c.From.Contact != "" {
		d.p.Para(d.t("Whom to ask for what was withheld: %s", or(d.c.From.Contact)))
	}
	if len(d.c.Missing) == 0 {
		d.p.Para(d.t("No row that speaks for or against a subject of this pack was withheld."))
		return
	}
	t := paper.Table{Columns: []paper.Column{{Title: d.t("subject"), Share: 26}, {Title: d.t("rows"), Share: 12, Right: true}, {Title: d.t("withheld by rule"), Share: 30}, {Title: d.t("ask"), Share: 32}}}
	for _, m := range d.c.Missing {
		t.Rows = append(t.Rows, row(paper.Plain(m.Subject), number(m.Rows), d.rule(m.Rule), paper.Plain(or(m.Ask))))
	}
	d.p.Notice(paper.Bad, d.t("Rows that bear on subjects were withheld"),
		d.t("The subjects below rest on rows that a rule does not let out. Their band is unresolved at best until these rows have been seen."))
	d.p.Table(&t)
}

func (d *draft) withheldTable() {
	t := paper.Table{Columns: []paper.Column{{Title: d.t("exhibit"), Share: 26}, {Title: d.t("leaves"), Share: 13, Right: true}, {Title: d.t("shown"), Share: 13, Right: true}, {Title: d.t("withheld by rule"), Share: 48}}}
	unnamed := false
	for _, w := range d.c.Withheld {
		name := w.Ref
		unnamed = unnamed || name == ""
		switch {
		case w.Exhibit > 0:
			name = fmt.Sprintf("%d · %s", w.Exhibit, w.Ref)
		case name == "":
			name = fmt.Sprintf("(%d)", w.Place)
		}
		t.Rows = append(t.Rows, row(paper.Plain(name), number(w.Leaves), number(w.Shown), d.rules(w.Rules)))
	}
	if unnamed {
		d.p.Para(d.t("A number in brackets stands for a file of the case that is not in the pack: its place among all of them, by which the sender knows it."))
	}
	d.p.Table(&t)
}

func (d *draft) rules(list []Rule) paper.Text {
	if len(list) == 0 {
		return d.t("none")
	}
	var own, english []string
	for _, r := range list {
		name := d.rule(r.Name)
		own = append(own, fmt.Sprintf("%d %s", r.Count, name.Own))
		if name.English != "" {
			english = append(english, fmt.Sprintf("%d %s", r.Count, name.English))
		}
	}
	return paper.Text{Own: strings.Join(own, "; "), English: strings.Join(english, "; ")}
}

// rule is why leaves are withheld, in words; one that has none stands as it is.
func (d *draft) rule(name string) paper.Text {
	said := map[string]string{
		"other-state": "concern nothing of the recipient's", "no-record": "no row of a record", "not-divisible": "share a leaf with rows of others",
		"card-number": "card numbers", "not-checked": "sealed since the latest check", "quarantined": "outside the legal basis, unread", "rejected": "could not be read", "aside": "totals, by what the source says",
		"withdrawn": "withdrawn from the case", "restricted": "restricted", "rectified": "rectified", "erased": "erased", "superseded": "superseded", "same-bytes": "the same bytes as another",
	}
	if code, ok := strings.CutPrefix(name, "handling:"); ok {
		return d.t("handling code %s", code)
	}
	if s := said[name]; s != "" {
		return d.t(s)
	}
	return paper.Plain(name)
}

func row(cells ...paper.Text) []paper.Cell {
	list := make([]paper.Cell, len(cells))
	for i, c := range cells {
		list[i].Text = c
	}
	return list
}

func number(n int64) paper.Text { return paper.Plain(strconv.FormatInt(n, 10)) }
