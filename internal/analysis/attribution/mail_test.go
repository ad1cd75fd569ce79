package attribution_test

import (
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
)

// Who states no name of their own, or the one of a borrowed card, has an address in it: then
// the line is their household's, as where they had typed the name. What others' accounts state
// too, what a firm is called, and a part of a few letters say nothing.
func TestAnAddressInTheSubscribersName(t *testing.T) {
	const (
		home   = "corroborated [] line l1: [rose] rivals []"
		other  = "supported [d] line l1: [rose] rivals [shared-address]"
		bought = "contradicted [d] line l1: [rose] rivals [shared-address reseller]"
	)
	for _, c := range []struct {
		name, stated, mail, holder string
		others                     bool // somebody else's account states the address too
		want                       string
	}{
		{"given and family name", "John Smith", "anna.vasilev7", "Vasilev Anna", false, home},
		{"an initial and the family name", "John Smith", "avasilev", "Anna Vasilev", false, home},
		{"the family name and an initial", "John Smith", "vasileva", "Anna Vasilev", false, home},
		{"in one word", "John Smith", "annavasilev1980", "Anna Vasilev", false, home},
		{"a relative's", "John Smith", "petar.vasilev", "Anna Vasilev", false, home},
		{"another word, by a letter before", "John Smith", "price", "Tom Rice", false, other},
		{"another word, by a letter behind", "John Smith", "browne", "Peter Brown", false, other},
		{"a word of the name that is stated", "Anna Price", "anna.price", "Paul Rice", false, other},
		{"an initial that is stated as one", "John Smith", "avasilev", "A. Petar Vasilev", false, home},
		{"from another script", "John Smith", "yuliyan.vasilev", "Василев, Юлиян", false, home},
		{"no name is stated", "", "anna.vasilev", "Anna Vasilev", false, home},
		{"in nobody's name", "John Smith", "falcon77", "Anna Vasilev", false, other},
		{"somewhere in a word", "John Smith", "xvasilevsky", "Anna Vasilev", false, other},
		{"a part of three letters", "John Smith", "anna.roy", "Bert Roy", false, other},
		{"a firm's name", "John Smith", "hotel.vasilev", "Hotel Vasilev S.r.l.", false, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"a bearer of one word", "John Smith", "anna.prepaid", "Prepaid", false, other},
		{"others state it too", "John Smith", "anna.vasilev", "Anna Vasilev", true, bought},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", c.stated, "1111")
			s.Tie(a, s.mail(c.mail))
			if c.others {
				b := s.account("moss", "Bert Bosch", "2222")
				s.Tie(b, s.mail(c.mail))
				s.useAt(b, s.line("isp", "l2", "Bert Bosch"), 5)
			}
			s.useAt(a, s.line("isp", "l1", c.holder), 20)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Who types another's name is told by the card that they pay with; who types another's address
// must not gain by it that the card is in the name that is stated.
func TestAnAddressBesideANameThatAnIssuerVouchesFor(t *testing.T) {
	for _, c := range []struct{ name, stated, holder, want string }{
		{"the name is typed", "Anna Rossi", "John Smith", "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"the address is typed", "John Smith", "John Smith", "supported [d] line l1: [rose] rivals [shared-address]"},
		{"the card is the subscriber's", "John Smith", "Anna Rossi", "corroborated [] line l1: [rose] rivals []"},
		{"the card is a relative's", "Bert Bosch", "Carlo Rossi", "corroborated [] line l1: [rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", c.stated, "1111")
			s.Holder(s.card("1111"), c.holder, "", false)
			s.Tie(a, s.mail("anna.rossi"))
			s.useAt(a, s.line("isp", "l1", "Anna Rossi"), 2)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// No name ties the line to the account, and whoever came once was not at home by an address.
func TestAnAddressAndOneVisit(t *testing.T) {
	for _, stated := range []string{"", "John Smith"} {
		s := newStory()
		a, line := s.account("rose", stated, ""), s.line("isp", "l1", "Anna Rossi")
		s.Tie(a, s.mail("anna.rossi"))
		s.inOne(a, attribution.SignUp, line, 1)
		s.inOne(a, attribution.Access, line, 2, 3, 5)
		if got, want := one(t, s, "rose"), "supported [d] line l1: [rose] rivals [shared-address]"; got != want {
			t.Errorf("%q: got %q, want %q", stated, got, want)
		}
	}
}

// Nobody knows in whose name a mailbox is held, nor which part of a name is the family's.
func TestWhatAnAddressIsSaidToBear(t *testing.T) {
	s := newStory()
	a := s.account("rose", "John Smith", "1111")
	s.Tie(a, s.mail("hartmut77"))
	s.useAt(a, s.line("isp", "l1", "Hartmut Rossi"), 20)
	x := s.Subjects(1)[0]
	var said []string
	for _, list := range [][]attribution.Argument{x.For, s.Reasons(nil, x, &x.Rivals[1])} {
		for i := range list {
			if text := string(list[i].AppendText(nil)); strings.Contains(text, "e-mail") {
				said = append(said, text)
			}
		}
	}
	want := []string{
		"an e-mail address of the account bears a part of the subscriber's name",
		"an e-mail address of the account bears a part of the subscriber's name, and no name stated with it does",
	}
	if !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
}
