package main

import (
	"strings"
	"testing"
)

// What this version's curves cannot tell is called unknown, and is no small number.
func TestProbabilityThatIsNotTold(t *testing.T) {
	for lang, word := range map[string]string{"en": "unknown", "it": "non nota"} {
		a := app{lang: lang}
		if got := a.words().probability(0); !strings.HasPrefix(got, word) {
			t.Errorf("%s: %q", lang, got)
		}
	}
}
