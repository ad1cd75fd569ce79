package vault_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/evidence/vault"
)

const mib = vault.SegmentSize

func newVault(t testing.TB) (*vault.Vault, string) {
	t.Helper()
	dir := t.TempDir()
	v, err := vault.New(vault.Config{FS: disk.OS(dir)})
	if err != nil {
		t.Fatal(err)
	}
	return v, dir
}

// noise is n bytes that do not repeat, the same for the same n.
func noise(n int) []byte {
	b := make([]byte, n)
	src := rand.NewChaCha8([32]byte{1})
	if _, err := src.Read(b); err != nil {
		panic(err)
	}
	return b
}

func testKey() vault.Key { return vault.Key{1, 2, 3} }

func put(t testing.TB, v *vault.Vault, content []byte) vault.Object {
	t.Helper()
	o, err := v.Put(context.Background(), bytes.NewReader(content), testKey())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func open(t testing.TB, v *vault.Vault, name comity.Digest) *vault.Reader {
	t.Helper()
	r, err := v.Open(name, testKey())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func pathOf(dir string, name comity.Digest) string {
	return filepath.Join(dir, vault.Dir, name.String()[:2], name.String())
}

func TestPutThenRead(t *testing.T) {
	for _, size := range []int{0, 1, 100, mib - 1, mib, mib + 1, 2 * mib, 3*mib + 17} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			v, dir := newVault(t)
			content := noise(size)
			o := put(t, v, content)
			if o.Size != int64(size) || o.Plain != comity.DigestOf(content) {
				t.Errorf("object %+v does not describe its content", o)
			}
			stored, err := os.ReadFile(pathOf(dir, o.Name))
			if err != nil || comity.DigestOf(stored) != o.Name {
				t.Errorf("stored bytes do not hash to the name: %v", err)
			}
			if size > 32 && bytes.Contains(stored, content[:32]) {
				t.Error("content is stored in the clear")
			}
			if err := v.Check(t.Context(), o.Name); err != nil {
				t.Error(err)
			}
			r := open(t, v, o.Name)
			if r.Size() != int64(size) {
				t.Errorf("Size = %d", r.Size())
			}
			if err := iotest.TestReader(io.NewSectionReader(r, 0, min(r.Size(), 300)), content[:min(size, 300)]); err != nil {
				t.Error(err)
			}
			wantAll(t, r, content)
		})
	}
}

