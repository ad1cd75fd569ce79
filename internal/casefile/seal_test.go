package casefile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile"
	"comity/internal/comity"
)

// folder copies the pair of exhibits to a folder of the test's own.
func folder(t *testing.T) (dir, manifest string) {
	t.Helper()
	dir = t.TempDir()
	copyTree(t, "testdata/pair", dir)
	return dir, filepath.Join(dir, "evidence.toml")
}

func edit(t *testing.T, name, old, by string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(b), old) {
		t.Fatalf("no %q in %s, %v", old, name, err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(b), old, by, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func emptyCase(t *testing.T) (c *casefile.Case, dir string) {
	t.Helper()
	root := t.TempDir()
	n := openNode(t, config(filepath.Join(root, "home")))
	dir = filepath.Join(root, "case")
	c, err := n.Init(t.Context(), dir, params())
	if err != nil {
		t.Fatal(err)
	}
	return c, dir
}

// TestSealRefuses: what is wrong with any exhibit leaves the case as it was.
func TestSealRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(t *testing.T, dir, manifest string)
		kind  comity.Kind
		want  string
	}{
		"no manifest": {func(t *testing.T, _, m string) {
			if err := os.Remove(m); err != nil {
				t.Fatal(err)
			}
		}, comity.Input, "evidence.toml"},
		"legal basis":     {func(t *testing.T, _, m string) { edit(t, m, `"access", "assignments"`, `"access"`) }, comity.Refused, `exhibit "B"`},
		"file is missing": {func(t *testing.T, _, m string) { edit(t, m, "leases.csv", "lease.csv") }, comity.Input, `exhibit "B"`},
		"symbolic link": {func(t *testing.T, dir, _ string) {
			if err := os.Rename(filepath.Join(dir, "leases.csv"), filepath.Join(dir, "real.csv")); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("real.csv", filepath.Join(dir, "leases.csv")); err != nil {
				t.Fatal(err)
			}
		}, comity.Input, "symbolic link"},
		"folder": {func(t *testing.T, dir, m string) {
			if err := os.Mkdir(filepath.Join(dir, "x"), 0o700); err != nil {
				t.Fatal(err)
			}
			edit(t, m, "leases.csv", "x")
		}, comity.Input, "not a regular file"},
		"supersedes nothing": {func(t *testing.T, _, m string) {
			edit(t, m, `ref = "B"`, "ref = \"B\"\nsupersedes = \"C\"")
		}, comity.Input, `nothing is sealed under "C"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, caseDir := emptyCase(t)
			dir, manifest := folder(t)
			tc.spoil(t, dir, manifest)
			_, err := c.Seal(t.Context(), manifest)
			if comity.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v (exit %d)", err, comity.KindOf(err).ExitCode())
			}
			if acts, err := c.Acts(t.Context()); err != nil || len(acts) != 1 {
				t.Errorf("%d acts, %v", len(acts), err)
			}
			if _, err := os.Stat(filepath.Join(caseDir, "vault")); !os.IsNotExist(err) {
				t.Errorf("something was stored: %v", err)
			}
		})
	}
}

func TestSealAgain(t *testing.T) {
	c, _ := emptyCase(t)
	dir, manifest := folder(t)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(dir, "leases.csv"), "C-1001", "C-1002")
	_, err := c.Seal(t.Context(), manifest)
	if comity.KindOf(err) != comity.Refused || !strings.Contains(err.Error(), "other bytes") || !strings.Contains(comity.HintOf(err), "supersedes") {
		t.Errorf("other bytes: %v, hint %q", err, comity.HintOf(err))
	}
	edit(t, manifest, `ref = "B"`, "ref = \"B2\"\nsupersedes = \"B\"")
	edit(t, manifest, `ref = "A"`, `ref = "A2"`)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	edit(t, manifest, `site = "garden.example"`, `site = "train.example"`)
	_, err = c.Seal(t.Context(), manifest)
	if comity.KindOf(err) != comity.Refused || !strings.Contains(err.Error(), "another description") {
		t.Errorf("another description: %v", err)
	}
	rows, err := c.Exhibits(t.Context())
	if err != nil || len(rows) != 4 {
		t.Fatal(rows, err)
	}
	if rows[1].SupersededBy != "B2" || rows[0].Object != rows[2].Object || rows[0].ID != rows[2].ID || rows[1].ID == rows[3].ID {
		t.Errorf("%+v", rows)
	}
	rep, err := c.Check(t.Context())
	if err != nil || rep.Counts.Exhibits != 2 {
		t.Errorf("the same log is to be read once, the superseded table not at all: %+v, %v", rep.Counts, err)
	}
	if rep := verify(t, c, true); !rep.OK {
		t.Errorf("%+v", failed(rep))
	}
}

func TestInit(t *testing.T) {
	root := t.TempDir()
	n := openNode(t, config(filepath.Join(root, "home")))
	full := filepath.Join(root, "full")
	if err := os.MkdirAll(full, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Init(t.Context(), full, params()); comity.KindOf(err) != comity.Usage {
		t.Errorf("a folder that is not empty: %v", err)
	}
	dir := filepath.Join(root, "deep", "case")
	if _, err := n.Open(t.Context(), dir); comity.KindOf(err) != comity.Input {
		t.Errorf("no case: %v", err)
	}
	if _, err := n.Init(t.Context(), dir, params()); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Init(t.Context(), dir, params()); comity.KindOf(err) != comity.Usage {
		t.Errorf("a case already: %v", err)
	}
	c, err := n.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); comity.KindOf(err) != comity.Input {
		t.Errorf("check of nothing: %v", err)
	}
	if rep := verify(t, c, true); !rep.OK {
		t.Errorf("%+v", failed(rep))
	}
}

// TestSameBytesReadDifferently: a check reads the same bytes once, so a second
// seal that would have them read in another way is refused, or supersedes.
func TestSameBytesReadDifferently(t *testing.T) {
	const clockB = `clock = { zone = "UTC", basis = "stated by the provider" }`
	const clockC = `clock = { zone = "Europe/Rome", basis = "stated by the provider" }`
	c, _ := emptyCase(t)
	dir, manifest := folder(t)
	again := func(ref, extra, clock string) {
		b, err := os.ReadFile(filepath.Join("testdata/pair", "evidence.toml"))
		if err != nil {
			t.Fatal(err)
		}
		text := string(b) + "\n[[exhibit]]\nref = \"" + ref + "\"\n" + extra + `path = "leases.csv"
basis = "order-1"
kind = "assignments"
format = "csv"
provider = "Rete Esempio"
obtained = 2004-04-05
` + clock + "\n"
		if err := os.WriteFile(manifest, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(when string) {
		t.Helper()
		_, err := c.Seal(t.Context(), manifest)
		if comity.KindOf(err) != comity.Refused || !strings.Contains(err.Error(), "same-bytes-one-reading") ||
			!strings.Contains(err.Error(), "clock") || !strings.Contains(comity.HintOf(err), "supersedes") {
			t.Errorf("%s: %v, hint %q", when, err, comity.HintOf(err))
		}
	}
	again("C", "", clockC)
	refused("in one manifest")
	copyTree(t, "testdata/pair", dir)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	again("C", "", clockC)
	refused("sealed before")
	again("C", "", clockB)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Exhibits(t.Context())
	if err != nil || len(rows) != 3 || rows[1].SameAs != "" || rows[2].SameAs != "B" {
		t.Fatalf("%+v, %v", rows, err)
	}
}

// TestSupersedingWithAnotherReading: the same bytes with a corrected clock.
func TestSupersedingWithAnotherReading(t *testing.T) {
	c, _ := emptyCase(t)
	_, manifest := folder(t)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	edit(t, manifest, `ref = "B"`, "ref = \"C\"\nsupersedes = \"B\"")
	edit(t, manifest, `clock = { zone = "UTC", basis = "stated by the provider" }`, `clock = { zone = "Europe/Rome", basis = "corrected" }`)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Exhibits(t.Context())
	if err != nil || len(rows) != 3 || rows[1].SupersededBy != "C" || rows[2].SameAs != "" {
		t.Errorf("%+v, %v", rows, err)
	}
}

// TestSealLike: what is sealed of an exhibit that is like another is what it
// would be if it said everything itself, so that the two ways are one seal.
func TestSealLike(t *testing.T) {
	c, _ := emptyCase(t)
	dir, manifest := folder(t)
	more, err := os.ReadFile(filepath.Join(dir, "leases.csv"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "more.csv"), append(more, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	_, b, _ := strings.Cut(string(text), `ref = "B"`)
	whole := "\n[[exhibit]]\nref = \"B3\"" + strings.Replace(b, "leases.csv", "more.csv", 1)
	write := func(exhibit string) {
		t.Helper()
		if err := os.WriteFile(manifest, []byte(string(text)+exhibit), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("\n[[exhibit]]\nref = \"B3\"\npath = \"more.csv\"\nlike = \"B\"\nkind = \"assignments\"\n")
	rep, err := c.Seal(t.Context(), manifest)
	if err != nil || len(rep.Exhibits) != 3 {
		t.Fatal(rep, err)
	}
	write(whole)
	if rep, err = c.Seal(t.Context(), manifest); err != nil {
		t.Errorf("written out it is another description: %v", err)
	}
	if acts, err := c.Acts(t.Context()); err != nil || len(acts) != 4 {
		t.Errorf("%d acts, %v", len(acts), err)
	}
	write(strings.Replace(whole, `ref = "B3"`, "ref = \"B4\"\nlike = \"B\"\nhandling = [\"H2\"]", 1))
	edit(t, manifest, "more.csv", "absent.csv")
	if _, err = c.Seal(t.Context(), manifest); err == nil || !strings.Contains(err.Error(), `exhibit "B4"`) {
		t.Errorf("%v", err)
	}
}
