package attribution_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/attribution"
)

// everyOther lists n days, each two after the one before.
func everyOther(n int) (days []int) {
	for i := range n {
		days = append(days, 1+2*i)
	}
	return days
}

// A bystander's line is not claimed because a further name with the account, or what
// somebody wrote behind it, cannot be compared.
func TestNamesThatHideNothing(t *testing.T) {
	const want = "contradicted [d] line l1: [rose] rivals [shared-address]"
	for _, names := range [][]string{
		{"Anna Rossi"}, {"Anna Rossi", "A. R."}, {"Anna Rossi", "-"}, {"n/a", "Anna Rossi"}, {"Anna Rossi", "123"},
		{"Anna Rossi", "王小明"}, {"?????? ????????", "Anna Rossi"}, {"Anna Rossi \u02bc"}, {"Anna Rossi ?"}, {"Anna Rossi 王"}, {"Anna Rossi ????"},
	} {
		t.Run(fmt.Sprint(names), func(t *testing.T) {
			s := newStory()
			a := s.account("rose", names[0], "")
			for _, n := range names[1:] {
				s.Name(a, n)
			}
			home := s.line("isp", "l1", "Bert Bosch")
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Access, home, everyOther(12)...)
			if got := s.tell(); len(got) != 1 || got[0] != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Where nothing that is stated can be compared, the claim is supported at most: the holder
// may be anybody. What names nobody says no more than where no name is stated.
func TestNamesThatCannotBeCompared(t *testing.T) {
	const (
		anybody   = "supported [d] line l1: [rose] rivals [shared-address]"
		notStated = "corroborated [] line l1: [rose] rivals []"
	)
	for _, c := range []struct{ name, person, want string }{
		{"王小明", "Bert Bosch", anybody},
		{"Bert Bosch", "王小明", anybody},
		{"?????? ????????", "Bert Bosch", anybody},
		{"A. R.", "Bert Bosch", anybody},
		{"Anna ????", "Bert Bosch", anybody},
		{"Anna 王", "Bert Bosch", anybody},
		{"-", "Bert Bosch", notStated},
		{"王小明", "", notStated},
		{"王小明 (Bosch, Bert)", "Bert Bosch", notStated},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", c.name, "")
			home := s.line("isp", "l1", c.person)
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Access, home, everyOther(12)...)
			if got := s.tell(); len(got) != 1 || got[0] != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
