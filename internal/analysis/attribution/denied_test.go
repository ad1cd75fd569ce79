package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// Whose card was charged says of most payments that it was somebody else. On their own line and in their own
// name that is who regrets, or whose computer another works: the accounts were used from there
// either way, so that the claim is supported at most. A card that was only reported, which
// happens to whoever loses a purse, is another matter.
func TestAChargeThatItsHolderDenies(t *testing.T) {
	for _, c := range []struct {
		name       string
		line       string // who holds the connection
		chargeback bool   // of the one payment, or of one of several
		more       int    // payments that nobody denies; below 0: at a shop, in no account
		reported   bool
		want       string
	}{
		{"charged back on the holder's own line", "Anna Rossi", true, 0, false, "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"and reported", "Anna Rossi", true, 0, true, "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"charged back on a relative's", "Bert Rossi", true, 0, false, "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"charged back where nobody is named", "", true, 0, false, "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"one of two", "Anna Rossi", true, 1, false, "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"one of three", "Anna Rossi", true, 2, false, "corroborated [] line l1: [rose] rivals []"},
		{"one of one, and three at a shop", "Anna Rossi", true, -3, false, "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"reported, and not charged back", "Anna Rossi", false, 0, true, "corroborated [] line l1: [rose] rivals []"},
		{"neither", "Anna Rossi", false, 0, false, "corroborated [] line l1: [rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", "Anna Rossi", "1111")
			s.Holder(s.card("1111"), "Anna Rossi", "", c.reported)
			for range c.more {
				s.Paid(a, "renewal", "approved")
			}
			for range -c.more {
				s.Paid(s.mail("rose"), "sale", "approved") // in no account
			}
			s.Paid(a, "renewal", "declined")
			if c.chargeback {
				s.Paid(a, "chargeback", "approved")
			}
			home := s.line("isp", "l1", c.line)
			if c.more < 0 {
				s.use(s.mail("rose"), attribution.Payment, home, 3)
			}
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Access, home, everyOther(20)...)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
