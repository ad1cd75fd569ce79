// Package register reads a table file for identity: delimited text or a sheet of
// a workbook, with a header that names the columns. What a column holds is said
// by a configuration or guessed by its name; docs/formats/resolve.md has both.
//
// A row that cannot be taken apart is counted with its number and reason and
// belongs to no cluster. Everything else is kept in memory as identity.Table
// does, so that a table of a million rows takes some hundred MiB.
package register

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"comity/internal/analysis/identity"
	"comity/internal/comity"
	"comity/internal/records/charset"
)

// Register is a table that was read.
type Register struct {
	Table   *identity.Table
	Fields  []identity.Field
	Left    []string // columns that are not compared
	Labels  []string // of each row: the value of the id column, or its number from 1
	Truth   []string // of each row, where a column was named that holds it
	Rejects []Reject // the first of them
	Bad     int      // how many there are

	byLabel map[string]uint32 // unsaid where a label occurs twice
}

// Reject is a row that could not be taken apart.
type Reject struct {
	Row    int    `json:"row"` // number behind the header, from 1
	Reason string `json:"reason"`
}

// maxRejects is how many rejects are kept; all are counted.
const maxRejects = 100

// twice marks a label that several rows bear.
const twice = ^uint32(0)

// Read reads data, a whole file. truth names a column that says who is who, ""
// none: it is never compared.
func Read(data []byte, cfg Config, truth string) (*Register, error) {
	code, err := charset.NewDecoder(cfg.Encoding)
	if err != nil {
		return nil, err
	}
	rows, err := open(data, &cfg)
	if err != nil {
		return nil, err
	}
	r := &Register{byLabel: map[string]uint32{}}
	p, err := r.columns(rows.names(), &cfg, truth)
	if err != nil {
		return nil, err
	}
	for n := 1; ; n++ {
		cells, ok, err := rows.next()
		if err != nil || !ok {
			return r, err
		}
		r.row(n, cells, p, code)
	}
}

// plan is where the cells of a row go.
type plan struct {
	width, id, truth int // -1: none
	pattern          *regexp.Regexp
	at               []int
	cells            []string
}

func (r *Register) row(n int, cells []string, p *plan, code *charset.Decoder) {
	why := ""
	switch {
	case len(cells) != p.width:
		why = "wrong number of cells"
	case code == nil && !valid(cells):
		why = "not UTF-8"
	}
	if why != "" {
		if r.Bad++; len(r.Rejects) < maxRejects {
			r.Rejects = append(r.Rejects, Reject{n, why})
		}
		return
	}
	for i, c := range p.at {
		p.cells[i] = code.String(cells[c])
	}
	label := strconv.Itoa(n)
	if p.id >= 0 {
		label = strings.Clone(code.String(cells[p.id]))
	}
	row := uint32(r.Table.Rows())
	if _, ok := r.byLabel[label]; ok {
		row = twice
	}
	r.byLabel[label] = row
	r.Labels = append(r.Labels, label)
	r.Table.Add(p.cells)
	if p.truth >= 0 {
		r.Truth = append(r.Truth, p.person(cells[p.truth]))
	}
}

// person is what a cell of the truth says: its first group in the pattern, or
// all of it.
func (p *plan) person(v string) string {
	if p.pattern == nil {
		return strings.Clone(v)
	}
	m := p.pattern.FindStringSubmatch(v)
	if len(m) == 0 {
		return strings.Clone(v)
	}
	return strings.Clone(m[len(m)-1])
}

func valid(cells []string) bool {
	for _, c := range cells {
		if !utf8.ValidString(c) {
			return false
		}
	}
	return true
}

// Row is the row that bears a label. An Input error says that none or several do.
func (r *Register) Row(label string) (uint32, error) {
	row, ok := r.byLabel[label]
	switch {
	case !ok:
		return 0, comity.Errorf(comity.Input, "no row is named as asked").
			WithHint("name a row by its cell in the id column, or without one by its number behind the header, from 1")
	case row == twice:
		return 0, comity.Errorf(comity.Input, "several rows bear the name asked for").
			WithHint("choose an id column whose cells differ, or none: rows are numbered then")
	}
	return row, nil
}

// isBook reports whether data is a workbook.
func isBook(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }
