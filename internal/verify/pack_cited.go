package verify

import (
	"maps"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// citing compares the leaves of one exhibit with the rows that findings cite, while they are
// read. A leaf that is stated proves nothing: its row counts as shown where another leaf of
// the row is, and as the sender's word else.
type citing struct {
	cited map[int64][]comity.Citation // by the leaf in which the row begins; what is found is taken out
	src   *record.Source
	bytes int64 // of the stream; -1: not known
	rule  seal.Rule

	next    int64 // the leaf that is next, were all shown
	offset  int64 // where it begins at the least
	exact   bool  // it begins there: all before it, or the one before, is shown
	proven  bool  // and that follows from the first byte
	waiting []stated
	onWord  map[int64]bool // leaves with which cited rows begin that are stated whole
	loose   int64          // leaves shown whose byte is the sender's word
	run     int64          // those of them that follow on each other up to here
	some    bool           // a leaf was seen
}

// stated is a leaf that is stated and begins a cited row, until it shows which leaf of the row is shown.
type stated struct {
	leaf  int64
	cites []comity.Citation
}

func (c *citing) leaf(l *seal.Leaf) error {
	if !c.some {
		c.some, c.exact, c.proven = true, true, true
	}
	c.skip(l.Index)
	if l.Stated {
		return c.stated(l)
	}
	if err := c.shown(l); err != nil {
		return err
	}
	c.begin(l)
	return c.settle(l)
}

// skip goes over leaves that are not shown: none is empty.
func (c *citing) skip(to int64) {
	if to > c.next {
		c.offset, c.next, c.exact, c.proven, c.run = c.offset+to-c.next, to, false, false, 0
	}
}

// shown holds the leaf's place to what is known of it: those before it, the size of blocks,
// and how many bytes there are for those behind it.
func (c *citing) shown(l *seal.Leaf) error {
	end := l.Offset + int64(len(l.Bytes))
	switch {
	case l.Offset < c.offset || c.exact && l.Offset != c.offset:
		return comity.Errorf(comity.Negative, "leaf %d is said to stand at byte %d, and the leaves before it end at %d", l.Index, l.Offset, c.offset)
	case c.rule == seal.Block && l.Offset != l.Index*seal.BlockSize:
		return comity.Errorf(comity.Negative, "leaf %d is said to stand at byte %d, and blocks have %d bytes", l.Index, l.Offset, seal.BlockSize)
	case c.bytes >= 0 && end > c.bytes:
		return comity.Errorf(comity.Negative, "leaf %d is said to end at byte %d of %d", l.Index, end, c.bytes)
	}
	c.proven = c.proven || c.rule == seal.Block
	if !c.proven {
		c.loose++
		c.run++
	}
	c.offset, c.next, c.exact = end, l.Index+1, true
	return nil
}

// begin ticks off the rows that begin with a leaf which is shown.
func (c *citing) begin(l *seal.Leaf) {
	left := slices.DeleteFunc(c.cited[l.Index], func(x comity.Citation) bool {
		if _, _, row, ok := x.Row(); ok {
			return c.here(x) && format.ParseBookLeaf(l.Bytes).Row == row
		}
		return c.here(x) && l.Offset == x.Offset
	})
	if len(left) > 0 {
		c.cited[l.Index] = left
		return
	}
	delete(c.cited, l.Index)
}

// here reports whether a citation leads into the stream that the leaves are of.
func (c *citing) here(x comity.Citation) bool {
	if before, sheet, _, ok := x.Row(); ok {
		return x.Exhibit == c.src.Exhibit && before == c.src.Packing && sheet == c.src.Sheet
	}
	return x.Exhibit == c.src.Exhibit && x.Inner == c.src.Inner()
}

// stated keeps what rows are said to begin with a leaf that is not shown.
func (c *citing) stated(l *seal.Leaf) error {
	for _, x := range c.cited[l.Index] {
		_, _, row, sheet := x.Row()
		if !c.here(x) || !sheet && (x.Offset < c.offset || c.exact && x.Offset != c.offset) || sheet && format.ParseBookLeaf(l.Bytes).Row != row {
			return comity.Errorf(comity.Negative, "a finding cites %s, and leaf %d, which is stated there, cannot begin at it", x, l.Index)
		}
	}
	if list := c.cited[l.Index]; len(list) > 0 {
		c.waiting = append(c.waiting, stated{l.Index, list})
		delete(c.cited, l.Index)
	}
	c.offset, c.next, c.exact, c.proven, c.run = c.offset+1, l.Index+1, false, false, 0
	return nil
}

// settle says of the rows that wait whether the leaf, which is shown, is one of theirs.
func (c *citing) settle(l *seal.Leaf) error {
	for _, w := range c.waiting {
		for _, x := range w.cites {
			_, _, row, sheet := x.Row()
			if !sheet && x.Offset+l.Index-w.leaf > l.Offset {
				return comity.Errorf(comity.Negative, "a finding cites %s, and leaf %d, which is stated there, ends before it", x, w.leaf)
			}
			if sheet && format.ParseBookLeaf(l.Bytes).Row != row || !sheet && (l.Offset <= x.Offset || l.Offset >= x.Offset+x.Length) {
				c.word(w.leaf)
			}
		}
	}
	c.waiting = c.waiting[:0]
	return nil
}

func (c *citing) word(leaf int64) {
	if c.onWord == nil {
		c.onWord = map[int64]bool{}
	}
	c.onWord[leaf] = true
}

// close ends an exhibit of so many leaves.
func (c *citing) close(leaves int64) error {
	for _, w := range c.waiting {
		c.word(w.leaf)
	}
	if !c.some {
		return nil
	}
	c.skip(leaves)
	if c.bytes >= 0 && (c.offset > c.bytes || c.exact && c.offset != c.bytes) {
		return comity.Errorf(comity.Negative, "the leaves are said to end at byte %d at the least, and the exhibit has %d bytes", c.offset, c.bytes)
	}
	if c.bytes >= 0 && c.exact { // counted from the last byte backwards
		c.loose -= c.run
	}
	return nil
}

// first is the first leaf of a row that is stated whole.
func (c *citing) first() int64 { return slices.Min(slices.Collect(maps.Keys(c.onWord))) }
