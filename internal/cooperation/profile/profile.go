// Package profile draws the profile of a board that a state is given as a page to read: every statement with a citation, and
// how much of it would stand without any one contributor.
//
// The page says what profile.json beside it says, in the same order, and is a function of it alone. It is in English, and for
// states whose courts speak Italian in Italian with the English beneath.
package profile

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"comity/internal/analysis/board"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/report/html"
	"comity/internal/cooperation/report/paper"
	"comity/internal/cooperation/report/word"
)

// firstOf is how many of a role are told with their reasons.
const firstOf = 10

// Write draws the page.
func Write(w io.Writer, p *casefile.Profile) error {
	d := drawing{p: p, lang: word.Of(p.To)}
	if d.lang != italian {
		d.lang = word.English
	}
	page := html.New(w, paper.Cover{Language: d.lang, Title: d.say("Profile of the board %s", p.Board), Under: d.say("from %s, %s, for %s", p.Authority, p.Country, p.To)})
	d.Paper = page
	d.what()
	d.withheld()
	d.contributors()
	d.members()
	d.roles()
	d.names()
	d.topics()
	d.exhibits()
	return page.Close()
}

// drawing is a page in the making.
type drawing struct {
	paper.Paper
	p    *casefile.Profile
	lang string
}

// say is a sentence in the reader's language, with the English beneath; card numbers in what it quotes are masked.
func (d *drawing) say(format string, args ...any) paper.Text {
	t := paper.Plain(comity.MaskText(fmt.Sprintf(format, args...)))
	if own := inItalian[format]; own != "" && d.lang == italian {
		return paper.Text{Own: comity.MaskText(fmt.Sprintf(own, args...)), English: t.Own}
	}
	return t
}

func (d *drawing) cell(format string, args ...any) paper.Cell {
	return paper.Cell{Text: d.say(format, args...)}
}

// term is a word of the profile's own, in the reader's language alone.
func (d *drawing) term(english string) string {
	if own := inItalian[english]; own != "" && d.lang == italian {
		return own
	}
	return english
}

func number[T ~int | ~int64](n T) paper.Cell {
	return paper.Cell{Text: paper.Plain(strconv.FormatInt(int64(n), 10))}
}

// place is a digest or a citation: its digits are no card's.
func place(s string) paper.Cell { return paper.Cell{Text: paper.Plain(s)} }

// terms are words of the profile's own.
func (d *drawing) terms(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = d.term(s)
	}
	return strings.Join(out, ", ")
}

func (d *drawing) what() {
	m := d.p.Messages
	d.Notice(paper.Warn, d.say("Leads, not identifications"), d.say("%s", d.term(d.p.Notice)))
	d.Heading(1, d.say("What this is"), "what")
	d.Para(d.say("What several contributors captured of one board, read as one. It was computed from those exhibits alone whose contributors let %s see them: no figure here rests on another. Ranges in brackets say what a figure is without any one contributor.", d.p.To))
	facts := []paper.Fact{
		{Name: d.say("case"), Value: d.say("%s", d.p.Case)}, {Name: d.say("board"), Value: d.say("%s", d.p.Board)},
		{Name: d.say("messages"), Value: d.say("%d, captured %d times, in %d threads; %d captures left apart that look like another's message", m.Distinct, m.Captured, m.Threads, m.Open)},
		{Name: d.say("names"), Value: d.say("%d", len(d.p.Members))},
		{Name: d.say("compared with"), Value: d.say("%s", or(strings.Join(d.p.Baseline, ", ")))},
		{Name: d.say("handling"), Value: d.say("%s", or(strings.Join(d.p.Handling, ", ")))},
		{Name: d.say("version of the computation"), Value: d.say("%s", d.p.Version)},
		{Name: d.say("lists of phrases"), Value: paper.Plain(d.p.Lexicon.String()), Mono: true},
	}
	d.Facts(facts...)
}

func (d *drawing) withheld() {
	d.Heading(1, d.say("What was left out"), "left-out")
	if len(d.p.Withheld) == 0 {
		d.Para(d.say("Nothing: every contributor lets %s see what it gave.", d.p.To))
		return
	}
	d.Para(d.say("%d messages and %d names are in exhibits alone that a rule keeps back. What others have as well is told with their citations.", d.p.Left.Messages, d.p.Left.Members))
	t := paper.Table{Columns: []paper.Column{{Title: d.say("rule"), Share: 24}, {Title: d.say("exhibits"), Share: 10, Right: true}, {Title: d.say("rows"), Share: 10, Right: true},
		{Title: d.say("messages"), Share: 10, Right: true}, {Title: d.say("names"), Share: 10, Right: true}, {Title: d.say("ask"), Share: 36}}}
	for _, h := range d.p.Withheld {
		t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", h.Rule), number(h.Exhibits), number(h.Rows), number(h.Messages), number(h.Members), d.cell("%s", or(strings.Join(h.Ask, ", ")))})
	}
	d.Table(&t)
}

