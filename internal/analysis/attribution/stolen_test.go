package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"

	"github.com/google/go-cmp/cmp"
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
		{"the holder's own line", "Anna Rossi", "Anna Rossi", days(20, 3), "supported [d] line l1: [rose] rivals [stolen-card]"}, // denied: denied_test.go
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

// A card that was reported, and its holder, are not the user's own as long as the card may
// be stolen; nor is any other card of that holder. Where a payment was charged back and no
// card was reported, it may be any. The holder's own line makes the card the holder's.
func TestWhoseTheReportedCardIsStaysOpen(t *testing.T) {
	const first, second, holder = "400000******1111", "400000******2222", "Anna Rossi"
	for _, c := range []struct {
		name     string
		reported bool
		second   string // holder of a second card of the account, "" where there is none
		line     string // who holds the connection
		want     []string
	}{
		{"reported", true, "", "", []string{first, holder}},
		{"reported, and the holder's other card", true, holder, "", []string{first, second, holder}},
		{"reported, and a card of another Anna's", true, "Rossi Anna", "", []string{first, holder}},
		{"charged back", false, "Rossi Anna", "", []string{first, second, holder, "Rossi Anna"}},
		{"the holder's own line", true, "", holder, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", holder, "1111")
			s.Holder(s.card("1111"), holder, "", c.reported)
			if c.second != "" {
				s.Tie(a, s.card("2222"))
				s.Holder(s.card("2222"), c.second, "", false)
			}
			s.Paid(a, "chargeback", "approved")
			home := s.line("isp", "l1", c.line)
			s.use(a, attribution.SignUp, home, 1)
			for day := range 20 {
				s.use(a, attribution.Access, home, 1+3*day)
			}
			var disputed []string
			subject := s.Subjects(1)[0]
			for _, sel := range s.Disputed(nil, subject) {
				disputed = append(disputed, sel.Value)
			}
			if diff := cmp.Diff(c.want, disputed); diff != "" {
				t.Error(diff)
			}
			for _, sel := range s.Selectors(nil, subject) {
				for _, d := range disputed {
					if sel.Value == d {
						t.Errorf("%s is listed as the user's own as well", d)
					}
				}
			}
		})
	}
}

// That an account lasts is said by its sessions: a card that goes on being charged does
// not make one day's sessions a month's.
func TestPaymentsAreNoLastingUse(t *testing.T) {
	s := newStory()
	a := s.account("rose", "Anna Rossi", "1111")
	s.Holder(s.card("1111"), "Anna Rossi", "", true)
	s.Paid(a, "chargeback", "approved")
	home := s.line("isp", "l1", "")
	s.use(a, attribution.Access, home, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	s.use(a, attribution.Payment, home, 5, 9, 13, 17, 21, 25, 29, 33, 37)
	if got, want := s.tell(), "contradicted [d] line l1: [rose] rivals [stolen-card]"; len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
