package pack

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/excerpt"
)

// inMemory is a spool for tests.
type inMemory struct {
	bytes.Buffer
	open *int
}

// ReadAt implements io.ReaderAt.
func (m *inMemory) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(m.Bytes()).ReadAt(p, off)
}

// Close implements io.Closer.
func (m *inMemory) Close() error { *m.open--; return nil }

// Spans that lie in a spool are those that memory would hold, in order or not, and no spool is left.
func TestSpansAwayAreThoseHeld(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		open := 0
		held, away := &spans{}, &spans{most: 1 + r.IntN(9), room: func() (excerpt.Spool, error) { open++; return &inMemory{open: &open}, nil }}
		at := int64(0)
		for range r.IntN(200) {
			from, length, c := at, int64(r.IntN(9)), class(r.IntN(4))
			if round%2 == 1 && r.IntN(10) == 0 { // as reversals and ends of assignments come
				from = r.Int64N(at + 1)
			}
			held.add(from, from+length, c)
			away.add(from, from+length, c)
			at = max(at, from+length+int64(r.IntN(4)))
		}
		if err := held.settle(); err != nil {
			t.Fatal(err)
		}
		if err := away.settle(); err != nil {
			t.Fatal(err)
		}
		var got []span
		c := away.cursor()
		for x, more := c.peek(); more; x, more = c.peek() {
			got = append(got, x)
			c.pass()
		}
		if c.err != nil || !cmp.Equal(held.list, got, cmp.AllowUnexported(span{})) && len(held.list)+len(got) > 0 || held.shows() != away.shows() {
			t.Fatalf("round %d: %v, %s", round, c.err, cmp.Diff(held.list, got, cmp.AllowUnexported(span{})))
		}
		if err := away.far.close(); err != nil || open != 0 {
			t.Errorf("round %d: %d spools are left, %v", round, open, err)
		}
	}
}

// A spool that fails is told when the spans are settled, or read.
func TestSpansOfAFullDisk(t *testing.T) {
	s := &spans{most: 1, room: func() (excerpt.Spool, error) { return nil, io.ErrShortWrite }}
	for i := range int64(9) {
		s.add(10*i, 10*i+5, class(i%2))
	}
	if err := s.settle(); err == nil {
		t.Error("nothing is said")
	}
}
