package intake

import (
	"fmt"
	"strings"
	"unicode"

	"comity/internal/records/clock"
)

// unlike are two of the times that are written otherwise; where their digits and letters stand alike, the first and the last.
func unlike(m *mapping, all *stampTally) (one, other string) {
	for _, key := range timeKeys[m.kind] {
		for _, v := range m.taken[key].samples() {
			switch {
			case one == "":
				one = v
			case writing(v) != writing(one):
				return one, v
			}
		}
	}
	return all.first, all.last
}

// writing is how a value is written: its digits as 0, its letters as a.
func writing(v string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case unicode.IsLetter(r):
			return 'a'
		}
		return r
	}, v)
}

// askAlike asks about times that are written in two ways.
func (f *File) askAlike(one, other string) {
	f.ask("time_format", fmt.Sprintf("the times are not all written alike, as %s and %s, and an exhibit has one form: bring them into one in a copy, and seal both; of a layout that is written here the others are rejected", quoted(one), quoted(other)))
	f.TimeFormat = ask
}

// glanced is how often times in rows further down are written in one way, and one of them.
type glanced struct {
	rows int
	some string
}

// mostWritings is how many ways of writing are told apart in a column.
const mostWritings = 64

// glanceTime takes note of how a time further down is written.
func (c *column) glanceTime(v string) {
	if !c.forms.stampy(c.filled) {
		return
	}
	if c.below == nil {
		c.below = map[string]*glanced{}
	}
	w := writing(v)
	switch g := c.below[w]; {
	case g != nil:
		g.rows++
	case len(c.below) < mostWritings:
		c.below[w] = &glanced{1, v}
	}
}

// unlikeBelow asks about times that no form of c reads, where rows further down hold as many as the form
// of those above would not have been taken with.
func (f *File) unlikeBelow(m *mapping, c choice) bool {
	all, strange, other := 0, 0, ""
	for _, key := range timeKeys[m.kind] {
		taken, ok := m.taken[key]
		if !ok {
			continue
		}
		for _, w := range sortedKeys(taken.col.below) {
			g := taken.col.below[w]
			if all += g.rows; !c.reads(g.some) {
				strange, other = strange+g.rows, g.some
			}
		}
		if strange > 0 && strange*100 > all*8 {
			one, _ := unlike(m, &taken.col.forms)
			f.askAlike(one, other)
			return true
		}
	}
	return false
}

// reads reports whether one of the forms reads v.
func (c choice) reads(v string) bool {
	for _, form := range c.forms {
		if _, ok := clock.Parse(v, form.layout); ok {
			return true
		}
	}
	return false
}

// mostlyRead asks about times of which one order of day, month and year reads more than half, and not all: which
// those are, and what the others look like. It reports whether there is such an order.
func mostlyRead(f *File, m *mapping) bool {
	best, most, all, odd := "", 0, 0, ""
	for _, order := range clock.Orders() {
		n, read, example := 0, 0, ""
		for _, key := range timeKeys[m.kind] {
			for _, v := range m.taken[key].samples() {
				n++
				if _, ok := clock.Parse(v, order); ok {
					read++
				} else if example == "" {
					example = v
				}
			}
		}
		if read > most {
			best, most, all, odd = order, read, n, example
		}
	}
	if 2*most <= all || most == all {
		return false
	}
	f.ask("date_order", fmt.Sprintf("%d of %d times in the sample are read as %s, and the others are not, as %s: with that order they are rejected; where they are written otherwise, bring all into one form in a copy, and seal both", most, all, best, quoted(odd)), best)
	f.DateOrder = ask
	return true
}

// samples are the values of the column that were looked at.
func (c claim) samples() (out []string) {
	if c.col == nil {
		return nil
	}
	for _, v := range c.col.samples {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}
