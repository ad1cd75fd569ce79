package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// A card that was bought with at a shop, in no account, and then tried by whoever stole it is
// stated under two e-mail addresses: two subjects with one card. Each has a name of its own,
// or nobody could look up the one or the other.
func TestSubjectsOfOneCardAndNoAccount(t *testing.T) {
	s := newStory()
	card := s.card("1111")
	for _, who := range []struct{ user, name, line string }{{"anna", "Anna Rossi", "l1"}, {"falco", "Bert Bosch", "l2"}} {
		mail := s.mail(who.user)
		s.Name(mail, who.name)
		s.Tie(mail, card)
		s.Paid(mail, "sale", "approved")
		s.use(mail, attribution.Payment, s.line("isp", who.line, ""), 5)
	}
	ids := map[string]int{}
	for _, x := range s.Subjects(1) {
		ids[x.ID]++
	}
	if len(ids) != 2 {
		t.Errorf("got subjects by these names: %v, want two of different names", ids)
	}
}
