package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// A card under accounts of two names may be a reseller's. The account in the name of the line's
// holder, or of the family, that was used from there for months is at home there all the same,
// whoever paid: supported, and no more. In another name, for some days, as often on another
// line, or where somebody complained, it stays contradicted.
func TestBoughtAndAtHomeOnItsOwnLine(t *testing.T) {
	const (
		home = "supported [d] line l1: [rose] rivals [reseller]"
		not  = "contradicted [d] line l1: [rose] rivals [reseller]"
	)
	for _, c := range []struct {
		name, holder string
		days         []int
		more         func(s *story, rose attribution.Node)
		want         string
	}{
		{"its own", "Anna Rossi", []int{1, 8, 15, 22, 40}, nil, home},
		{"its family's", "Carlo Rossi", []int{1, 8, 15, 22, 40}, nil, "supported [d] line l1: [rose] rivals [shared-address reseller]"},
		{"for some weeks", "Anna Rossi", []int{1, 4, 8, 15, 22}, nil, not},
		{"on four days", "Anna Rossi", []int{1, 8, 15, 40}, nil, not},
		{"another's", "Dora Egge", []int{1, 8, 15, 22, 40}, nil, "contradicted [d] line l1: [rose] rivals [shared-address reseller]"},
		{"as often on another's", "Anna Rossi", []int{1, 8, 15, 22, 40}, func(s *story, rose attribution.Node) {
			s.use(rose, attribution.Access, s.line("isp", "l3", "Dora Egge"), 2, 9, 16, 23, 41)
		}, "contradicted [d] line l1: [rose] rivals [reseller]"},
		{"a payment was charged back", "Anna Rossi", []int{1, 8, 15, 22, 40}, func(s *story, rose attribution.Node) {
			s.Paid(rose, "chargeback", "")
		}, "contradicted [d] line l1: [rose] rivals [stolen-card reseller]"},
		{"the card is in a third name", "Anna Rossi", []int{1, 8, 15, 22, 40}, func(s *story, _ attribution.Node) {
			s.Holder(s.card("1111"), "Dora Egge", "", false)
		}, "contradicted [d] line l1: [rose] rivals [stolen-card reseller]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			rose, other := s.account("rose", "Anna Rossi", "1111"), s.account("moss", "Bert Bosch", "1111")
			s.use(rose, attribution.Access, s.line("isp", "l1", c.holder), c.days...)
			s.use(other, attribution.Access, s.line("isp", "l2", "Bert Bosch"), 2, 5, 9)
			if c.more != nil {
				c.more(s, rose)
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