// contributors says how much would stand without each.
func (d *drawing) contributors() {
	d.Heading(1, d.say("Contributors, and what would be gone without each"), "contributors")
	t := paper.Table{Columns: []paper.Column{{Title: d.say("contributor"), Share: 24}, {Title: d.say("captures"), Share: 12, Right: true}, {Title: d.say("messages"), Share: 12, Right: true},
		{Title: d.say("nobody else has"), Share: 14, Right: true}, {Title: d.say("names without a post left"), Share: 19, Right: true}, {Title: d.say("places in roles gone"), Share: 19, Right: true}}}
	for _, c := range d.p.Contributors {
		silent, gone := d.without(c.Name)
		t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", c.Name), number(c.Captures), number(c.Messages), number(c.Alone), number(silent), number(gone)})
	}
	d.Table(&t)
}

// without counts the names that have no post without a contributor, and the places in roles that are gone.
func (d *drawing) without(contributor string) (silent, gone int) {
	for i := range d.p.Members {
		m := &d.p.Members[i]
		if left, moved := m.Without[contributor]; moved && left == 0 && m.Posts > 0 {
			silent++
		}
		for _, r := range m.Roles {
			for _, g := range r.Gone {
				if g == contributor {
					gone++
				}
			}
		}
	}
	return silent, gone
}

func (d *drawing) members() {
	d.Heading(1, d.say("Members"), "members")
	t := paper.Table{Columns: []paper.Column{{Title: d.say("name"), Share: 14}, {Title: d.say("posts"), Share: 8, Right: true}, {Title: d.say("first and last"), Share: 14}, {Title: d.say("languages"), Share: 10},
		{Title: d.say("UTC"), Share: 12}, {Title: d.say("roles"), Share: 18}, {Title: d.say("citation"), Share: 24, Mono: true}}}
	for i := range d.p.Members {
		m := &d.p.Members[i]
		t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", m.Name), number(m.Posts), d.cell("%s", period(m)), d.cell("%s", languages(m.Languages)), d.cell("%s", d.clock(m.Zone)),
			d.cell("%s", d.places(m.Roles)), place(strings.Join(m.Cite, " "))})
	}
	d.Table(&t)
	d.selectors()
	d.ties()
}

// ties tells who deals with whom, and what the board says of ranks.
func (d *drawing) ties() {
	t := paper.Table{Columns: []paper.Column{{Title: d.say("name"), Share: 20}, {Title: d.say("tie"), Share: 16}, {Title: d.say("to"), Share: 20}, {Title: d.say("messages"), Share: 10, Right: true}, {Title: d.say("citation"), Share: 34, Mono: true}}}
	for i := range d.p.Members {
		m := &d.p.Members[i]
		for _, p := range m.Answers {
			t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", m.Name), d.cell("answers"), d.cell("%s", p.Name), number(p.Messages), place(cites(p.Cite))})
		}
		for _, v := range m.Vouched {
			t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", m.Name), d.cell("vouched for"), d.cell("%s", v.Name), {}, place(cites(v.Cite))})
		}
		for _, r := range m.Ranks {
			t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", m.Name), d.cell("rank or group"), d.cell("%s", r.Rank), {}, place(cites(r.Cite))})
		}
	}
	if len(t.Rows) > 0 {
		d.Heading(2, d.say("Who deals with whom, and ranks"), "ties")
		d.Table(&t)
	}
}

func (d *drawing) selectors() {
	t := paper.Table{Columns: []paper.Column{{Title: d.say("name"), Share: 20}, {Title: d.say("selector"), Share: 30}, {Title: d.say("also used by"), Share: 20}, {Title: d.say("citation"), Share: 30, Mono: true}}}
	for i := range d.p.Members {
		for _, s := range d.p.Members[i].Selectors {
			t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", d.p.Members[i].Name), d.cell("%s %s", s.Type, s.Value), d.cell("%s", or(strings.Join(s.Also, ", "))), place(cites(s.Cite))})
		}
	}
	if len(t.Rows) > 0 {
		d.Heading(2, d.say("Selectors that they used"), "selectors")
		d.Table(&t)
	}
}

