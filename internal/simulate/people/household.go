package people

import (
	"fmt"
	"strings"

	"comity/internal/simulate/draw"
)

// country is what names and addresses are drawn from.
type country struct {
	given, surnames, towns, streets []string
}

func newCountry(seed uint64) *country {
	s := draw.New(seed, "country")
	c := &country{}
	for _, l := range []struct {
		list      *[]string
		n, lo, hi int
	}{{&c.given, 700, 2, 3}, {&c.surnames, 20000, 2, 4}, {&c.towns, 1500, 2, 4}, {&c.streets, 8000, 2, 4}} {
		for range l.n {
			*l.list = append(*l.list, word(&s, s.Between(l.lo, l.hi)))
		}
	}
	return c
}

var (
	onsets = strings.Fields("b br c ch d f fl g gr h l m n p pr r s st t tr v z")
	vowels = strings.Fields("a a e e i o o u ai ia io")
	ends   = strings.Fields("n r s l ni ri tti lli no ro")
)

// word is a name of n syllables.
func word(s *draw.Stream, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(draw.Pick(s, onsets) + draw.Pick(s, vowels))
	}
	if s.Chance(600) {
		b.WriteString(draw.Pick(s, ends))
	}
	w := b.String()
	return strings.ToUpper(w[:1]) + w[1:]
}

// household is the lines of people who live together: often one surname and one
// telephone, always one address.
func (c *country) household(seed uint64, home int) []row {
	s := draw.New(seed, "household", home)
	town := s.Head(len(c.towns))
	first := row{home: int32(home), surname: c.surnames[s.Head(len(c.surnames))], town: c.towns[town],
		street: draw.Pick(&s, []string{"Via ", "Viale ", "Corso "}) + c.streets[s.Head(len(c.streets))],
		number: fmt.Sprint(1 + s.Head(150)), postcode: fmt.Sprintf("%05d", 10000+town*7+s.N(5)), phone: number(&s)}
	var out []row
	for m := range 1 + s.Weighted([]int{60, 20, 12, 8}) {
		p := first
		p.member = int32(m)
		if s.Chance(200) {
			p.surname = c.surnames[s.Head(len(c.surnames))]
		}
		c.member(&s, &p)
		out = append(out, p)
		for range s.Weighted([]int{60, 24, 9, 4, 2, 1}) {
			out = append(out, c.again(&s, p))
		}
	}
	return out
}

func number(s *draw.Stream) string {
	return fmt.Sprintf("+39 0%d %07d", s.Between(10, 99), s.N(10_000_000))
}

// member gives a person what is their own.
func (c *country) member(s *draw.Stream, p *row) {
	p.given = c.given[s.Head(len(c.given))]
	p.born = fmt.Sprintf("%04d-%02d-%02d", s.Between(1935, 2003), s.Between(1, 12), s.Between(1, 28))
	if s.Chance(500) {
		p.phone = fmt.Sprintf("+39 3%02d %07d", s.N(100), s.N(10_000_000))
	}
	p.email = c.address(s, p)
	switch {
	case s.Chance(3):
		p.email = "info@office.example"
	case s.Chance(100):
		p.email = ""
	case s.Chance(100):
		p.phone = ""
	}
}

func (c *country) address(s *draw.Stream, p *row) string {
	local := strings.ToLower(p.given + "." + p.surname)
	if s.Chance(500) {
		local = strings.ToLower(p.given[:1]+p.surname) + fmt.Sprint(s.N(1000))
	}
	return local + "@" + draw.Pick(s, strings.Fields("freemail.example netmail.example casella.example post.example"))
}
