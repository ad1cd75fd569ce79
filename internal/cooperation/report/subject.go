package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"comity/internal/analysis/extent"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/report/paper"
	"comity/internal/cooperation/report/word"
)

// found lists the subjects, says what a band means, and tells each subject.
func (d *draft) found() error {
	d.p.Heading(1, d.t("What was found"), "found")
	t := paper.Table{Columns: []paper.Column{
		{Title: d.t("rank"), Share: 6, Right: true}, {Title: d.t("band"), Share: 17}, {Title: d.t("bans"), Share: 9, Right: true},
		{Title: d.t("subscriber named"), Share: 23}, {Title: d.t("account"), Share: 22}, {Title: d.t("rivals: ahead, possible"), Share: 10}, {Title: d.t("taken for"), Share: 13},
	}}
	err := d.c.Subjects(func(s *Subject) error {
		t.Rows = append(t.Rows, d.overview(s))
		return nil
	})
	if err != nil {
		return err
	}
	if len(t.Rows) == 0 {
		d.p.Para(d.t("Nothing in this pack names a subject."))
		return nil
	}
	d.p.Table(&t)
	d.bands()
	told := 0
	err = d.c.Subjects(func(s *Subject) error {
		if told++; d.detailed == 0 || told <= d.detailed {
			d.subject(s)
		}
		return nil
	})
	if d.detailed > 0 && told > d.detailed {
		d.p.Para(d.t("The first %d of %d subjects are told here; report.html tells them all.", d.detailed, told))
	}
	return err
}

func (d *draft) overview(s *Subject) []paper.Cell {
	n := map[string]int{}
	for _, r := range s.Rivals {
		n[r.Verdict]++
	}
	cells := row(paper.Plain(strconv.Itoa(s.Rank)), d.t(string(s.Band)), paper.Plain(bans(s.Score)), paper.Plain(named(s)), paper.Plain(account(s)),
		paper.Plain(fmt.Sprintf("%d, %d", n["ahead"], n["possible"])), d.t(unknown(s.Category)))
	cells[1].Strong = true
	return cells
}

// bands says what each band means.
func (d *draft) bands() {
	d.p.Heading(2, d.t("What a band means"), "bands")
	t := paper.Table{Columns: []paper.Column{{Title: d.t("band"), Share: 18}, {Title: d.t("meaning"), Share: 82}}}
	for _, b := range comity.Bands() {
		r := row(d.t(string(b)), d.t(meanings()[b]))
		r[0].Strong = true
		t.Rows = append(t.Rows, r)
	}
	d.p.Table(&t)
	d.p.Para(d.t("The four tests of the band corroborated:"))
	d.p.List(d.test("a"), d.test("b"), d.test("c"), d.test("d"))
	d.p.Para(d.t("Weights are in bans: +1 makes the claim ten times as likely against its contrary, -1 ten times less. They add up, beginning with what holds before any evidence. The table of weights is fixed and has a digest (see versions)."))
}

func meanings() map[comity.Band]string {
	return map[comity.Band]string{
		comity.Corroborated: "all four tests below are met: independent observations name one subscriber, and no other explanation comes near",
		comity.Supported:    "one of the four tests is not met; it is named with the subject",
		comity.Unresolved:   "the records leave open who it was: more than one test is not met, nothing but payments was found, or rows that bear on it were withheld",
		comity.Contradicted: "another explanation weighs more than that the subscriber did it",
	}
}

func (d *draft) test(letter string) paper.Text {
	said := map[string]string{
		"a": "(a) at least two independent events: under different assignments a day apart, or from sources with separately stated clocks",
		"b": "(b) one and the same subscriber under every reading of the clocks that was kept",
		"c": "(c) the account was used from the connection, not only paid for",
		"d": "(d) no rival explanation within 1 ban, a factor of ten, of the claim",
	}
	if s := said[letter]; s != "" {
		return d.t(s)
	}
	return paper.Plain(letter)
}

// subject tells one subject.
func (d *draft) subject(s *Subject) {
	d.gap = s.Gap
	d.p.Heading(2, d.t("Subject %d: %s, %s", s.Rank, named(s), d.t(string(s.Band))), anchor(s.ID))
	d.standing(s)
	d.p.Facts(d.facts(s)...)
	d.claims(s)
	d.rivals(s)
	d.extent(&s.Extent)
	d.said(s)
	d.events(s)
}

