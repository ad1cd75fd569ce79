package attribution_test

import (
	"testing"

	"comity/internal/comity"

	"comity/internal/analysis/attribution"
)

// The account is one's, card and line are another's of the family: a claim on the line names a
// parent whose card was taken as well as one who lent it. Supported, and no more, whatever was
// used; where the card is the account's, or nobody's of the house, nothing points to two.
func TestAnothersAccountOnTheCardHoldersLine(t *testing.T) {
	const (
		open = "supported [d] line l1: [rose] rivals [shared-address]"
		own  = "corroborated [] line l1: [rose] rivals []"
	)
	for _, c := range []struct{ name, account, line, holder, payer, beside, want string }{
		{"a parent's card", "Elena Viola", "Mario Viola", "Mario Viola", "", "", open},
		{"as the payer typed", "Elena Viola", "Mario Viola", "", "MARIO VIOLA", "", own},
		{"the issuer goes before who typed", "Elena Viola", "Mario Viola", "Elena Viola", "Mario Viola", "", own},
		{"an own card beside it", "Elena Viola", "Mario Viola", "Mario Viola", "", "Elena Viola", own},
		{"an own card on the family's line", "Elena Viola", "Mario Viola", "Elena Viola", "", "", own},
		{"nothing said of the card", "Elena Viola", "Mario Viola", "", "", "", own},
		{"the account's name cut short", "M. Viola", "Mario Viola", "Mario Viola", "", "", own},
		{"a third part", "Mario Viola Siepe", "Mario Viola Orti", "Mario Viola Orti", "", "", own},
		{"the holder's own", "Mario Viola", "Mario Viola", "Mario Viola", "", "", own},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			rose := s.account("rose", c.account, "1111")
			s.use(rose, attribution.SignUp, s.line("isp", "l1", c.line), 1)
			s.use(rose, attribution.Access, s.line("isp", "l1", c.line), 1, 8, 15, 22, 25, 28, 31, 34, 37, 40)
			if c.holder != "" {
				s.Holder(s.card("1111"), c.holder, "", false)
			}
			if c.payer != "" {
				s.Payer(s.card("1111"), c.payer)
			}
			if c.beside != "" {
				s.Tie(rose, s.card("2222"))
				s.Holder(s.card("2222"), c.beside, "", false)
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Where no name is stated with an account, that of who paid says whose the card is. An address
// of the family's, with a given name or an initial that is not the payer's, says that another of
// the house has the account.
func TestAnothersAddressUnderTheCardHoldersName(t *testing.T) {
	const (
		open = "supported [d] line l1: [rose] rivals [shared-address]"
		own  = "corroborated [] line l1: [rose] rivals []"
	)
	for _, c := range []struct{ name, handle, stated, want string }{
		{"a given name and the family's", "elena.viola", "", open},
		{"written together", "elenaviola82", "", open},
		{"an initial before it", "eviola", "", open},
		{"an initial and a dot", "e.viola", "", open},
		{"the payer's own", "mario.viola", "", own},
		{"the payer's initial", "mviola7", "", own},
		{"both of a couple", "elena.mario.viola", "", own},
		{"a word that is no name", "viola_garden", "", own},
		{"the family's name alone", "viola42", "", own},
		{"another word", "elena.1982", "", own},
		{"the account states the payer's name itself", "elena.viola", "Mario Viola", own},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			rose := s.Selector(comity.SelectorAccount, "trains.example:rose")
			s.Tie(rose, s.mail(c.handle))
			s.Tie(rose, s.card("1111"))
			s.Paid(rose, "sale", "approved")
			s.Payer(rose, "Mario Viola")
			s.Name(rose, c.stated)
			s.Holder(s.card("1111"), "Mario Viola", "", false)
			s.use(rose, attribution.SignUp, s.line("isp", "l1", "Mario Viola"), 1)
			s.use(rose, attribution.Access, s.line("isp", "l1", "Mario Viola"), 1, 8, 15, 22, 25, 28, 31, 34, 37, 40)
			for _, other := range []string{"Elena Rossi", "Elena Bosch", "Elena Dahl"} {
				s.line("isp", other, other) // a given name is what several bear
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
