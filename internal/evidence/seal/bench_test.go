//go:build unix

package seal_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/vault"
)

// benchLines is how many lines the benchmarks take, of 124 bytes each:
// COMITY_ROWS, else as few as a test run bears.
func benchLines(b *testing.B) int64 {
	b.Helper()
	n, err := strconv.ParseInt(os.Getenv("COMITY_ROWS"), 10, 64)
	if err != nil {
		return 200_000
	}
	return n
}

// logOf gives n lines of 124 bytes without holding them.
type logOf struct {
	n, i int64
	line []byte
	rest []byte
}

// Read implements io.Reader.
func (l *logOf) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(l.rest) == 0 {
			if l.i == l.n {
				return n, io.EOF
			}
			l.line = fmt.Appendf(l.line[:0], "198.18.%03d.%03d - rose [02/Mar/2004:10:00:00 +0000] \"GET /tulips/%09d HTTP/1.1\" 200 5120 \"-\" \"Garden/1.0 (planting calendar)\"", l.i>>8&255, l.i&255, l.i)
			for len(l.line) < 123 {
				l.line = append(l.line, ' ')
			}
			l.line = append(l.line[:123], '\n')
			l.rest, l.i = l.line, l.i+1
		}
		m := copy(p[n:], l.rest)
		n, l.rest = n+m, l.rest[m:]
	}
	return n, nil
}

// sealed puts n lines away, as sealing does.
func sealed(b *testing.B, n int64) *vault.Reader {
	b.Helper()
	v, err := vault.New(vault.Config{FS: disk.OS(b.TempDir())})
	if err != nil {
		b.Fatal(err)
	}
	o, err := v.Put(b.Context(), &logOf{n: n}, vault.Key{1})
	if err != nil {
		b.Fatal(err)
	}
	r, err := v.Open(o.Name, vault.Key{1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := r.Close(); err != nil {
			b.Error(err)
		}
	})
	return r
}

// spent is time by the clock, and on all processors.
type spent struct{ wall, busy float64 }

func (s *spent) on(b *testing.B, do func() error) {
	b.Helper()
	start, before := time.Now(), processor(b)
	if err := do(); err != nil {
		b.Fatal(err)
	}
	s.wall += time.Since(start).Seconds()
	s.busy += processor(b) - before
}

// processor is the seconds of processor time that this process took so far.
func processor(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// How many times plain hashing does sealing with a row tree cost? Both read the
// same file: plain hashing with SHA-256 alone; sealing encrypts, hashes twice,
// writes durably, and reads what it wrote again for the tree.
func BenchmarkSealingWithRowsAgainstPlainHashing(b *testing.B) {
	n := benchLines(b)
	name := b.TempDir() + "/access.log"
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(f, &logOf{n: n}); err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	v, err := vault.New(vault.Config{FS: disk.OS(b.TempDir())})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(n * 124)
	var plain, stage, tree spent
	for b.Loop() {
		in := io.NewSectionReader(f, 0, n*124)
		plain.on(b, func() error {
			_, err := io.CopyBuffer(sha256.New(), struct{ io.Reader }{in}, make([]byte, 1<<20))
			return err
		})
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		var o vault.Object
		stage.on(b, func() (err error) { o, err = v.Put(b.Context(), in, vault.Key{1}); return err })
		tree.on(b, func() error { return treeOf(b.Context(), v, o) })
		if err := v.Remove(o.Name); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(plain.wall/float64(b.N), "plain-s/op")
	b.ReportMetric((stage.wall+tree.wall)/float64(b.N), "seal-s/op")
	b.ReportMetric(tree.wall/float64(b.N), "tree-s/op")
	b.ReportMetric((stage.wall+tree.wall)/plain.wall, "times-plain")
	b.ReportMetric((stage.busy+tree.busy)/plain.busy, "times-plain-processor")
}

// treeOf makes the tree of what was sealed.
func treeOf(ctx context.Context, v *vault.Vault, o vault.Object) error {
	x, err := v.Open(o.Name, vault.Key{1})
	if err != nil {
		return err
	}
	defer x.Close()
	_, err = seal.Build(ctx, x.Stream(ctx), lineCfg(0))
	return err
}

// How long does the proof of one row of a sealed exhibit take?
func BenchmarkProofOfOneRow(b *testing.B) {
	n := benchLines(b)
	r := sealed(b, n)
	tree, err := seal.Build(b.Context(), r.Stream(b.Context()), lineCfg(0))
	if err != nil {
		b.Fatal(err)
	}
	stream := func(at int64) (io.Reader, error) { return io.NewSectionReader(r, at, r.Size()-at), nil }
	i := int64(0)
	for b.Loop() {
		i = (i + n/7 + 1) % n
		found := 0
		err := seal.Prove(b.Context(), stream, tree, lineCfg(0), i*124, i*124+124, func(p seal.Proof) error {
			found++
			return p.Verify(tree.Root)
		})
		if err != nil || found != 1 {
			b.Fatal(found, err)
		}
	}
}

// How fast is a pruned tree written that shows one line in a thousand?
func BenchmarkPruneOneLineInAThousand(b *testing.B) {
	n := benchLines(b)
	tree, err := seal.Build(b.Context(), &logOf{n: n}, lineCfg(0))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(n * 124)
	for b.Loop() {
		err := seal.Prune(b.Context(), io.Discard, &logOf{n: n}, tree, lineCfg(0), func(i, _ int64, _ []byte) seal.Show {
			return seal.Show{Leaf: i%1000 == 0}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
