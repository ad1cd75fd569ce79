package casefile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
)

// hashWorld seals lists and sets whose files are few, so that rows lead from one to another, in tables with labels and
// perceptual hashes and in plain lists.
func hashWorld(t *testing.T, c *casefile.Case, seed uint64) {
	t.Helper()
	r, dir := rand.New(rand.NewPCG(seed, 17)), t.TempDir()
	var exhibits []string
	for _, x := range []struct{ ref, country, notes string }{{"IT/1", "IT", ""}, {"DE/1", "DE", ""}, {"S/1", "FR", "known set, version 4 of 2009-06-27"}, {"S/2", "FR", "known set"}} {
		name := strings.ReplaceAll(x.ref, "/", "") + ".csv"
		text := "md5,sha1,perceptual,label,owner,first_seen,member\n"
		for range 60 {
			file, like := r.IntN(40), make([]byte, 32)
			like[0] = byte(file / 4)
			like[31] = byte(r.IntN(256))
			row := []string{"", "", "", "", "", "", ""}
			if row[0] = fmt.Sprintf("%032x", file+1); r.IntN(3) == 0 {
				row[0], row[1] = "", fmt.Sprintf("%040x", file+1)
			} else if r.IntN(2) == 0 {
				row[1] = fmt.Sprintf("%040x", file+1+r.IntN(2))
			}
			if r.IntN(2) == 0 {
				row[2] = fmt.Sprintf("%x", like)
			}
			row[3] = []string{"", "A", "B"}[r.IntN(3)]
			if x.notes != "" && r.IntN(2) == 0 {
				row[4] = "somebody"
			}
			if r.IntN(2) == 0 {
				row[5], row[6] = fmt.Sprintf("2004-05-%02dT10:00:00Z", 1+r.IntN(28)), fmt.Sprint("m", r.IntN(5))
			}
			text += strings.Join(row, ",") + "\n"
		}
		text += "no hash at all,,,,,,\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		exhibits = append(exhibits, fmt.Sprintf("\n[[exhibit]]\nref = %q\npath = %q\nkind = \"hashes\"\nformat = \"csv\"\nprovider = \"register\"\ncountry = %q\nnotes = %q\nclock = { zone = \"UTC\", basis = \"letter\" }\n"+
			"columns = { md5 = \"md5\", sha1 = \"sha1\", perceptual = \"perceptual\", label = \"label\", owner = \"owner\", first_seen = \"first_seen\", member = \"member\" }\n", x.ref, name, x.country, x.notes))
	}
	if err := sealHashes(t, c, dir, exhibits...); err != nil {
		t.Fatal(err)
	}
}

// indexing is a case whose every set is looked up in an index.
func indexing(t *testing.T) (c *casefile.Case, dir string) {
	t.Helper()
	root := t.TempDir()
	cfg := config(filepath.Join(root, "home"))
	cfg.IndexedFrom = 1
	c, err := openNode(t, cfg).Init(t.Context(), filepath.Join(root, "case"), params())
	if err != nil {
		t.Fatal(err)
	}
	return c, filepath.Join(root, "case")
}

func verdicts(t *testing.T, c *casefile.Case, whole bool) []byte {
	t.Helper()
	rep, err := c.Material(t.Context(), casefile.MaterialParams{Whole: whole})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Notes) > 0 {
		t.Error(rep.Notes)
	}
	b, err := json.MarshalIndent(rep, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// indexes are all files where indexes lie.
func indexes(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "sets"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), disk.TempPrefix) { // where a removal failed, the next command that writes sweeps it
			out = append(out, filepath.Join(dir, "sets", e.Name()))
		}
	}
	return out
}

// Sets that are asked by their indexes give the bytes that sets read whole give: when the index is made, when it was
// made before.
func TestIndexedVerdicts(t *testing.T) {
	for seed := range uint64(5) {
		c, dir := indexing(t)
		hashWorld(t, c, seed)
		want := verdicts(t, c, true)
		if n := indexes(t, dir); len(n) != 0 {
			t.Fatal(n)
		}
		for range 2 {
			if diff := cmp.Diff(string(want), string(verdicts(t, c, false))); diff != "" {
				t.Fatalf("seed %d: %s", seed, diff)
			}
		}
		if n := indexes(t, dir); len(n) != 2 {
			t.Fatal(n)
		}
	}
}

