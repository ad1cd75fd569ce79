package verify

import (
	"os"
	"path/filepath"
	"testing"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/records/record"
	"comity/internal/verify/history"
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
		{"a row that says who holds the line", run.Subject{Named: []run.Named{{Row: comity.Citation{Exhibit: bad}}}}, true},
		{"selector", run.Subject{Selectors: email(cite(bad))}, true},
		{"disputed", run.Subject{Disputed: email(cite(bad))}, true},
		{"disputed card beside a damaged table of holders", run.Subject{Disputed: []comity.Selector{{Type: comity.SelectorCard}}}, true},
	} {
		if got := v.restsSubject(&tt.subject, map[string]bool{"h-bad": true}); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// What a damaged table of members may have shaped is what its description says, though that speaks of the exhibit by its
// name; of a description that is not the one sealed nothing is believed.
func TestWhatADamagedExhibitMayHaveShaped(t *testing.T) {
	dir, id, name := t.TempDir(), comity.Digest{1}, comity.Digest{2}
	file := "seals/" + name.String() + ".json"
	text := []byte(`{"source":{"exhibit":"` + name.String() + `","ref":"IT/1","kind":"members","site":"Rose.example"}}`)
	if err := os.MkdirAll(filepath.Join(dir, "seals"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := func() *Verification {
		return &Verification{cfg: Config{FS: disk.OS(dir)}, badExhibits: map[comity.Digest]bool{}}
	}
	falls := func(v *Verification, site string) bool {
		return v.restsSubject(&run.Subject{Selectors: []comity.Selector{{Type: comity.SelectorAccount, Value: site + ":anna"}}}, nil)
	}
	for _, tt := range []struct {
		what  string
		is    comity.Digest // the digest in the act
		other bool          // a subject of another site falls
	}{{"as sealed", comity.DigestOf(text), false}, {"altered", comity.Digest{9}, true}} {
		v := fresh()
		v.damaged(history.Seal{Body: history.SealBody{Name: name, Exhibit: id, Kind: record.Members, Seal: file, Digest: tt.is}})
		if !v.badExhibits[id] || !falls(v, "rose.example") || falls(v, "tulip.example") != tt.other {
			t.Errorf("%s: %+v", tt.what, v.badTies)
		}
	}
	v := fresh()
	v.unvouched(id, name, file)
	if !v.badExhibits[id] || !falls(v, "rose.example") || falls(v, "tulip.example") {
		t.Errorf("of a damaged act: %+v", v.badTies)
	}
}
