package main

import (
	"comity/internal/analysis/board"
	"comity/internal/comity"
)

// memberTies lists whom a member deals with and what the board says it is, each with the first place that shows it.
func (a *app) memberTies(m board.Member) {
	w := a.words()
	t := &table{columns: []column{{title: w.Tie.What}, {title: w.BoardMember, give: true, most: mostName}, {title: w.Count, right: true}, {title: w.Cite, give: true}}}
	add := func(what, name, n string, at []comity.Citation) {
		cite := ""
		if len(at) > 0 {
			cite = at[0].String()
		}
		t.add(what, name, n, cite)
	}
	for _, p := range m.Answers {
		add(w.Tie.Answers, p.Name, count(p.Messages), p.Cite)
	}
	for _, p := range m.AnsweredBy {
		add(w.Tie.AnsweredBy, p.Name, count(p.Messages), p.Cite)
	}
	for _, v := range m.Vouched {
		add(w.Tie.Vouched, v.Name, "", v.Cite)
	}
	for _, v := range m.VouchedBy {
		add(w.Tie.VouchedBy, v.Name, "", v.Cite)
	}
	for _, r := range m.Ranks {
		add(w.Tie.Rank, r.Rank, "", r.Cite)
	}
	a.print("\n")
	a.table(t)
	a.print(w.Tie.Close+"\n", count(m.Core), count(m.Community))
}
