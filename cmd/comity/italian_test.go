package main

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// Whatever a run can say of a weight or a rival is there in Italian.
func TestEverySentenceIsInItalian(t *testing.T) {
	w := words{Sentences: italianSentences()}
	for _, s := range attribution.Sentences() {
		if w.Sentences[s] == "" {
			t.Errorf("%q is missing", s)
		}
	}
	got := w.say("12 events in 3 assignments name this subscriber; paid for and never used")
	if want := "12 eventi in 3 assegnazioni indicano questo abbonato; pagato e mai usato"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := (words{}).say("paid for and never used"); got != "paid for and never used" {
		t.Errorf("English: %s", got)
	}
}
