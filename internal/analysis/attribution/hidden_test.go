package attribution_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// TestHiddenValuesTieAndAreNotSaid: a number in place of an account is one node for
// all its rows, two with the same ends are two, and names say the ends too.
func TestHiddenValuesTieAndAreNotSaid(t *testing.T) {
	s := newStory()
	const first, second = "trains.example:4111111111111111", "trains.example:4111110000001111"
	shown := comity.MaskText(first)
	a := s.Hidden(comity.SelectorAccount, first, shown, "x:0+9")
	b := s.Hidden(comity.SelectorAccount, second, shown, "x:9+9")
	if again := s.Hidden(comity.SelectorAccount, first, shown, "x:18+9"); again != a || a == b {
		t.Fatal(a, b, again)
	}
	if known, ok := s.Known(comity.SelectorAccount, first); !ok || known != a {
		t.Error(known, ok)
	}
	for _, n := range []attribution.Node{a, b} {
		s.Name(n, "Rosa 4111 1111 1111 1111")
		s.Country(n, "4111111111111111")
	}
	line := s.line("Net", "4111111111111111", "4111111111111111")
	s.use(a, attribution.Access, line, 1, 2)
	s.use(b, attribution.Access, line, 3)
	var text strings.Builder
	for _, sub := range s.Subjects(1) {
		fmt.Fprintln(&text, sub.ID, s.Selectors(nil, sub), s.Countries(nil, sub), s.SubscriberAt(line).Name)
	}
	if comity.HoldsCard([]byte(text.String())) || !strings.Contains(text.String(), "411111******1111 x:0+9") {
		t.Error(text.String())
	}
}
