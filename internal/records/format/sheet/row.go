package sheet

import (
	"bytes"
	"math"

	"comity/internal/records/record"
)

// cursor walks the rows of a block.
type cursor struct {
	data       []byte
	base, line int64
	pos        int
	quote, nul int // where the next quote and the next NUL lie; -1: not looked yet; len(data): none
}

// skip goes over the header.
func (c *cursor) skip(n int) {
	c.line += int64(bytes.Count(c.data[:n], []byte{'\n'}))
	c.pos = n
}

// upcoming returns the first b at or after c.pos, given what was known.
func (c *cursor) upcoming(known int, b byte) int {
	if known >= c.pos {
		return known
	}
	if i := bytes.IndexByte(c.data[c.pos:], b); i >= 0 {
		return c.pos + i
	}
	return len(c.data)
}

// next reads the row at the cursor and moves behind it.
func (p *Parser) next(c *cursor) {
	start, end := c.pos, lineEnd(c.data, c.pos)
	c.quote = c.upcoming(c.quote, '"')
	why, quoted := record.Reason(""), c.quote < end
	if quoted {
		if e, v := p.grammar.row(c.data, start, c.quote); v == whole {
			end = e
		} else {
			why = BadQuote
		}
	}
	row := withoutCR(c.data[start:end])
	p.place = record.Place{Offset: c.base + int64(start), Length: int32(min(len(row), math.MaxInt32)), Line: c.line}
	c.line++
	if quoted {
		c.line += int64(bytes.Count(row, []byte{'\n'}))
	}
	c.nul = c.upcoming(c.nul, 0)
	c.pos = end + 1
	switch {
	case len(row) == 0:
		return
	case len(row) > maxRecord:
		why = LongLine
	case c.nul < end:
		why = NULByte
	case len(row) == len(p.header) && bytes.Equal(row, p.header):
		why = RepeatedHeader
	}
	if why == "" {
		why = p.record(row, quoted)
	}
	p.tell(why)
}

// record reads the cells of a row that is well formed.
func (p *Parser) record(row []byte, quoted bool) record.Reason {
	n := 0
	if quoted {
		n = p.splitQuoted(row, p.comma)
	} else {
		n = p.split(row, p.comma)
	}
	if n != p.width {
		return WrongFields
	}
	return p.read(p)
}

func (p *Parser) tell(why record.Reason) {
	switch why {
	case "":
	case outside:
		p.sink.Outside(p.place)
	default:
		p.sink.Reject(record.Reject{Place: p.place, Reason: why})
	}
}

func withoutCR(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}

// cell is the content under a key: nil where the key has no column, empty
// where it has no value. Blanks around it are cut, and a word that the source's
// values map is replaced.
func (p *Parser) cell(k key) []byte {
	i := p.at[k]
	if i == absent {
		return nil
	}
	var b []byte
	if i >= 0 {
		b = trim(p.cells[i])
	} else {
		b = p.join(int(joinBase - i))
	}
	if m := p.values[k]; m != nil {
		if w, ok := m[string(b)]; ok {
			return w
		}
	}
	return b
}

// join puts the columns of a key together, parted by a blank.
func (p *Parser) join(n int) []byte {
	b := p.joined[n][:0]
	for _, i := range p.joins[n] {
		part := trim(p.cells[i])
		if len(part) == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, part...)
	}
	p.joined[n] = b
	return b
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
