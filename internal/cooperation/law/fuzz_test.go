package law_test

import (
	"testing"
	"testing/fstest"

	"comity/internal/comity"
	"comity/internal/cooperation/law"
)

// FuzzOpen: a node's own file is either refused as bad input, or every row of every
// table still says where it comes from, and look-ups neither panic nor promise what a row
// does not say.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(ownRow), "PL", "2026-01-01")
	shipped, err := law.Open(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte, country, on string) {
		l, err := shipped.With(fstest.MapFS{"own.toml": {Data: file}})
		if err != nil {
			if comity.KindOf(err) != comity.Input {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, name := range law.Names() {
			rows, err := l.Rows(name, country, law.Date(on))
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Source == "" || r.Value == "" || r.Confidence == "" || r.Key == "" {
					t.Fatalf("%s: %+v", name, r)
				}
			}
		}
		urgent := true
		for _, r := range l.Terms(country, law.Internet, law.Date(on)) {
			d := r.Deadline(0)
			if d.Urgent && !urgent || d.By < 0 || d.Last < d.By {
				t.Fatalf("%+v: %+v", r, d)
			}
			urgent = urgent && d.Urgent
		}
	})
}
