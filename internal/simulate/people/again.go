package people

import (
	"fmt"

	"comity/internal/simulate/draw"
)

// again is a person's line in another table: they moved, took another address
// or telephone, were written down in a hurry, or gave less.
func (c *country) again(s *draw.Stream, p row) row {
	switch {
	case s.Chance(80): // moved
		town := s.Head(len(c.towns))
		p.town, p.street, p.number = c.towns[town], "Via "+c.streets[s.Head(len(c.streets))], fmt.Sprint(1+s.Head(150))
		p.postcode = fmt.Sprintf("%05d", 10000+town*7+s.N(5))
	case s.Chance(20): // married
		p.surname = c.surnames[s.Head(len(c.surnames))]
	}
	if s.Chance(150) {
		p.email = c.address(s, &p)
	}
	if s.Chance(150) {
		p.phone = number(s)
	}
	if s.Chance(30) {
		p.given, p.surname = p.surname, p.given
	}
	for _, cell := range []*string{&p.given, &p.surname, &p.born, &p.street, &p.number, &p.town, &p.postcode, &p.phone, &p.email} {
		switch {
		case s.Chance(60):
			*cell = slip(s, *cell)
		case s.Chance(60):
			*cell = ""
		}
	}
	return p
}

// slip is one slip of the pen: a character left out, doubled, changed, or
// swapped with the next.
func slip(s *draw.Stream, v string) string {
	if len(v) < 2 {
		return v
	}
	i := s.N(len(v) - 1)
	switch s.N(4) {
	case 0:
		return v[:i] + v[i+1:]
	case 1:
		return v[:i+1] + v[i:]
	case 2:
		return v[:i] + other(s, v[i]) + v[i+1:]
	}
	return v[:i] + v[i+1:i+2] + v[i:i+1] + v[i+2:]
}

// other is a character that stands for c by mistake: a digit for a digit.
func other(s *draw.Stream, c byte) string {
	switch {
	case c >= '0' && c <= '9':
		return string(rune('0' + s.N(10)))
	case c == '-' || c == '@' || c == '+' || c == ' ':
		return string(rune(c))
	}
	return string(rune('a' + s.N(26)))
}
