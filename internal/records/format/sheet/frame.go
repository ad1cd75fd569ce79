package sheet

import "bytes"

// maxRecord bounds a row, and so how far a quote without its partner is
// believed.
const maxRecord = 1 << 20

// grammar decides where rows end. A quote opens a field only at the field's
// start, and closes it only before a delimiter or a line end (RFC 4180, 2.5 to
// 2.7). Where that is broken, the line that the row begins on is bad by itself
// and the next line is a row of its own: one stray quote costs one line.
type grammar struct{ delimiter [256]bool }

// anyDelimiter serves where the header has not been seen.
var anyDelimiter = newGrammar(",;\t|^~")

func newGrammar(delimiters string) *grammar {
	g := &grammar{}
	for i := range len(delimiters) {
		g.delimiter[delimiters[i]] = true
	}
	return g
}

// verdict is what grammar says about a row.
type verdict uint8

const (
	whole verdict = iota // ends where stated
	bad                  // breaks the rules; the row's first line is lost, no more
	open                 // data ends inside a quoted field
)

// Boundary returns how many bytes of data lie before its last row end, 0 where
// there is none, and whether data then ends inside a quoted field. data begins
// at the start of a row or, with inQuotes, inside a quoted field. Any of comma,
// semicolon, tab, bar, caret and tilde counts as a delimiter; Parser.Boundary knows which.
func Boundary(data []byte, inQuotes bool) (cut int, quotedAtEnd bool) {
	return anyDelimiter.boundary(data, inQuotes)
}

// Boundary is the function Boundary for the delimiter of this exhibit.
func (p *Parser) Boundary(data []byte, inQuotes bool) (cut int, quotedAtEnd bool) {
	return p.grammar.boundary(data, inQuotes)
}

func (g *grammar) boundary(data []byte, inQuotes bool) (cut int, quotedAtEnd bool) {
	pos := 0
	if inQuotes {
		end, v := g.rest(data, 0, 0)
		if v == open && len(data) < maxRecord {
			return 0, true
		}
		if v != whole {
			end = lineEnd(data, end)
		}
		if end == len(data) {
			return 0, v == open
		}
		pos, cut = end+1, end+1
	}
	for {
		q := bytes.IndexByte(data[pos:], '"')
		if q < 0 {
			return max(cut, pos+bytes.LastIndexByte(data[pos:], '\n')+1), false
		}
		row := pos + bytes.LastIndexByte(data[pos:pos+q], '\n') + 1
		end, v := g.row(data, row, pos+q)
		if v == open && len(data)-row < maxRecord {
			return max(cut, row), true
		}
		if v != whole {
			end = lineEnd(data, row)
		}
		if end == len(data) {
			return max(cut, row), false
		}
		pos, cut = end+1, end+1
	}
}

// row finds the end of the row that starts at start and has its first quote at
// q: the index of its line feed, or len(data).
func (g *grammar) row(data []byte, start, q int) (end int, v verdict) {
	if q != start && !g.delimiter[data[q-1]] {
		return q, bad
	}
	return g.rest(data, start, q+1)
}

// rest is row from inside a quoted field at i on.
func (g *grammar) rest(data []byte, start, i int) (end int, v verdict) {
	for {
		q := bytes.IndexByte(data[i:], '"')
		if q < 0 || i+q-start > maxRecord {
			return i, open
		}
		i += q + 1
		switch {
		case i == len(data):
			return i, whole
		case data[i] == '"':
			i++
			continue
		case g.delimiter[data[i]]:
		case data[i] == '\n', data[i] == '\r' && (i+1 == len(data) || data[i+1] == '\n'):
		default:
			return i, bad
		}
		end = lineEnd(data, i)
		q = bytes.IndexByte(data[i:end], '"')
		if q < 0 {
			return end, whole
		}
		if i += q; !g.delimiter[data[i-1]] {
			return i, bad
		}
		i++
	}
}

// lineEnd is the index of the first line feed at or after i, or len(data).
func lineEnd(data []byte, i int) int {
	if n := bytes.IndexByte(data[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(data)
}

// split cuts a whole row into cells and returns how many there are. p.cells has
// room for one more than a row may have; what lies beyond is not cut.
func (p *Parser) split(row []byte, comma byte) int {
	cells := p.cells
	for n := range cells {
		i := bytes.IndexByte(row, comma)
		if i < 0 {
			cells[n] = row
			return n + 1
		}
		cells[n], row = row[:i], row[i+1:]
	}
	return len(cells)
}

// splitQuoted is split for a row with quotes, which grammar found whole.
func (p *Parser) splitQuoted(row []byte, comma byte) int {
	p.plain = p.plain[:0]
	for n := range p.cells {
		var cell []byte
		if len(row) > 0 && row[0] == '"' {
			cell, row = p.unquote(row[1:])
		} else if i := bytes.IndexByte(row, comma); i >= 0 {
			cell, row = row[:i], row[i:]
		} else {
			cell, row = row, nil
		}
		p.cells[n] = cell
		if len(row) == 0 {
			return n + 1
		}
		row = row[1:]
	}
	return len(p.cells)
}

// unquote returns the content of a quoted cell, of which row begins behind the
// opening quote, and what follows the closing one. Content without a doubled
// quote is not copied.
func (p *Parser) unquote(row []byte) (cell, rest []byte) {
	start := len(p.plain)
	for {
		q := bytes.IndexByte(row, '"')
		if q+1 == len(row) || row[q+1] != '"' {
			if len(p.plain) == start {
				return row[:q], row[q+1:]
			}
			p.plain = append(p.plain, row[:q]...)
			return p.plain[start:], row[q+1:]
		}
		p.plain = append(p.plain, row[:q+1]...)
		row = row[q+2:]
	}
}
