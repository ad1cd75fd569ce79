package intake

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"comity/internal/comity"
)

// cutting counts addresses that may have been cut short, as some houses do for privacy:
// all end in zeros.
type cutting struct {
	seen map[comity.Addr]bool
	cut  int
}

// fewest is how many different addresses say something about all of them.
const fewest = 12

func (n *cutting) add(a comity.Addr) {
	if n.seen == nil {
		n.seen = map[comity.Addr]bool{}
	}
	if n.seen[a] || len(n.seen) >= mostDistinct {
		return
	}
	n.seen[a] = true
	if a.Is4() && a.V4()&0xff == 0 || !a.Is4() && a.Lo == 0 {
		n.cut++
	}
}

// all reports whether nearly all end so; of those that were drawn by chance one in 256
// does.
func (n *cutting) all() bool { return len(n.seen) >= fewest && n.cut*100 >= len(n.seen)*98 }

const wereCut = "nearly all different addresses end in zeros (%d of %d): they seem to have been cut short, and then none is anybody's. Ask the house whether they were, and for whole ones; a file of cut ones is a document. If they are whole networks: write each with its length (198.18.7.0/24) in a copy, and seal both"

func (n *cutting) text() string { return fmt.Sprintf(wereCut, n.cut, len(n.seen)) }

// cut looks at the different addresses of a column.
func (c *column) cut() *cutting {
	n := &cutting{}
	for v := range c.distinct {
		if a, ok := comity.ParseAddr(v); ok {
			n.add(a)
		} else if e, err := netip.ParseAddrPort(v); err == nil {
			n.add(comity.AddrOf(e.Addr()))
		}
	}
	return n
}

// lists reports whether many values are several addresses in one cell.
func (c *column) lists() bool {
	n := 0
	for _, v := range c.samples {
		each := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(",;| \n", r) })
		if len(each) > 1 && !slices.ContainsFunc(each, func(w string) bool { return !address(w) }) {
			n++
		}
	}
	return n > 0 && n*4 >= c.filled
}

// rounded is how a spreadsheet writes a number that has more digits than it shows.
var rounded = regexp.MustCompile(`^\d[.,]\d+[Ee]\+\d+$`)

// rounds reports whether most values are numbers that a spreadsheet rounded.
func (c *column) rounds() bool {
	n := 0
	for _, v := range c.samples {
		if rounded.MatchString(v) {
			n++
		}
	}
	return n > 0 && n*2 >= c.filled
}

// roundedNames says which columns hold numbers that a spreadsheet rounded; where none does
// "", else it begins "; ".
func roundedNames(cols []*column) string {
	var names []string
	for _, c := range cols {
		if c.joined == nil && c.rounds() {
			names = append(names, quoted(c.name))
		}
	}
	if names == nil {
		return ""
	}
	return "; " + strings.Join(names, ", ") + ": numbers that a spreadsheet rounded (1.07824E+12), whose digits are lost: ask for the export as it was before"
}
