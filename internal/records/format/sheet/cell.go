package sheet

import (
	"bytes"

	"comity/internal/evidence/seal"
)

// Delimiter is what parts the cells of this exhibit.
func (p *Parser) Delimiter() byte { return p.comma }

// Leaves cuts delimited text into cells for a row tree: each with the delimiter
// or line end behind it, exactly as its bytes are, quotes included, from the first
// row on. Rows end where the parser ends them. A row that breaks the grammar, or does not end
// within 1 MiB, has no cells: its first line is one leaf, cut after every 1 MiB.
//
// Where a cell ends follows from the bytes behind its begin alone: the rest of a whole row is a
// whole row.
func Leaves(delimiter byte) seal.Cut {
	c := cellCutter{newGrammar(string(delimiter)), delimiter}
	return c.cut
}

type cellCutter struct {
	*grammar
	comma byte
}

func (c cellCutter) cut(ends []int, data []byte, last bool) []int {
	for at := 0; at < len(data) && len(ends) < cap(ends); {
		row := data[at:min(len(data), at+seal.MaxLeaf)]
		n, v := c.end(row)
		if v == open && len(row) < seal.MaxLeaf { // it ends with data, or what follows tells
			if !last {
				return ends
			}
			if n, v = len(row), bad; c.endsWhole(row) {
				v = whole
			}
		}
		if v == whole {
			ends = c.cells(ends, data[:at+n], at)
			at = ends[len(ends)-1]
			continue
		}
		n = lineEnd(row, 0) + 1
		if n > len(row) && len(row) < seal.MaxLeaf && !last {
			return ends
		}
		at += min(n, len(row))
		ends = append(ends, at)
	}
	return ends
}

// end returns the number of bytes of the row that begins data, its line feed
// included; open: data holds no end of it.
func (c cellCutter) end(data []byte) (n int, v verdict) {
	lf := lineEnd(data, 0)
	end, v := lf, whole
	if q := bytes.IndexByte(data[:lf], '"'); q >= 0 {
		end, v = c.row(data, 0, q)
	}
	if v == whole && end >= len(data) {
		v = open
	}
	return end + 1, v
}

// endsWhole reports whether the row that begins data, and has no line feed, is whole where the
// stream ends behind it.
func (c cellCutter) endsWhole(data []byte) bool {
	q := bytes.IndexByte(data, '"')
	if q < 0 {
		return true
	}
	_, v := c.row(data, 0, q)
	return v == whole
}

// cells appends the ends of the cells of a whole row, from start to the end of data.
func (c cellCutter) cells(ends []int, data []byte, start int) []int {
	for at := start; at < len(data) && len(ends) < cap(ends); {
		if data[at] == '"' {
			at = closing(data, at+1)
		}
		if i := bytes.IndexByte(data[at:], c.comma); i >= 0 {
			at += i + 1
		} else {
			at = len(data)
		}
		ends = append(ends, at)
	}
	return ends
}

// closing is the index behind the quote that closes a quoted cell, whose content begins at i.
func closing(data []byte, i int) int {
	for {
		q := bytes.IndexByte(data[i:], '"')
		if q < 0 {
			return len(data)
		}
		if i += q + 1; i == len(data) || data[i] != '"' {
			return i
		}
		i++
	}
}
