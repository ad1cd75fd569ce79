package main

import (
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/casefile"
	"comity/internal/comity"
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

// So is every word of JSON that tables of findings show.
func TestEveryTermIsInItalian(t *testing.T) {
	w := words{Terms: italianTerms()}
	all := append(casefile.Outcomes(), "all")
	for v := attribution.Excluded; v <= attribution.Ahead; v++ {
		all = append(all, v.String())
	}
	for _, b := range comity.Bands() {
		all = append(all, string(b))
	}
	for _, r := range attribution.Table() {
		if kind, _, is := strings.Cut(r.Name, "/"); is {
			all = append(all, kind)
		}
	}
	for _, s := range all {
		if w.term(s) == s {
			t.Errorf("%q is missing", s)
		}
	}
	if got := (words{}).term("excluded"); got != "excluded" {
		t.Errorf("English: %s", got)
	}
}
