package casefile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tlog "github.com/transparency-dev/formats/proof"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
)

// logKey is the verifier key that a node's proofs are signed by.
func logKey(t *testing.T, home string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(home, "keys", "log.pub"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// proofs are the proofs of what is cited, apart.
func proofs(t *testing.T, c *casefile.Case, cite comity.Citation) (out []string) {
	t.Helper()
	var b bytes.Buffer
	if err := c.Prove(t.Context(), cite, &b); err != nil {
		t.Fatal(err)
	}
	const begin = "c2sp.org/tlog-proof@v1\n"
	for _, p := range strings.Split(b.String(), begin)[1:] {
		out = append(out, begin+p)
	}
	return out
}

func exhibits(t *testing.T, c *casefile.Case) map[string]comity.Digest {
	t.Helper()
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]comity.Digest{}
	for _, r := range rows {
		out[r.Ref] = r.ID
	}
	return out
}

// outward are the names by which acts and packs know exhibits, by reference; citations may use them.
func outward(t *testing.T, c *casefile.Case) map[string]comity.Digest {
	t.Helper()
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]comity.Digest{}
	for _, r := range rows {
		if out[r.Ref] = r.Name; r.Name == r.ID {
			t.Errorf("exhibit %s is named by its digest", r.Ref)
		}
	}
	return out
}

