package opening_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/cooperation/opening"
)

// Whom a pack is for is compared with whose node it is; who opens it for that state says so.
func TestAddressee(t *testing.T) {
	it := newNode(t, "IT")
	entries := files(t) // to DE
	disclosed := files(t)
	disclosed["pack.json"] = strings.Replace(strings.Replace(disclosed["pack.json"], `"to":"DE",`, `"subject":"s1",`, 1), `"kind":"pack"`, `"kind":"disclose"`, 1)
	for _, c := range []struct {
		name, country, said string
		files               map[string]string
		refused             bool
	}{
		{"ours", "DE", "", entries, false},
		{"another's", "FR", "", entries, true},
		{"another's, by its liaison officer", "FR", "DE", entries, false},
		{"another's, said to be a third's", "FR", "ES", entries, true},
		{"ours, said to be another's", "DE", "FR", entries, true},
		{"of a node that names no state", "", "", entries, false},
		{"a disclosure", "FR", "", disclosed, false},
		{"a disclosure, said to be a state's", "FR", "FR", disclosed, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			rep, err := opening.Open(t.Context(), pack(t, it, c.files), filepath.Join(dir, "out"),
				opening.Config{Partners: []partner.Partner{it.card}, Now: time.Now(), Country: c.country, For: c.said})
			if left, _ := os.ReadDir(dir); c.refused {
				if comity.KindOf(err) != comity.Refused || !strings.Contains(err.Error(), "rule addressee") || len(left) > 0 {
					t.Errorf("%v, left: %v", err, left)
				}
				return
			}
			if err != nil || rep.For != c.said {
				t.Errorf("for %q: %v", rep.For, err)
			}
		})
	}
}

// The folder stands where its name says, links followed, and never in the place of something.
func TestPlace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a right that tests do not have there")
	}
	it := newNode(t, "IT")
	file := pack(t, it, files(t))
	for _, c := range []struct{ out, at, says string }{
		{"new", "new", ""},
		{"new/", "new", ""},
		{"there/../new", "new", ""},
		{"link/new", "there/deep/new", ""},
		{"link/../new", "there/new", ""}, // as the system walks, not as it looks
		{"there", "", "is there already"},
		{"there/", "", "is there already"},
		{"there/deep", "", "is there already"},
		{"file", "", "is there already"},
		{"link", "", "is there already"},
		{"nowhere", "", "is there already"},
		{"nowhere/new", "", "cannot be used"},
		{"none/new", "", "cannot be used"},
		{"file/new", "", "cannot be used"},
		{"there/..", "", "no name of something"},
		{".", "", "no name of something"},
		{"/", "", "no name of something"},
	} {
		t.Run(c.out, func(t *testing.T) {
			t.Chdir(t.TempDir())
			check(t, os.MkdirAll("there/deep", 0o700))
			check(t, os.WriteFile("file", nil, 0o600))
			check(t, os.Symlink("there/deep", "link"))
			check(t, os.Symlink("nothing", "nowhere"))
			rep, err := opening.Open(t.Context(), file, c.out, opening.Config{Partners: []partner.Partner{it.card}, Now: time.Now()})
			if c.says != "" {
				if comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), c.says) || comity.HintOf(err) == "" {
					t.Errorf("error is %v", err)
				}
				return
			}
			check(t, err)
			if _, err := os.Stat(filepath.Join(c.at, "pack.asice")); err != nil || strings.HasSuffix(rep.Out, "/") {
				t.Errorf("%q: %v", rep.Out, err)
			}
		})
	}
}
