package intake

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Bounds of what is looked at of lines of JSON.
const (
	jsonRows = 1_200
	jsonKeys = 200
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
	if at := nested(s.head()); at != "" && (t.Kind != string(record.Access) || slices.Equal(t.Columns["ip"], []string{ask})) {
		f.Reason = "lines of JSON whose members nest, which is not read (an address is in " + quoted(at) + "): bring " + quoted(strings.ReplaceAll(at, ".", "_")) + " and the like to the top of each line in a copy, and seal both"
		return true
	}
	if t.Kind != string(record.Access) {
		return false
	}
	*f = t
	f.Format, f.timed = format.NginxJSON, true
	if f.Columns["site"] == nil {
		f.Site = ask
	}
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
		name, text := key.(string), valueText(v)
		i, known := at[name]
		if !known {
			if len(g.names) == jsonKeys {
				continue
			}
			i = len(g.names)
			at[name], g.names, row = i, append(g.names, name), append(row, "")
		}
		row[i] = text
	}
	return row, len(g.names) > 0
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

// nested is where in the first line an address stands inside another member; "" where
// none does.
func nested(head []byte) string {
	lines := someLines(head)
	var top map[string]any
	if len(lines) == 0 || json.Unmarshal(lines[0], &top) != nil {
		return ""
	}
	for _, name := range sortedKeys(top) {
		inner, _ := top[name].(map[string]any)
		for _, n := range sortedKeys(inner) {
			if v, ok := inner[n].(string); ok && address(v) {
				return name + "." + n
			}
		}
	}
	return ""
}
