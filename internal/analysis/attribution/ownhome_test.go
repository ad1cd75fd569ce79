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

// Who lends a card, or pays for a friend with it, is the user of the account in the card holder's
// own name that is at home on the holder's own line. Without the issuer's word, with the other
// account at home there too, under a common address, or where many were paid for, it stays open.
func TestCardHoldersOwnAccountAtHome(t *testing.T) {
	const (
		own  = "corroborated [] line l1: [rose] rivals []"
		open = "supported [d] line l1: [rose] rivals [reseller]"
	)
	for _, c := range []struct {
		name, holder, account string
		more                  func(s *story)
		want                  string
	}{
		{"the holder's", "Anna Rossi", "Anna Rossi", nil, own},
		{"the issuer is silent", "", "Anna Rossi", nil, open},
		{"of the family", "Anna Rossi", "Carlo Rossi", nil, "supported [d] line l1: [rose] rivals [shared-address reseller]"},
		{"the other at home there too", "Anna Rossi", "Anna Rossi", func(s *story) {
			s.use(s.account("moss", "Bert Bosch", "1111"), attribution.Access, s.line("isp", "l1", "Anna Rossi"), 3, 10, 17, 24, 29)
			s.use(s.account("fern", "Cleo Dahl", "1111"), attribution.Access, s.line("isp", "l3", "Cleo Dahl"), 4, 11)
		}, open},
		{"an address of both", "Anna Rossi", "Anna Rossi", func(s *story) {
			both := s.mail("both")
			s.Tie(s.account("rose", "", ""), both)
			s.Tie(s.account("moss", "", ""), both)
		}, open},
		{"many paid for", "Anna Rossi", "Anna Rossi", func(s *story) {
			for i, name := range []string{"Cleo Dahl", "Dora Egge", "Emil Falk"} {
				a := s.account(string(rune('a'+i)), name, "1111")
				s.use(a, attribution.Access, s.line("isp", "m"+string(rune('a'+i)), name), 2, 5, 9)
			}
		}, open},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			rose, other := s.account("rose", c.account, "1111"), s.account("moss", "Bert Bosch", "1111")
			s.use(rose, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 1, 8, 15, 22, 25, 28, 31, 34, 40)
			s.use(other, attribution.Access, s.line("isp", "l2", "Bert Bosch"), 2, 5, 9, 12)
			if c.holder != "" {
				s.Holder(s.card("1111"), c.holder, "", false)
			}
			if c.more != nil {
				c.more(s)
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
