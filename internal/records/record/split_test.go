package record_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

// Split says what bytes.SplitN says, up to the room there is.
func TestSplit(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		row := make([]byte, rnd.IntN(40))
		for i := range row {
			row[i] = ",-\xac\x00,a\x2d\x2b"[rnd.IntN(8)]
		}
		cells := make([][]byte, 1+rnd.IntN(12))
		want := bytes.Split(row, []byte{','})
		got := cells[:record.Split(row, ',', cells)]
		if diff := cmp.Diff(want[:min(len(want), len(cells))], got); diff != "" {
			t.Fatalf("%q: %s", row, diff)
		}
	}
}

// How long does it take to cut a row of five short cells?
func BenchmarkSplit(b *testing.B) {
	row := []byte("198.18.200.17,2004-01-17T10:31:00Z,2004-01-17T23:59:59Z,S012345,")
	cells := make([][]byte, 6)
	b.SetBytes(int64(len(row)))
	for b.Loop() {
		record.Split(row, ',', cells)
	}
}
