package run

import (
	"comity/internal/comity"
	"comity/internal/records/record"
)

// Withdrawn is what the case leaves out of its runs: an exhibit, or the rows of
// one that touch a citation.
type Withdrawn struct {
	Ref     string           `json:"ref"`
	Exhibit comity.Digest    `json:"exhibit"`
	Cite    *comity.Citation `json:"cite,omitempty"` // nil: all of it
	By      string           `json:"by"`             // withdraw, restrict, rectify, erase
}

// Equal reports whether two say the same.
func (w Withdrawn) Equal(o Withdrawn) bool {
	if w.Ref != o.Ref || w.Exhibit != o.Exhibit || w.By != o.By || (w.Cite == nil) != (o.Cite == nil) {
		return false
	}
	return w.Cite == nil || *w.Cite == *o.Cite
}

// Touches reports whether a citation has bytes, or the row, in common with another.
func Touches(a, b comity.Citation) bool {
	if a.Exhibit != b.Exhibit || a.Inner != b.Inner {
		return false
	}
	if a.Length < 0 || b.Length < 0 {
		return a.Length < 0 && b.Length < 0
	}
	return a.Offset < b.Offset+b.Length && b.Offset < a.Offset+a.Length
}

// ranges are places of one source whose rows are left out; few.
type ranges []comity.Citation

// rangesOf sorts the citations by the sources that they lead into.
func (c *computation) rangesOf(list []Withdrawn) {
	c.withdrawn = make([]ranges, len(c.exhibits))
	for n := range c.exhibits {
		s := &c.exhibits[n].Source
		for _, w := range list {
			if w.Cite != nil && w.Ref == s.Ref && w.Cite.Exhibit == s.Exhibit {
				c.withdrawn[n] = append(c.withdrawn[n], inner(*w.Cite))
			}
		}
	}
}

// inner is a citation by its place in the stream alone; of a row of a sheet, the row.
func inner(cite comity.Citation) comity.Citation {
	if _, _, row, ok := cite.Row(); ok {
		return comity.Citation{Offset: row, Length: -1}
	}
	return comity.Citation{Offset: cite.Offset, Length: cite.Length}
}

// touch reports whether a record lies at least partly where rows are left out.
func (r ranges) touch(p record.Place) bool {
	for i := range r {
		if p.Length < 0 && r[i].Length < 0 && p.Offset == r[i].Offset {
			return true
		}
		if p.Length >= 0 && r[i].Length >= 0 && p.Offset < r[i].Offset+r[i].Length && r[i].Offset < p.Offset+int64(p.Length) {
			return true
		}
	}
	return false
}
