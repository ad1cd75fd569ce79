package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// One card paid for two accounts from one connection. In names that have nothing in common
// they are two people's, unless some connection used both.
func TestOneCardPaysForTwoNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		other string // who is said to pay for the second account
		both  bool   // it was used from the first one's connection
		want  int    // subjects
	}{
		{"bought for somebody else", "Bert Bosch", false, 2},
		{"used from one home: an invented name, or a couple", "Bert Bosch", true, 1},
		{"in one name", "Anna Rossi", false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			shop, home := s.line("isp", "l0", "Carl Huber"), s.line("isp", "l1", "")
			rose, tulip := s.account("rose", "", "1111"), s.account("tulip", "", "1111")
			s.Payer(rose, "Anna Rossi")
			s.Payer(tulip, c.other)
			s.use(rose, attribution.Payment, shop, 1)
			s.use(tulip, attribution.Payment, shop, 2)
			s.use(rose, attribution.Access, home, 3, 5, 7)
			if c.both {
				s.use(tulip, attribution.Access, home, 4, 6, 8)
			} else {
				s.use(tulip, attribution.Access, s.line("isp", "l2", ""), 4, 6, 8)
			}
			if got := s.tell(); len(got) != c.want {
				t.Errorf("got %d subjects, want %d: %q", len(got), c.want, got)
			}
		})
	}
}
