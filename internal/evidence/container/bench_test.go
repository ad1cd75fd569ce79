package container_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strconv"
	"testing"

	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
)

const benched = 64_000_000

// How fast is a pack written and signed?
func BenchmarkHowFastWritten(b *testing.B) {
	w := newWorld(b)
	b.SetBytes(benched)
	for b.Loop() {
		writeBench(b, io.Discard, w)
	}
}

// How fast is it verified?
func BenchmarkHowFastVerified(b *testing.B) {
	w := newWorld(b)
	var pack bytes.Buffer
	writeBench(b, &pack, w)
	b.SetBytes(benched)
	for b.Loop() {
		c, err := container.Open(bytes.NewReader(pack.Bytes()), int64(pack.Len()))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Verify(b.Context(), w.trust, cmstest.Noon); err != nil {
			b.Fatal(err)
		}
	}
}

func writeBench(b *testing.B, to io.Writer, w world) {
	b.Helper()
	c := container.Create(to, w.cfg)
	f, err := c.Add("exhibits/001/rows.txt")
	if err == nil {
		err = rows(f, benched)
	}
	if err == nil {
		err = c.Close(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
}

// rows writes lines as a pruned tree has them: salts and hashes, which do not pack well, between text.
func rows(w io.Writer, size int) error {
	r := rand.NewChaCha8([32]byte{1})
	block := make([]byte, 0, 1<<20)
	for n := 0; n < size; {
		block = block[:0]
		for len(block) < 1<<20-200 {
			block = append(strconv.AppendUint(append(block, "leaf "...), uint64(n), 10), ' ')
			for range 4 {
				block = strconv.AppendUint(block, r.Uint64(), 16)
			}
			block = append(block, " MTkyLjAuMi4xIC0gLSBbMDEvSmFuLzIwMDQ6MDA6MDA6MDAgKzAxMDBdIEdFVCAvZ2FyZGVuCg==\n"...)
		}
		block = block[:min(len(block), size-n)]
		if _, err := w.Write(block); err != nil {
			return err
		}
		n += len(block)
	}
	return nil
}
