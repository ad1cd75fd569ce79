package attribution_test

import (
	"fmt"
	"runtime"
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

// A father and a son of one name live on one line: an account that states no date of birth
// is either's, and makes no one person of both.
func TestGenerationsOfOneName(t *testing.T) {
	tellAll(t, []told{
		{"one account states no date", func(s *story) {
			home := s.line("isp", "l1", "Anna Rossi")
			for _, x := range [][2]string{{"rose", "1950-02-01"}, {"moss", ""}, {"tulip", "1980-03-01"}} {
				a := s.account(x[0], "Anna Rossi", "")
				if x[1] != "" {
					s.Born(a, x[1])
				}
				s.use(a, attribution.Access, home, 1, 3, 9)
			}
		}, []string{
			"corroborated [] line l1: [moss] rivals []",
			"corroborated [] line l1: [rose] rivals []",
			"corroborated [] line l1: [tulip] rivals []",
		}},

		{"all that state one state the same", func(s *story) {
			home := s.line("isp", "l1", "Anna Rossi")
			for _, x := range [][2]string{{"rose", "1950-02-01"}, {"moss", ""}, {"tulip", "1950-02-01"}} {
				a := s.account(x[0], "Anna Rossi", "")
				if x[1] != "" {
					s.Born(a, x[1])
				}
				s.use(a, attribution.Access, home, 1, 3, 9)
			}
		}, []string{"corroborated [] line l1: [moss rose tulip] rivals []"}},
	})
}