// wantAll reads r in every way there is.
func wantAll(t *testing.T, r *vault.Reader, want []byte) {
	t.Helper()
	var bySegment []byte
	var err error
	for i := range r.Segments() {
		if bySegment, err = r.ReadSegment(bySegment, i); err != nil {
			t.Fatal(err)
		}
	}
	streamed, err := io.ReadAll(r.Stream(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	at := make([]byte, len(want)+1)
	n, err := r.ReadAt(at, 0)
	if n != len(want) || !errors.Is(err, io.EOF) {
		t.Errorf("ReadAt past the end: %d, %v", n, err)
	}
	if !bytes.Equal(bySegment, want) || !bytes.Equal(streamed, want) || !bytes.Equal(at[:n], want) {
		t.Error("the ways of reading disagree with the content")
	}
}

func TestReadAtAcrossSegments(t *testing.T) {
	v, _ := newVault(t)
	content := noise(3*mib + 5)
	r := open(t, v, put(t, v, content).Name)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		off := rng.IntN(len(content))
		p := make([]byte, rng.IntN(len(content)-off))
		if _, err := r.ReadAt(p, int64(off)); err != nil || !bytes.Equal(p, content[off:off+len(p)]) {
			t.Fatalf("ReadAt(%d, %d): %v", len(p), off, err)
		}
	}
}

func TestParallelReads(t *testing.T) {
	v, _ := newVault(t)
	content := noise(5*mib + 5)
	r := open(t, v, put(t, v, content).Name)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			buf := make([]byte, 3, 3+mib+vault.Overhead) // a reader that carries bytes over
			for i := range r.Segments() {
				b, err := r.ReadSegment(buf, i)
				if err != nil || !bytes.Equal(b[3:], content[i*mib:min((i+1)*mib, int64(len(content)))]) {
					t.Errorf("segment %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestSameBytesAndKeyAreOneObject(t *testing.T) {
	v, _ := newVault(t)
	a, b := put(t, v, noise(mib+3)), put(t, v, noise(mib+3))
	if a != b {
		t.Errorf("%v and %v differ", a, b)
	}
	names, err := v.List()
	if err != nil || len(names) != 1 || names[0] != a.Name {
		t.Errorf("List = %v, %v", names, err)
	}
}

func TestObjectsAreReadOnly(t *testing.T) {
	v, dir := newVault(t)
	info, err := os.Stat(pathOf(dir, put(t, v, []byte("rose")).Name))
	if err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("mode %v, %v; want 0400", info.Mode(), err)
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	v, dir := newVault(t)
	s, err := v.Stage(t.Context(), strings.NewReader("rose"), testKey())
	if err != nil {
		t.Fatal(err)
	}
	if s.Plain != comity.DigestOf([]byte("rose")) {
		t.Error("a staged exhibit does not know its id")
	}
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	wantEmpty(t, dir)
}

func TestPutThatFailsLeavesNothing(t *testing.T) {
	cut := io.MultiReader(bytes.NewReader(noise(2*mib)), iotest.ErrReader(io.ErrUnexpectedEOF))
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, try := range map[string]func(*vault.Vault) error{
		"source ends early": func(v *vault.Vault) error { _, err := v.Put(t.Context(), cut, testKey()); return err },
		"context is done": func(v *vault.Vault) error {
			_, err := v.Put(canceled, bytes.NewReader(noise(40*mib)), testKey())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			v, dir := newVault(t)
			if err := try(v); err == nil {
				t.Fatal("no error")
			}
			wantEmpty(t, dir)
		})
	}
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, vault.Dir))
	if err != nil || len(entries) != 0 {
		t.Errorf("vault holds %v, %v; want nothing", entries, err)
	}
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	v, _ := newVault(t)
	o := put(t, v, []byte("rose"))
	_, err := v.Open(comity.Digest{9}, testKey())
	if !errors.Is(err, fs.ErrNotExist) || comity.KindOf(err) != comity.Negative {
		t.Errorf("missing object: %v", err)
	}
	if _, err = v.Open(o.Name, vault.Key{9}); comity.KindOf(err) != comity.Negative || comity.HintOf(err) == "" {
		t.Errorf("wrong key: %v", err)
	}
	r := open(t, v, o.Name)
	if _, err = r.ReadSegment(nil, 1); err == nil {
		t.Error("segment beyond the end was read")
	}
	if _, err := vault.New(vault.Config{}); err == nil {
		t.Error("a vault without a file system was made")
	}
}

// overwrite puts other bytes under the object's name.
func overwrite(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryFlippedByteIsDetected, by the hash without a key and by decryption with it.
func TestEveryFlippedByteIsDetected(t *testing.T) {
	v, dir := newVault(t)
	o := put(t, v, []byte("2004-01-28 one rose, two tulips"))
	at := pathOf(dir, o.Name)
	stored, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	for i := range stored {
		bad := bytes.Clone(stored)
		bad[i] ^= 1
		overwrite(t, at, bad)
		if err := v.Check(t.Context(), o.Name); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("byte %d: Check = %v", i, err)
		}
		if r, err := v.Open(o.Name, testKey()); err == nil {
			t.Errorf("byte %d: opened", i)
			_ = r.Close()
		} else if comity.KindOf(err) != comity.Negative {
			t.Errorf("byte %d: %v is not Negative", i, err)
		}
	}
}

// TestRearrangedObjectsAreDetected: cut, extended, or with segments swapped.
func TestRearrangedObjectsAreDetected(t *testing.T) {
	v, dir := newVault(t)
	content := noise(3 * mib)
	o := put(t, v, content)
	at := pathOf(dir, o.Name)
	stored, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	const sealed = mib + vault.Overhead
	head := len(stored) - 3*sealed
	seg := func(i int) []byte { return stored[head+i*sealed : head+(i+1)*sealed] }
	cases := map[string][]byte{
		"last segment cut":       stored[:head+2*sealed],
		"cut inside":             stored[:len(stored)-7],
		"cut to the header":      stored[:head],
		"emptied":                nil,
		"byte appended":          append(bytes.Clone(stored), 0),
		"tag appended":           append(bytes.Clone(stored), make([]byte, vault.Overhead)...),
		"last segment repeated":  append(bytes.Clone(stored), seg(2)...),
		"first segments swapped": bytes.Join([][]byte{stored[:head], seg(1), seg(0), seg(2)}, nil),
		"first segment lost":     bytes.Join([][]byte{stored[:head], seg(1), seg(2)}, nil),
	}
	for name, bad := range cases {
		t.Run(name, func(t *testing.T) {
			overwrite(t, at, bad)
			r, err := v.Open(o.Name, testKey())
			if err == nil {
				_, err = io.Copy(io.Discard, r.Stream(t.Context()))
				_ = r.Close()
			}
			if comity.KindOf(err) != comity.Negative || err == nil {
				t.Errorf("got %v, want a Negative error", err)
			}
		})
	}
}

// TestPutSurvivesPowerCuts: an object is whole or not there, and once Put has
// returned it is there.
func TestPutSurvivesPowerCuts(t *testing.T) {
	rec := disktest.New(disk.OS(t.TempDir()))
	v, err := vault.New(vault.Config{FS: rec})
	if err != nil {
		t.Fatal(err)
	}
	var objects []vault.Object
	var acknowledged []int
	for _, content := range []string{"rose", "tulip", "rose"} {
		objects = append(objects, put(t, v, []byte(content)))
		acknowledged = append(acknowledged, rec.Len())
	}
	for img := range rec.Images() {
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		after, err := vault.New(vault.Config{FS: disk.OS(dir)})
		if err != nil {
			t.Fatal(err)
		}
		if err := after.Sweep(); err != nil {
			t.Fatal(err)
		}
		for i, o := range objects {
			err := after.Check(t.Context(), o.Name)
			if err != nil && (img.Op >= acknowledged[i] || !errors.Is(err, fs.ErrNotExist)) {
				t.Errorf("%v: %v", img, err)
			}
		}
	}
}

func TestEveryFailureSurfaces(t *testing.T) {
	for n := 1; ; n++ {
		rec := disktest.New(disk.OS(t.TempDir()))
		v, err := vault.New(vault.Config{FS: rec})
		if err != nil {
			t.Fatal(err)
		}
		rec.FailAt(n)
		_, err = v.Put(t.Context(), strings.NewReader("rose"), testKey())
		if err == nil {
			if n < 10 {
				t.Fatalf("only %d operations were walked through", n)
			}
			return
		}
		if !errors.Is(err, disktest.ErrInjected) {
			t.Fatalf("operation %d: %v", n, err)
		}
		if err := v.Check(t.Context(), put(t, v, []byte("rose")).Name); err != nil {
			t.Fatalf("operation %d, again: %v", n, err)
		}
	}
}

func TestReadSegmentDoesNotAllocate(t *testing.T) {
	v, _ := newVault(t)
	r := open(t, v, put(t, v, noise(mib+1)).Name)
	buf := make([]byte, 0, mib+vault.Overhead)
	p := make([]byte, 100)
	allocs := testing.AllocsPerRun(20, func() {
		if _, err := r.ReadSegment(buf, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := r.ReadAt(p, 7); err != nil {
			t.Fatal(err)
		}
	})
	if allocs >= 1 && !raceEnabled {
		t.Errorf("%v allocations a call, want none", allocs)
	}
}

// FuzzObject reads arbitrary bytes as an object: it never panics, and what it
// gives out is only ever what was sealed under the key.
func FuzzObject(f *testing.F) {
	v, dir := newVault(f)
	sealed := map[string]bool{}
	for _, content := range []string{"", "rose", strings.Repeat("tulip ", 50)} {
		o := put(f, v, []byte(content))
		sealed[content] = true
		b, err := os.ReadFile(pathOf(dir, o.Name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		v, dir := newVault(t)
		name := comity.Digest(sha256.Sum256(object))
		at := pathOf(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, object, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := v.Open(name, testKey())
		if err != nil {
			return
		}
		b, err := io.ReadAll(r.Stream(t.Context()))
		if err == nil && !sealed[string(b)] {
			t.Errorf("%d bytes were made up", len(b))
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

// FuzzMutate changes an object of several segments: each segment that can
// still be read is the right one.
func FuzzMutate(f *testing.F) {
	v, dir := newVault(f)
	content := noise(2*mib + 10)
	o := put(f, v, content)
	stored, err := os.ReadFile(pathOf(dir, o.Name))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), byte(1), uint32(0), uint32(0))
	f.Add(uint32(mib+40), byte(0x80), uint32(0), uint32(0))
	f.Add(uint32(9), byte(0), uint32(10), uint32(0))
	f.Add(uint32(9), byte(0), uint32(0), uint32(mib+vault.Overhead))
	f.Fuzz(func(t *testing.T, at uint32, flip byte, cut, move uint32) {
		bad := bytes.Clone(stored)
		bad[int(at)%len(bad)] ^= flip
		bad = bad[:len(bad)-int(cut)%len(bad)]
		if m := int(move) % len(bad); m > 24 {
			copy(bad[24:], bytes.Clone(bad[m:])) // what lay at m now lies at the first segment
		}
		v, dir := newVault(t)
		if err := os.MkdirAll(filepath.Dir(pathOf(dir, o.Name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(pathOf(dir, o.Name), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := v.Open(o.Name, testKey())
		if err != nil {
			return
		}
		for i := range r.Segments() {
			b, err := r.ReadSegment(nil, i)
			if err == nil && !bytes.Equal(b, content[i*mib:min(int(i+1)*mib, len(content))]) {
				t.Errorf("segment %d is wrong", i)
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkHowFastIsSealing: MB/s of Put, a page cache behind it.
func BenchmarkHowFastIsSealing(b *testing.B) {
	content := noise(256 * mib)
	v, dir := newVault(b)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		put(b, v, content)
		if err := os.RemoveAll(filepath.Join(dir, vault.Dir)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHowFastIsReading: MB/s of ReadSegment from the page cache, per worker count.
func BenchmarkHowFastIsReading(b *testing.B) {
	for _, workers := range []int64{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			v, _ := newVault(b)
			r := open(b, v, put(b, v, noise(256*mib)).Name)
			b.SetBytes(r.Size())
			b.ReportAllocs()
			for b.Loop() {
				var wg sync.WaitGroup
				for w := range workers {
					wg.Go(func() {
						buf := make([]byte, 0, mib+vault.Overhead)
						for i := w; i < r.Segments(); i += workers {
							if _, err := r.ReadSegment(buf, i); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
			}
		})
	}
}
