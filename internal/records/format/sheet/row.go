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
	place := record.Place{Offset: c.base + int64(start), Length: int32(min(len(row), math.MaxInt32)), Line: c.line}
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
	switch {
	case why != "":
		p.Reject(place, why)
	case quoted:
		p.Row(p.cells[:p.splitQuoted(row, p.comma)], place)
	default:
		p.Row(p.cells[:p.split(row, p.comma)], place)
	}
}

func withoutCR(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}
