package intake

import (
	"fmt"
	"strings"
)

// zeroIDs is how many numbers of payments have to be those of another file for a question.
const zeroIDs = 3

// keepIDs notes the numbers of payments that were seen, to hold them against other files'.
func (f *File) keepIDs(m *mapping) {
	c, sum := m.taken["id"].col, m.taken["amount"].col
	if m.kind != "payments" || c == nil || c.joined != nil {
		return
	}
	for i, v := range c.samples {
		n := numberedSum{id: v}
		if sum != nil {
			n.cents, n.known = cents(sum.samples[i])
		}
		f.ids = append(f.ids, n)
	}
}

// numberedSum is a payment's number and its sum, where that is known.
type numberedSum struct {
	id    string
	cents int64
	known bool
}

// differs reports whether two payments cannot be the same: shops count from 1, each its own.
func (n numberedSum) differs(o numberedSum) bool { return n.known && o.known && n.cents != o.cents }

// askZeros asks about payments whose numbers are those of another file but for zeros in front, which a
// spreadsheet takes off a number: each payment would count twice.
func (w *walk) askZeros() {
	type origin struct {
		file *File
		sum  numberedSum
	}
	whole := map[string]origin{} // numbers without the zeros that their file has in front
	for _, f := range w.report.Files {
		for _, v := range f.ids {
			if bare := strings.TrimLeft(v.id, "0"); bare != v.id && whole[bare].file == nil {
				whole[bare] = origin{f, v}
			}
		}
	}
	for _, f := range w.report.Files {
		n, others := 0, 0
		var other *File
		for _, v := range f.ids {
			switch o := whole[v.id]; {
			case v.id == "" || o.file == nil || o.file == f:
			case v.differs(o.sum):
				others++
			default:
				n, other = n+1, o.file
			}
		}
		if n < zeroIDs || others > n || !f.mapped("id") {
			continue
		}
		name := joinNames(f.Columns["id"])
		f.ask("columns.id", fmt.Sprintf("%d numbers of %s are those of %s without the zeros in front, which a spreadsheet takes off: each such payment would count twice. Leave one of both files out, or number them alike in a copy, and seal both", n, quoted(name), quoted(other.ref())), name)
		f.Columns["id"] = []string{ask}
	}
}
