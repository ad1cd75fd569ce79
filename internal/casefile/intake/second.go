package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"comity/internal/records/format/sheet"
)

// otherHeader reports whether a row names columns, and others than names do: a second table
// begins there. Nearly all its cells are known to the vocabulary in all their words, and one at
// least is of an address, a time or a sum.
func (l *lexicon) otherHeader(names, cells []string) bool {
	filled, known, telling, new := 0, 0, false, false
	for _, c := range cells {
		if c == "" {
			continue
		}
		filled++
		if len(c) > 60 || strings.ContainsAny(c, "0123456789@/\\:=") {
			return false
		}
		new = new || !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(strings.ToLower(n), strings.ToLower(c)) })
		parts := l.parts(c)
		if len(parts) == 0 || slices.ContainsFunc(parts, func(p part) bool { return p == nil }) {
			continue
		}
		known++
		telling = telling || slices.ContainsFunc(parts, func(p part) bool {
			return p.has("ip") || p.has("time") || p.has("start") || p.has("end") || p.has("sub") || p.has("amount")
		})
	}
	return new && telling && known > 2 && known*10 >= filled*7
}

// second looks for a table below the first one.
func (l *lexicon) second(g *grid) []string {
	for _, list := range [][][]string{g.others, g.rows, g.more} {
		for _, row := range list {
			if l.otherHeader(g.names, row) {
				return row
			}
		}
	}
	return nil
}

// alone is the text of a row that holds nothing else, and of the one before where a row is empty.
func alone(cells []string, before string) string {
	text := ""
	for _, c := range cells {
		switch {
		case c != "" && text != "":
			return ""
		case c != "":
			text = c
		}
	}
	if text == "" {
		return before
	}
	return text
}

// pages are words for a page, which repeat the names and say nothing of the rows.
var pages = []string{"page", "pag", "pagina", "seite", "página", "strona", "str", "sayfa", "σελίδα", "стр", "страница", "сторінка", "blad", "blz", "side", "sida", "sivu", "oldal", "stranica", "strana", "list", "sheet"}

// askTitled asks about rows below a second row of the same names, where a title above that says
// something else of them: refunds below sales would read as sales.
func (f *File) askTitled(g *grid, above []byte) {
	for _, t := range g.titles {
		words := tokenise(t)
		if len(words) == 0 || slices.Contains(pages, words[0]) || !strings.ContainsFunc(t, unicode.IsLetter) || bytes.Contains(above, []byte(t)) || f.Kind == "" || slices.ContainsFunc(f.Totals, func(s string) bool { return strings.HasPrefix(t, s) }) {
			continue
		}
		text := fmt.Sprintf("below stand the names of the columns again, under %s: are the rows there of another sort, such as refunds, or about somebody else? Then make a file of each part in a copy, and seal all; this file is then a document", quoted(t))
		choices := []string{f.Kind, "document"}
		if f.Kind == ask {
			choices = append(slices.Clone(tableKinds[:6]), "document")
		}
		f.drop("kind")
		f.ask("kind", text, choices...)
		return
	}
}

// askSecond asks about a table below the first, which would be read under the first one's names.
func (f *File) askSecond(row []string) {
	if row == nil {
		return
	}
	text := fmt.Sprintf("below stand other names of columns (%s): a second table begins there, which would be read under the names of the first. Make a file of each in a copy, and seal all; this file is then a document", strings.Join(short(row), ", "))
	if f.Kind == "" {
		f.Reason = text
		return
	}
	choices := []string{"document", f.Kind}
	if f.Kind == ask {
		choices = append(choices[:1], tableKinds[:6]...)
	}
	f.drop("kind")
	f.ask("kind", text, choices...)
}

// sayFirst tells of a table above the one that is read.
func (l *lexicon) sayFirst(f *File, above []byte, layout *sheet.Layout) {
	var names []string
	rows := 0
	for len(above) > 0 {
		cells, n := sheet.Cells(above, layout.Delimiter, bookWidth)
		above = bytes.TrimLeft(above[n:], "\r")
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		switch {
		case names == nil && l.otherHeader(nil, cells):
			names = cells
		case names != nil && len(cells) > 1:
			rows++
		}
	}
	if rows > 0 {
		f.why("above stands another table (%s), of %d rows, which is passed over: make a file of it in a copy, and seal both", strings.Join(short(names), ", "), rows)
	}
}
