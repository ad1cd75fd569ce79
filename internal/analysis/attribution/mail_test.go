package attribution_test

import "testing"

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
