package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// A card under the accounts of many others is no family's, though nobody says who they are:
// each was bought for whoever uses it, and is supported at most. A family's, and one's own
// accounts beside, are told as before.
func TestBoughtWithOneCard(t *testing.T) {
	for _, c := range []struct {
		name   string
		others int
		own    bool
		want   string
	}{
		{"four others", 4, false, "supported [d] line l1: [rose] rivals [reseller]"},
		{"three others", 3, false, "corroborated [] line l1: [rose] rivals []"},
		{"four others, and an account of one's own", 4, true, "corroborated [] line l1: [moss rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			rose, home := s.account("rose", "", "1111"), s.line("isp", "l1", "Anna Rossi")
			s.use(rose, attribution.Access, home, everyOther(12)...)
			for _, name := range []string{"Bert Bosch", "Cleo Dahl", "Dora Egge", "Emil Falk"}[:c.others] {
				s.useAt(s.account(name[:4], "", "1111"), s.line("isp", name, name), 5)
			}
			want := "rose"
			if c.own {
				moss := s.account("moss", "Anna Rossi", "2222")
				s.useAt(moss, home, 12)
				s.Tie(moss, s.mail("rose"))
				want = "moss rose"
			}
			if got := one(t, s, want); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func (s *story) mail(user string) attribution.Node {
	return s.Selector("email", user+"@mail.example")
}
