package container_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/evidence/container"
)

// Whatever a container is made into: no panic, a Negative error, or the entries that were signed.
func FuzzOpen(f *testing.F) {
	w := newWorld(f)
	w.cfg.Signers = w.cfg.Signers[:1]
	pack := w.pack(f)
	whole, err := w.verify(f, pack)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(pack)
	f.Add(pack[:len(pack)/2])
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := container.Open(bytes.NewReader(b), int64(len(b))); err == nil {
			read(t, c)
		}
		r, err := w.verify(t, b)
		if err != nil && comity.KindOf(err) != comity.Negative {
			t.Errorf("kind %d: %v", comity.KindOf(err), err)
		}
		if err == nil && !cmp.Equal(r.Entries, whole.Entries) {
			t.Error("other entries verified")
		}
	})
}

// read reads every entry to its end: no more bytes come out than it states.
func read(t *testing.T, c *container.Reader) {
	for _, name := range c.Names() {
		f, err := c.File(name)
		if err != nil {
			continue
		}
		n, err := io.Copy(io.Discard, f)
		if n > c.Size(name) && err == nil {
			t.Errorf("%d bytes of %d", n, c.Size(name))
		}
		for _, err := range []error{err, f.Close()} {
			if err != nil && comity.KindOf(err) != comity.Negative {
				t.Errorf("%s: kind %d: %v", name, comity.KindOf(err), err)
			}
		}
	}
}
