package manifest_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const basis = `[[basis]]
id = "mla"
instrument = "mutual legal assistance"
authority = "Procura di Esempio"
reference = "2004/55"
date = 2004-01-28
data = ["payments", "assignments"]
from = 2004-01-01
to = 2004-02-29
`

const exhibit = `
[[exhibit]]
ref = "IT/1"
path = "a/b.csv"
basis = "mla"
kind = "payments"
obtained = 2004-02-03T10:00:00+01:00
clock = { zone = "Europe/Rome" }
columns = { id = "txn", name = ["first", "last"] }
`

// again is an exhibit that takes over what it does not say.
const again = `
[[exhibit]]
ref = "IT/2"
path = "a/c.csv"
like = "IT/9"
kind = "payments"
`

// swap returns the whole manifest with one line replaced.
func swap(old, by string) string {
	whole := basis + exhibit
	if !strings.Contains(whole, old) {
		panic("no " + old)
	}
	return strings.Replace(whole, old, by, 1)
}

// A draft asks obtained = "?": the answer may stay in its quotes.
func TestObtainedInQuotes(t *testing.T) {
	for text, want := range map[string]string{`"2004-02-03"`: "2004-02-03T00:00:00Z", "2004-02-03": "2004-02-03T00:00:00Z", `"2004-02-03T10:00:00+01:00"`: "2004-02-03T09:00:00Z"} {
		m, err := manifest.Parse("evidence.toml", []byte(swap("obtained = 2004-02-03T10:00:00+01:00", "obtained = "+text)))
		if err != nil || m.Exhibits[0].ObtainedAt().UTC().Format(time.RFC3339) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// How long an assignment lasted may be mapped in place of its end, and counts what the manifest says.
func TestDurationIsAColumn(t *testing.T) {
	for _, kind := range []string{"assignments", "answers"} {
		m, err := manifest.Parse("evidence.toml", []byte(strings.NewReplacer(
			`"payments", "assignments"`, `"assignments", "answers"`, `kind = "payments"`, `kind = "`+kind+`"
provider = "isp"
duration_unit = "seconds"`, `{ id = "txn", name = ["first", "last"] }`, `{ duration = "secs" }`).Replace(basis+exhibit)))
		if err == nil {
			err = m.Authorise()
		}
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if d := cmp.Diff(map[string][]string{"duration": {"secs"}}, m.Source(0).Columns); d != "" {
			t.Errorf("%s: %s", kind, d)
		}
	}
}

func TestParse(t *testing.T) {
	m, err := manifest.Parse("evidence.toml", []byte(basis+exhibit))
	if err == nil {
		err = m.Authorise()
	}
	if err != nil {
		t.Fatal(err)
	}
	s := m.Source(0)
	if d := cmp.Diff(map[string][]string{"id": {"txn"}, "name": {"first", "last"}}, s.Columns); d != "" {
		t.Error(d)
	}
	want := record.Scope{From: instant(t, "2004-01-01T00:00:00Z"), To: instant(t, "2004-03-01T00:00:00Z")}
	if d := cmp.Diff(want, s.Scope); d != "" {
		t.Error(d)
	}
	if got := m.Exhibits[0].ObtainedAt().UTC().Format("15:04"); got != "09:00" {
		t.Error(got)
	}
}

func TestDefaults(t *testing.T) {
	whole := "[defaults]\nbasis = \"mla\"\ncountry = \"IT\"\nobtained = 2004-02-05\nclock = { zone = \"UTC\" }\n" +
		strings.Replace(swap("basis = \"mla\"\n", ""), "clock = { zone = \"Europe/Rome\" }\n", "", 1)
	m, err := manifest.Parse("evidence.toml", []byte(whole))
	if err == nil {
		err = m.Authorise()
	}
	if err != nil {
		t.Fatal(err)
	}
	e := m.Exhibits[0]
	if e.Basis != "mla" || e.Country != "IT" || e.Clock.Zone != "UTC" || e.ObtainedAt().Format("15:04-07:00") != "10:00+01:00" {
		t.Errorf("%+v", e)
	}
}

// A draft shows what is known and lists what is not.
func TestParseDraft(t *testing.T) {
	text := strings.Replace(swap("date = 2004-01-28", `date = "?"`), `"Europe/Rome"`, `"?"`, 1) + "date_order = \"?\"\n"
	m, open, err := manifest.ParseDraft("evidence.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []manifest.Question{{Key: "date", Line: 6}, {Key: "clock.zone", Line: 17}, {Key: "date_order", Line: 19}}
	if d := cmp.Diff(want, open); d != "" {
		t.Error(d)
	}
	if e := m.Exhibits[0]; e.DateOrder != "" || e.Clock.Zone != manifest.Ask || e.Ref != "IT/1" {
		t.Errorf("%+v", e)
	}
}

// What a manifest says is copied into seals, runs and acts: a card number is refused
// wherever it stands, what a terminal acts on in our own words; neither is repeated.
func TestWhatMayBeKept(t *testing.T) {
	const pan = "4111.1111.1111.1111"
	for _, tt := range []struct{ old, by, rule string }{
		{`ref = "IT/1"`, `ref = "` + pan + `"`, "evidence.toml:12: refused by rule cards-stay-in-the-vault: ref "},
		{`ref = "IT/1"`, "ref = \"IT/1\"\nsite = \"" + pan + `"`, "evidence.toml:13: refused by rule cards-stay-in-the-vault: site "},
		{`ref = "IT/1"`, "ref = \"IT/1\"\nvalues = { type = { \"" + pan + `" = "sale" } }`, "cards-stay-in-the-vault"},
		{`ref = "IT/1"`, "ref = \"IT/1\"\ntotals = [\"Sum\", \"" + pan + `"]`, "cards-stay-in-the-vault"},
		{`ref = "IT/1"`, "ref = \"IT/1\"\nmember = \"" + pan + `.csv"`, "cards-stay-in-the-vault"},
		{"authority = \"", "authority = \"" + pan, "cards-stay-in-the-vault: authority "},
		{`ref = "IT/1"`, `ref = "IT\u202e1"`, "text-gives-no-commands: ref "},
		{`ref = "IT/1"`, `ref = "IT\u001b[2J"`, "text-gives-no-commands: ref "},
		{`ref = "IT/1"`, "ref = \"IT/1\"\nmember = \"exe\\u202egpj.csv\"", ""}, // a name that others gave
		{`ref = "IT/1"`, "ref = \"IT/1\"\nnotes = \"two\\nlines\"", ""},
	} {
		text := swap(tt.old, tt.by)
		_, err := manifest.Parse("evidence.toml", []byte(text))
		_, _, draftErr := manifest.ParseDraft("evidence.toml", []byte(text))
		if tt.rule == "" {
			if err != nil || draftErr != nil {
				t.Errorf("%s: %v, %v", tt.by, err, draftErr)
			}
			continue
		}
		for _, err := range []error{err, draftErr} {
			if comity.KindOf(err) != comity.Refused || err == nil || !strings.Contains(err.Error(), tt.rule) || strings.Contains(err.Error(), pan) || comity.HintOf(err) == "" {
				t.Errorf("%s: %v", tt.by, err)
			}
		}
	}
}

func instant(t *testing.T, s string) (i comity.Instant) {
	t.Helper()
	if err := i.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return i
}

// TestMessages holds what is said about a manifest that is wrong: message,
// kind and hint, since people act on them.
func TestMessages(t *testing.T) {
	cases := []struct{ name, text string }{
		{"syntax", "[[exhibit]\n"},
		{"no exhibit", basis},
		{"unknown key", swap("obtained", "obtaned")},
		{"unknown key in basis", swap("authority", "autority")},
		{"unknown key in clock", swap("{ zone =", "{ zon =")},
		{"unknown table", basis + exhibit + "[[exibit]]\nref = \"x\"\n"},
		{"wrong type", swap(`ref = "IT/1"`, "ref = 7")},
		{"no date", swap("date = 2004-01-28", "date = 2004-02-31")},
		{"no ref", swap(`ref = "IT/1"`, "")},
		{"ref twice", basis + exhibit + exhibit},
		{"basis twice", basis + basis + exhibit},
		{"no kind", swap(`kind = "payments"`, "")},
		{"unknown kind", swap(`kind = "payments"`, `kind = "payment"`)},
		{"unknown kind in basis", swap(`data = ["payments", "assignments"]`, `data = ["acess"]`)},
		{"country", swap(`kind = "payments"`, "kind = \"payments\"\ncountry = \"Italy\"")},
		{"country that is none", swap(`kind = "payments"`, "kind = \"payments\"\ncountry = \"XX\"")},
		{"country by another code", swap(`kind = "payments"`, "kind = \"payments\"\ncountry = \"UK\"")},
		{"no provider", swap(`kind = "payments"`, `kind = "assignments"`)},
		{"log without a site", swap(`kind = "payments"`, "kind = \"access\"\nformat = \"clf\"")},
		{"site with blanks", swap(`kind = "payments"`, "kind = \"payments\"\nsite = \" \"")},
		{"no path", swap(`path = "a/b.csv"`, "")},
		{"path climbs", swap("a/b.csv", "../b.csv")},
		{"path absolute", swap("a/b.csv", "/etc/hostname")},
		{"path climbs inside", swap("a/b.csv", "a/../../b.csv")},
		{"no obtained", swap("obtained = 2004-02-03T10:00:00+01:00\n", "")},
		{"obtained without offset", swap("10:00:00+01:00", "10:00:00")},
		{"obtained text", swap("obtained = 2004-02-03T10:00:00+01:00", `obtained = "yesterday"`)},
		{"no clock", swap("clock = { zone = \"Europe/Rome\" }\n", "")},
		{"clock zone", swap("Europe/Rome", "Europe/Roma")},
		{"clock skew", swap(`{ zone = "Europe/Rome" }`, `{ zone = "UTC", skew = "much" }`)},
		{"column key", swap("{ id =", "{ idd =")},
		{"column name", swap(`id = "txn"`, "id = 7")},
		{"values key", basis + exhibit + "values = { resul = { ok = \"approved\" } }\n"},
		{"addresses", swap("to = 2004-02-29", "to = 2004-02-29\naddresses = [\"198.18.0.0\"]")},
		{"period", swap("to = 2004-02-29", "to = 2003-02-28")},
		{"date order", basis + exhibit + "date_order = \"dym\"\n"},
		{"date order and format", basis + exhibit + "date_order = \"dmy\"\ntime_format = \"02.01.2006\"\n"},
		{"amount unit", basis + exhibit + "amount_unit = \"cents\"\n"},
		{"duration unit", basis + exhibit + "duration_unit = \"weeks\"\n"},
		{"open question", basis + exhibit + "date_order = \"?\"\n"},
		{"open question in a table", swap(`zone = "Europe/Rome"`, `zone = "?"`)},
		{"open question for a date", swap("date = 2004-01-28", `date = "?"`)},
		{"open question in a list", swap(`["first", "last"]`, `["first", "?"]`)},
		{"unknown key in defaults", "[defaults]\nbasi = \"mla\"\n" + basis + exhibit},
		{"wrong in defaults", "[defaults]\nclock = { zone = \"Europe/Roma\" }\n" + swap("clock = { zone = \"Europe/Rome\" }\n", "")},
		{"defaults below", swap("clock = { zone = \"Europe/Rome\" }\n", "") + "[defaults]\nclock = { zone = \"Europe/Roma\" }\n"},
		{"like nothing", basis + exhibit + again},
		{"like itself", basis + exhibit + strings.Replace(again, `like = "IT/9"`, `like = "IT/2"`, 1)},
		{"like one below", basis + strings.Replace(again, "IT/9", "IT/1", 1) + exhibit},
		{"like one that is wrong", swap("Europe/Rome", "Europe/Roma") + strings.Replace(again, "IT/9", "IT/1", 1)},
		{"like another kind", basis + exhibit + strings.NewReplacer("IT/9", "IT/1", "payments", "assignments").Replace(again) + "format = \"csv\"\n"},
		{"own key beside like", basis + exhibit + strings.Replace(again, "IT/9", "IT/1", 1) + "decimal = \"x\"\n"},
		{"like one with a page that it may have", swap("name = [", "page = \"p\", name = [") + "transcribes = \"IT/0\"\n" + strings.Replace(again, "IT/9", "IT/1", 1)},
		{"header row", basis + exhibit + "header_row = -1\n"},
		{"encoding", basis + exhibit + "encoding = \"ebcdic\"\n"},
		{"handling", basis + exhibit + "handling = [\"H1\", \"H9\"]\n"},
		{"handling without its text", basis + exhibit + "handling = [\"H3\"]\n"},
		{"label of TLP 1.0", basis + exhibit + "handling = [\"TLP:WHITE\"]\n"},
		{"member", basis + exhibit + "member = \"../x\"\n"},
		{"supersedes itself", basis + exhibit + "supersedes = \"IT/1\"\n"},

		{"refused: no basis", swap("basis = \"mla\"\n", "")},
		{"refused: unknown basis", swap(`basis = "mla"`, `basis = "mlb"`)},
		{"refused: basis without authority", swap("authority = \"Procura di Esempio\"\n", "")},
		{"refused: basis without reference", swap("reference = \"2004/55\"\n", "")},
		{"refused: basis without date", swap("date = 2004-01-28\n", "")},
		{"refused: basis without instrument", swap("instrument = \"mutual legal assistance\"\n", "")},
		{"refused: basis without data", swap("data = [\"payments\", \"assignments\"]\n", "")},
		{"refused: basis without period", swap("from = 2004-01-01\nto = 2004-02-29\n", "")},
		{"refused: kind", swap(`data = ["payments", "assignments"]`, `data = ["access"]`)},
		{"refused: before", swap("2004-02-03T10", "2004-01-27T10")},
		{"refused: basis of defaults", "[defaults]\nbasis = \"mlb\"\n" + swap("basis = \"mla\"\n", "")},
		{"refused: kind like another", basis + exhibit + strings.NewReplacer("IT/9", "IT/1", "payments", "answers").Replace(again) + "provider = \"Net Example\"\n"},
		{"refused: obtained like another", strings.Replace(basis, "2004-01-28", "2004-02-05", 1) + strings.Replace(basis, "mla", "old", 1) + strings.Replace(exhibit, "mla", "old", 1) + strings.Replace(again, "IT/9", "IT/1", 1) + "basis = \"mla\"\n"},
	}
	var out bytes.Buffer
	for _, tc := range cases {
		m, err := manifest.Parse("evidence.toml", []byte(tc.text))
		if err == nil {
			err = m.Authorise()
		}
		var e *comity.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: no error of ours but %v", tc.name, err)
			continue
		}
		if want := strings.HasPrefix(tc.name, "refused"); want != (e.Kind == comity.Refused) || !want && e.Kind != comity.Input {
			t.Errorf("%s: exit code %d", tc.name, e.Kind.ExitCode())
		}
		fmt.Fprintf(&out, "%s (exit %d)\n  %s\n  hint: %s\n", tc.name, e.Kind.ExitCode(), err, comity.HintOf(err))
	}
	golden(t, filepath.Join("testdata", "messages.golden"), out.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
}

// FuzzParse: whatever the text, there is a manifest or an error of ours, and a
// manifest that is authorised names a whole basis for every exhibit.
func FuzzParse(f *testing.F) {
	f.Add(basis + exhibit)
	f.Add("[[exhibit]]\nref = \"a\"\n")
	f.Add("[defaults]\nbasis = \"mla\"\nhandling = []\nclock_basis = \"x\"\n" + basis + exhibit + strings.Replace(again, "IT/9", "IT/1", 1))
	f.Add(basis + model + "[[exhibit]]\nref = \"IT/2\"\npath = \"b\"\nlike = \"IT/1\"\nkind = \"assignments\"\ntotals = []\n[exhibit.columns]\nip = \"ip\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := manifest.Parse("evidence.toml", []byte(text))
		if err != nil {
			var e *comity.Error
			if !errors.As(err, &e) || e.Kind != comity.Input && e.Kind != comity.Refused {
				t.Errorf("neither an input error nor refused by a rule: %v", err)
			}
			return
		}
		alike(t, m, strings.Count(text, "\n")+1)
		if m.Authorise() != nil {
			return
		}
		for i, e := range m.Exhibits {
			s := m.Source(i)
			if b, ok := m.Basis(e.Basis); !ok || s.Scope.From >= s.Scope.To || b.Authority == "" {
				t.Errorf("exhibit %d is authorised by %+v", i, b)
			}
		}
	})
}

// alike holds exhibits against those that they are like, and against the defaults.
func alike(t *testing.T, m *manifest.Manifest, lines int) {
	t.Helper()
	above := map[string]*manifest.Exhibit{}
	for i := range m.Exhibits {
		e := &m.Exhibits[i]
		from := above[e.Like]
		switch {
		case e.Like != "" && from == nil:
			t.Fatalf("exhibit %d is like nothing above it", i)
		case from != nil && (e.Basis == "" && from.Basis != "" || e.Obtained == nil || e.Clock == nil && from.Clock != nil && e.Kind.Timed()):
			t.Errorf("exhibit %d takes nothing over", i)
		case e.Basis == "" && m.Defaults.Basis != "", e.Clock != nil && e.Clock.Basis == "" && m.Defaults.ClockBasis != "":
			t.Errorf("exhibit %d is left without the defaults", i)
		}
		for _, key := range []string{"", "basis", "clock", "columns", "totals", "decimal"} {
			if n := m.Line(i, key); n < 0 || n > lines {
				t.Errorf("exhibit %d: %q is on line %d of %d", i, key, n, lines)
			}
		}
		if from != nil && len(e.Columns) > 0 { // own maps, not shared ones
			before := len(from.Columns)
			e.Columns["\x00"] = []string{"x"}
			if len(from.Columns) != before {
				t.Errorf("exhibit %d shares its columns", i)
			}
			delete(e.Columns, "\x00")
		}
		above[e.Ref] = e
	}
}
