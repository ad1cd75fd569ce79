package rds

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Bounds of a schema.
const (
	maxTables  = 1000
	maxColumns = 200
	maxParts   = 4096 // pages below the first
)

// schema is what a database says of its tables, as far as they are looked for.
type schema struct {
	tables map[string]table // by name in lower case
	parts  []uint32         // pages that hold the rest of it
}

// table is one of them.
type table struct {
	name    string
	root    uint32
	columns []string // in lower case, in the order of a row
	odd     bool     // its rows are stored in another way
}

// hashes is the table that holds the hashes. Where FILE is a view it is one of
// METADATA.
func (s *schema) hashes() (table, bool) {
	for _, name := range []string{"file", "metadata"} {
		t, ok := s.tables[name]
		if ok && slices.ContainsFunc(t.columns, func(c string) bool { return c == "sha256" || c == "sha1" || c == "md5" }) {
			return t, true
		}
	}
	return table{}, false
}

// take reads a page, if the schema lies on it; false where it cannot be read.
func (s *schema) take(page []byte, n uint32, usable int) bool {
	if n != 1 && !slices.Contains(s.parts, n) {
		return true
	}
	if _, sort := header(page, n); n == 1 && sort == branch {
		var t tree
		t.take(page, n, usable)
		s.parts = t.children(n)
		return len(s.parts) > 0 && len(s.parts) <= maxParts
	}
	cells, ok := leafCells(nil, page, n, usable)
	for _, c := range cells {
		s.entry(c)
	}
	return ok
}

// entry takes over a row of the schema: type, name, table, root, statement.
func (s *schema) entry(c cell) {
	var v [5]value
	if c.bad || !values(c.payload, v[:]) || string(v[0].text) != "table" || len(s.tables) >= maxTables {
		return
	}
	name := strings.ToLower(string(v[1].text))
	if name != "file" && name != "metadata" && name != "version" {
		return
	}
	if _, twice := s.tables[name]; twice {
		return
	}
	if s.tables == nil {
		s.tables = map[string]table{}
	}
	t := table{name: string(v[1].text), root: uint32(v[3].number)} //nolint:gosec // judged where it is used
	t.columns, t.odd = columns(string(v[4].text))
	t.odd = t.odd || v[3].number <= 0 || v[3].number >= 1<<32 || v[4].cut
	s.tables[name] = t
}

// columns are the names of the columns of a statement that creates a table; odd says
// that rows are stored in another way than one value for each.
func columns(sql string) (names []string, odd bool) {
	before, body, _ := strings.Cut(sql, "(")
	parts, after := split(body)
	words := strings.ToLower(before)
	odd = strings.Contains(words, "virtual") || strings.Contains(strings.ToLower(after), "rowid")
	for _, p := range parts {
		name, rest := word(p)
		switch strings.ToLower(name) {
		case "":
			continue
		case "constraint", "primary", "unique", "check", "foreign":
			if p[0] != '"' && p[0] != '[' && p[0] != '`' {
				continue
			}
		}
		for _, w := range strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return r == '(' || r <= ' ' }) {
			odd = odd || w == "as" || w == "generated"
		}
		if len(names) >= maxColumns {
			return nil, true
		}
		names = append(names, strings.ToLower(name))
	}
	return names, odd
}

// split parts the inside of brackets at commas that lie in no others, and returns what
// follows them.
func split(s string) (parts []string, after string) {
	depth, from := 0, 0
	var quote byte
	for i := range len(s) {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '[':
			quote = ']'
		case c == '(':
			depth++
		case c == ')' && depth == 0:
			return append(parts, strings.TrimSpace(s[from:i])), s[i+1:]
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			parts, from = append(parts, strings.TrimSpace(s[from:i])), i+1
		}
	}
	return parts, ""
}

// word is the name that s begins with, out of its quotes.
func word(s string) (name, rest string) {
	if s == "" {
		return "", ""
	}
	if i := strings.IndexByte("\"`[", s[0]); i >= 0 {
		name, rest, _ = strings.Cut(s[1:], "\"`]"[i:i+1])
		return name, rest
	}
	if i := strings.IndexAny(s, " \t\r\n("); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// version is what the database says of its version: that of the last row, and the day
// of its release.
func (t table) version(page []byte, n uint32, usable int) string {
	cells, _ := leafCells(nil, page, n, usable)
	said := ""
	for _, c := range cells {
		v := make([]value, len(t.columns))
		if c.bad || t.odd || !values(c.payload, v) {
			continue
		}
		row := map[string]string{}
		for i, name := range t.columns {
			row[name] = string(v[i].text[:min(len(v[i].text), 100)])
		}
		if said = row["version"]; said != "" && row["release_date"] != "" {
			said += " of " + row["release_date"]
		}
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, said)
}

// number reads a big-endian number of up to eight bytes, with its sign.
func number(b []byte) int64 {
	var whole [8]byte
	if len(b) > 0 && b[0] >= 0x80 {
		whole = [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	}
	copy(whole[8-len(b):], b)
	return int64(binary.BigEndian.Uint64(whole[:])) //nolint:gosec // two's complement
}
