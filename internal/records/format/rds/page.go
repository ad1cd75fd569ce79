package rds

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// magic begins every database of SQLite 3.
const magic = "SQLite format 3\x00"

// Database reports whether head begins a database of SQLite 3, whatever it holds.
func Database(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }

// Sorts of pages, and the length of the header of the file in front of the first.
const (
	branch     = 5  // a page of a table that leads to others
	leaf       = 13 // a page of a table that holds rows
	fileHeader = 100
)

// pages cuts a stream into pages.
type pages struct {
	size   int // bytes of a page; 0: not yet known
	usable int // of them, for trees
	number uint32
	held   []byte // of a page that is not yet whole
}

// next takes what is missing of the page at hand from data; page is nil while it is
// not whole, else valid until the next call.
func (p *pages) next(data []byte) (page, rest []byte) {
	want := p.size
	if want == 0 {
		want = fileHeader
	}
	n := min(want-len(p.held), len(data))
	p.held = append(p.held, data[:n]...)
	data = data[n:]
	if p.size == 0 && len(p.held) == fileHeader {
		p.size = pageSize(p.held)
		p.usable = p.size - int(p.held[20])
	}
	if p.size == 0 || len(p.held) < p.size {
		return nil, data
	}
	p.number++
	page, p.held = p.held, p.held[:0]
	return page, data
}

// pageSize is what the file's header states, the least possible one where that is no
// size of a page.
func pageSize(header []byte) int {
	n := int(binary.BigEndian.Uint16(header[16:]))
	if n == 1 {
		n = 1 << 16
	}
	if n < 512 || bits.OnesCount(uint(n)) != 1 {
		return 512
	}
	return n
}

// refuse says why the first page begins no database that is read.
func (p *pages) refuse(page []byte) string {
	stated := int(binary.BigEndian.Uint16(page[16:]))
	switch {
	case !Database(page):
		return "this is no SQLite database"
	case stated != p.size && stated != 1 || p.usable < 480:
		return "the database's header states no size of pages"
	case binary.BigEndian.Uint32(page[56:]) != 1:
		return "the database's texts are not in UTF-8"
	}
	return ""
}

// header is where a page's own header lies, and its sort; 0 where the page cannot be
// one of a table.
func header(page []byte, n uint32) (at int, sort byte) {
	if n == 1 {
		at = fileHeader
	}
	if sort = page[at]; sort != branch && sort != leaf {
		return at, 0
	}
	return at, sort
}

// pointers are where the cells of a page begin; false where the page has no room for
// as many as it states.
func pointers(page []byte, at, head, usable int) ([]byte, bool) {
	n := int(binary.BigEndian.Uint16(page[at+3:]))
	from := at + head
	if from+2*n > usable {
		return nil, false
	}
	return page[from : from+2*n], true
}

// cell is a row on its page.
type cell struct {
	rowid   int64
	at      int // in the page
	length  int // of what lies there
	payload []byte
	whole   bool // the payload lies there to its end
	bad     bool
}

// leafCells appends the cells of a leaf; false where the page is none.
func leafCells(dst []cell, page []byte, n uint32, usable int) ([]cell, bool) {
	at, sort := header(page, n)
	if sort != leaf {
		return dst, false
	}
	list, ok := pointers(page, at, 8, usable)
	if !ok {
		return dst, false
	}
	first := at + 8 + len(list)
	for i := 0; i < len(list); i += 2 {
		from := int(binary.BigEndian.Uint16(list[i:]))
		if from < first || from >= usable {
			dst = append(dst, cell{at: at + 8 + i, length: 2, bad: true})
			continue
		}
		dst = append(dst, leafCell(page[:usable], from))
	}
	return dst, true
}

func leafCell(page []byte, from int) cell {
	c := cell{at: from, length: 1, bad: true}
	size, a := varint(page[from:])
	id, b := varint(page[from+a:])
	if a == 0 || b == 0 || size > 1<<40 {
		return c
	}
	start, usable := from+a+b, uint64(len(page))
	local := size
	if most := usable - 35; size > most {
		least := (usable-12)*32/255 - 23
		if local = least + (size-least)%(usable-4); local > most {
			local = least
		}
	}
	end := start + int(local) //nolint:gosec // less than a page
	if end > len(page) {
		return c
	}
	c.rowid, c.payload, c.whole, c.bad = int64(id), page[start:end], local == size, false //nolint:gosec // a rowid is signed
	if c.length = end - from; !c.whole {
		c.length = min(end+4, len(page)) - from
	}
	return c
}

// varint is the number that b begins with and its length; 0 where b breaks off in it.
func varint(b []byte) (v uint64, n int) {
	for i := range min(len(b), 9) {
		if i == 8 {
			return v<<8 | uint64(b[i]), 9
		}
		v = v<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
