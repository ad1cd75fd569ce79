package pack

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/analysis/excerpt"
	"comity/internal/comity"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// sheetCells follows the cells of a workbook's sheet. Its places are rows, and so
// are the offsets that a Shower compares with them.
type sheetCells struct {
	names []string // of the column of cards
	cards map[int]bool
	row   int64 // of the leaf before
	leaf  format.BookLeaf
}

// next is the row of a leaf, and whether it is the first of its row.
func (c *sheetCells) next(leaf []byte) (row int64, first bool) {
	c.leaf = format.ParseBookLeaf(leaf)
	if c.leaf.Row == 0 { // the rest of what a leaf has no room for
		return c.row, false
	}
	first, c.row = c.leaf.Row != c.row, c.leaf.Row
	return c.row, first
}

// card reports whether the leaf is a card's cell; data says that the names of the
// columns are behind it. Of names over several rows the last row's is enough: what is
// no card number is not stated as one.
func (c *sheetCells) card(data bool) bool {
	if data {
		return c.cards[c.leaf.Column]
	}
	name := lower(c.leaf.Means)
	if name != "" && slices.ContainsFunc(c.names, func(n string) bool { n = lower(n); return n == name || strings.HasSuffix(n, " "+name) }) {
		c.cards[c.leaf.Column] = true
	}
	return false
}

// stated is what stands in place of a leaf that holds a card number; nil where it
// holds none. The cell's name and the row's end stay, so that the row can be read.
func (c *sheetCells) stated(leaf []byte, card bool, cards record.Cards) []byte {
	if card {
		if n, ok := cards.Card(c.leaf.Means); ok {
			return c.with([]byte(excerpt.StateCard(n)))
		}
	}
	if !comity.HoldsCard(leaf) {
		return nil
	}
	value, means, both := bytes.Cut(c.leaf.Value, []byte{'\t'})
	out := slices.Clone(comity.MaskCards(value, comity.MaskLikely))
	if both {
		out = append(append(out, '\t'), comity.MaskCards(means, comity.MaskLikely)...)
	}
	if all := c.with(out); !comity.HoldsCard(all) {
		return all
	}
	return c.with([]byte("***")) // digits of two values together pass for a number
}

// with is the leaf with another value.
func (c *sheetCells) with(value []byte) []byte {
	out := slices.Clone(c.leaf.Ref)
	if !bytes.HasSuffix(out, []byte{'\t'}) {
		out = append(out, '\t')
	}
	return append(append(out, value...), c.leaf.End...)
}
