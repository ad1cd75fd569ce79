package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"

	"github.com/google/go-cmp/cmp"
)

// Whose accounts are one person's, and whose connection is whose: stories in which
// what ties accounts or connections to people is somebody else's.
func TestWhoIsWho(t *testing.T) {
	tests := []told{
		{"two of a family pay with one card from one connection", func(s *story) {
			home := s.line("isp", "l1", "")
			for user, name := range map[string]string{"rose": "Anna Rossi", "tulip": "Bert Rossi"} {
				a := s.account(user, name, "1111")
				s.Payer(a, "Cleo Rossi")
				s.use(a, attribution.Access, home, 1, 3, 9, 12, 15)
			}
		}, []string{
			"supported [d] line l1: [rose] rivals [shared-address]",
			"supported [d] line l1: [tulip] rivals [shared-address]",
		}},

		{"one person called by two names, by the date of birth", func(s *story) {
			home := s.line("isp", "l1", "Anna Rossi")
			for _, x := range [][2]string{{"rose", "Anna Rossi"}, {"tulip", "Anna Bianchi"}} {
				a := s.account(x[0], x[1], "1111")
				s.Born(a, "1970-05-03")
				s.use(a, attribution.Access, home, 1, 3, 9)
			}
		}, []string{"corroborated [] line l1: [rose tulip] rivals []"}},

		{"an initial and a surname", func(s *story) {
			home := s.line("isp", "l1", "Anna Rossi")
			for _, x := range [][2]string{{"rose", "Anna Rossi"}, {"tulip", "A. Rossi"}} {
				s.use(s.account(x[0], x[1], "1111"), attribution.Access, home, 1, 3, 9)
			}
		}, []string{"corroborated [] line l1: [rose tulip] rivals []"}},

		{"a reseller opens accounts for others, and pays", func(s *story) {
			shop := s.line("isp", "shop", "Otto Krum")
			for _, x := range [][2]string{{"rose", "Anna Rossi"}, {"tulip", "Bert Bosch"}} {
				a := s.account(x[0], x[1], "1111")
				s.Payer(a, "Otto Krum")
				s.use(a, attribution.SignUp, shop, 1)
				s.use(a, attribution.Access, s.line("isp", x[0], x[1]), 2, 4, 10)
			}
		}, []string{
			"contradicted [d] line rose: [rose] rivals [reseller]",
			"contradicted [d] line tulip: [tulip] rivals [reseller]",
		}},

		{"a reseller's customer has an account besides, in the same name", func(s *story) {
			bought, other := s.account("rose", "Anna Rossi", "1111"), s.account("moss", "Bert Bosch", "1111")
			own := s.account("rossi", "Anna Rossi", "2222")
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(bought, attribution.Access, home, 1, 3)
			s.use(own, attribution.Access, home, 2, 4, 10)
			s.use(other, attribution.Access, s.line("isp", "l2", "Bert Bosch"), 1, 3, 9)
		}, []string{
			"corroborated [] line l1: [rose rossi] rivals []",
			"contradicted [d] line l2: [moss] rivals [reseller]",
		}},

		{"the same, but the own account was used on two days only", func(s *story) {
			bought, other := s.account("rose", "Anna Rossi", "1111"), s.account("moss", "Bert Bosch", "1111")
			own := s.account("rossi", "Anna Rossi", "2222")
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(bought, attribution.Access, home, 1, 3)
			s.use(own, attribution.Access, home, 2, 4)
			s.use(other, attribution.Access, s.line("isp", "l2", "Bert Bosch"), 1, 3, 9)
		}, []string{
			"contradicted [d] line l1: [rose rossi] rivals [reseller]",
			"contradicted [d] line l2: [moss] rivals [reseller]",
		}},

		{"a thief types the customer's name, and comes from nowhere", func(s *story) {
			mine := s.account("rossi", "Anna Rossi", "1111")
			s.use(mine, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 1, 3, 9)
			s.account("lucky7", "Anna Rossi", "1111")
		}, []string{
			"unresolved [a b c d] line -: [lucky7] rivals [stolen-card]",
			"corroborated [] line l1: [rossi] rivals []",
		}},

		{"the other account bears the name that its user chose", func(s *story) {
			mine := s.account("rose", "Anna Rossi", "1111")
			s.use(mine, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 1, 3, 9)
			s.account("arossi", "Anna Rossi", "1111")
		}, []string{"corroborated [] line l1: [arossi rose] rivals []"}},

		{"the other account bears the name, and its payment was charged back", func(s *story) {
			mine := s.account("rose", "Anna Rossi", "1111")
			s.use(mine, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 1, 3, 9)
			s.Paid(s.account("arossi", "Anna Rossi", "1111"), "chargeback", "")
		}, []string{
			"unresolved [a b c d] line -: [arossi] rivals [stolen-card]",
			"corroborated [] line l1: [rose] rivals []",
		}},

		{"taken over: from elsewhere, and from some day on from here alone", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.shared(a, 1, 3, 5)
			s.use(a, attribution.Access, s.line("isp", "l1", ""), 10, 12, 14, 16, 18)
			s.use(a, attribution.Payment, s.line("isp", "l1", ""), 10)
		}, []string{"supported [d] line l1: [rose] rivals [account-sharing]"}},

		{"from elsewhere again: on the way, not taken over", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.shared(a, 1, 3, 5, 15)
			s.use(a, attribution.Access, s.line("isp", "l1", ""), 10, 12, 14, 16, 18)
			s.use(a, attribution.Payment, s.line("isp", "l1", ""), 10)
		}, []string{"corroborated [] line l1: [rose] rivals []"}},

		{"moved, and the new connection is in the account's name", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.shared(a, 1, 3, 5)
			s.use(a, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 10, 12, 14, 16, 18)
		}, []string{"corroborated [] line l1: [rose] rivals []"}},

		{"a connection in another country than everything stated", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.Country(a, "FR")
			s.Country(s.card("1111"), "FR")
			home := s.line("isp", "l1", "")
			s.use(a, attribution.Payment, home, 1)
			s.use(a, attribution.Access, home, 1, 3, 9, 12, 15)
		}, []string{"supported [d] line l1: [rose] rivals [account-sharing]"}},

		{"abroad, with a connection in the own name", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.Country(a, "FR")
			s.use(a, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 1, 3, 9)
		}, []string{"corroborated [] line l1: [rose] rivals []"}},
	}
	tellAll(t, tests)
}

// A relative who holds the connection pays: card and name are the relative's.
func TestCardOfTheHousehold(t *testing.T) {
	s := newStory()
	a := s.account("rose", "Anna Rossi", "1111")
	s.Payer(s.card("1111"), "Bert Rossi")
	s.Holder(s.card("1111"), "Bert Rossi", "", false)
	s.use(a, attribution.Access, s.line("isp", "l1", "Bert Rossi"), 1, 3, 9)
	x := s.Subjects(1)[0]
	if diff := cmp.Diff([]comity.Selector{
		{Type: comity.SelectorCard, Value: "400000******1111", Cite: "cite of 1111"},
		{Type: comity.SelectorHolder, Value: "Bert Rossi"},
	}, s.Disputed(nil, x)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]comity.Selector{
		{Type: comity.SelectorAccount, Value: "trains.example:rose"}, {Type: comity.SelectorEmail, Value: "rose@mail.example"},
	}, s.Selectors(nil, x)); diff != "" {
		t.Error(diff)
	}
}
