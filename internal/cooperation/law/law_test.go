package law_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/cooperation/law"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func open(t *testing.T) *law.Law {
	t.Helper()
	l, err := law.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestEveryRowSaysWhereFromAndHowSure: source, confidence and, where a text was seen,
// the day; and a title for each table.
func TestEveryRowSaysWhereFromAndHowSure(t *testing.T) {
	l := open(t)
	for _, name := range law.Names() {
		rows, err := l.Table(name)
		if err != nil || len(rows) == 0 || l.Title(name) == "" {
			t.Fatalf("%s: %d rows, title %q, %v", name, len(rows), l.Title(name), err)
		}
		for _, r := range rows {
			switch {
			case strings.TrimSpace(r.Source) == "" || r.Value == "" || r.LegalBasis == "" || r.Table != name:
				t.Errorf("%s %s: %+v", name, r.Key, r)
			case !strings.Contains("ABC", string(r.Confidence)) || r.Confidence != law.Memory && r.VerifiedOn == "":
				t.Errorf("%s %s: confidence %q, verified %q", name, r.Key, r.Confidence, r.VerifiedOn)
			case name == law.Conversion && r.Loss == "":
				t.Errorf("%s: a conversion that says no loss", r.Key)
			case name == law.Admissibility && (r.Italian.Text == "" || r.Italian.Do == "" || r.Do == ""):
				t.Errorf("%s: no question, nothing to do, or not in Italian", r.Key)
			}
		}
	}
}

