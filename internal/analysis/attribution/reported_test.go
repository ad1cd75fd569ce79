package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"

	"github.com/google/go-cmp/cmp"
)

// Whoever has a card that is reported types its holder's name: neither the name, nor more
// of that holder's cards, nor how long it goes on makes the card the user's.
func TestAReportedCardInItsHoldersName(t *testing.T) {
	const first, second, mail = "400000******1111", "400000******2222", "rose@mail.example"
	for _, c := range []struct {
		name          string
		holder, line  string // of the card; of the connection
		paid          string // how a payment ended, "" where there was none
		another       bool   // of the holder's cards, which nobody reported
		apart         int    // days between sessions
		band          comity.Band
		own, disputed []string
	}{
		{"for three weeks", "Anna Rossi", "", "", false, 2, comity.Supported, []string{"trains.example:rose", mail}, []string{first, "Anna Rossi"}},
		{"over a month", "Anna Rossi", "", "", false, 3, comity.Supported, []string{"trains.example:rose", mail}, []string{first, "Anna Rossi"}},
		{"charged back", "Anna Rossi", "", "chargeback", false, 2, comity.Contradicted, []string{"trains.example:rose", mail}, []string{first, "Anna Rossi"}},
		{"with another card", "Anna Rossi", "", "approved", true, 2, comity.Supported, []string{"trains.example:rose", mail}, []string{first, second, "Anna Rossi"}},
		{"of a holder who is not stated", "", "", "", false, 2, comity.Supported, []string{"trains.example:rose", mail}, []string{first}},
		{"at the family's", "Anna Rossi", "Carlo Rossi", "", false, 2, comity.Supported, []string{"trains.example:rose", mail}, []string{first, "Anna Rossi"}},
		{"at the holder's", "Anna Rossi", "Anna Rossi", "", false, 2, comity.Corroborated, []string{"trains.example:rose", first, mail, "Anna Rossi"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", "Anna Rossi", "1111")
			s.Holder(s.card("1111"), c.holder, "", true)
			if c.another {
				s.Tie(a, s.card("2222"))
				s.Holder(s.card("2222"), c.holder, "", false)
			}
			if c.paid != "" {
				s.Paid(a, c.paid, "approved")
			}
			l := s.line("isp", "l1", c.line)
			s.use(a, attribution.SignUp, l, 1)
			for i := range 12 {
				s.use(a, attribution.Access, l, 1+c.apart*i)
			}
			subject := s.Subjects(1)[0]
			if subject.Band != c.band {
				t.Errorf("band %s, want %s", subject.Band, c.band)
			}
			if diff := cmp.Diff(c.own, values(s.Selectors(nil, subject))); diff != "" {
				t.Errorf("own: %s", diff)
			}
			if diff := cmp.Diff(c.disputed, values(s.Disputed(nil, subject))); diff != "" {
				t.Errorf("disputed: %s", diff)
			}
		})
	}
}

func values(list []comity.Selector) (out []string) {
	for _, s := range list {
		out = append(out, s.Value)
	}
	return out
}
