package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// An account in nobody's name, used for months from a firm's line or a house's that is open to
// guests, is anybody's who works or stays there: *supported* at most. What may be a person's
// name is taken for a house's here, for that speaks against a claim. Names that are a firm's
// in full, and lines of people, are what they were.
func TestAnAccountInNobodysNameAtAFirm(t *testing.T) {
	days := []int{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 40}
	const (
		top  = "corroborated [] line l1: [rose] rivals []"
		held = "supported [d] line l1: [rose] rivals [shared-address]"
	)
	at := func(holder, user string) func(*story) {
		return func(s *story) {
			a, line := s.account("rose", user, ""), s.line("isp", "l1", holder)
			s.use(a, attribution.SignUp, line, 1)
			s.use(a, attribution.Access, line, days...)
		}
	}
	tellAll(t, []told{
		{"a hotel", at("Hotel zur Post", ""), []string{held}},
		{"an office", at("Bosch Trasporti S.r.l.", ""), []string{held}},
		{"a dash for a name", at("Bosch Trasporti S.r.l.", "-"), []string{held}},
		{"a bar, or Mr Bar", at("Bar Cohen", ""), []string{held}},
		{"somebody's home", at("Bert Bosch", ""), []string{top}},
		{"a line of nobody known", at("", ""), []string{top}},
		{"a sole trader", at("Anna Rossi Trasporti S.r.l.", "Anna Rossi"), []string{top}},
	})
}
