package kea

import (
	"bytes"

	"comity/internal/records/record"
)

// maxColumns bounds the columns that are known; Kea 3 writes 18.
const maxColumns = 64

// The columns that are read.
const (
	cAddress = iota
	cValid
	cExpire
	cHardware
	cClient
	cDUID
	cType
	cPrefix
	cState
	cContext
	known
)

func name(c int) string {
	return [known]string{
		"address", "valid_lifetime", "expire", "hwaddr", "client_id", "duid", "lease_type", "prefix_len", "state", "user_context",
	}[c]
}

// columns says where the head line puts each column, counted from 1; 0: it has none.
type columns struct {
	at    [known]int
	count int
}

// read takes a head line apart and names the column that it lacks; "" where it
// is one that Kea writes. Older versions write fewer columns, newer ones more.
func (c *columns) read(line []byte) (missing string) {
	var n columns
	for cell := range bytes.SplitSeq(line, []byte{','}) {
		if n.count++; n.count > maxColumns {
			return name(cAddress)
		}
		for i := range known {
			if string(cell) == name(i) && n.at[i] == 0 {
				n.at[i] = n.count
			}
		}
	}
	switch {
	case n.at[cAddress] != 1:
		return name(cAddress)
	case n.at[cValid] == 0:
		return name(cValid)
	case n.at[cExpire] == 0:
		return name(cExpire)
	case n.at[cHardware] == 0 && n.at[cDUID] == 0:
		return name(cHardware)
	}
	*c = n
	return ""
}

// isHead reports whether a line is a head line: each file that was appended to
// another brings its own.
func isHead(line []byte) bool { return bytes.HasPrefix(line, []byte("address,")) }

// minimum is how many columns each version fills: up to hostname.
const minimum = 9

// split takes a row apart. Commas inside a value are written as &#x2c.
func (p *Parser) split(line []byte) bool {
	n := record.Split(line, ',', p.cells[:])
	if n < minimum || n > p.columns.count {
		return false
	}
	clear(p.cells[n:p.columns.count])
	return true
}

// cell is the value of a column in the row at hand; nil where there is none.
func (p *Parser) cell(c int) []byte {
	if i := p.columns.at[c]; i > 0 {
		return p.cells[i-1]
	}
	return nil
}