// An index that was altered anywhere, cut, or exchanged for another's is made again; and so is one that is gone.
func TestIndexDamaged(t *testing.T) {
	c, dir := indexing(t)
	hashWorld(t, c, 7)
	want := verdicts(t, c, false)
	files := indexes(t, dir)
	other, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(file)
	altered[len(altered)/2] ^= 1
	for name, b := range map[string][]byte{"altered": altered, "cut": file[:len(file)-1], "other": other, "empty": {}, "gone": nil} {
		if err := os.Remove(files[0]); err != nil {
			t.Fatal(err)
		}
		if b != nil {
			if err := os.WriteFile(files[0], b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if name == "gone" || name == "altered" {
			if err := c.Rebuild(t.Context()); err != nil {
				t.Fatal(name, err)
			}
		}
		if diff := cmp.Diff(string(want), string(verdicts(t, c, false))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if n := indexes(t, dir); len(n) != 2 {
			t.Error(name, n)
		}
	}
	rep, err := c.Verify(t.Context(), false)
	if err != nil || !rep.OK {
		t.Errorf("%v %+v", err, rep)
	}
}

// A file system that fails at a call, or is full from one on, leaves no half index, and the verdicts are the same.
func TestIndexFault(t *testing.T) {
	c, dir := indexing(t)
	hashWorld(t, c, 9)
	want := string(verdicts(t, c, true))
	disktest.Every(t, 12, func(t *testing.T, wrap func(disk.FS) *disktest.Faulty) (used *disktest.Faulty) {
		root := t.TempDir()
		if err := os.CopyFS(root, os.DirFS(filepath.Dir(dir))); err != nil {
			t.Fatal(err)
		}
		cfg := config(filepath.Join(root, "home"))
		cfg.IndexedFrom = 1
		cfg.FS = func(d string) disk.FS {
			if filepath.Base(d) != "case" {
				return disk.OS(d)
			}
			used = wrap(disk.OS(d))
			return used
		}
		if got, err := verdictsIn(t, cfg, filepath.Join(root, "case")); err == nil && got != want {
			t.Error(cmp.Diff(want, got))
		}
		cfg.FS = disk.OS
		if got, err := verdictsIn(t, cfg, filepath.Join(root, "case")); err != nil || got != want {
			t.Error("on a sound disk: ", err, cmp.Diff(want, got))
		}
		if n := indexes(t, filepath.Join(root, "case")); len(n) != 2 {
			t.Error(n)
		}
		return used
	})
}

func verdictsIn(t *testing.T, cfg casefile.Config, dir string) (string, error) {
	t.Helper()
	c, err := openNode(t, cfg).Open(t.Context(), dir)
	if err != nil {
		return "", err
	}
	rep, err := c.Material(t.Context(), casefile.MaterialParams{})
	if err != nil {
		return "", err
	}
	b, err := json.MarshalIndent(rep, "", " ")
	return string(b), err
}

// What is left out of a set is left out of its index, which goes with an exhibit that is erased.
func TestIndexOfLessThanTheSet(t *testing.T) {
	c, dir := indexing(t)
	hashWorld(t, c, 5)
	before := verdicts(t, c, false)
	rep, err := c.Material(t.Context(), casefile.MaterialParams{})
	if err != nil {
		t.Fatal(err)
	}
	cite := ""
	for _, f := range rep.Files {
		for _, h := range f.Sets {
			if h.Set == "S/2" {
				cite = h.Cite.String()
			}
		}
	}
	if _, err := c.Restrict(t.Context(), casefile.WithdrawParams{Item: cite, Reason: "contested"}); err != nil {
		t.Fatal(err)
	}
	whole := verdicts(t, c, true)
	if diff := cmp.Diff(string(whole), string(verdicts(t, c, false))); diff != "" || bytes.Equal(before, whole) {
		t.Errorf("a row of a set was restricted, and %s", diff)
	}
	if _, err := c.Erase(t.Context(), casefile.WithdrawParams{Item: "S/1", Reason: "erasure date reached", Urgent: true}); err != nil {
		t.Fatal(err)
	}
	if n := indexes(t, dir); len(n) != 1 {
		t.Error(n)
	}
	if diff := cmp.Diff(string(verdicts(t, c, true)), string(verdicts(t, c, false))); diff != "" {
		t.Error(diff)
	}
}

// An interrupt leaves no half index.
func TestIndexInterrupted(t *testing.T) {
	c, dir := indexing(t)
	hashWorld(t, c, 3)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := c.Material(ctx, casefile.MaterialParams{}); err == nil {
		t.Error("no error")
	}
	if n := indexes(t, dir); len(n) != 0 {
		t.Error(n)
	}
}

// A digest is known where a row of a set holds it, or leads to it; the index and the sets say the same.
func TestKnown(t *testing.T) {
	c, dir := indexing(t)
	work := t.TempDir()
	set := "f698af0371ba26a25a6e21c0d524c8a2\n8b472f308545d462f0f9f0b19ea0579e\n"
	if err := os.WriteFile(filepath.Join(work, "set.md5"), []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Known(t.Context(), []string{strings.Repeat("0", 32)}); comity.KindOf(err) != comity.Input {
		t.Error(err)
	}
	if err := sealHashes(t, c, work, hashExhibit("S/1", "set.md5", "IT", `notes = "known set, version 4 of 2009-06-27"`)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		rep, err := c.Known(t.Context(), []string{strings.Repeat("0a", 20), "8B472F308545D462F0F9F0B19EA0579E"})
		if err != nil || rep.Known != 1 || rep.Asked[0].Known || !rep.Asked[1].Known || rep.Asked[1].Sets[0].Cite.Offset != 33 || rep.Sets[0].Rows != 2 {
			t.Fatalf("%v %+v", err, rep)
		}
	}
	if n := indexes(t, dir); len(n) != 1 {
		t.Error(n)
	}
	if _, err := c.Known(t.Context(), []string{"xyz"}); comity.KindOf(err) != comity.Usage {
		t.Error(err)
	}
}

// Single digests get the same answers of an index and of sets that are read whole.
func TestKnownByIndex(t *testing.T) {
	for seed := range uint64(3) {
		c, dir := indexing(t)
		hashWorld(t, c, seed)
		rep, err := c.Material(t.Context(), casefile.MaterialParams{Whole: true})
		if err != nil {
			t.Fatal(err)
		}
		digests := []string{strings.Repeat("0a", 20)}
		for i := range rep.Files {
			digests = slices.Concat(digests, rep.Files[i].MD5, rep.Files[i].SHA1)
		}
		var said []casefile.KnownReport
		for _, from := range []int64{-1, 1, 1} { // read whole; by an index that is made; by one that is there
			cfg := config(filepath.Join(filepath.Dir(dir), "home"))
			cfg.IndexedFrom = from
			c, err := openNode(t, cfg).Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			rep, err := c.Known(t.Context(), digests)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, rep)
		}
		if diff := cmp.Diff(said[0], said[1]) + cmp.Diff(said[1], said[2]); diff != "" || said[0].Known == 0 || said[0].Known == len(digests) {
			t.Errorf("seed %d: %d known, %s", seed, said[0].Known, diff)
		}
	}
}
