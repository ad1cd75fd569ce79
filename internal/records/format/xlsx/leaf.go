package xlsx

import (
	"bytes"

	"comity/internal/evidence/seal"
)

// Leaves is the cut of row trees over a sheet's text: a leaf is the line of one
// cell, and the empty line behind a row belongs to its last cell. What is longer
// than a leaf may be is cut there.
func Leaves(ends []int, data []byte, last bool) []int {
	for at := 0; at < len(data) && len(ends) < cap(ends); {
		line := data[at:min(len(data), at+seal.MaxLeaf)]
		i := bytes.IndexByte(line, '\n')
		switch {
		case i >= 0 && i+1 < len(line):
			if at += i + 1; i > 0 && line[i+1] == '\n' {
				at++
			}
		case len(line) == seal.MaxLeaf || last:
			at += len(line)
		default:
			return ends
		}
		ends = append(ends, at)
	}
	return ends
}

// Leaf is a cell of a sheet's text, as Leaves cuts it.
type Leaf struct {
	Row    int64  // 0: it is not the begin of a line
	Column int    // from 1
	Ref    []byte // what stands before the value: the cell's name and a tab
	Value  []byte // as stored, and behind a tab what it means; as the text has it
	Means  string // what records are read from, plain
	End    []byte // the line feeds
}

// ParseLeaf takes a leaf apart. One without a value has a Ref alone.
func ParseLeaf(leaf []byte) (l Leaf) {
	line := bytes.TrimRight(leaf, "\n")
	l.End = leaf[len(line):]
	l.Ref = line
	if l.Row = rowOf(line); columnOf(line) == 0 || l.Row > maxRow {
		l.Row = 0
	}
	if i := bytes.IndexByte(line, '\t'); i >= 0 {
		l.Ref, l.Value = line[:i+1], line[i+1:]
	}
	column, value, _, _ := parseCell(line)
	_, value = plain(nil, value)
	l.Column, l.Means = column, string(value)
	return l
}
