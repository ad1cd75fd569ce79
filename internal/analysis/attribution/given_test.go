package attribution_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/attribution"
)

// A given name in common makes no family. Which names are given is told by lists that mark
// the family's: in capitals, or before a comma. Where none does, as before.
func TestGivenNames(t *testing.T) {
	days := []int{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23}
	at := func(list, named, person string) func(*story) {
		return func(s *story) {
			for i := range 4 {
				s.line("isp", fmt.Sprint("p", i), fmt.Sprintf(list, invented(i)))
			}
			a := s.account("rose", named, "1111")
			home := s.line("isp", "home", person)
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Payment, home, 1)
			s.use(a, attribution.Access, home, days...)
		}
	}
	const (
		top  = "corroborated [] line home: [rose] rivals []"
		held = "supported [d] line home: [rose] rivals [shared-address]"
		none = "contradicted [d] line home: [rose] rivals [shared-address]"
	)
	tellAll(t, []told{
		{"nothing marked", at("Philippe %s", "Philippe Robert", "Philippe Bernard"), []string{top}},
		{"after a comma", at("%s, Philippe", "Robert Philippe", "Bernard, Philippe"), []string{held}},
		{"whole name", at("%s, Philippe", "Philippe Robert", "Robert, Philippe"), []string{top}},
		{"initial", at("%s, Philippe", "P. Robert", "Robert, Philippe"), []string{top}},
		{"one family", at("%s, Philippe", "Sophie Robert", "Robert, Philippe"), []string{top}},
		{"nobody", at("%s, Philippe", "Sophie Robert", "Bernard, Philippe"), []string{none}},
	})
	capitals := func(s *story) {
		for i, n := range []string{"BERNARD Philippe", "Philippe MOREL", "DE LUCA Philippe", "Philippe O'NEIL"} {
			s.line("isp", fmt.Sprint("c", i), n)
		}
		at("%s", "ROBERT PHILIPPE", "BERNARD Philippe")(s)
	}
	both := func(s *story) { // one that is a family's too
		for i, n := range []string{"ROBERT Anne", "ROBERT Jean"} {
			s.line("isp", fmt.Sprint("c", i), n)
		}
		at("%s, Robert", "Marie Robert", "ROBERT Luc")(s)
	}
	tellAll(t, []told{{"in capitals", capitals, []string{held}}, {"a family's too", both, []string{top}}})

	// What a name itself shows goes before what others show of the word: one is enough, and a
	// surname of others does not hide it. Initials and numbers of generations show nothing.
	one := func(person, named string, others ...string) func(*story) {
		return func(s *story) {
			for i, n := range others {
				s.line("isp", fmt.Sprint("o", i), n)
			}
			at("%s", named, person)(s)
		}
	}
	tellAll(t, []told{
		{"one name", one("BERNARD Philippe", "Robert Philippe"), []string{held}},
		{"a surname of others", one("Bernard, Martin", "Robert Martin", "MARTIN Anne", "MARTIN Jean"), []string{held}},
		{"the account's", one("Philippe Bernard", "Robert, Philippe"), []string{held}},
		{"a surname itself", one("MARTIN Philippe", "Robert Martin", "MARTIN Anne"), []string{top}},
		{"given and surname", one("Martin MARTIN", "Robert Martin"), []string{top}},
		{"initials", one("J.P. Robert", "Anne Robert"), []string{top}},
		{"a second of the name", one("Jean Robert II", "Anne Robert"), []string{top}},
	})
}
