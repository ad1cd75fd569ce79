package arch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/arch"

	"github.com/google/go-cmp/cmp"
)

const root = "../.."

func TestHouse(t *testing.T) {
	for _, line := range arch.Judge(list(t), readme(t)) {
		t.Error(line)
	}
}

func TestReadmeNamesOnlyWhatExists(t *testing.T) {
	rows := arch.Rows(readme(t))
	if len(rows) == 0 {
		t.Fatal(`README.md has no section "## Where is it?" naming folders as ` + "`internal/comity/`")
	}
	for _, row := range rows {
		dir := strings.TrimSuffix(row, "…")
		if _, err := os.Stat(filepath.Join(root, dir)); err != nil {
			t.Errorf("README's \"Where is it?\" names %s: %v", row, err)
		}
	}
}

func TestNoFileIsTooLong(t *testing.T) {
	walk(t, func(path string, text []byte) {
		if n := bytes.Count(text, []byte("\n")); n > arch.MaxLines {
			t.Errorf("%s has %d lines, more than %d: split it by what it does", path, n, arch.MaxLines)
		}
	})
}

func TestEveryRoomHasItsLintRule(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".golangci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"comity", "evidence", "records", "analysis", "verify", "cluster", "casefile", "cooperation", "web", "simulate", "score"} {
		if !bytes.Contains(text, []byte("\n        "+room+":")) {
			t.Errorf(".golangci.yml: depguard has no rule for room %s", room)
		}
	}
}

// The judge is judged: one example of each broken rule, and of what is allowed.
func TestJudge(t *testing.T) {
	const table = "\n## Where is it?\n| a | `internal/comity/` `internal/records/…` |\n\n## Limits\n`internal/web/`\n"
	good := arch.Package{Path: "comity/internal/comity", Doc: "Package comity."}
	tests := []struct {
		name string
		pkg  arch.Package
		want []string
	}{
		{"clean", good, nil},
		{"undocumented", arch.Package{Path: "comity/internal/comity"}, []string{
			"comity/internal/comity: no package comment; say what it is for above its package clause"}},
		{"covered by its folder's row", arch.Package{Path: "comity/internal/records/format/csv", Doc: "x"}, nil},
		{"row outside the table", arch.Package{Path: "comity/internal/web", Doc: "x"}, []string{
			"comity/internal/web: not in README's \"Where is it?\"; add a row naming `internal/web/` (or `internal/web/…` for all below it)"}},
		{"arrow back up", arch.Package{Path: "comity/internal/records/clock", Doc: "x", Imports: []string{"comity/internal/casefile"}}, []string{
			"comity/internal/records/clock imports comity/internal/casefile: nothing points back up"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, arch.Judge([]arch.Package{tt.pkg}, table)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestForbidden(t *testing.T) {
	tests := []struct {
		from, to string
		bad      bool
	}{
		{"comity/internal/evidence/vault", "comity/internal/comity", false},
		{"comity/internal/evidence/act", "comity/internal/evidence/sign", false},
		{"comity/internal/evidence/sign", "comity/internal/evidence/act", true},
		{"comity/internal/evidence/log/proof", "comity/internal/evidence/log", false},
		{"comity/internal/evidence/newroom", "comity/internal/evidence/act", true},
		{"comity/internal/evidence/act", "comity/internal/records/record", true},
		{"comity/internal/analysis/run", "comity/internal/evidence/vault", false},
		{"comity/internal/verify", "comity/internal/analysis/run", false},
		{"comity/internal/verify", "comity/internal/casefile/policy", true},
		{"comity/internal/casefile", "comity/internal/verify", false},
		{"comity/internal/casefile", "comity/internal/casefile/policy", false},
		{"comity/internal/casefile/policy", "comity/internal/casefile", true},
		{"comity/internal/comity", "comity/internal/evidence/disk", true},
		{"comity/internal/simulate", "comity/internal/comity", false},
		{"comity/internal/simulate", "comity/internal/analysis/run", true},
		{"comity/internal/analysis/run", "comity/internal/simulate", true},
		{"comity/internal/score", "comity/internal/simulate", true},
		{"comity/internal/attic", "comity/internal/evidence/act", true},
		{"comity/cmd/comity", "comity/internal/simulate", false},
		{"comity/internal/web", "net/http", false},
	}
	for _, tt := range tests {
		if why := arch.Forbidden(tt.from, tt.to); (why != "") != tt.bad {
			t.Errorf("Forbidden(%s, %s) = %q, want forbidden: %v", tt.from, tt.to, why, tt.bad)
		}
	}
}

// The court's tool is one offline file: nothing in it, however deep, opens connections,
// asks a database, or knows the case's own room. crypto/x509 brings the names of package
// net along; what listens and dials over them is not there.
func TestCourtsToolStandsAlone(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./cmd/comity-verify")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		for _, bad := range []string{"net/http", "database/sql", "modernc.org/", "github.com/cedar-policy/", "github.com/transparency-dev/tessera", "github.com/spf13/",
			"comity/internal/cluster", "comity/internal/casefile", "comity/internal/cooperation", "comity/internal/web", "comity/internal/simulate", "comity/internal/score"} {
			if path == bad || strings.HasPrefix(path, bad+"/") || strings.HasSuffix(bad, "/") && strings.HasPrefix(path, bad) {
				t.Errorf("comity-verify links %s", path)
			}
		}
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func list(t *testing.T) []arch.Package {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Doc,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = root
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	var pkgs []arch.Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Doc                    string
			Imports, TestImports, XTestImports []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		tests := append(p.TestImports, p.XTestImports...)
		pkgs = append(pkgs, arch.Package{Path: p.ImportPath, Doc: p.Doc, Imports: p.Imports, Tests: tests})
	}
}

// walk hands over each hand-written Go file of the repository, bench/ included.
func walk(t *testing.T, see func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && path != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil && !bytes.Contains(text, []byte("\n// Code generated ")) && !bytes.HasPrefix(text, []byte("// Code generated ")) {
			see(path, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