// TestTables holds the shipped tables against their golden listing: a change of the
// law shows as a change of a line.
func TestTables(t *testing.T) {
	l := open(t)
	for _, name := range law.Names() {
		rows, _ := l.Table(name)
		var b strings.Builder
		for _, r := range rows {
			fmt.Fprintf(&b, "%s\t%s %s\t%s\t%s..%s\t%s\n", r.Key, r.Value, r.Unit, r.StartsFrom, r.ValidFrom, r.ValidTo, r.Confidence)
		}
		golden(t, name+".txt", b.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

func TestTermsPutTheUrgentFirst(t *testing.T) {
	l := open(t)
	for _, tt := range []struct {
		country, class string
		on             law.Date
		want           []string
	}{
		{"IT", law.Internet, "2026-01-01", []string{"IT/internet 12", "IT/internet/serious 72"}},
		{"IT", law.Internet, "2010-01-01", []string{"IT/internet 12"}},
		{"IT", law.Internet, "2004-01-01", []string{"IT/internet unknown"}},
		{"EU", law.Internet, "2014-04-07", []string{"EU/internet/directive 6-24"}},
		{"EU", law.Internet, "2014-04-08", []string{"EU/internet none"}},
		{"PL", law.Internet, "2026-01-01", []string{"PL/internet unknown"}},
		{"ZW", law.Internet, "2026-01-01", []string{"ZW/internet unknown"}},
		{"DE", "telephony", "2026-01-01", []string{"DE/telephony unknown"}},
		{"NL", law.Internet, "2015-03-11", []string{"NL/internet none"}},
	} {
		var got []string
		for _, r := range l.Terms(tt.country, tt.class, tt.on) {
			got = append(got, r.Key+" "+r.Value)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s %s %s: %s", tt.country, tt.class, tt.on, d)
		}
	}
	rows, err := l.Rows(law.Retention, "", "2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	figures := false
	for _, r := range rows {
		vague := r.Value == law.Unknown || r.Value == law.None || strings.HasPrefix(r.Value, "<=")
		if vague && figures {
			t.Errorf("%s %s stands behind a figure", r.Key, r.Value)
		}
		figures = figures || !vague
	}
}

func TestDeadline(t *testing.T) {
	at := func(s string) comity.Instant {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return comity.InstantOf(v)
	}
	event := at("2004-03-31T10:00:00Z")
	for _, tt := range []struct {
		value, unit string
		want        law.Deadline
	}{
		{"12", "month", law.Deadline{By: at("2005-03-31T10:00:00Z"), Last: at("2005-03-31T10:00:00Z")}},
		{"11", "month", law.Deadline{By: at("2005-02-28T10:00:00Z"), Last: at("2005-02-28T10:00:00Z")}},
		{"1", "year", law.Deadline{By: at("2005-03-31T10:00:00Z"), Last: at("2005-03-31T10:00:00Z")}},
		{"30", "day", law.Deadline{By: at("2004-04-30T10:00:00Z"), Last: at("2004-04-30T10:00:00Z")}},
		{"8", "hour", law.Deadline{By: at("2004-03-31T18:00:00Z"), Last: at("2004-03-31T18:00:00Z")}},
		{"6-24", "month", law.Deadline{By: at("2004-09-30T10:00:00Z"), Last: at("2006-03-31T10:00:00Z")}},
		{">=24", "month", law.Deadline{By: at("2006-03-31T10:00:00Z"), Last: comity.Latest}},
		{"<=12", "month", law.Deadline{By: event, Last: at("2005-03-31T10:00:00Z"), Urgent: true}},
		{law.None, "", law.Deadline{By: event, Last: event, Urgent: true}},
		{law.Unknown, "", law.Deadline{By: event, Last: comity.Latest, Urgent: true}},
	} {
		r := law.Row{Value: tt.value, Unit: tt.unit}
		if d := cmp.Diff(tt.want, r.Deadline(event)); d != "" {
			t.Errorf("%s %s: %s", tt.value, tt.unit, d)
		}
	}
}

func TestPoints(t *testing.T) {
	l := open(t)
	general := l.Points("AQ", "2026-01-01")
	if len(general) < 12 {
		t.Fatalf("%d points", len(general))
	}
	for _, r := range general {
		if r.Value != law.Unknown || r.Text == "" || r.Do == "" || r.Country != "*" {
			t.Errorf("%s: %+v", r.Key, r)
		}
	}
	own := map[string]bool{}
	us := l.Points("US", "2026-01-01")
	for _, r := range us {
		if r.Country == "US" && (r.Value == law.Unknown || r.Do == "") {
			t.Errorf("%s: %+v", r.Key, r)
		}
		own[r.Point()] = own[r.Point()] || r.Country == "US"
	}
	if !own["certificate"] || own["clock"] || us[len(us)-1].Key != "US/notice" || len(us) != len(general)+1 {
		t.Errorf("%d points, the last %s, own: %v", len(us), us[len(us)-1].Key, own)
	}
}

const ownRow = `table = "retention"
[[row]]
key = "PL/internet"
country = "PL"
class = "internet"
value = "12"
unit = "month"
starts_from = "event"
legal_basis = "Telecommunications Act"
valid_from = 2020-01-01
source = "letter of the ministry of 2026-10-01"
verified_on = 2026-10-02
confidence = "A"
`

func TestOwnRowsTakeThePlaceOfShippedOnes(t *testing.T) {
	l, err := law.Open(fstest.MapFS{"poland.toml": {Data: []byte(ownRow)}, "README": {Data: []byte("no table")}})
	if err != nil {
		t.Fatal(err)
	}
	rows := l.Terms("PL", law.Internet, "2026-01-01")
	if len(rows) != 1 || rows[0].Value != "12" || rows[0].Own != "poland.toml" || !rows[0].Replaces {
		t.Errorf("%+v", rows)
	}
	shipped, _ := open(t).Table(law.Retention)
	own, _ := l.Table(law.Retention)
	if len(own) != len(shipped) {
		t.Errorf("%d rows, not %d", len(own), len(shipped))
	}
}

func TestOwnFilesAreReadStrictly(t *testing.T) {
	for name, tt := range map[string]struct{ old, new, want string }{
		"source":      {`source = "letter of the ministry of 2026-10-01"`, ``, "no source"},
		"confidence":  {`confidence = "A"`, `confidence = "D"`, "none of A, B, C"},
		"verified":    {"verified_on = 2026-10-02\n", "", "no verified_on"},
		"unit":        {`unit = "month"`, `unit = "moon"`, "unit"},
		"no unit":     {"unit = \"month\"\n", "", "what it counts"},
		"past":        {"valid_from = 2020-01-01\n", "", "all the past"},
		"value":       {`value = "12"`, `value = "a while"`, "no figure"},
		"backwards":   {`value = "12"`, `value = "12-6"`, "no figure"},
		"nothing":     {`value = "12"`, `value = "0"`, "no figure"},
		"empty":       {`value = "12"`, `value = ""`, "no value"},
		"country":     {`country = "PL"`, `country = "DE"`, "country"},
		"table":       {`"retention"`, `"retentions"`, "there is no table"},
		"unknown key": {`class =`, `clas =`, `own.toml:5: unknown key "row.clas"`},
		"syntax":      {`key = `, `key `, "own.toml:3"},
		"twice":       {ownRow, ownRow + strings.TrimPrefix(ownRow, "table = \"retention\"\n"), "there twice"},
		"order":       {"verified_on", "valid_to = 2019-01-01\nverified_on", "before valid_from"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(ownRow, tt.old, tt.new, 1)
			_, err := law.Open(fstest.MapFS{"own.toml": {Data: []byte(text)}})
			if err == nil || comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "own.toml") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestNoSuchTable(t *testing.T) {
	if _, err := open(t).Rows("retentions", "", ""); comity.KindOf(err) != comity.Usage {
		t.Error(err)
	}
}

func TestTheUnionAsksInItsMembers(t *testing.T) {
	l := open(t)
	for _, tt := range []struct {
		country string
		on      law.Date
		want    string
	}{
		{"AT", "2026-01-01", "EU/comment"}, {"DE", "2026-01-01", "DE/comment"}, {"DK", "2026-01-01", "DK/comment"}, {"NO", "2026-01-01", "*/comment"},
		{"HR", "2013-06-30", "*/comment"}, {"HR", "2013-07-01", "EU/comment"},
	} {
		for _, r := range l.Points(tt.country, tt.on) {
			if r.Point() == "comment" && r.Key != tt.want {
				t.Errorf("%s on %s: %s, not %s", tt.country, tt.on, r.Key, tt.want)
			}
		}
	}
	if l.Member("GB", "2020-02-01") || !l.Member("GB", "2020-01-31") {
		t.Error("GB")
	}
}
