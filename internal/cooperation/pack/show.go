package pack

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/analysis/excerpt"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Shower decides leaf by leaf what of one exhibit is shown, and counts. It lives
// for one pass over the exhibit.
type Shower struct {
	Shown    int64
	Withheld map[string]int64      // leaves by rule
	On       func([]byte) error    // gets what stands in the excerpt: shown leaves, and what is stated instead; may be nil
	Leaf     func(offset, n int64) // is told of each leaf that is shown or stated; may be nil
	Err      error                 // the first that On returned

	ch    *Choice
	e     *chosen
	next  cursor
	any   bool // a row of the exhibit is shown
	prev  bool // the leaf before was shown
	cells *cells
	sheet *sheetCells // of a workbook: offsets are rows
	cards record.Cards
}

// Shower begins a pass over the i-th exhibit, whose leaves are cut by rule.
func (ch *Choice) Shower(i int, rule seal.Rule, cards record.Cards) *Shower {
	e := ch.exhibits[i]
	s := &Shower{Withheld: map[string]int64{}, ch: ch, e: e, next: e.spans.cursor(), any: e.spans.shows(), cards: cards}
	switch {
	case e.spans.rows:
		s.sheet = &sheetCells{names: e.source.Columns["card"], cards: map[int]bool{}}
	case rule == seal.Cell:
		s.cells = &cells{names: e.source.Columns["card"], cut: e.cut, column: -1}
	}
	return s
}

// Show decides on one leaf.
func (s *Shower) Show(index, offset int64, leaf []byte) seal.Show {
	first := true
	if s.sheet != nil {
		offset, first = s.sheet.next(leaf)
	}
	x, found := s.span(offset)
	card := s.isCard(leaf, found || s.e.started && offset >= s.e.head)
	rule := s.judge(x, found, offset, leaf)
	s.prev = rule == ""
	if rule != "" {
		s.Withheld[rule]++
		return seal.Show{}
	}
	if s.Leaf != nil && first {
		s.Leaf(offset, index)
	}
	if stated := s.stated(leaf, card); stated != nil {
		s.Withheld[RuleCard]++
		s.tell(stated)
		return seal.Show{Stated: stated}
	}
	s.Shown++
	s.tell(leaf)
	return seal.Show{Leaf: true}
}

// isCard reports whether a leaf is a card's cell; data says that the names of the columns are behind it.
func (s *Shower) isCard(leaf []byte, data bool) bool {
	if s.sheet != nil {
		return s.sheet.card(data)
	}
	return s.cells.next(leaf, data)
}

// end is where a leaf ends, without its line end or delimiter.
func (s *Shower) end(offset int64, leaf []byte) int64 {
	if s.sheet != nil {
		return offset + 1
	}
	return offset + int64(len(trimEnd(leaf)))
}

func (s *Shower) tell(b []byte) {
	if s.On != nil && s.Err == nil {
		s.Err = s.On(b)
	}
}

// span is the one that holds an offset; offsets only grow.
func (s *Shower) span(offset int64) (span, bool) {
	x, more := s.next.peek()
	for more && x.to <= offset {
		s.next.pass()
		x, more = s.next.peek()
	}
	if s.next.err != nil && s.Err == nil {
		s.Err = s.next.err
	}
	if more && x.from <= offset {
		return x, true
	}
	return span{}, false
}

// judge is the rule that withholds a leaf; "" shows it.
func (s *Shower) judge(x span, found bool, offset int64, leaf []byte) string {
	switch {
	case s.e.whole:
		return s.e.undivided()
	case !found:
		return s.between(offset, leaf)
	case x.class == other:
		return RuleOther
	case x.class >= barred:
		return s.ch.rules[x.class-barred]
	case s.end(offset, leaf) > x.to:
		return RuleIndivisible
	}
	return ""
}

