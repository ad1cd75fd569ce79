package manifest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"comity/internal/casefile/manifest"
)

// model is an exhibit that says all that others can take over.
const model = `
[[exhibit]]
ref = "IT/1"
path = "a/2004-01.csv"
basis = "mla"
kind = "assignments"
format = "csv"
provider = "Net Example"
country = "IT"
obtained = 2004-02-03
handling = ["H1"]
clock = { zone = "Europe/Rome", basis = "letter", skew = "2s" }
site = "garden.example"
host = "web1"
encoding = "windows-1252"
header_row = 4
header_rows = 2
totals = ["Total"]
decimal = ","
date_order = "dmy"
amount_unit = "minor"
duration_unit = "minutes"
columns = { ip = "address", name = ["first", "last"] }
values = { ip = { none = "" } }
request = "q1"
notes = "first"
`

// TestLike: an exhibit that is like another is read as if it said the same
// itself; what concerns that one file is not taken over.
func TestLike(t *testing.T) {
	own := "\n[[exhibit]]\nref = \"IT/2\"\npath = \"a/2004-02.csv\"\nkind = \"assignments\"\nformat = \"csv\"\n"
	said := strings.NewReplacer(`"IT/1"`, `"IT/2"`, "2004-01.csv", "2004-02.csv", "request = \"q1\"\n", "", "notes = \"first\"\n", "").Replace(model)
	whole := strings.NewReplacer
	for name, tc := range map[string]struct{ short, long string }{
		"all":               {own + "like = \"IT/1\"\n", said},
		"own keys stay":     {own + "like = \"IT/1\"\ndecimal = \".\"\nclock = { zone = \"UTC\" }\n", whole(`","`, `"."`, `{ zone = "Europe/Rome", basis = "letter", skew = "2s" }`, `{ zone = "UTC" }`).Replace(said)},
		"an own order":      {own + "like = \"IT/1\"\ntime_format = \"epoch\"\n", whole(`date_order = "dmy"`, `time_format = "epoch"`).Replace(said)},
		"empty keys stay":   {own + "like = \"IT/1\"\ntotals = []\nencoding = \"\"\n", whole("totals = [\"Total\"]\n", "totals = []\n", "encoding = \"windows-1252\"\n", "").Replace(said)},
		"columns as tables": {own + "like = \"IT/1\"\n[exhibit.columns]\nip = \"ip\"\ncountry = \"cc\"\n", whole(`{ ip = "address", name = ["first", "last"] }`, `{ ip = "ip", country = "cc" }`).Replace(said)},
		"a chain": {
			strings.ReplaceAll(own, "IT/2", "IT/3") + "like = \"IT/1\"\n" + own + "like = \"IT/3\"\n",
			strings.ReplaceAll(said, "IT/2", "IT/3") + said,
		},
		"another format": {
			whole(`"csv"`, `"xlsx"`).Replace(own) + "like = \"IT/1\"\n",
			whole(`"csv"`, `"xlsx"`, "encoding = \"windows-1252\"\n", "", "header_row = 4\n", "", "header_rows = 2\n", "", "totals = [\"Total\"]\n", "", "decimal = \",\"\n", "", "date_order = \"dmy\"\n", "", "amount_unit = \"minor\"\n", "", "duration_unit = \"minutes\"\n", "").Replace(said),
		},
		"another kind": {
			whole(`"assignments"`, `"payments"`).Replace(own) + "like = \"IT/1\"\n",
			whole(`"assignments"`, `"payments"`).Replace(said[:strings.Index(said, "site")]),
		},
		"a kind without times": {
			whole(`"assignments"`, `"document"`).Replace(own) + "like = \"IT/1\"\n",
			whole(`"assignments"`, `"document"`).Replace(said[:strings.Index(said, "clock")]),
		},
	} {
		short, err := manifest.Parse("a.toml", []byte(basis+model+tc.short))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		long, err := manifest.Parse("b.toml", []byte(basis+model+tc.long))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		unlike := cmpopts.IgnoreFields(manifest.Exhibit{}, "Like")
		if d := cmp.Diff(long.Exhibits, short.Exhibits, unlike, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
		for i := range long.Exhibits {
			if d := cmp.Diff(long.Source(i), short.Source(i), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s:\n%s", name, d)
			}
		}
	}
}

// TestLikeBeforeDefaults: the exhibit that another is like speaks before the
// defaults do, and neither before its own keys.
func TestLikeBeforeDefaults(t *testing.T) {
	text := "[defaults]\nbasis = \"mla\"\ncountry = \"DE\"\nprovider = \"Default\"\nobtained = 2004-02-05\nhandling = [\"H2\"]\nclock_basis = \"a letter\"\n" + basis + `
[[exhibit]]
ref = "a"
path = "a"
kind = "payments"
country = "IT"
clock = { zone = "UTC" }
[[exhibit]]
ref = "b"
path = "b"
like = "a"
kind = "payments"
provider = "Own"
[[exhibit]]
ref = "c"
path = "c"
kind = "payments"
clock = { zone = "UTC", basis = "own letter" }
`
	m, err := manifest.Parse("evidence.toml", []byte(text))
	if err == nil {
		err = m.Authorise()
	}
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range m.Exhibits {
		got = append(got, strings.Join([]string{e.Basis, e.Country, e.Provider, e.Handling[0], e.Clock.Basis}, " "))
	}
	want := []string{"mla IT Default H2 a letter", "mla IT Own H2 a letter", "mla DE Default H2 own letter"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// In a draft a question stays one, whatever the exhibit is like.
func TestLikeDraft(t *testing.T) {
	m, open, err := manifest.ParseDraft("evidence.toml", []byte(basis+model+"[[exhibit]]\nref = \"IT/2\"\npath = \"b\"\nlike = \"IT/1\"\nkind = \"assignments\"\nformat = \"csv\"\nencoding = \"?\"\n"))
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	if e := m.Exhibits[1]; e.Encoding != "" || e.Decimal != "," {
		t.Errorf("%+v", e)
	}
}

// TestAsksLike: an exhibit asks what the one that it is like asks, of keys that it takes over.
func TestAsksLike(t *testing.T) {
	text := "[[exhibit]]\nref = \"a\"\npath = \"a\"\nkind = \"members\"\nformat = \"csv\"\nencoding = \"?\"\nsheet = \"?\"\nclock = { zone = \"?\" }\n"
	for _, c := range []string{"csv", "xlsx"} {
		text += "[[exhibit]]\nref = \"" + c + "\"\npath = \"b\"\nlike = \"a\"\nkind = \"members\"\nformat = \"" + c + "\"\n"
	}
	text += "[[exhibit]]\nref = \"own\"\npath = \"b\"\nlike = \"csv\"\nkind = \"members\"\nformat = \"csv\"\nencoding = \"latin1\"\nclock = { zone = \"UTC\" }\n"
	m, _, err := manifest.ParseDraft("evidence.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range m.Exhibits {
		asks := ""
		for _, key := range []string{"encoding", "sheet", "clock.zone"} {
			if m.Asks(i, key) {
				asks += key + " "
			}
		}
		if m.Asks(i) != (asks != "") {
			t.Errorf("%d: any: %t", i, m.Asks(i))
		}
		got = append(got, asks)
	}
	if d := cmp.Diff([]string{"encoding sheet clock.zone ", "encoding clock.zone ", "clock.zone ", ""}, got); d != "" {
		t.Error(d)
	}
}