func (d *draft) standing(s *Subject) {
	lines := []paper.Text{d.t("%s: %s. No adverse decision may rest on this alone.", d.t(string(s.Band)), d.t(meanings()[s.Band]))}
	for _, m := range s.Missing {
		lines = append(lines, d.t("not met: %s", d.test(m)))
	}
	if s.Was != "" && s.Was != s.Band {
		lines = append(lines, d.t("with all rows the case has: %s; here rows are withheld, so it stands no higher than unresolved", d.t(string(s.Was))))
	}
	d.p.Notice(paper.Quiet, d.t("How far this may be trusted"), lines...)
	if s.Withheld > 0 {
		d.p.Notice(paper.Bad, d.t("Evidence withheld, rows: %d", s.Withheld), d.t("Rows that bear on this subject are known to exist and were withheld. Ask %s.", or(s.Ask)))
	}
}

func (d *draft) facts(s *Subject) []paper.Fact {
	list := []paper.Fact{
		{Name: d.t("id"), Value: paper.Plain(s.ID), Mono: true},
		{Name: d.t("sum of the weights"), Value: d.t("%s ban", bans(s.Score))},
		{Name: d.t("taken for"), Value: d.t(unknown(s.Category))},
		{Name: d.t("minor"), Value: d.t(unknown(s.Minor))},
		{Name: d.t("countries"), Value: paper.Plain(or(strings.Join(s.Countries, ", ")))},
		{Name: d.t("subscribers, the one named first"), Value: paper.Plain(or(subscribers(s.Subscribers)))},
	}
	for _, sel := range s.Selectors {
		list = append(list, paper.Fact{Name: d.t(string(sel.Type)), Value: paper.Plain(sel.Value)})
	}
	for _, sel := range s.Disputed {
		list = append(list, paper.Fact{Name: d.t("stated, not shown to be the subject's own: %s", d.t(string(sel.Type))), Value: paper.Plain(sel.Value)})
	}
	return list
}

// claims is the table of what speaks for and against, with weights and the events behind.
func (d *draft) claims(s *Subject) {
	d.p.Heading(3, d.t("What speaks for it, and against"), "")
	t := paper.Table{Columns: []paper.Column{{Title: d.t("no."), Share: 13}, {Title: d.t("bans"), Share: 11, Right: true}, {Title: d.t("observation"), Share: 46}, {Title: d.t("rests on"), Share: 30}}}
	for _, side := range []struct {
		name string
		list []run.Argument
	}{{"for", s.For}, {"against", s.Against}} {
		for i, a := range side.list {
			t.Rows = append(t.Rows, row(d.t(side.name+" %d", i+1), paper.Plain(bans(a.Weight)), word.Say(d.c.Language, a.Text), d.restsOn(s, a.Hits)))
		}
	}
	sum := row(paper.Text{}, paper.Plain(bans(s.Score)), d.t("sum"), paper.Text{})
	sum[1].Strong, sum[2].Strong = true, true
	t.Rows = append(t.Rows, sum)
	d.p.Table(&t)
}

// restsOn names the events of an argument as the report numbers them.
func (d *draft) restsOn(s *Subject, hits []string) paper.Text {
	var named []string
	for i := range s.Hits {
		if slices.Contains(hits, s.Hits[i].ID) {
			named = append(named, event(i))
		}
	}
	rest := len(hits) - len(named)
	list := strings.Join(named, " ")
	switch {
	case len(hits) == 0:
		return paper.Plain("-")
	case rest <= 0:
		return paper.Plain(list)
	case list == "":
		return d.t("events in findings.jsonl: %d", rest)
	}
	return d.t("%s, and more in findings.jsonl: %d", list, rest)
}

// event is the name of a subject's hit in the report.
func event(i int) string { return "E" + strconv.Itoa(i+1) }

// rivals tells every other explanation, the excluded ones too.
func (d *draft) rivals(s *Subject) {
	d.p.Heading(3, d.t("What else could explain it"), "")
	t := paper.Table{Columns: []paper.Column{{Title: d.t("explanation"), Share: 20}, {Title: d.t("bans"), Share: 10, Right: true}, {Title: d.t("verdict"), Share: 14}, {Title: d.t("because"), Share: 28}, {Title: d.t("what would settle it"), Share: 28}}}
	for _, r := range s.Rivals {
		cells := row(d.t(kind(r.Kind)), paper.Plain(bans(r.Weight)), d.t(verdict(r.Verdict)), word.Say(d.c.Language, r.Text), paper.Plain("-"))
		if r.Ask != "" {
			cells[4].Text = d.t(r.Ask)
		}
		if r.Verdict == "ahead" {
			cells[2].Tone, cells[2].Strong = paper.Bad, true
		}
		t.Rows = append(t.Rows, cells)
	}
	d.p.Table(&t)
}

