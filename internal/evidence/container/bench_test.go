package container_test

import (
	"bytes"
	"io"
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
