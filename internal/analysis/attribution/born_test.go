package attribution_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// Of thousands of accounts in one name on one line, no two are compared: they would not be tied.
func TestBirthsOfManyAccounts(t *testing.T) {
	const many = 1000
	s := newStory()
	line := s.line("isp", "l1", "Anna Rossi")
	for i := range many {
		a := s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:u", i))
		s.Name(a, "Anna Rossi")
		s.Born(a, "1950-02-01")
		s.use(a, attribution.Access, line, i%30)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s.Subjects(1)
	runtime.ReadMemStats(&after)
	if n := after.Mallocs - before.Mallocs; n > 100*many {
		t.Errorf("%d allocations for %d accounts", n, many)
	}
}

// threeOfOneName tells of three accounts in one name on one line: one born 1950, one that
// states no date, and one born when said.
func (s *story) threeOfOneName(born string) {
	home := s.line("isp", "l1", "Anna Rossi")
	for _, x := range [][2]string{{"rose", "1950-02-01"}, {"moss", ""}, {"tulip", born}} {
		a := s.account(x[0], "Anna Rossi", "")
		if x[1] != "" {
			s.Born(a, x[1])
		}
		s.use(a, attribution.Access, home, 1, 3, 9)
	}
}

// A father and a son of one name live on one line: an account that states no date of birth
// is either's, and makes no one person of both.
func TestGenerationsOfOneName(t *testing.T) {
	tellAll(t, []told{
		{"one account states no date", func(s *story) {
			s.threeOfOneName("1980-03-01")
		}, []string{
			"corroborated [] line l1: [moss] rivals []",
			"corroborated [] line l1: [rose] rivals []",
			"corroborated [] line l1: [tulip] rivals []",
		}},

		{"all that state one state the same", func(s *story) {
			s.threeOfOneName("1950-02-01")
		}, []string{"corroborated [] line l1: [moss rose tulip] rivals []"}},
	})
}

// What a father and a son of one name share, a card, an address or a line, makes no one
// person of them where their accounts state days of birth that no slip explains: two
// subjects, each of which lists the card and the address as disputed.
func TestGenerationsShareACard(t *testing.T) {
	const one, two = "corroborated [] line l1: [rose tulip] rivals []", "corroborated [] line l1: [rose] rivals []\ncorroborated [] line l1: [tulip] rivals []"
	for _, c := range []struct{ name, other, born, otherBorn, want string }{
		{"thirty years", "Anna Rossi", "1950-02-01", "1980-03-09", two},
		{"thirty years to the day", "Anna Rossi", "1950-02-01", "1980-02-01", two},
		{"the son by his initial", "A. Rossi", "1950-02-01", "1980-03-09", two},
		{"as other sites write it", "Anna Rossi", "1950-02-01", "09.03.1980", two},
		{"one day, as other sites write it", "Anna Rossi", "1950-02-11", "11/02/1950", one},
		{"day and month changed places", "Anna Rossi", "1950-02-11", "1950-11-02", one},
		{"one digit is another", "Anna Rossi", "1950-02-11", "1950-02-17", one},
		{"two digits changed places", "Anna Rossi", "1950-02-12", "1950-02-21", one},
		{"a year is another's", "Anna Rossi", "1951-02-11", "1954-02-11", one},
		{"what a form leaves", "Anna Rossi", "1950-02-11", "1970-01-01", one},
		{"one states none", "Anna Rossi", "1950-02-11", "", one},
		{"one states what no day is", "Anna Rossi", "1950-02-11", "spring 1980", one},
	} {
		for _, tie := range []string{"card", "address", "both"} {
			t.Run(c.name+", "+tie, func(t *testing.T) {
				s := newStory()
				home := s.line("isp", "l1", "Anna Rossi")
				a, b := s.account("rose", "Anna Rossi", ""), s.account("tulip", c.other, "")
				if tie != "address" {
					s.Tie(a, s.card("1111"))
					s.Tie(b, s.card("1111"))
					s.Holder(s.card("1111"), "Anna Rossi", "1950-02-01", false)
				}
				if tie != "card" {
					s.Tie(b, s.Selector(comity.SelectorEmail, "rose@mail.example"))
				}
				s.Born(a, c.born)
				s.Born(b, c.otherBorn)
				s.use(a, attribution.Access, home, 1, 3, 9)
				s.use(b, attribution.Access, home, 2, 4, 10)
				if got := strings.Join(s.tell(), "\n"); got != c.want {
					t.Errorf("got\n%s\nwant\n%s", got, c.want)
				}
				for _, x := range s.Subjects(1) {
					if c.want == two && len(s.Disputed(nil, x)) == 0 {
						t.Errorf("%s lists nothing as disputed", x.ID)
					}
				}
			})
		}
	}
}

// An account that states no date of birth is either's, also by a card of both.
func TestUndatedUnderACardOfGenerations(t *testing.T) {
	tellAll(t, []told{{"one card", func(s *story) {
		home := s.line("isp", "l1", "Anna Rossi")
		for _, x := range [][2]string{{"moss", ""}, {"rose", "1950-02-01"}, {"tulip", "1980-03-09"}} {
			a := s.account(x[0], "Anna Rossi", "1111")
			s.Born(a, x[1])
			s.use(a, attribution.Access, home, 1, 3, 9)
		}
		s.Holder(s.card("1111"), "Anna Rossi", "1950-02-01", false)
	}, []string{
		"corroborated [] line l1: [moss] rivals []",
		"corroborated [] line l1: [rose] rivals []",
		"corroborated [] line l1: [tulip] rivals []",
	}}})
}

// Two of a family whose forms left one preset day of birth are two.
func TestPresetBirthsAreNobodys(t *testing.T) {
	tellAll(t, []told{{"one card", func(s *story) {
		home := s.line("isp", "l1", "Cleo Rossi")
		for _, x := range [][2]string{{"rose", "Anna Rossi"}, {"tulip", "Bert Rossi"}} {
			a := s.account(x[0], x[1], "1111")
			s.Born(a, "1970-01-01")
			s.use(a, attribution.Access, home, 1, 3, 9, 12, 15)
		}
	}, []string{
		"corroborated [] line l1: [rose] rivals []",
		"corroborated [] line l1: [tulip] rivals []",
	}}})
}