func kind(k string) string {
	said := map[string]string{
		"stolen-card": "the card was stolen", "shared-address": "somebody else used the connection", "reseller": "the account was opened for another",
		"account-sharing": "the account was shared or handed on", "remote-access": "the computer was controlled by another",
		"namesake": "another person of the same name", "clock-error": "a clock was wrong",
	}
	if s := said[k]; s != "" {
		return s
	}
	return k
}

func verdict(v string) string {
	said := map[string]string{"ahead": "weighs more than the claim", "possible": "still possible", "excluded": "not supported"}
	if s := said[v]; s != "" {
		return s
	}
	return v
}

// extent says what the use amounts to.
func (d *draft) extent(x *extent.Extent) {
	if len(x.Months) == 0 {
		return
	}
	d.p.Heading(3, d.t("What the use amounts to"), "")
	t := paper.Table{Columns: []paper.Column{{Title: paper.Text{}, Share: 25}, {Title: d.t("all"), Share: 15, Right: true}, {Title: d.t("the connection named"), Share: 15, Right: true}, {Title: d.t("another one"), Share: 15, Right: true}, {Title: d.t("uncertain"), Share: 15, Right: true}, {Title: d.t("no connection"), Share: 15, Right: true}}}
	for _, r := range []struct {
		name string
		extent.Count
	}{{"sites", x.Sites}, {"sessions", x.Sessions}, {"payments", x.Payments}, {"renewals", x.Renewals}, {"days", x.Days}, {"events", x.Hits}} {
		t.Rows = append(t.Rows, row(d.t(r.name), number(r.All), number(r.Own()), number(r.Elsewhere), number(r.Uncertain), number(r.Unplaced)))
	}
	d.p.Table(&t)
	m := paper.Table{Columns: []paper.Column{{Title: d.t("month"), Share: 34}, {Title: d.t("sessions"), Share: 22, Right: true}, {Title: d.t("days"), Share: 22, Right: true}, {Title: d.t("payments"), Share: 22, Right: true}}}
	for _, month := range x.Months {
		m.Rows = append(m.Rows, row(paper.Plain(month.Month.String()), number(month.Sessions), number(month.Days), number(month.Payments)))
	}
	d.p.Table(&m)
	if x.Span != nil {
		d.p.Para(d.t("From %s to %s. Days and months are of UTC; a session ends after %d minutes without a line. Whether that is much, people say.", instant(x.Span.First), instant(x.Span.Last), d.gap))
	}
}

// said lists what people said of the subject.
func (d *draft) said(s *Subject) {
	if len(s.Said) == 0 {
		return
	}
	d.p.Heading(3, d.t("What people decided and noted"), "")
	t := paper.Table{Columns: []paper.Column{{Title: d.t("time"), Share: 22}, {Title: d.t("person"), Share: 20}, {Title: d.t("kind"), Share: 14}, {Title: d.t("verdict"), Share: 12}, {Title: d.t("text"), Share: 32}}}
	for _, x := range s.Said {
		t.Rows = append(t.Rows, row(paper.Plain(when(x.Time)), paper.Plain(x.Actor), d.t(x.Kind), d.t(or(x.Verdict)), paper.Plain(x.Text)))
	}
	d.p.Table(&t)
}

func named(s *Subject) string {
	if len(s.Subscribers) == 0 {
		return "-"
	}
	return subscribers(s.Subscribers[:1])
}

func subscribers(list []run.Subscriber) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Line())
	}
	return strings.Join(out, ", ")
}

// account is the first account of a subject, and that there are more.
func account(s *Subject) string {
	n, one := 0, "-"
	for _, sel := range s.Selectors {
		if sel.Type == comity.SelectorAccount {
			if n++; n == 1 {
				one = sel.Value
			}
		}
	}
	if n > 1 {
		return fmt.Sprintf("%s (+%d)", one, n-1)
	}
	return one
}

func unknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// anchor is an id as a page can name it.
func anchor(id string) string {
	return "subject-" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, id)
}
