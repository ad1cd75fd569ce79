package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Bounds of what is looked at of lines of JSON.
const (
	jsonRows  = 1_200
	jsonKeys  = 200
	jsonDepth = 8 // of members inside others
	jsonName  = 1_000
)

// lines looks at lines of JSON whose members bear names of the house that wrote
// them, as at a table with these columns. It reports whether they are a log.
func (l *lexicon) lines(f *File, s *sample) bool {
	g := &grid{}
	at := map[string]int{}
	for line := range bytes.Lines(s.head()) {
		if len(g.rows) == jsonRows {
			break
		}
		if row, ok := g.object(line, at); ok {
			g.rows = append(g.rows, row)
		} else if g.odd++; g.odd > 3 && g.odd > len(g.rows) {
			return false
		}
	}
	if len(g.rows) == 0 || len(g.names) < 2 {
		return false
	}
	for i, r := range g.rows { // members that later lines brought
		g.rows[i] = append(r, make([]string, len(g.names)-len(r))...)
	}
	t := *f
	t.Questions = slices.Clone(f.Questions)
	l.table(&t, g)
	if t.Kind != string(record.Access) && !l.asLog(&t, f, g) && !l.visits(&t, f, g) {
		return false
	}
	*f = t
	f.askListed(g)
	f.Format, f.timed = format.NginxJSON, true
	if f.Columns["site"] == nil {
		f.Site = ask
	}
	return true
}

// asLog fills t as a log where that is one of the kinds that are asked about: no other is
// read of lines of JSON.
func (l *lexicon) asLog(t, f *File, g *grid) bool {
	q := t.question("kind")
	if len(q) == 0 || !slices.Contains(q[0].Choices, string(record.Access)) {
		return false
	}
	*t, g.only = *f, string(record.Access)
	t.Questions, t.Why = slices.Clone(f.Questions), slices.Clone(f.Why)
	if l.table(t, g); t.Kind != string(record.Access) {
		return false
	}
	t.drop("kind")
	t.ask("kind", q[0].Text+" Lines of JSON are read as a log alone; for anything else make a table in a copy, and seal both", "access", "document")
	return true
}

// visits fills t where each line has a time and an address, and perhaps says whose: events
// of a site as programs log them, which are read as a log or not at all.
func (l *lexicon) visits(t, f *File, g *grid) bool {
	cols := l.columns(g)
	m := l.mapAs(string(record.Access), cols)
	if len(m.lack) > 0 || m.taken["time"].points < sure || m.taken["ip"].points < sure || m.taken["account"].points < sure && m.taken["agent"].points < sure || paid(cols) {
		return false
	}
	*t = *f
	t.Questions = slices.Clone(f.Questions)
	t.why("%d rows sampled", len(g.rows))
	t.ask("kind", "each line has a time and an address: are they a log of who came to the site, or logged in there?", m.kind)
	l.fill(t, m, cols)
	return true
}

// object reads one line into a row, and takes names that are new over.
func (g *grid) object(line []byte, at map[string]int) (row []string, ok bool) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	row = make([]string, len(g.names))
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, false
		}
		var v any
		if d.Decode(&v) != nil {
			return nil, false
		}
		row = g.value(row, at, key.(string), v, jsonDepth)
	}
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	_, err := d.Token() // what stands behind the object, and may not
	return row, len(g.names) > 0 && errors.Is(err, io.EOF)
}

// value puts a member's value into its column; those inside it into columns of their own,
// named by all names on the way.
func (g *grid) value(row []string, at map[string]int, name string, v any, room int) []string {
	if len(name) > jsonName { // many members inside such a one would each bear it again
		return row
	}
	if inner, ok := v.(map[string]any); ok && room > 0 {
		for _, n := range sortedKeys(inner) {
			row = g.value(row, at, name+"."+n, inner[n], room-1)
		}
		return row
	}
	if list, ok := v.([]any); ok && len(list) > 0 && forwards(name) {
		g.listed(name, valueText(list[0]))
	}
	i, known := at[name]
	if !known {
		if len(g.names) == jsonKeys {
			return row
		}
		i = len(g.names)
		at[name], g.names, row = i, append(g.names, name), append(row, "")
	}
	if row[i] == "" {
		row[i] = valueText(v)
	}
	return row
}

// listed takes note of an address that was passed on in a list, which the format does not
// read.
func (g *grid) listed(name, first string) {
	if g.passed == nil {
		g.passed = map[string]map[string]int{}
	}
	if g.passed[name] == nil {
		g.passed[name] = map[string]int{}
	}
	if len(g.passed[name]) < jsonRows {
		g.passed[name][first]++
	}
}

// valueText is a member's value as a cell; what is nested is none.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}