// undivided is the rule for all leaves of an exhibit whose rows share them.
func (e *chosen) undivided() string {
	switch {
	case e.mine && e.rule != "":
		return e.rule
	case e.mine:
		return RuleIndivisible
	case e.started:
		return RuleOther
	}
	return RuleNoRecord
}

// between judges what is no row: names of columns, directives and blank lines go
// with the rows that they belong to.
func (s *Shower) between(offset int64, leaf []byte) string {
	text := bytes.TrimSpace(leaf)
	directive := len(text) > 0 && text[0] == '#' && slices.Contains(directed(), s.e.source.Format)
	next, more := s.next.peek()
	switch {
	case more && next.from < s.end(offset, leaf): // a row begins inside it
		if x := next; x.class != show {
			return s.judge(x, true, offset, leaf)
		}
		return RuleIndivisible
	case s.any && (directive || s.names(offset, leaf)):
		return ""
	case len(text) == 0 && s.prev:
		return ""
	}
	return RuleNoRecord
}

// directed are the formats whose lines that begin with # say how the others are read.
func directed() []string { return []string{format.IIS, "zeek_dhcp"} }

// names reports whether a leaf is one of those that name the columns of a table:
// what stands before its first row. Other formats have none, and what is not
// cited there may be anybody's.
func (s *Shower) names(offset int64, leaf []byte) bool {
	if s.cells == nil && s.sheet == nil {
		return s.e.source.Format == "kea" && offset == 0
	}
	return s.e.started && s.end(offset, leaf) <= s.e.head && offset < s.e.head
}

// trimEnd cuts the line end or delimiter of a leaf.
func trimEnd(leaf []byte) []byte {
	return bytes.TrimRight(leaf, "\r\n,;\t|")
}

// stated is what stands in place of a leaf that holds a card number; nil where it
// holds none. card says that the leaf is a cell of the column of cards.
func (s *Shower) stated(leaf []byte, card bool) []byte {
	if s.sheet != nil {
		return s.sheet.stated(leaf, card, s.cards)
	}
	if card {
		text := trimEnd(leaf)
		if c, ok := s.cards.Card(unquote(text)); ok {
			return append([]byte(excerpt.StateCard(c)), leaf[len(text):]...)
		}
	}
	if !comity.HoldsCard(leaf) {
		return nil
	}
	return slices.Clone(comity.MaskCards(leaf, comity.MaskLikely))
}

func unquote(cell []byte) string {
	return strings.ReplaceAll(strings.TrimSpace(strings.Trim(strings.TrimSpace(string(cell)), `"`)), `""`, `"`)
}

// cells follows the cells of a table to tell which are of the column of cards.
type cells struct {
	names  []string
	cut    seal.Cut
	at     int
	column int // of the cards; -1: not found
}

// next reports whether a leaf is a card's cell; data says that the names of the
// columns are behind it.
func (c *cells) next(leaf []byte, data bool) bool {
	if c == nil {
		return false
	}
	is := data && c.at == c.column
	if !data {
		c.head(leaf)
	} else {
		c.at++
	}
	if len(leaf) > 0 && (leaf[len(leaf)-1] == '\n' || leaf[len(leaf)-1] == '\r') {
		c.at = 0
	}
	return is
}

// head looks for the column's name in what stands above the rows. A line of it is one leaf where a byte order mark
// keeps its first quote from being one; without the mark it has cells as any other.
func (c *cells) head(leaf []byte) {
	if c.at == 0 {
		leaf = bytes.TrimPrefix(leaf, []byte("\xef\xbb\xbf"))
	}
	for len(leaf) > 0 {
		ends := c.cut(make([]int, 0, 1), leaf, true)
		cell := leaf[:ends[0]]
		if slices.ContainsFunc(c.names, func(n string) bool { return strings.EqualFold(n, unquote(trimEnd(cell))) }) {
			c.column = c.at
		}
		c.at++
		leaf = leaf[len(cell):]
	}
}
