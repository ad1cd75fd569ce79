package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"

	"github.com/google/go-cmp/cmp"
)

// TestMailInAnothersName: whose full name the address bears may have opened the account
// for its user; that is no doubt of a family's address, of the subscriber's own, of a
// handle, of a name that nobody in the evidence bears, or beside other accounts.
func TestMailInAnothersName(t *testing.T) {
	for name, c := range map[string]struct {
		mail, holder string
		beside       bool
		want         string
	}{
		"another's":     {"karl.winter@mail.example", "Rosa Ferri", false, "supported [d] line 1: [rosa7] rivals [reseller]"},
		"other order":   {"winter_karl2@mail.example", "Rosa Ferri", false, "supported [d] line 1: [rosa7] rivals [reseller]"},
		"the family's":  {"gino.ferri@mail.example", "Rosa Ferri", false, "corroborated [] line 1: [rosa7] rivals []"},
		"subscriber's":  {"karl.winter@mail.example", "Karl Winter", false, ""},
		"a handle":      {"winter@mail.example", "Rosa Ferri", false, "corroborated [] line 1: [rosa7] rivals []"},
		"nobody's":      {"green.garden@mail.example", "Rosa Ferri", false, "corroborated [] line 1: [rosa7] rivals []"},
		"beside others": {"karl.winter@mail.example", "Rosa Ferri", true, "corroborated [] line 1: [ferri rosa7] rivals []"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory()
			a := s.Selector(comity.SelectorAccount, "trains.example:rosa7")
			s.Tie(a, s.Selector(comity.SelectorEmail, c.mail))
			s.Name(a, "Rosa Ferri")
			s.account("gino", "Gino Ferri", "")
			s.account("karl", "Karl Winter", "")
			line := s.line("Net", "1", c.holder)
			s.use(a, attribution.Access, line, 1, 3, 5)
			s.use(a, attribution.LogIn, line, 1, 3)
			if c.beside {
				b := s.account("ferri", "Rosa Ferri", "1111")
				s.Tie(a, s.card("1111"))
				s.use(b, attribution.Access, line, 2, 4, 6)
			}
			got := s.tell()
			if c.want == "" {
				for _, x := range s.Subjects(1) {
					for _, r := range x.Rivals {
						if r.Kind.String() == "reseller" && r.Verdict != attribution.Excluded {
							t.Error(got)
						}
					}
				}
				return
			}
			for _, g := range got {
				if g == c.want {
					return
				}
			}
			t.Errorf("got %q, want %q", got, c.want)
		})
	}
}

// TestCardsThatNobodyVouchesFor are listed apart where they are several, and as many as
// everything else; an issuer's word, or accounts enough, keep them with the subject.
func TestCardsThatNobodyVouchesFor(t *testing.T) {
	for name, c := range map[string]struct {
		cards   []string
		vouched bool
		want    []string
	}{
		"one":     {[]string{"1111"}, false, nil},
		"two":     {[]string{"1111", "2222"}, false, []string{"400000******1111", "400000******2222"}},
		"vouched": {[]string{"1111", "2222"}, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory()
			a := s.account("rosa", "Rosa Ferri", "")
			for _, number := range c.cards {
				card := s.card(number)
				s.Tie(a, card)
				s.Payer(card, "Rosa Ferri")
				if c.vouched {
					s.Holder(card, "Rosa Ferri", "", false)
				}
			}
			s.use(a, attribution.Access, s.line("Net", "1", "Rosa Ferri"), 1, 3)
			var got []string
			for _, sel := range s.Disputed(nil, s.Subjects(1)[0]) {
				got = append(got, sel.Value)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
