package attribution

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// figures are the numbers in what an argument says, with what stands behind one
// that was not counted to its end.
var figures = regexp.MustCompile(`[0-9]+( or more)?`)

// Find is the row of the table of the claim that an argument of this text and
// weight comes from; false where the table has none such, as where another
// version of it was used.
func Find(text string, weight comity.Weight) (Row, bool) {
	said := figures.ReplaceAllString(text, "#")
	i := slices.IndexFunc(table[:], func(r Row) bool {
		return r.Weight == weight && !strings.Contains(r.Name, "/") && texts[rowOf(r.Name)] == said
	})
	if i < 0 {
		return Row{}, false
	}
	return table[i], true
}

// rowOf is the place of a name of the table.
func rowOf(name string) rowID {
	return rowID(slices.IndexFunc(table[:], func(r Row) bool { return r.Name == name }))
}

// others is how many other people's accounts were used from the claimed connection, by
// what an argument for or against the claim says; 0 where it speaks of something else.
func others(text string) int {
	said := figures.ReplaceAllString(text, "#")
	if said != texts[rowCrowd] && said != texts[rowNeighbours] {
		return 0
	}
	n, _ := strconv.Atoi(strings.Fields(figures.FindString(text))[0])
	return n
}
