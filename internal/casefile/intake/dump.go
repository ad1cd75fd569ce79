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
// at tables of delimited text. The one that holds a kind is mapped; of several,
// or where none does, a person says which is meant.
func (l *lexicon) dump(f *File, s *sample) {
	tables := s.tables
	if strings.HasPrefix(s.encoding.Name, "utf-16") {
		tables, _, _ = mysqldump.Look(bytes.NewReader(s.head()), dumpSize) // reading memory does not fail
	}
	if s.short {
		f.why("only the first %d MiB of the dump, or less, were looked at", dumpSize>>20)
	}
	var found []*File
	var filled, named []string
	for i := range tables {
		t := &tables[i]
		if len(t.Rows) == 0 && !t.More {
			continue
		}
		if filled = append(filled, t.Name); len(t.Rows) == 0 {
			continue
		}
		if x := l.dumped(f, t); x != nil {
			found, named = append(found, x), append(named, t.Name)
			f.why("table %s: %d columns, looks like %s", quoted(t.Name), len(t.Columns), x.Kind)
		}
	}
	if len(found) == 1 && !s.short {
		why := f.Why
		*f = *found[0]
		f.Why = append(why, f.Why...)
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

// dumped is what one table of a dump holds; nil where its columns do not settle
// that.
func (l *lexicon) dumped(f *File, t *mysqldump.Table) *File {
	out := *f
	out.Why, out.Questions, out.Sheet = nil, []Question{}, t.Name
	g := &grid{names: slices.Clone(t.Columns), rows: t.Rows}
	out.decoded(g)
	l.table(&out, g)
	if out.Kind == "" || out.Kind == ask || len(out.question("kind")) > 0 {
		return nil
	}
	out.timed = record.Kind(out.Kind).Timed()
	out.askEncoding()
	if slices.Contains([]string{"access", "members", "payments"}, out.Kind) && out.Columns["account"] != nil && out.Columns["site"] == nil {
		out.Site = ask
	}
	return &out
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
