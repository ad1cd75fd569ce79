// Package people writes a table of invented customers in which some stand more
// than once, each time a little otherwise, as tables of several shops do. It
// serves to measure who finds them again; docs/simulation.md describes it.
package people

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"

	"comity/internal/simulate/draw"
)

// columns of the table; the last one is the truth.
var columns = []string{"id", "given_name", "surname", "born", "street", "number", "town", "postcode", "phone", "email", "person"}

// Write writes rows lines behind a header, in CSV. The same seed and number give
// the same bytes. An error is the writer's.
func Write(w io.Writer, seed uint64, rows int) error {
	c := newCountry(seed)
	var list []row
	for home := 0; len(list) < rows; home++ {
		list = append(list, c.household(seed, home)...)
	}
	list = list[:rows]
	s := draw.New(seed, "order")
	s.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	b := bufio.NewWriter(w)
	out := csv.NewWriter(b)
	if err := out.Write(columns); err != nil {
		return err
	}
	for i, r := range list {
		if err := out.Write(r.cells(i + 1)); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// row is one line of the table.
type row struct {
	given, surname, born, street, number, town, postcode, phone, email string

	home, member int32
}

func (r *row) cells(id int) []string {
	return []string{strconv.Itoa(id), r.given, r.surname, r.born, r.street, r.number, r.town, r.postcode, r.phone, r.email,
		strconv.Itoa(int(r.home)) + "-" + strconv.Itoa(int(r.member))}
}
