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
