package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

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
