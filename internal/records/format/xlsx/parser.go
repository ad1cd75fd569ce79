package xlsx

import (
	"bytes"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Parser makes records of rows in their cited form. It keeps scratch buffers:
// one goroutine at a time may use it; Clone gives another one its own.
type Parser struct {
	*table.Reader
	layout
	cells [][]byte
	dated []bool          // which of them hold dates that the workbook marks as such
	why   []record.Reason // which of them cannot be read
	arena []byte          // values of the block that had to be rewritten
}

// layout is what the header says; shared by clones, never changed.
type layout struct {
	names []string
	last  int64 // number of the last header row
	uses  []bool
}

// New makes a parser for src from head: the first rows of the sheet in their
// cited form, up to 64 KiB or all of them. The header must lie in it whole.
// Without src.HeaderRow it is the first row that has a cell. An Input error names
// the key, the columns there are and what to write in the manifest.
func New(head []byte, src *record.Source, cfg table.Config) (*Parser, error) {
	p := &Parser{}
	if err := p.header(head, src, cfg); err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return p, nil
}

// Clone returns a parser for another goroutine.
func (p *Parser) Clone() *Parser {
	c := &Parser{Reader: p.Reader.Clone(), layout: p.layout}
	c.scratch()
	return c
}

func (p *Parser) scratch() {
	n := len(p.names)
	p.cells, p.dated, p.why = make([][]byte, n), make([]bool, n), make([]record.Reason, n)
}

// header finds the rows of the header and maps the keys.
func (p *Parser) header(head []byte, src *record.Source, cfg table.Config) error {
	rows, first, err := headerRows(head, src)
	if err != nil {
		return err
	}
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	for i := range rows {
		rows[i] = slices.Grow(rows[i], width-len(rows[i]))[:width]
	}
	p.last = first + int64(len(rows)) - 1
	p.names = slices.Clone(rows[len(rows)-1])
	if p.Reader, err = table.Open(table.Header(rows), src, cfg); err != nil {
		return err
	}
	p.uses = make([]bool, width)
	for i := range p.uses {
		p.uses[i] = p.Uses(i)
	}
	p.scratch()
	return nil
}

// headerRows reads the header's cells, as many rows as the source states; first
// is the number of the topmost.
func headerRows(head []byte, src *record.Source) (rows [][]string, first int64, err error) {
	first, last := int64(src.HeaderRow), int64(0)
	rows = make([][]string, max(1, src.HeaderRows))
	for len(head) > 0 {
		end := bytes.Index(head, rowEnd)
		if end < 0 {
			break // cut off
		}
		row := head[:end+1]
		head = head[end+len(rowEnd):]
		n := rowOf(row)
		last = n
		if first == 0 {
			first = n
		}
		if n >= first+int64(len(rows)) {
			return filled(rows, first)
		}
		if n >= first {
			rows[n-first] = headerCells(row)
		}
	}
	if last < first+int64(len(rows))-1 || first == 0 {
		return nil, 0, comity.Errorf(comity.Input, "the header row does not lie in the first 64 KiB of the sheet").
			WithHint("say which row names the columns: header_row = 3; see that it is the right sheet")
	}
	return filled(rows, first)
}

func filled(rows [][]string, first int64) ([][]string, int64, error) {
	last := rows[len(rows)-1]
	if !slices.ContainsFunc(last, func(s string) bool { return s != "" }) {
		return nil, 0, comity.Errorf(comity.Input, "row %d of the sheet is empty, it must name the columns", first+int64(len(rows))-1).
			WithHint("say which row names them: header_row = 3")
	}
	return rows, first, nil
}

func headerCells(row []byte) (out []string) {
	for line := range bytes.Lines(row) {
		column, value, _, why := parseCell(line[:len(line)-1])
		if why != "" || column == 0 {
			continue
		}
		for len(out) < column {
			out = append(out, "")
		}
		_, value = plain(nil, value)
		out[column-1] = string(bytes.TrimSpace(value))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// rowEnd ends a row in its cited form.
var rowEnd = []byte("\n\n")

// Rows counts the rows of a block.
func Rows(data []byte) int64 { return int64(bytes.Count(data, rowEnd)) }

// rowOf is the number of the row whose cited form begins with line.
func rowOf(line []byte) int64 {
	i := 0
	for i < len(line) && line[i] >= 'A' && line[i] <= 'Z' {
		i++
	}
	n := int64(0)
	for ; i < len(line) && line[i]-'0' <= 9 && n <= maxRow; i++ {
		n = n*10 + int64(line[i]-'0')
	}
	return n
}

// parseCell takes the line of a cell apart. value is not yet plain; dated says
// that the workbook marks it as a date or time.
func parseCell(line []byte) (column int, value []byte, dated bool, why record.Reason) {
	column = columnOf(line)
	i := bytes.IndexByte(line, '\t')
	if i < 0 {
		_, words, _ := bytes.Cut(line, []byte{' '})
		if why = cellReasons[string(words)]; why == "" {
			why = BadCell
		}
		return column, nil, false, why
	}
	value = line[i+1:]
	if j := bytes.IndexByte(value, '\t'); j >= 0 {
		value = value[j+1:]
		dated = bytes.IndexByte(value, ':') > 0 || len(value) > 4 && value[4] == '-'
	}
	return column, value, dated, ""
}

// Block reads whole rows in their cited form, as Sheet.Row gives them. base is
// not needed: each row says its number, which is its place.
//
// Each record goes to sink in the order of the rows; what may be kept of it says
// table.Reader.Row. The strings of an assignment and the slices of an event stay
// valid until the next call, if data does.
func (p *Parser) Block(data []byte, _ int64, sink record.Sink) {
	p.Into(sink)
	p.arena = p.arena[:0]
	for len(data) > 0 {
		row, rest, _ := bytes.Cut(data, rowEnd)
		p.row(row)
		data = rest
	}
	p.Into(record.Sink{})
}

// Close ends the sheet. It holds nothing back, so nothing follows.
func (p *Parser) Close(record.Sink) {}

// row reads one row, without its end.
func (p *Parser) row(row []byte) {
	n := rowOf(row)
	if n <= p.last {
		return
	}
	clear(p.cells)
	clear(p.dated)
	why := record.Reason("")
	blank := true
	for len(row) > 0 {
		line := row
		if end := bytes.IndexByte(row, '\n'); end >= 0 {
			line, row = row[:end], row[end+1:]
		} else {
			row = nil
		}
		column, value, dated, bad := parseCell(line)
		if bad == LongRow {
			why = bad
		}
		if column < 1 || column > len(p.cells) {
			blank = blank && bad == "" // cells beyond the header are cited and not interpreted
			continue
		}
		if bad != "" && p.uses[column-1] {
			why = bad
		}
		p.arena, value = plain(p.arena, value)
		blank = blank && bad == "" && len(bytes.TrimSpace(value)) == 0
		p.cells[column-1], p.dated[column-1] = value, dated
	}
	place := record.Place{Offset: n, Length: -1, Line: n}
	switch {
	case why != "":
		p.Reject(place, why)
	case blank:
	case p.repeated():
		p.Reject(place, Repeated)
	default:
		p.Typed(p.cells, p.dated, place)
	}
}

// repeated reports whether the row names the columns again, as prints do on
// each page.
func (p *Parser) repeated() bool {
	for i, c := range p.cells {
		if string(bytes.TrimSpace(c)) != p.names[i] {
			return false
		}
	}
	return true
}
