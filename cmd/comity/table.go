package main

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// column is how a table shows one of its columns.
type column struct {
	title string
	right bool // a number, aligned as such
	align bool // aligned as numbers are, without being one
	give  bool // may be cut where the terminal is narrow
	most  int  // is cut beyond so many places, however wide the terminal; 0: never
}

// mostName is how wide a column of names grows: who is called by 180 letters makes no table unreadable.
const mostName = 40

// minimum is how far a column that gives may shrink.
const minimum = 8

// table is text in aligned columns. Cells may hold anything: they are made
// harmless when added.
type table struct {
	columns []column
	rows    [][]string
}

func (t *table) add(cells ...string) {
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	t.rows = append(t.rows, cells)
}

// print writes the table, headings first, no wider than the terminal where it
// can be; an empty table prints nothing.
func (a *app) table(t *table) { a.tableWith(t, func(int) {}) }

// tableWith is table, with below called after each row.
func (a *app) tableWith(t *table, below func(row int)) {
	if len(t.rows) == 0 {
		return
	}
	widths := t.widths(a.width)
	head := make([]string, len(t.columns))
	for i, c := range t.columns {
		head[i] = strings.ToUpper(c.title)
	}
	a.print("%s\n", t.line(head, widths))
	for i, r := range t.rows {
		a.print("%s\n", t.line(r, widths))
		below(i)
	}
}

// widths are the columns' natural widths, cut to fit limit (0: no limit) by
// taking from the widest column that gives, one step at a time.
func (t *table) widths(limit int) []int {
	w := make([]int, len(t.columns))
	total := 2 * (len(w) - 1)
	for i, c := range t.columns {
		w[i] = runewidth.StringWidth(c.title)
		for _, r := range t.rows {
			w[i] = max(w[i], runewidth.StringWidth(r[i]))
		}
		if c.most > 0 {
			w[i] = min(w[i], max(c.most, runewidth.StringWidth(c.title)))
		}
		total += w[i]
	}
	for ; limit > 0 && total > limit; total-- {
		widest := -1
		for i, c := range t.columns {
			if c.give && w[i] > minimum && (widest < 0 || w[i] > w[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		w[widest]--
	}
	return w
}

func (t *table) line(cells []string, widths []int) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		if runewidth.StringWidth(c) > widths[i] {
			c = runewidth.Truncate(c, widths[i], "…")
		}
		pad := strings.Repeat(" ", widths[i]-runewidth.StringWidth(c))
		if t.columns[i].right || t.columns[i].align {
			b.WriteString(pad + c)
		} else {
			b.WriteString(c + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
