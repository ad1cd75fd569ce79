package admissible_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

	"comity/internal/casefile"
	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/cooperation/admissible"
	"comity/internal/cooperation/law"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const today = law.Date("2026-11-28")

func open(t *testing.T) *law.Law {
	t.Helper()
	l, err := law.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// whole is an exhibit of which the case says everything that it can by itself.
func whole() casefile.Custody {
	return casefile.Custody{
		Ref: "US/1", Exhibit: comity.DigestOf([]byte("a")), Kind: record.Payments, Provider: "Billing Example", Country: "US",
		Basis: manifest.Basis{
			ID: "mla-2004-55", Instrument: "mutual legal assistance", Authority: "US Department of Justice", Reference: "2004/55", Offence: "fraud",
			Date: toml.LocalDate{Year: 2004, Month: 1, Day: 28}, Data: []record.Kind{record.Payments},
			From: toml.LocalDate{Year: 2003, Month: 6, Day: 1}, To: toml.LocalDate{Year: 2004, Month: 1, Day: 31},
		},
		Obtained: time.Date(2004, 2, 3, 9, 0, 0, 0, time.UTC), Handling: []string{"H0", "4x4:B2"},
		Clock: clock.Statement{Zone: "America/New_York", Basis: "provider's letter of 2004-01-20", Skew: "2s"},
		Act:   2, Sealed: time.Date(2004, 2, 4, 9, 0, 0, 0, time.UTC), Actor: "anna", Intact: true, Receipt: 3, Run: comity.DigestOf([]byte("run")), Outside: 7,
	}
}

// status is what becomes of a point about x in a state without rows of its own.
func status(t *testing.T, x casefile.Custody, point string) admissible.Answer {
	t.Helper()
	for _, a := range admissible.Of(open(t), "AQ", today, []casefile.Custody{x}) {
		if a.Point == point {
			return a
		}
	}
	t.Fatalf("no point %s", point)
	return admissible.Answer{}
}

func TestWhatTheCaseSaysAnswers(t *testing.T) {
	left := map[string]bool{"competence": true, "custody": true, "hash-at-seizure": true, "certificate": true, "comment": true, "translation": true}
	for _, a := range admissible.Of(open(t), "AQ", today, []casefile.Custody{whole()}) {
		want := admissible.Answered
		if left[a.Point] {
			want = admissible.Open
		}
		if a.Status != want || (a.Status == admissible.Open) != (a.Do != "") || a.Status == admissible.Answered && len(a.By) == 0 || a.Law != law.Unknown {
			t.Errorf("%s: %+v", a.Point, a)
		}
	}
}

// TestWhatIsMissingOpens takes one thing away, or says it worse, and one point opens.
func TestWhatIsMissingOpens(t *testing.T) {
	for name, tt := range map[string]struct {
		point string
		spoil func(*casefile.Custody)
	}{
		"no reference":     {"legal-basis", func(x *casefile.Custody) { x.Basis.Reference = "" }},
		"no day":           {"legal-basis", func(x *casefile.Custody) { x.Basis.Date = toml.LocalDate{} }},
		"no authority":     {"authority", func(x *casefile.Custody) { x.Basis.Authority = " " }},
		"other instrument": {"instrument", func(x *casefile.Custody) { x.Basis.Instrument = "a favour" }},
		"no period":        {"scope", func(x *casefile.Custody) { x.Basis.To = toml.LocalDate{} }},
		"other kind":       {"scope", func(x *casefile.Custody) { x.Basis.Data = []record.Kind{record.Access} }},
		"no offence":       {"speciality", func(x *casefile.Custody) { x.Basis.Offence = "" }},
		"H1":               {"permission", func(x *casefile.Custody) { x.Handling = []string{"H0", "h1"} }},
		"H3":               {"permission", func(x *casefile.Custody) { x.Handling = []string{"H0", "H3: not to the press"} }},
		"no code":          {"permission", func(x *casefile.Custody) { x.Handling = nil }},
		"damaged":          {"seal", func(x *casefile.Custody) { x.Intact = false }},
		"no receipt":       {"witness", func(x *casefile.Custody) { x.Receipt = 0 }},
		"unknown zone":     {"clock", func(x *casefile.Custody) { x.Clock.Zone = "unknown" }},
		"nobody says so":   {"clock", func(x *casefile.Custody) { x.Clock.Basis = "" }},
		"no grade":         {"source-reliability", func(x *casefile.Custody) { x.Handling = []string{"H0"} }},
		"not checked":      {"recompute", func(x *casefile.Custody) { x.Run = comity.Digest{} }},
	} {
		t.Run(name, func(t *testing.T) {
			x := whole()
			if a := status(t, x, tt.point); a.Status != admissible.Answered {
				t.Fatalf("%+v", a)
			}
			tt.spoil(&x)
			if a := status(t, x, tt.point); a.Status != admissible.Open || a.Do == "" {
				t.Errorf("%+v", a)
			}
		})
	}
}

// TestFactsInItalian: a fact in comity's own words has them in Italian, too, and the
// same figures in both.
func TestFactsInItalian(t *testing.T) {
	own := map[string]bool{"act": true, "seal": true, "receipt": true, "clock": true, "run": true}
	gone := whole()
	gone.Intact, gone.Erased = false, 12
	for _, a := range admissible.Of(open(t), "AQ", today, []casefile.Custody{whole(), gone}) {
		for _, f := range a.By {
			if own[f.Kind] && f.Italian == "" || f.Italian == f.Text || strings.Contains(f.Text, "2004-02") && f.Italian != "" && !strings.Contains(f.Italian, "2004-02") {
				t.Errorf("%+v", f)
			}
		}
	}
	if a := status(t, gone, "seal"); a.Status != admissible.Open || !strings.HasPrefix(a.By[1].Text, "erased by") || a.By[1].Item != "000012" {
		t.Errorf("%+v", a)
	}
}

func TestRecordsWithoutTimesNeedNoClock(t *testing.T) {
	x := whole()
	x.Kind, x.Clock = record.Holders, clock.Statement{}
	if a := status(t, x, "clock"); a.Status != admissible.Answered {
		t.Errorf("%+v", a)
	}
}

func TestNotesAnswerThePointThatTheyName(t *testing.T) {
	x := whole()
	for text, want := range map[string]string{
		"custody: handed over on 2004-02-03": admissible.Answered,
		"Custody : handed over":              admissible.Answered,
		"custody:":                           admissible.Open,
		"custody is not known":               admissible.Open,
		"translation: custody":               admissible.Open,
		"ask about custody: who":             admissible.Open,
	} {
		x.Remarks = []casefile.DecisionRow{{Act: 9, Actor: "anna", Time: x.Sealed, Text: text}}
		a := status(t, x, "custody")
		if a.Status != want {
			t.Errorf("%q: %+v", text, a)
		}
		if want == admissible.Answered && a.By[len(a.By)-1].Item != "000009" {
			t.Errorf("%q: %+v", text, a.By)
		}
	}
}

// TestOwnQuestionsAreNotAnsweredByGeneralFacts: what a state asks in its own words is
// open until a person answers it, and the facts are shown.
func TestOwnQuestionsAreNotAnsweredByGeneralFacts(t *testing.T) {
	for _, a := range admissible.Of(open(t), "US", today, []casefile.Custody{whole()}) {
		if a.Point == "seal" && (a.Status != admissible.Open || len(a.By) != 2 || a.Law != "asked") {
			t.Errorf("%+v", a)
		}
	}
}

func TestGolden(t *testing.T) {
	bare := casefile.Custody{Ref: "IT/2", Kind: record.Access, Clock: clock.Statement{Zone: "unknown"}, SupersededBy: "IT/3", Act: 4, Sealed: time.Date(2004, 2, 4, 9, 0, 0, 0, time.UTC), Actor: "anna"}
	for _, in := range []string{"IT", "US", "AQ"} {
		var b strings.Builder
		for _, a := range admissible.Of(open(t), in, today, []casefile.Custody{whole(), bare}) {
			line, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
		path := filepath.Join("testdata", in+".jsonl")
		if *update {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(b.String()), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), b.String()); d != "" {
			t.Errorf("%s: %s", in, d)
		}
	}
}