// zipped is a case of the pair, its log as a gzip file.
func zipped(t *testing.T) (c *casefile.Case, key string, access, leases []byte) {
	t.Helper()
	root := t.TempDir()
	n := openNode(t, config(filepath.Join(root, "home")))
	c, err := n.Init(t.Context(), filepath.Join(root, "case"), params())
	if err != nil {
		t.Fatal(err)
	}
	dir, manifest := folder(t)
	copyTree(t, "testdata/pair", dir)
	for name, into := range map[string]*[]byte{"access.log": &access, "leases.csv": &leases} {
		if *into, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(access)
	z.Close()
	if err := os.WriteFile(filepath.Join(dir, "access.log.gz"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	edit(t, manifest, `path = "access.log"`, `path = "access.log.gz"`)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	return c, logKey(t, filepath.Join(root, "home")), access, leases
}

func TestProofsOfLinesAndCells(t *testing.T) {
	c, key, access, leases := zipped(t)
	ids := outward(t, c)
	first := bytes.IndexByte(access, '\n') + 1
	log := comity.Citation{Exhibit: ids["A"], Inner: "gzip", Offset: int64(first) - 2, Length: 4}
	got := proofs(t, c, log)
	if len(got) != 2 {
		t.Fatalf("%d proofs of two lines", len(got))
	}
	for i, text := range got {
		p, err := seal.ReadProof([]byte(text), seal.Origin(ids["A"], "gzip"), key)
		if err != nil || p.Leaf.Index != int64(i) || p.Leaves != int64(bytes.Count(access, []byte("\n"))) {
			t.Errorf("proof %d: %v, %+v", i, err, p)
		}
		if want := bytes.SplitAfter(access, []byte("\n"))[i]; !bytes.Equal(p.Leaf.Bytes, want) {
			t.Errorf("leaf %q, want %q", p.Leaf.Bytes, want)
		}
		var plain tlog.TLogProof
		if err := plain.Unmarshal([]byte(text)); err != nil || plain.Index != uint64(i) {
			t.Errorf("the reference does not read it: %v", err)
		}
	}
	second := bytes.IndexByte(leases, '\n') + 1
	row := proofs(t, c, comity.Citation{Exhibit: ids["B"], Offset: int64(second), Length: int64(bytes.IndexByte(leases[second:], '\n') + 1)})
	var joined []byte
	for _, text := range row {
		p, err := seal.ReadProof([]byte(text), seal.Origin(ids["B"], ""), key)
		if err != nil {
			t.Fatal(err)
		}
		joined = append(joined, p.Leaf.Bytes...)
	}
	if want := leases[second:]; len(row) < 3 || !bytes.HasPrefix(want, joined) || joined[len(joined)-1] != '\n' {
		t.Errorf("%d cells: %q", len(row), joined)
	}
}

// Whatever is exchanged between proofs, they are refused.
func TestOthersProofsAreRefused(t *testing.T) {
	c, key, access, _ := zipped(t)
	ids := outward(t, c)
	a := proofs(t, c, comity.Citation{Exhibit: ids["A"], Inner: "gzip", Length: int64(len(access))})
	b := proofs(t, c, comity.Citation{Exhibit: ids["B"], Length: 1})
	origin := seal.Origin(ids["A"], "gzip")
	body := func(text string) string { head, _, _ := strings.Cut(text, "\n\n"); return head }
	line := func(text string, i int) string { return strings.Split(text, "\n")[i] }
	_, mark, _ := strings.Cut(a[0], "\n\n")
	for name, bad := range map[string]string{
		"another exhibit's proof":            b[0],
		"its leaf under this checkpoint":     body(b[0]) + "\n\n" + mark,
		"another leaf's salt and bytes":      strings.Replace(a[0], line(a[0], 1), line(a[1], 1), 1),
		"another index":                      strings.Replace(a[0], "index 0\n", "index 1\n", 1),
		"a hash short":                       strings.Replace(a[0], line(a[0], 3)+"\n", "", 1),
		"a salt changed by a bit":            strings.Replace(a[0], line(a[0], 1), "extra "+flip(line(a[0], 1)[6:]), 1),
		"no leaf":                            strings.Replace(a[0], line(a[0], 1)+"\n", "", 1),
		"nothing":                            "",
		"a checkpoint without its signature": body(a[0]) + "\n\n" + strings.SplitAfter(mark, "\n\n")[0],
	} {
		if _, err := seal.ReadProof([]byte(bad), origin, key); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := seal.ReadProof([]byte(a[0]), seal.Origin(ids["A"], ""), key); err == nil {
		t.Error("another stream of the same exhibit is taken")
	}
	if _, err := seal.ReadProof([]byte(a[0]), origin, key[:len(key)-5]); comity.KindOf(err) != comity.Input {
		t.Errorf("no key: %v", err)
	}
	if _, err := seal.ReadProof([]byte(a[0]), origin, key); err != nil {
		t.Error(err)
	}
}

// flip changes the first character of a text in base64.
func flip(s string) string {
	if s[0] == 'A' {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

func TestWhatCannotBeProven(t *testing.T) {
	c, _, access, _ := zipped(t)
	ids := exhibits(t, c)
	for name, cite := range map[string]comity.Citation{
		"bytes of the packing": {Exhibit: ids["A"], Length: 3},
		"beyond the end":       {Exhibit: ids["A"], Inner: "gzip", Offset: int64(len(access)), Length: 3},
		"no bytes":             {Exhibit: ids["B"], Length: -1},
	} {
		if err := c.Prove(t.Context(), cite, &bytes.Buffer{}); comity.KindOf(err) != comity.Input {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The segments are derived: gone or damaged, proofs come out the same, Verify
// says so (that they are gone is no damage), and Rebuild makes them again.
func TestSegmentsAreDerived(t *testing.T) {
	n, c, dir := newCase(t)
	cite := comity.Citation{Exhibit: exhibits(t, c)["IT/PP/2004-7/1"], Offset: 3, Length: 1}
	want := proofs(t, c, cite)
	name := treeFile(t, c, dir, "IT/PP/2004-7/1")
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func() error{
		"gone":    func() error { return os.Remove(name) },
		"damaged": func() error { return errors.Join(os.Remove(name), os.WriteFile(name, was[:len(was)-3], 0o600)) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if got := proofs(t, c, cite); strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("%s: other proofs", what)
		}
		rep := verify(t, reopen(t, n, dir), false)
		if gone := what == "gone"; rep.OK != gone || len(failed(rep)) == 0 != gone || len(rep.Fallen) != 0 {
			t.Errorf("%s: %+v, fallen %v", what, failed(rep), rep.Fallen)
		}
		if at := filepath.ToSlash(filepath.Join("trees", filepath.Base(name))); !names(rep.Checks, at) {
			t.Errorf("%s: nothing is said of %s", what, at)
		}
		if err := c.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, was) {
			t.Errorf("%s: made again otherwise: %v", what, err)
		}
	}
	if rep := verify(t, reopen(t, n, dir), false); !rep.OK || !names(rep.Checks, "row tree IT/PP/2004-7/1") {
		t.Errorf("%+v", failed(rep))
	}
}

// treeFile is where the segments of a reference's tree lie.
func treeFile(t *testing.T, c *casefile.Case, dir, ref string) string {
	t.Helper()
	return filepath.Join(dir, "trees", outward(t, c)[ref].String()+".tree")
}

func TestErasingRemovesTheTree(t *testing.T) {
	root := t.TempDir()
	n, c := checkedCase(t, root, planting(t, ""))
	id, name := exhibits(t, c)[billing], treeFile(t, c, filepath.Join(root, "case"), billing)
	if _, err := os.Stat(name); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Erase(t.Context(), casefile.WithdrawParams{Item: billing, Reason: "erasure date reached", Urgent: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the segments are there: %v", err)
	}
	if v := verify(t, reopen(t, n, filepath.Join(root, "case")), false); !v.OK {
		t.Errorf("%+v", failed(v))
	}
	if err := c.Prove(t.Context(), comity.Citation{Exhibit: id, Length: 1}, &bytes.Buffer{}); comity.KindOf(err) != comity.Refused {
		t.Errorf("proven after it was erased: %v", err)
	}
}

// Nothing is shown of a leaf in which something is restricted, whatever part of it is cited.
func TestRestrictedLeavesAreNotProven(t *testing.T) {
	_, c, _ := newCase(t)
	id := exhibits(t, c)["IT/PP/2004-7/1"]
	row := comity.Citation{Exhibit: id, Offset: 0, Length: 5}
	if _, err := c.Restrict(t.Context(), casefile.WithdrawParams{Item: row.String(), Reason: "contested"}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err := c.Prove(t.Context(), comity.Citation{Exhibit: id, Offset: 20, Length: 1}, &b)
	if comity.KindOf(err) != comity.Refused || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}
