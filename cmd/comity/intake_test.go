package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPreviewExits: a preview shows every exhibit and then exits 3 where one
// cannot be read as it is described; an open question is no failure.
func TestPreviewExits(t *testing.T) {
	const head = `
[[basis]]
id = "b"
instrument = "order"
authority = "court"
reference = "1/2004"
date = 2004-05-01
data = ["members"]
from = 2004-03-01
to = 2004-03-31
`
	const exhibit = "[[exhibit]]\nref = \"REF\"\npath = \"REF\"\nkind = \"members\"\nsite = \"roses.example\"\nbasis = \"b\"\nclock = { zone = \"UTC\", basis = \"letter\" }\n"
	dir := t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, name)
	}
	put("good.csv", "account,time\nrose,2004-03-02T10:00:00Z\nmoss,2004-04-02T10:00:00Z\n")
	put("bad.csv", "colour,height\nred,3\n")
	with := func(names ...string) string {
		text := head
		for _, n := range names {
			text += strings.ReplaceAll(exhibit, "REF", n)
		}
		return text
	}
	for _, c := range []struct {
		name, manifest string
		code           int
		out            string
	}{
		{"good", with("good.csv"), 0, "1 records in the sample"},
		{"outside", with("good.csv"), 0, "1 outside the basis: not read"},
		{"bad first", with("bad.csv", "good.csv"), 3, "1 records in the sample"},
		{"gone", with("gone.csv", "good.csv"), 3, "1 records in the sample"},
		{"asked", strings.Replace(with("bad.csv", "good.csv"), `kind = "members"`, "kind = \"members\"\ncolumns = { account = \"?\" }", 1), 0, "1 records in the sample"},
	} {
		file := put("m.toml", c.manifest)
		for _, more := range [][]string{nil, {"--json"}} {
			r := call(t, t.TempDir(), time.Date(2004, 6, 1, 0, 0, 0, 0, time.UTC), append([]string{"intake", dir, "--preview", file}, more...)...)
			if r.code != c.code || more == nil && !strings.Contains(r.out, c.out) || c.code == 3 && !strings.Contains(r.err, "1 of 2 exhibits cannot be read") {
				t.Errorf("%s %v: %d\n%s\n%s", c.name, more, r.code, r.out, r.err)
			}
		}
	}
}
