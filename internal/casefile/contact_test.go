package casefile_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/simulate/twins"
)

// TestContacts: of a simulated board and the shop that some of its members are customers of, sealed apart, the contacts are those
// that the simulation planted, each with its row; the board's own case knows nothing of the shop.
func TestContacts(t *testing.T) {
	root := t.TempDir()
	world := filepath.Join(root, "world")
	if _, err := twins.Generate(t.Context(), world, twins.Spec{Seed: 63, States: 2, Members: 40, Days: 10, Posts: 20}); err != nil {
		t.Fatal(err)
	}
	n := openNode(t, config(filepath.Join(root, "home")))
	shop := sealedPart(t, n, filepath.Join(root, "shop"), world, func(block string) bool { return strings.Contains(block, "customers.csv") })
	board := sealedPart(t, n, filepath.Join(root, "board"), world, func(block string) bool { return !strings.Contains(block, "customers.csv") })
	if _, err := shop.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	rep, err := board.Board(t.Context(), casefile.BoardParams{Contacts: []*casefile.Case{shop}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range rep.Contacts.Found {
		if x.Type != "email" {
			t.Errorf("a %s of a customer list with numbers for names: %+v", x.Type, x)
		}
		if len(x.Said) == 0 || len(x.Rows) != 1 || x.Subject == "" || x.Band != "unresolved" {
			t.Errorf("%+v", x)
		}
		for _, where := range []struct {
			c    *casefile.Case
			cite string
		}{{board, x.Said[0]}, {shop, x.Rows[0].String()}} {
			if line := cited(t, where.c, where.cite); !strings.Contains(strings.ToLower(line), x.Value) {
				t.Errorf("%s stands not in %q", x.Value, line)
			}
		}
		got = append(got, x.Value)
	}
	want := planted(t, world)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" || len(want) == 0 {
		t.Errorf("contacts (-planted +found): %s", diff)
	}
}

// sealedPart seals those exhibits of a world that want names.
func sealedPart(t *testing.T, n *casefile.Node, dir, world string, want func(block string) bool) *casefile.Case {
	t.Helper()
	c, err := n.Init(t.Context(), dir, params())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(world, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "[[exhibit]]")
	kept := append(blocks[:1:1], slices.DeleteFunc(blocks[1:], func(b string) bool { return !want(b) })...)
	manifest := filepath.Join(world, filepath.Base(dir)+".toml")
	if err := os.WriteFile(manifest, []byte(strings.Join(kept, "[[exhibit]]")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	return c
}

// planted are the addresses that the truth says a shop knows and that some capture of the board holds, sorted.
func planted(t *testing.T, world string) (out []string) {
	t.Helper()
	f, err := os.Open(filepath.Join(world, "truth", "selectors.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var row struct {
			Value string
			Shop  bool
		}
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Shop && captured(t, world, row.Value) {
			out = append(out, row.Value)
		}
	}
	slices.Sort(out)
	return out
}

// captured reports whether a file of the world holds a text, the shop's and the truth's aside.
func captured(t *testing.T, world, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(world, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, "customers.csv") || strings.Contains(name, "truth") {
			return err
		}
		b, err := os.ReadFile(name)
		found = found || bytes.Contains(b, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// cited are the bytes of a citation.
func cited(t *testing.T, c *casefile.Case, text string) string {
	t.Helper()
	cite, err := comity.ParseCitation(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := c.Cat(t.Context(), cite, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
