package pack

import (
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// The defence weighs anew by the table that it is given: it has to be the run's.
func TestDisclosedByTheRunsOwnTable(t *testing.T) {
	other := comity.Digest{1}
	for name, test := range map[string]struct {
		subject string
		weights comity.Digest
		refused bool
	}{
		"own table":                      {"S-1", attribution.TableDigest(), false},
		"another version's":              {"S-1", other, true},
		"a pack, which takes none along": {"", other, false},
	} {
		err := disclosable(test.subject, test.weights)
		if (err != nil) != test.refused || err != nil && comity.KindOf(err) != comity.Negative {
			t.Errorf("%s: %v", name, err)
		}
	}
}
