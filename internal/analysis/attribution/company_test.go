package attribution_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"

	"github.com/google/go-cmp/cmp"
)

// Whoever lives elsewhere and came by is a guest where he came, and none at home; who only
// paid and has no account is company of the others on the line, and not of himself. Where
// there are so many that it is a crowd, days says how long those with an account were there:
// rose on three days and fern on one, and each began on another day; and of fern nothing came from there but a payment. What holds the other line is by its name no person, and of this one nobody says who holds it.
func TestCompany(t *testing.T) {
	s := newStory()
	home, away := s.line("isp", "home", ""), s.line("isp", "away", "Gartencenter 24")
	rose := s.account("rose", "Anna Rossi", "1111")
	s.use(rose, attribution.Access, home, 1, 2, 3)
	guest := s.account("oak", "Bert Bosch", "2222")
	s.use(guest, attribution.Access, away, 1, 2, 3, 4, 5)
	s.use(guest, attribution.Access, home, 9)
	s.use(s.card("3333"), attribution.Payment, home, 4)
	s.use(s.account("fern", "Cleo Dahl", "4444"), attribution.Payment, home, 5) // has an account
	s.Resolve(2, func(int32) {})
	s.ResolveNamed(2)
	got := map[string]attribution.Company{}
	for _, x := range s.Subjects(2) {
		for _, sel := range s.Selectors(nil, x) {
			if len(x.Subscribers) > 0 && sel.Type == comity.SelectorCard {
				got[sel.Value] = x.Company
			}
		}
	}
	want := map[string]attribution.Company{
		"400000******1111": {Guests: 1, Payers: 1, Days: 2, Begun: 100, Held: 50, Nameless: true}, "400000******2222": {Firm: true},
		"400000******3333": {Guests: 1, Days: 2, Begun: 100, Held: 50, Nameless: true}, "400000******4444": {Guests: 1, Payers: 1, Days: 2, Begun: 100, Held: 50, Nameless: true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Crowds of five, of six and of five are as large as each other, but for one whose people came back
// for a week, which counts nowhere; one of five whose accounts were only opened there, and one of nine, stand alone.
func TestCrowdsAsLargeAsEachOther(t *testing.T) {
	s := newStory()
	given := [...]string{"Anna", "Bert", "Cleo", "Dora", "Emil", "Fritz", "Gisela", "Hugo", "Irma"}
	family := map[string]string{"a": "Rossi", "b": "Bosch", "c": "Dahl", "d": "Novak", "e": "Lemaire", "f": "Quint"}
	at := func(line string, people int, kind attribution.EventKind, days ...int) {
		l := s.line("isp", line, "")
		for i := range people {
			first := 10 * i
			var on []int
			for _, d := range days {
				on = append(on, first+d)
			}
			s.use(s.account(fmt.Sprint(line, i), given[i]+" "+family[line], fmt.Sprintf("%s%d", line, i)), kind, l, on...)
		}
	}
	at("a", 5, attribution.Access, 1, 2)
	at("b", 6, attribution.Access, 1)
	at("c", 5, attribution.Access, 1)
	at("d", 5, attribution.Access, 1, 2, 3, 4, 5, 6)
	at("e", 5, attribution.Payment, 1)
	at("f", 9, attribution.Access, 1)
	s.Resolve(2, func(int32) {})
	s.ResolveNamed(2)
	got := map[string]int32{}
	for _, x := range s.Subjects(2) {
		if len(x.Subscribers) > 0 {
			got[s.SubscriberAt(x.Subscribers[0]).Name] = x.Company.Like
		}
	}
	if d := cmp.Diff(map[string]int32{"a": 2, "b": 2, "c": 2, "d": 3, "e": 0, "f": 0}, got); d != "" {
		t.Error(d)
	}
}
