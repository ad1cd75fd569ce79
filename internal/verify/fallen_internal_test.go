package verify

import (
	"testing"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// A subject falls with whatever it says, be it that something is not shown to be its own.
func TestWhatASubjectRestsOn(t *testing.T) {
	bad := comity.Digest{1}
	v := &Verification{badExhibits: map[comity.Digest]bool{bad: true}, badTies: []derivation.Exhibit{{Kind: record.Holders}}}
	cite := func(d comity.Digest) string { return comity.Citation{Exhibit: d, Offset: 5, Length: 7}.String() }
	rows := func(hit string) []run.Argument {
		return []run.Argument{{Hits: []string{}}, {Hits: []string{"h-whole", hit}}}
	}
	email := func(cite string) []comity.Selector {
		return []comity.Selector{{Type: comity.SelectorEmail, Value: "rose@mail.example", Cite: cite}}
	}
	for _, tt := range []struct {
		name    string
		subject run.Subject
		want    bool
	}{
		{"nothing", run.Subject{}, false},
		{"sound", run.Subject{
			For: rows("h-whole"), Rivals: []run.Rival{{Rows: rows("h-whole")}},
			Selectors: email(""), Disputed: email(cite(comity.Digest{2})),
		}, false},
		{"for", run.Subject{For: rows("h-bad")}, true},
		{"against", run.Subject{Against: rows("h-bad")}, true},
		{"rival", run.Subject{Rivals: []run.Rival{{}, {Rows: rows("h-bad")}}}, true},
		{"given by elimination", run.Subject{Eliminated: []run.Elimination{{Hit: "h-whole", Assignment: comity.Citation{Exhibit: bad}}}}, true},
		{"selector", run.Subject{Selectors: email(cite(bad))}, true},
		{"disputed", run.Subject{Disputed: email(cite(bad))}, true},
		{"disputed card beside a damaged table of holders", run.Subject{Disputed: []comity.Selector{{Type: comity.SelectorCard}}}, true},
	} {
		if got := v.restsSubject(&tt.subject, map[string]bool{"h-bad": true}); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}