// roles tells the first of each role with what speaks for and against it.
func (d *drawing) roles() {
	t := paper.Table{Columns: []paper.Column{{Title: d.say("role"), Share: 14}, {Title: d.say("place"), Share: 12}, {Title: d.say("name"), Share: 14}, {Title: d.say("reason"), Share: 22},
		{Title: d.say("count"), Share: 6, Right: true}, {Title: d.say("points"), Share: 6, Right: true}, {Title: d.say("citation"), Share: 26, Mono: true}}}
	for _, of := range roleNames(d.p.Members) {
		for place := 1; place <= firstOf; place++ {
			for i := range d.p.Members {
				for _, r := range d.p.Members[i].Roles {
					if r.Role == of && r.Rank == place {
						t.Rows = append(t.Rows, d.reasons(d.p.Members[i].Name, &r)...)
					}
				}
			}
		}
	}
	d.Heading(1, d.say("Roles, and why"), "roles")
	d.Para(d.say("The first %d of each role. Points rank within one role; they are no probability. Points below nought speak against.", firstOf))
	d.Table(&t)
}

func roleNames(members []board.Member) (out []string) {
	seen := map[string]bool{}
	for i := range members {
		for _, r := range members[i].Roles {
			if !seen[r.Role] {
				seen[r.Role] = true
				out = append(out, r.Role)
			}
		}
	}
	return out
}

func (d *drawing) reasons(name string, r *board.Role) (rows [][]paper.Cell) {
	for _, why := range append(append([]board.Reason{}, r.For...), r.Against...) {
		rows = append(rows, []paper.Cell{d.cell("%s", d.term(r.Role)), d.cell("%s", d.span(r)), d.cell("%s", name), d.cell("%s", strings.ReplaceAll(d.term(why.Kind), "-", " ")), number(why.Count), number(why.Points), place(cites(why.Examples))})
	}
	return rows
}

// names lists who may be who; each pair stands with both of its names.
func (d *drawing) names() {
	t := paper.Table{Columns: []paper.Column{{Title: d.say("name"), Share: 16}, {Title: d.say("perhaps the same"), Share: 16}, {Title: d.say("score"), Share: 20}, {Title: d.say("why"), Share: 22}, {Title: d.say("passages"), Share: 26, Mono: true}}}
	for i := range d.p.Members {
		for _, x := range d.p.Members[i].Aliases {
			t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", d.p.Members[i].Name), d.cell("%s", x.Name), d.cell("%d ‰ [%d–%d]%s", x.Score, x.Low, x.High, d.gone(x.Gone)), d.cell("%s", d.terms(x.Why)), place(cites(x.Examples))})
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	d.Heading(1, d.say("Names that may be one person"), "names")
	d.Para(d.say("Nobody is merged: a score says how often pairs so alike were one person where that is known."))
	d.Table(&t)
}

func (d *drawing) topics() {
	d.Heading(1, d.say("What the group speaks of"), "group")
	t := paper.Table{Columns: []paper.Column{{Title: d.say("topic"), Share: 22}, {Title: d.say("messages"), Share: 10, Right: true}, {Title: d.say("‰"), Share: 10, Right: true}, {Title: d.say("without any one contributor"), Share: 18},
		{Title: d.say("baseline ‰"), Share: 10, Right: true}, {Title: d.say("messages to read"), Share: 30, Mono: true}}}
	for _, g := range d.p.Group {
		base := "–"
		if g.Baseline != nil {
			base = permille(*g.Baseline)
		}
		t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", d.term(g.Indicator)), number(g.Messages), d.cell("%s", permille(g.Rate)), d.cell("%s – %s", permille(g.Low), permille(g.High)), d.cell("%s", base), place(cites(g.Examples))})
	}
	d.Table(&t)
}

func (d *drawing) exhibits() {
	d.Heading(1, d.say("Exhibits that this rests on"), "exhibits")
	d.Para(d.say("Citations name an exhibit as below, with offset and length in bytes. The name is a commitment to its digest (SHA-256), which opens with a salt that the sender keeps; an exhibit that an older version sealed is named by its digest."))
	t := paper.Table{Columns: []paper.Column{{Title: d.say("reference"), Share: 20}, {Title: d.say("kind and format"), Share: 12}, {Title: d.say("rows"), Share: 10, Right: true}, {Title: d.say("handling"), Share: 18}, {Title: d.say("name of the exhibit"), Share: 40, Mono: true}}}
	for _, x := range d.p.Exhibits {
		t.Rows = append(t.Rows, []paper.Cell{d.cell("%s", x.Ref), d.cell("%s %s", x.Kind, x.Format), number(x.Rows), d.cell("%s", or(strings.Join(x.Handling, ", "))), place(x.Exhibit.String())})
	}
	d.Table(&t)
}
