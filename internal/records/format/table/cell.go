package table

import (
	"bytes"
	"slices"
)

// cell is the content under a key, in UTF-8: nil where the key has no column,
// empty where it has no value. Blanks around it are cut, and a word that the
// source's values map is replaced.
func (r *Reader) cell(k key) []byte {
	i := r.at[k]
	if i == absent {
		return nil
	}
	var b []byte
	if i >= 0 {
		b = r.plain(r.cells[i])
	} else {
		b = r.join(int(joinBase - i))
	}
	if m := r.values[k]; m != nil {
		if w, ok := m[string(b)]; ok {
			return w
		}
	}
	return b
}

// plain is a cell without blanks around it, in UTF-8. It is valid until the next
// row.
func (r *Reader) plain(cell []byte) (text []byte) {
	text = trim(cell)
	if r.decoder != nil {
		text, r.decoded = r.decoder.Decode(text, r.decoded)
	}
	return text
}

// join puts the columns of a key together, parted by a blank.
func (r *Reader) join(n int) []byte {
	b, dated := r.joined[n][:0], false
	for _, i := range r.joins[n] {
		part := r.plain(r.cells[i])
		if len(part) == 0 {
			continue
		}
		if len(b) > 0 {
			if dated {
				b = bytes.TrimSuffix(b, midnight)
			}
			b = append(b, ' ')
		}
		b = append(b, part...)
		dated = r.dated != nil && r.dated[i]
	}
	r.joined[n] = b
	return b
}

// midnight is what a date without a time ends in where its file marks it as both:
// a time in the next column replaces it.
var midnight = []byte(" 00:00:00")

// columns are those that hold what is under k.
func (r *Reader) columns(k key) []int16 {
	switch i := r.at[k]; {
	case i >= 0:
		return r.at[k : k+1]
	case i <= joinBase:
		return r.joins[joinBase-i]
	}
	return nil
}

// Uses reports whether a key is read from column i, counted from 0.
func (r *Reader) Uses(i int) bool {
	for k := range keys {
		if slices.Contains(r.columns(k), int16(i)) {
			return true
		}
	}
	return false
}

func trim(b []byte) []byte {
	if n := len(b); n > 0 && b[0] > ' ' && b[n-1] > ' ' {
		return b // as most are
	}
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
