package vics_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/vics"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	src := formattest.Garden("vics")
	src.Kind, src.Clock.Zone = record.Hashes, "UTC"
	src.Values = map[string]map[string]string{"label": {"3": "C"}}
	return src
}

func set(t testing.TB) formattest.Format {
	return formattest.Format{
		Open: func([]byte) formattest.Rows {
			p, err := vics.Open(source())
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Cut:  block.Whole,
		Sink: formattest.HashRows,
	}
}

func TestGolden(t *testing.T) {
	f := set(t)
	data, said := f.Golden(t, "testdata/set.in", "testdata/set.golden", *update)
	f.Steady(t, data, 1, 7, 100)
	if got := f.Whole(t, data[:400]); !strings.Contains(got, string(vics.BadJSON)) {
		t.Errorf("broken off: %s", got)
	}
	f.CRLF(t, data, said)
}

// An object that never ends is held only as far as one may be long.
func TestBounds(t *testing.T) {
	f := set(t)
	for want, text := range map[string]string{
		string(vics.LongObject): `{"Media":[{"x":"` + strings.Repeat("x", 1<<20) + `"},{"MD5":"0cc175b9c0f1b6a831c399e269772661"}]}`,
		"MD5 0cc1":              `{"Media":[{"x":"` + strings.Repeat("x", 1<<19) + `"},{"MD5":"0cc175b9c0f1b6a831c399e269772661"}]}`,
		string(record.LongName): `{"Media":[{"MD5":"0cc175b9c0f1b6a831c399e269772661","Category":"` + strings.Repeat("x", record.MaxName+1) + `"}]}`,
	} {
		if said := f.Whole(t, []byte(text)); !strings.Contains(said, want) {
			t.Errorf("%s: %.300s", want, said)
		}
	}
}

func TestErr(t *testing.T) {
	for text, want := range map[string]string{
		`{"Media":[]}`:                         "",
		`{"Media":[{"MD5":"`:                   "",
		`{"rows":[]}`:                          "no array",
		"{\n]":                                 "line 2 is no JSON",
		strings.Repeat("[", 100):               "nested too deep",
		`{"Media":[{"MD5":[}]}` + "\n":         "line 1 is no JSON",
		`{"x":["Media",[{"MD5":"zz"}]],"a":1}`: "no array",
	} {
		p, err := vics.Open(source())
		if err != nil {
			t.Fatal(err)
		}
		p.Block([]byte(text), 0, record.Sink{})
		p.Close(record.Sink{})
		err = p.Err()
		if want == "" && err != nil || want != "" && (comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.40s: %v", text, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":    func(s *record.Source) { s.Kind = record.Members },
		"columns": func(s *record.Source) { s.Columns = map[string][]string{"md5": {"x"}} },
		"values":  func(s *record.Source) { s.Values = map[string]map[string]string{"md5": {"x": "y"}} },
		"zone":    func(s *record.Source) { s.Clock.Zone = "Mars/Base" },
		"scope":   func(s *record.Source) { s.Scope.Addresses = []string{"here"} },
	} {
		src := source()
		change(src)
		_, err := vics.Open(src)
		formattest.Refused(t, name, err, "IT/9")
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		`{"value":[{"CaseNumber":"x","Media":[`: true, "\ufeff\n{\"Media\": [{": true, `{"value":[{"MediaID":1,"MD5":""}]}`: true,
		`{"value":[{"id":1}]}`: false, `{"type":"post","author":"x"}`: false, "": false, `[{"Media":[]}]`: false, `{"media":"x"}`: false,
	} {
		if got := vics.Sniff([]byte(head)); got != want {
			t.Errorf("%q: %v", head, got)
		}
	}
}

func FuzzDocument(f *testing.F) {
	data, err := os.ReadFile("testdata/set.in")
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		f.Add(append([]byte(`{"Media":[`), line...))
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		vics.Sniff(data)
		set(t).Fuzzed(t, data)
	})
}
