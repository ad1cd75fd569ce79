package intake

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/records/charset"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/record"
)

// mostTables is how many tables of a dump are named.
const mostTables = 20

// dump looks at the tables of a database dump by the words of their columns, as
// at tables of delimited text. Each that holds a kind is an exhibit of its own, and the
// others are named; where none does, a person says which is meant.
func (l *lexicon) dump(f *File, s *sample) {
	tables := s.tables
	if strings.HasPrefix(s.encoding.Name, "utf-16") {
		tables, _, _ = mysqldump.Look(bytes.NewReader(s.head()), dumpSize) // reading memory does not fail
	}
	if s.short {
		f.why("only the first %d MiB of the dump, or less, were looked at", dumpSize>>20)
	}
	var found []*File
	var filled, named, left []string
	for i := range tables {
		t := &tables[i]
		if len(t.Rows) == 0 && !t.More {
			continue
		}
		if filled = append(filled, t.Name); len(t.Rows) == 0 {
			left = append(left, quoted(t.Name))
			continue
		}
		x, settled := l.dumped(f, t)
		if !settled {
			left = append(left, quoted(t.Name)+maybe(x.Kind))
			continue
		}
		found, named = append(found, x), append(named, t.Name)
		f.why("table %s: %d columns, looks like %s", quoted(t.Name), len(t.Columns), x.Kind)
	}
	if len(found) > 0 && len(left) > 0 {
		f.why("tables with rows of which the columns settle no kind, and which are left out here: %s; each is an exhibit of its own, with the same path, its sheet, kind and columns", strings.Join(left[:min(len(left), 3*mostTables)], ", "))
	}
	if len(found) > 0 && len(found) <= mostTables && !s.short {
		f.tables(found)
		return
	}
	if len(named) == 0 {
		named = filled
	}
	f.Kind, f.Sheet, f.Site, f.timed = ask, ask, ask, true
	f.ask("sheet", "which table of the dump? Each is an exhibit of its own, with the same path. Then map its columns: columns = { account = \"username\", … }", named[:min(len(named), mostTables)]...)
	f.ask("kind", "it depends on the table", tableKinds...)
	f.ask("time_format", "are times of that table written as seconds since 1970?", "epoch")
	f.askEncoding()
}

// tables puts the tables of a dump in the file's place.
func (f *File) tables(found []*File) {
	why := f.Why
	if len(found) == 1 {
		*f = *found[0]
		f.Why = append(why, f.Why...)
		return
	}
	f.Kind, f.sheets = found[0].Kind, found
	for _, t := range found {
		t.several, t.Why = true, append(slices.Clone(why), t.Why...)
	}
}

// maybe says what a table may hold, in brackets.
func maybe(kind string) string {
	if kind == "" || kind == ask {
		return ""
	}
	return " (" + kind + "?)"
}

// dumped is what one table of a dump holds, and whether its columns settle that.
func (l *lexicon) dumped(f *File, t *mysqldump.Table) (*File, bool) {
	out := *f
	out.Why, out.Questions, out.Sheet = nil, []Question{}, t.Name
	g := &grid{names: slices.Clone(t.Columns), rows: t.Rows}
	out.decoded(g)
	l.table(&out, g)
	if out.Kind == "" || out.Kind == ask || len(out.question("kind")) > 0 {
		return &out, false
	}
	out.timed = record.Kind(out.Kind).Timed()
	out.askEncoding()
	if slices.Contains([]string{"access", "members", "payments"}, out.Kind) && out.Columns["account"] != nil && out.Columns["site"] == nil {
		out.Site = ask
	}
	return &out, true
}

// decoded finds the code of a dump's values, which its head may not show, and
// brings them into UTF-8.
func (f *File) decoded(g *grid) {
	var text []byte
	for _, row := range append([][]string{g.names}, g.rows...) {
		text = append(append(text, strings.Join(row, "\t")...), '\n')
	}
	if f.Encoding = code(text); f.Encoding.Sure {
		return
	}
	d, err := charset.NewDecoder(f.Encoding.Name)
	if err != nil {
		return
	}
	for _, row := range append([][]string{g.names}, g.rows...) {
		for i, c := range row {
			row[i] = d.String(c)
		}
	}
}
