package act_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/evidence/sign"
)

var update = flag.Bool("update", false, "rewrite golden files")

// fixedRand gives the same keys in each run, for golden files.
type fixedRand struct{}

func (fixedRand) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i)
	}
	return len(p), nil
}

// bench is a node and a case to write in.
type bench struct {
	keys   *sign.Keys
	public sign.PublicKey
	dir    string // of the case
}

func setup(t testing.TB) bench {
	t.Helper()
	keys, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir()), Name: "node.example", Rand: fixedRand{}})
	if err != nil {
		t.Fatal(err)
	}
	public, err := keys.Act()
	if err != nil {
		t.Fatal(err)
	}
	return bench{keys, public, t.TempDir()}
}

func (b bench) chain(t testing.TB, fsys disk.FS) *act.Chain {
	t.Helper()
	return b.chainOf(t, fsys, "case-1")
}

func (b bench) chainOf(t testing.TB, fsys disk.FS, id string) *act.Chain {
	t.Helper()
	now := func() time.Time { return time.Date(2004, 2, 3, 9, 0, 0, 0, time.UTC) }
	c, err := act.Open(act.Config{FS: fsys, Case: id, Signer: b.keys, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func draft(n int) act.Draft {
	return act.Draft{Actor: "inspector <it>", Purpose: "garden case", Kind: "seal", Body: map[string]any{"roses": n}}
}

func appendActs(t testing.TB, c *act.Chain, n int) []act.Act {
	t.Helper()
	var acts []act.Act
	for i := range n {
		a, err := c.Append(context.Background(), draft(i))
		if err != nil {
			t.Fatal(err)
		}
		acts = append(acts, a)
	}
	return acts
}

func wantDamage(t *testing.T, b bench, c *act.Chain, want ...string) []act.Act {
	t.Helper()
	acts, damage, err := c.Verify(t.Context(), b.public)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range damage {
		got = append(got, fmt.Sprintf("%d %s", d.Seq, d.Text))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("damage (-want +got):\n%s", diff)
	}
	return acts
}

func TestAppendThenRead(t *testing.T) {
	b := setup(t)
	c := b.chain(t, disk.OS(b.dir))
	if _, found, err := c.Head(); found || err != nil {
		t.Fatalf("empty chain: %v, %v", found, err)
	}
	want := appendActs(t, c, 3)
	got, err := c.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("All differs from what was appended (-want +got):\n%s", diff)
	}
	head, found, err := c.Head()
	if err != nil || !found || head.Digest != want[2].Digest {
		t.Errorf("Head = %v, %v, %v", head, found, err)
	}
	if want[0].Seq != 1 || !want[0].Prev.IsZero() || want[2].Prev != want[1].Digest {
		t.Errorf("not a chain: %v", want)
	}
	var body struct {
		Roses int `json:"roses"`
	}
	if err := got[2].Decode(&body); err != nil || body.Roses != 2 {
		t.Errorf("Decode = %v, %v", body, err)
	}
	wantDamage(t, b, c)
}

// TestFormat pins the bytes of an act: cases outlive versions.
func TestFormat(t *testing.T) {
	b := setup(t)
	a := appendActs(t, b.chain(t, disk.OS(b.dir)), 2)[1]
	got, err := os.ReadFile(filepath.Join(b.dir, act.Dir, a.File()))
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "act.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDraftsAreChecked(t *testing.T) {
	b := setup(t)
	c := b.chain(t, disk.OS(b.dir))
	for name, d := range map[string]act.Draft{
		"no actor":   {Kind: "seal"},
		"no kind":    {Actor: "a"},
		"a fraction": {Actor: "a", Kind: "seal", Body: 0.5},
	} {
		if _, err := c.Append(t.Context(), d); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := act.Open(act.Config{FS: disk.OS(b.dir)}); err == nil {
		t.Error("a chain without a case was opened")
	}
}

// TestAppendsAtOnce: two chains on one folder stand for two processes; the lock belongs to the open file.
func TestAppendsAtOnce(t *testing.T) {
	b := setup(t)
	var wg sync.WaitGroup
	const each = 10
	for range 3 {
		c := b.chain(t, disk.OS(b.dir))
		wg.Go(func() {
			for i := range each {
				if _, err := c.Append(context.Background(), draft(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if acts := wantDamage(t, b, b.chain(t, disk.OS(b.dir))); len(acts) != 3*each {
		t.Errorf("%d acts, want %d", len(acts), 3*each)
	}
}

func TestAppendWaitsForTheLockUntilItsContextEnds(t *testing.T) {
	b := setup(t)
	fsys := disk.OS(b.dir)
	c := b.chain(t, fsys)
	appendActs(t, c, 1)
	lock, err := fsys.Lock(t.Context(), act.Dir+"/.lock")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Append(ctx, draft(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	appendActs(t, c, 1)
}

// files returns the names of the acts' files, in order.
func (b bench) files(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(b.dir, act.Dir, "0*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func rewrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o444); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryFlippedByteIsDetected(t *testing.T) {
	b := setup(t)
	c := b.chain(t, disk.OS(b.dir))
	appendActs(t, c, 3)
	at := b.files(t)[1]
	good := read(t, at)
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		rewrite(t, at, bad)
		wantDamage(t, b, c, "2 does not hash to its name")
	}
	rewrite(t, at, good)
	wantDamage(t, b, c)
}

// TestDamage: every way to tamper with a chain that is not a mere change of bytes.
func TestDamage(t *testing.T) {
	for _, tc := range []struct {
		name   string
		tamper func(t *testing.T, b bench, files []string)
		want   []string
	}{
		{"act removed", func(t *testing.T, _ bench, f []string) { remove(t, f[1]) }, []string{"2 is missing"}},
		{"acts removed", func(t *testing.T, _ bench, f []string) { remove(t, f[0]); remove(t, f[1]) }, []string{"1 is missing, and all up to 2"}},
		{"payload changed and renamed", func(t *testing.T, _ bench, f []string) {
			bad := bytes.Replace(read(t, f[1]), []byte("eyJ"), []byte("eyK"), 1)
			remove(t, f[1])
			rewrite(t, rename(f[1], bad), bad)
		}, []string{"2 cannot be read: payload is not canonical JSON", "3 does not name the act before it"}},
		{"signature changed and renamed", func(t *testing.T, _ bench, f []string) {
			e, err := sign.ParseEnvelope(read(t, f[1]))
			if err != nil {
				t.Fatal(err)
			}
			e.Signatures[0].Sig[3] ^= 1
			bad, err := e.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			remove(t, f[1])
			rewrite(t, rename(f[1], bad), bad)
		}, []string{"2 has no valid signature of a known key", "3 does not name the act before it"}},
		{"forged by another node", func(t *testing.T, b bench, f []string) {
			other, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir())})
			if err != nil {
				t.Fatal(err)
			}
			appendActs(t, bench{keys: other}.chain(t, disk.OS(b.dir)), 1)
		}, []string{"4 has no valid signature of a known key"}},
		{"act of another case", func(t *testing.T, b bench, f []string) {
			remove(t, f[2])
			other := bench{keys: b.keys, dir: t.TempDir()}
			appendActs(t, other.chainOf(t, disk.OS(other.dir), "case-2"), 3)
			from := other.files(t)[2]
			rewrite(t, filepath.Join(filepath.Dir(f[2]), filepath.Base(from)), read(t, from))
		}, []string{`3 belongs to case "case-2"`}},
		{"second act with a number", func(t *testing.T, b bench, f []string) {
			other := bench{keys: b.keys, dir: t.TempDir()}
			fork := other.chain(t, disk.OS(other.dir))
			appendActs(t, fork, 1)
			if _, err := fork.Append(t.Context(), draft(99)); err != nil {
				t.Fatal(err)
			}
			from := other.files(t)[1]
			rewrite(t, filepath.Join(filepath.Dir(f[1]), filepath.Base(from)), read(t, from))
		}, []string{"2 has the same number as another act"}},
		{"act under another number", func(t *testing.T, _ bench, f []string) {
			rewrite(t, strings.Replace(f[2], "000003-", "000004-", 1), read(t, f[2]))
		}, []string{"4 says that it is act 3"}},
		{"strange file", func(t *testing.T, _ bench, f []string) {
			rewrite(t, filepath.Join(filepath.Dir(f[0]), "note.txt"), []byte("rose"))
		}, []string{"0 is not an act"}},
		{"leftover of a killed process", func(t *testing.T, _ bench, f []string) {
			rewrite(t, filepath.Join(filepath.Dir(f[0]), disk.TempPrefix+"0"), []byte("rose"))
		}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := setup(t)
			c := b.chain(t, disk.OS(b.dir))
			appendActs(t, c, 3)
			tc.tamper(t, b, b.files(t))
			wantDamage(t, b, c, tc.want...)
			if _, err := c.All(t.Context()); tc.want != nil && tc.name != "forged by another node" && tc.name != "signature changed and renamed" &&
				(comity.KindOf(err) != comity.Negative || err == nil) {
				t.Errorf("All = %v, want a Negative error", err)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// rename is the path of an act's file with its name made to fit other bytes.
func rename(path string, b []byte) string {
	return filepath.Join(filepath.Dir(path), filepath.Base(path)[:7]+comity.DigestOf(b).String()+".json")
}

func TestNothingIsAppendedToADamagedChain(t *testing.T) {
	b := setup(t)
	c := b.chain(t, disk.OS(b.dir))
	appendActs(t, c, 2)
	last := b.files(t)[1]
	rewrite(t, last, append(read(t, last), ' '))
	if _, err := c.Append(t.Context(), draft(3)); comity.KindOf(err) != comity.Negative || err == nil {
		t.Errorf("got %v", err)
	}
}

func TestLeftoversAreSwept(t *testing.T) {
	b := setup(t)
	c := b.chain(t, disk.OS(b.dir))
	appendActs(t, c, 1)
	left := filepath.Join(b.dir, act.Dir, disk.TempPrefix+"7")
	rewrite(t, left, []byte("half an act"))
	appendActs(t, c, 1)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", left, err)
	}
}

// TestAppendSurvivesPowerCuts: any cut leaves a sound chain that holds at
// least what had been acknowledged, and can be appended to.
func TestAppendSurvivesPowerCuts(t *testing.T) {
	b := setup(t)
	rec := disktest.New(disk.OS(b.dir))
	c := b.chain(t, rec)
	var acknowledged []int
	for range 3 {
		appendActs(t, c, 1)
		acknowledged = append(acknowledged, rec.Len())
	}
	for img := range rec.Images() {
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		after := b.chain(t, disk.OS(dir))
		acts, damage, err := after.Verify(t.Context(), b.public)
		if err != nil || len(damage) > 0 {
			t.Errorf("%v: %v, %v", img, damage, err)
		}
		least := 0
		for least < len(acknowledged) && img.Op >= acknowledged[least] {
			least++
		}
		if len(acts) < least || len(acts) > least+1 {
			t.Errorf("%v: %d acts, want %d or one more", img, len(acts), least)
		}
		if a := appendActs(t, after, 1)[0]; a.Seq != int64(len(acts))+1 {
			t.Errorf("%v: appended act %d to %d acts", img, a.Seq, len(acts))
		}
	}
}

func TestEveryFailureSurfaces(t *testing.T) {
	for n := 1; ; n++ {
		b := setup(t)
		rec := disktest.New(disk.OS(b.dir))
		c := b.chain(t, rec)
		rec.FailAt(n)
		_, err := c.Append(t.Context(), draft(1))
		if err == nil {
			if n < 8 {
				t.Fatalf("only %d operations were walked through", n)
			}
			return
		}
		if !errors.Is(err, disktest.ErrInjected) {
			t.Fatalf("operation %d: %v", n, err)
		}
		appendActs(t, c, 1)
		wantDamage(t, b, c)
	}
}

// FuzzParse: what parses is written back the same, byte for byte.
func FuzzParse(f *testing.F) {
	b := setup(f)
	a := appendActs(f, b.chain(f, disk.OS(b.dir)), 2)[1]
	file, err := os.ReadFile(filepath.Join(b.dir, act.Dir, a.File()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte(`{"payloadType":"application/vnd.comity.act+json","payload":"e30=","signatures":[{"keyid":"","sig":""}]}` + "\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, e, err := act.Parse(file)
		if err != nil {
			return
		}
		if again, err := e.Marshal(); err != nil || !bytes.Equal(again, file) {
			t.Errorf("%q is written back as %q, %v", file, again, err)
		}
		if a.Digest != comity.DigestOf(file) || a.Seq < 1 || a.Case == "" {
			t.Errorf("act %+v does not fit %q", a, file)
		}
	})
}

// BenchmarkHowLongDoesAnActTake with fsync on.
func BenchmarkHowLongDoesAnActTake(b *testing.B) {
	s := setup(b)
	c := s.chain(b, disk.OS(s.dir))
	for b.Loop() {
		appendActs(b, c, 1)
	}
}
