package report

import (
	"strconv"
	"strings"

	"comity/internal/comity"
	"comity/internal/cooperation/report/paper"
)

// events lists what the arguments rest on, with the rows themselves.
func (d *draft) events(s *Subject) {
	if len(s.Hits) == 0 {
		return
	}
	d.p.Heading(3, d.t("The events, and the rows that show them"), "")
	t := paper.Table{Columns: []paper.Column{{Title: d.t("no."), Share: 6}, {Title: d.t("event"), Share: 11}, {Title: d.t("account"), Share: 20}, {Title: d.t("address"), Share: 19}, {Title: d.t("from – to"), Share: 26}, {Title: d.t("lines"), Share: 7, Right: true}, {Title: d.t("answer"), Share: 11}}}
	for i := range s.Hits {
		t.Rows = append(t.Rows, d.hit(i, &s.Hits[i]))
	}
	d.p.Table(&t)
	if s.MoreHits > 0 {
		d.p.Para(d.t("Further events in findings.jsonl, with their rows in exhibits/: %d", s.MoreHits))
	}
	shown := map[comity.Citation]int{}
	for i := range s.Hits {
		d.rows(i, &s.Hits[i], shown)
	}
}

func (d *draft) hit(i int, h *Hit) []paper.Cell {
	addr := h.Addr.String()
	if h.Port != 0 {
		addr += " " + strconv.Itoa(int(h.Port))
	}
	at := instant(h.First)
	if h.Last != h.First {
		at += " – " + instant(h.Last)
	}
	return row(paper.Plain(event(i)), d.t(h.Event), paper.Plain(or(h.Account)), paper.Plain(addr), paper.Plain(at), number(h.Count), d.t(h.Answer))
}

// rows shows the rows of an event and the provider's statements that it lies in.
// One that stands with an event before is not repeated.
func (d *draft) rows(i int, h *Hit, shown map[comity.Citation]int) {
	for j := range h.Rows {
		d.evidence(d.t("%s, row: %s", event(i), d.place(&h.Rows[j])), &h.Rows[j])
	}
	if h.MoreRows > 0 {
		d.p.Para(d.t("%s, further rows in exhibits/: %d", event(i), h.MoreRows))
	}
	for j := range h.Assignments {
		r := &h.Assignments[j]
		if first, again := shown[r.Cite]; again {
			d.p.Evidence(&paper.Evidence{Head: d.t("%s, provider's statement: as with %s", event(i), event(first)), Cite: r.Cite.String()})
			continue
		}
		shown[r.Cite] = i
		d.evidence(d.t("%s, provider's statement: %s", event(i), d.place(r)), r)
	}
}

// place says where in the pack a row lies.
func (d *draft) place(r *Row) paper.Text {
	switch {
	case r.Exhibit == 0:
		return d.t("not in this pack")
	case r.Leaves > 1:
		return d.t("exhibits/%03d/rows.txt, leaves %d to %d", r.Exhibit, r.Leaf, r.Leaf+r.Leaves-1)
	}
	return d.t("exhibits/%03d/rows.txt, leaf %d", r.Exhibit, r.Leaf)
}

func (d *draft) evidence(head paper.Text, r *Row) {
	e := paper.Evidence{Head: head, Cite: r.Cite.String()}
	var cut int
	e.Lines, cut = lines(r.Text)
	switch {
	case cut > 0:
		e.Note = d.t("further bytes in rows.txt: %d", cut)
	case r.Masked > 0:
		e.Note = d.t("cells withheld: %d; what stands in their place is the sender's statement", r.Masked)
	case r.Stated:
		e.Note = d.t("a part is the sender's statement, not the file's bytes")
	}
	if r.Exhibit == 0 {
		e.Lines, e.Note = nil, paper.Text{} // nothing of it is shown
	}
	d.p.Evidence(&e)
}

// longest is how many bytes of one row the report repeats.
const longest = 4000

// lines cuts a row at line ends, with card numbers masked and tabs as blanks, and says how many bytes
// are left out.
func lines(b []byte) (list []string, cut int) {
	if len(b) > longest {
		b, cut = b[:longest], len(b)-longest
	}
	s := strings.TrimSuffix(string(comity.MaskCards(b, comity.MaskLikely)), "\n")
	for l := range strings.SplitSeq(s, "\n") {
		list = append(list, strings.ReplaceAll(strings.TrimSuffix(l, "\r"), "\t", "    "))
	}
	return list, cut
}
