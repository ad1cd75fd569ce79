package rds

import (
	"encoding/binary"
	"slices"
)

// maxBranches is how many references from page to page are held: a quarter of a GiB,
// for a database of some 250 GB.
const maxBranches = 1 << 26

// tree is what leads from the root of a table to its leaves.
type tree struct {
	from   []uint32 // pages that lead to others, ascending
	starts []uint32 // of each, in to
	to     []uint32
	leaves []uint64 // a bit for each page that the table's root leads to
}

// take keeps where a page leads, if it looks like one that leads anywhere; false where
// that is too much to be held.
func (t *tree) take(page []byte, n uint32, usable int) bool {
	at, sort := header(page, n)
	if sort != branch {
		return true
	}
	list, ok := pointers(page, at, 12, usable)
	if !ok {
		return true
	}
	start := len(t.to)
	for i := 0; i < len(list); i += 2 {
		c := int(binary.BigEndian.Uint16(list[i:]))
		if c+5 > usable {
			t.to = t.to[:start]
			return true
		}
		t.to = append(t.to, binary.BigEndian.Uint32(page[c:]))
	}
	t.to = append(t.to, binary.BigEndian.Uint32(page[at+8:]))
	t.from, t.starts = append(t.from, n), append(t.starts, uint32(start)) //nolint:gosec // at most maxBranches
	return len(t.to) <= maxBranches
}

// children are the pages that page n leads to; nil where it is a leaf.
func (t *tree) children(n uint32) []uint32 {
	i, found := slices.BinarySearch(t.from, n)
	if !found {
		return nil
	}
	end := len(t.to)
	if i+1 < len(t.starts) {
		end = int(t.starts[i+1])
	}
	return t.to[t.starts[i]:end]
}

// mark marks what root leads to, of a database of so many pages; false where a page is
// not there, or is led to twice. What led there is then forgotten.
func (t *tree) mark(root, pages uint32) bool {
	t.leaves = make([]uint64, pages/64+1)
	seen := make([]uint64, pages/64+1)
	open := []uint32{root}
	for len(open) > 0 {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if n == 0 || n > pages || seen[n/64]>>(n%64)&1 == 1 {
			return false
		}
		seen[n/64] |= 1 << (n % 64)
		if next := t.children(n); next != nil {
			open = append(open, next...)
			continue
		}
		t.leaves[n/64] |= 1 << (n % 64)
	}
	t.from, t.starts, t.to = nil, nil, nil
	return true
}

// leaf reports whether page n is one of the table's leaves.
func (t *tree) leaf(n uint32) bool {
	return int(n/64) < len(t.leaves) && t.leaves[n/64]>>(n%64)&1 == 1
}
