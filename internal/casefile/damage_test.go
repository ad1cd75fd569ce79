package casefile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile"
)

// filesOf lists the regular files of a case that Verify answers for.
func filesOf(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if base := filepath.Base(rel); base != ".lock" && base != "case.db" {
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// spoil changes the file and returns what puts it back.
func spoil(t *testing.T, name string, change func([]byte) []byte) (restore func()) {
	t.Helper()
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(change(append([]byte(nil), was...)))
	return func() { write(was) }
}

// refs maps what damage is named by, to find it in a report.
func nameOf(t *testing.T, c *casefile.Case, file string) string {
	t.Helper()
	parts := strings.Split(file, "/")
	switch parts[0] {
	case "acts":
		return "act " + parts[1][:6]
	case "runs":
		return "run " + parts[1][:12]
	case "vault", "seals":
		rows, err := c.Exhibits(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if strings.Contains(file, r.Object.String()) || strings.Contains(file, r.Name.String()) {
				return "exhibit " + r.Ref
			}
		}
		t.Fatalf("whose is %s?", file)
	}
	return file // receipts, case.toml
}

func names(rows []casefile.CheckRow, want string) bool {
	for _, r := range rows {
		if r.Name == want {
			return true
		}
	}
	return false
}

// restsOn tells whether findings fall with a file: those of an exhibit or a run do.
func restsOn(file string) bool {
	return strings.HasPrefix(file, "vault/") || strings.HasPrefix(file, "seals/") || strings.HasPrefix(file, "runs/")
}

func TestOneFlippedByteIsNamed(t *testing.T) {
	n, c, dir := newCase(t)
	for _, file := range filesOf(t, dir) {
		want := nameOf(t, c, file)
		t.Run(file, func(t *testing.T) {
			info, err := os.Stat(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			for i := range int64(5) {
				at := i * (info.Size() - 1) / 4
				if info.Size() == 0 {
					continue
				}
				restore := spoil(t, filepath.Join(dir, file), func(b []byte) []byte { b[at] ^= 1; return b })
				rep := verify(t, reopen(t, n, dir), false)
				restore()
				if rep.OK || !names(failed(rep), want) {
					t.Errorf("byte %d: ok %v, want %q among %+v", at, rep.OK, want, failed(rep))
				}
				if restsOn(file) && len(rep.Fallen) == 0 {
					t.Errorf("byte %d: nothing falls", at)
				}
			}
		})
	}
	if rep := verify(t, reopen(t, n, dir), false); !rep.OK {
		t.Errorf("put back, it still fails: %+v", failed(rep))
	}
}

func TestOneMissingFileIsNamed(t *testing.T) {
	n, c, dir := newCase(t)
	for _, file := range filesOf(t, dir) {
		want := nameOf(t, c, file)
		full := filepath.Join(dir, file)
		if err := os.Rename(full, full+"-away"); err != nil {
			t.Fatal(err)
		}
		away := strings.HasPrefix(file, "acts/") || strings.HasPrefix(file, "receipts/")
		if away { // a strange name there is damage of its own
			if err := os.Rename(full+"-away", dir+"-away"); err != nil {
				t.Fatal(err)
			}
		}
		rep := verify(t, reopen(t, n, dir), false)
		if away {
			if err := os.Rename(dir+"-away", full); err != nil {
				t.Fatal(err)
			}
		} else if err := os.Rename(full+"-away", full); err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(file, "trees/"): // derived: that it is gone is said, and is no damage
			if !rep.OK || !names(rep.Checks, file) {
				t.Errorf("%s missing: ok %v, %+v", file, rep.OK, failed(rep))
			}
		case rep.OK:
			t.Errorf("%s missing: accepted", file)
		case strings.HasPrefix(file, "receipts/"):
			if !strings.Contains(failed(rep)[0].Text, file) {
				t.Errorf("%s missing: %+v", file, failed(rep))
			}
		case strings.HasPrefix(file, "acts/") && strings.Contains(file, "000007"):
			// the newest act: only the log knows that there was one
		case !names(failed(rep), want):
			t.Errorf("%s missing: want %q among %+v", file, want, failed(rep))
		}
	}
}

func TestRewoundCaseShows(t *testing.T) {
	n, c, dir := newCase(t)
	// Somebody takes the last act and its receipt away, and works on.
	for _, pattern := range []string{"acts/000007-*", "receipts/000007.json"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		if err := os.Remove(found[0]); err != nil {
			t.Fatal(err)
		}
	}
	if rep := verify(t, reopen(t, n, dir), false); rep.OK || !names(failed(rep), "head") {
		t.Errorf("rewound: %+v", failed(rep))
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rep := verify(t, reopen(t, n, dir), false); rep.OK {
		t.Error("rewound and worked on: accepted")
	}
}

func TestFindingsOfOtherExhibitsStand(t *testing.T) {
	n, c, dir := newCase(t)
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hex := rows[1].Object.String()
	restore := spoil(t, filepath.Join(dir, "vault", hex[:2], hex), func(b []byte) []byte { return b[:len(b)-1] })
	defer restore()
	rep := verify(t, reopen(t, n, dir), false)
	if len(failed(rep)) != 1 || len(rep.Fallen) == 0 {
		t.Errorf("%+v %v", failed(rep), rep.Fallen)
	}
	if _, err := reopen(t, n, dir).Check(t.Context()); err == nil || !strings.Contains(err.Error(), rows[1].Ref) {
		t.Errorf("check does not name the exhibit: %v", err)
	}
}
