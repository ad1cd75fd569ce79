package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/casefile"
)

// beside opens the other cases of the node that a board's members are compared with; done closes them.
func (a *app) beside(ctx context.Context, c *casefile.Case, dirs []string) (others []*casefile.Case, done func(), err error) {
	done = func() {
		for _, o := range others {
			_ = o.Close() // nothing was written
		}
	}
	for _, dir := range dirs {
		o, err := c.Beside(ctx, dir)
		if err != nil {
			done()
			return nil, nil, err
		}
		others = append(others, o)
	}
	return others, done, nil
}

// contacts prints what a board and other cases have in common.
func (a *app) contacts(rep casefile.BoardReport) {
	w, x := a.words(), rep.Contacts
	titles := map[string]string{}
	for _, c := range x.Cases {
		titles[c.Case] = fmt.Sprintf("%s (%.8s)", c.Title, c.Case)
	}
	t := &table{columns: []column{{title: w.BoardMember, give: true, most: mostName}, {title: w.Selectors, give: true}, {title: w.Contact.Subject}, {title: w.Band}, {title: w.Contact.Case, give: true},
		{title: w.Contact.Said, give: true}, {title: w.Contact.Row, give: true}}}
	for _, f := range x.Found {
		value := string(f.Type) + " " + f.Value
		if f.Type == "nickname" {
			value += " = " + strings.Join(f.Stated, ", ")
		}
		if f.Disputed {
			value += " (" + w.Contact.Doubt + ")"
		}
		said, row := "–", "–"
		if len(f.Said) > 0 {
			said = f.Said[0]
		}
		if len(f.Rows) > 0 {
			row = f.Rows[0].String()
		}
		t.add(f.Member, value, f.Subject, w.term(string(f.Band)), titles[f.Case], said, row)
	}
	a.table(t)
	if len(x.Found) == 0 {
		a.print("%s\n", w.Contact.None)
	}
	a.print("\n")
	for _, c := range x.Capped {
		a.print(w.Contact.Capped+"\n", harmless(string(c.Type)+" "+c.Value), count(c.Members), count(c.Subjects), harmless(titles[c.Case]), count(x.Cap))
	}
	for _, c := range x.Cases {
		var stated []string
		for _, typ := range slices.Sorted(maps.Keys(c.Stated)) {
			stated = append(stated, fmt.Sprintf("%s %d", typ, c.Stated[typ]))
		}
		a.print(w.Contact.Read+"\n", harmless(titles[c.Case]), count(c.Subjects), c.Run.Short(), harmless(strings.Join(stated, ", ")))
		for _, h := range c.Withheld {
			ask := harmless(strings.Join(h.Ask, ", "))
			if h.Contacts > 0 {
				a.print(w.Contact.Held+"\n", count(h.Contacts), harmless(h.Rule), ask)
			}
			if h.Exhibits > 0 {
				a.print(w.Contact.HeldRows+"\n", count(h.Exhibits), harmless(h.Rule), ask)
			}
		}
	}
	if len(x.Uncompared) > 0 {
		var left []string
		for _, kind := range slices.Sorted(maps.Keys(x.Uncompared)) {
			left = append(left, fmt.Sprintf("%s %d", kind, x.Uncompared[kind]))
		}
		a.print(w.Contact.Apart+"\n", harmless(strings.Join(left, ", ")))
	}
	a.print("\n%s\n", w.Contact.Lead)
	a.codes(rep.Handling)
}
