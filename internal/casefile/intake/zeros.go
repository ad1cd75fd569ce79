package intake

import (
	"fmt"
	"strings"
)

// zeroIDs is how many numbers of payments have to be those of another file for a question.
const zeroIDs = 3

// keepIDs notes the numbers of payments that were seen, to hold them against other files'.
func (f *File) keepIDs(m *mapping) {
	if c := m.taken["id"].col; m.kind == "payments" && c != nil && c.joined == nil {
		f.ids = c.samples
	}
}

// askZeros asks about payments whose numbers are those of another file but for zeros in front, which a
// spreadsheet takes off a number: each payment would count twice.
func (w *walk) askZeros() {
	whole := map[string]*File{} // numbers without the zeros that their file has in front
	for _, f := range w.report.Files {
		for _, v := range f.ids {
			if bare := strings.TrimLeft(v, "0"); bare != v && whole[bare] == nil {
				whole[bare] = f
			}
		}
	}
	for _, f := range w.report.Files {
		n := 0
		var other *File
		for _, v := range f.ids {
			if o := whole[v]; v != "" && o != nil && o != f {
				n, other = n+1, o
			}
		}
		if n < zeroIDs || !f.mapped("id") {
			continue
		}
		name := joinNames(f.Columns["id"])
		f.ask("columns.id", fmt.Sprintf("%d numbers of %s are those of %s without the zeros in front, which a spreadsheet takes off: each such payment would count twice. Leave one of both files out, or number them alike in a copy, and seal both", n, quoted(name), quoted(other.ref())), name)
		f.Columns["id"] = []string{ask}
	}
}
