package look

import (
	"fmt"
	"io"

	"comity/internal/comity"
)

// What can be wrong with a log.
const (
	Form    = "form"    // a line is none
	Altered = "altered" // a line is not what the next one followed
	Missing = "missing" // lines were taken out
	Moved   = "moved"   // a line stands twice, or at another place
	Open    = "open"    // a line that anybody can read stands after sealed ones
	Foreign = "foreign" // a line is of another case
	Shut    = "shut"    // a sealed line cannot be opened with the key given
	Cut     = "cut"     // a line that an act names is gone
)

// Gap is one thing that is wrong, and where.
type Gap struct {
	Line int64  `json:"line"` // counted from 1; 0: of no line that is there
	What string `json:"what"`
	Text string `json:"text"`
}

// Chain checks lines one after another against the digests they name. Begin with
// NewChain; hand every line to Add.
type Chain struct {
	Lines, Sealed, Unchained int64
	Gaps                     []Gap

	id     string
	at     Head
	blind  bool // the line before is damaged: what follows on it is not known
	linked bool // a chained line was seen
}

// NewChain begins at the first line of a case's log.
func NewChain(id string) *Chain { return &Chain{id: id, at: Start(id), Gaps: []Gap{}} }

// Head is the place after the last line added.
func (c *Chain) Head() Head { return c.at }

// Add checks the next line. ok is false where it is none.
func (c *Chain) Add(b []byte) (l Line, ok bool) {
	c.Lines++
	l, err := Parse(b)
	if err != nil {
		c.Gap(Form, "%s", err)
		c.at, c.blind = c.at.After(b), true
		return l, false
	}
	c.place(l)
	if l.Seq > 0 {
		c.at.Seq, c.linked = l.Seq-1, true
	}
	c.at, c.blind = c.at.After(b), false
	c.content(l)
	return l, true
}

// place holds a line's number and digest against what came before.
func (c *Chain) place(l Line) {
	want := c.at.Seq + 1
	switch {
	case l.Seq == 0:
		if c.Unchained++; c.linked {
			c.Gap(Altered, "the line names no line before it, as those before do")
		}
	case l.Seq > want:
		c.Gap(Missing, "%d lines before it were taken out, from number %d", l.Seq-want, want)
	case l.Seq < want:
		c.Gap(Moved, "its number is %d, not %d", l.Seq, want)
	case l.Prev != c.at.Digest && !c.blind:
		c.Gap(Altered, "the line before it is not the one that it followed")
	}
}

// content holds what a line says, as far as it is open, against the log it is in.
func (c *Chain) content(l Line) {
	switch {
	case l.Sealed != nil:
		c.Sealed++
	case l.Entry.Case != c.id:
		c.Gap(Foreign, "it is of another case")
	case c.Sealed > 0:
		c.Gap(Open, "anybody can read it, and those before are sealed: was the officer taken out of node.toml?")
	}
}

// Gap notes that something is wrong with the line added last.
func (c *Chain) Gap(what, format string, args ...any) {
	c.Gaps = append(c.Gaps, Gap{Line: c.Lines, What: what, Text: fmt.Sprintf(format, args...)})
}

// Walk checks a whole log and calls each, where not nil, for its sound lines;
// heads are the lines that must be there, by the acts that name them.
func Walk(r io.Reader, id string, heads map[comity.Digest]int64, each func(c *Chain, l Line) error) (c *Chain, torn bool, err error) {
	c = NewChain(id)
	left := map[comity.Digest]int64{}
	for d, act := range heads {
		left[d] = act
	}
	torn, err = Each(r, func(b []byte) error {
		delete(left, comity.DigestOf(b))
		l, ok := c.Add(b)
		if !ok || each == nil {
			return nil
		}
		return each(c, l)
	})
	first := int64(0)
	for _, act := range left {
		if first == 0 || act < first {
			first = act
		}
	}
	if first > 0 {
		c.Gaps = append(c.Gaps, Gap{What: Cut, Text: fmt.Sprintf("the line that act %06d names is not there: the log was cut, or exchanged", first)})
	}
	return c, torn, err
}
