package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// Who uses an account from one connection for months is who used it, though the card was
// reported and the payment charged back; whose the card was stays open.
func TestACardThatWasReported(t *testing.T) {
	days := func(n, apart int) (out []int) {
		for i := range n {
			out = append(out, 1+i*apart)
		}
		return out
	}
	for _, c := range []struct {
		name   string
		holder string // of the card
		line   string // who holds the connection
		days   []int
		want   string
	}{
		{"for months", "Anna Rossi", "", days(20, 3), "supported [d] line l1: [rose] rivals [stolen-card]"},
		{"on a few days", "Anna Rossi", "", days(9, 5), "contradicted [d] line l1: [rose] rivals [stolen-card]"},
		{"for a fortnight", "Anna Rossi", "", days(14, 1), "contradicted [d] line l1: [rose] rivals [stolen-card]"},
		{"by somebody of another name", "Bert Bosch", "", days(20, 3), "contradicted [d] line l1: [rose] rivals [stolen-card shared-address]"},
		{"the holder's own line", "Anna Rossi", "Anna Rossi", days(20, 3), "corroborated [] line l1: [rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", "Anna Rossi", "1111")
			s.Holder(s.card("1111"), c.holder, "", true)
			s.Paid(a, "chargeback", "approved")
			home := s.line("isp", "l1", c.line)
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Access, home, c.days...)
			if got := s.tell(); len(got) != 1 || got[0] != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
