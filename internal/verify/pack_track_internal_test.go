package verify

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/comity"
)

// Rows are counted as if each hit were asked of each row, and no end is gone by twice.
func TestPackTrack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		tr := &packTrack{}
		for range 1 + r.IntN(10) {
			from := r.Int64N(60)
			v := &packVisit{from: from, to: from + r.Int64N(30), left: 50}
			if r.IntN(4) == 0 {
				v.from = math.MinInt64
			}
			if r.IntN(4) == 0 {
				v.to = math.MaxInt64
			}
			tr.visits = append(tr.visits, v)
		}
		var rows []int64
		for offset := range int64(100) {
			if r.IntN(2) == 0 {
				rows = append(rows, offset)
			}
		}
		ends := 0
		for _, o := range rows {
			ends += tr.row(o)
		}
		tr.close()
		for _, v := range tr.visits {
			want := int64(50)
			for _, o := range rows {
				if v.from <= o && o <= v.to {
					want--
				}
			}
			if v.left != want {
				t.Fatalf("%+v: %d left, want %d", v, v.left, want)
			}
		}
		if ends > 2*len(tr.visits) {
			t.Fatalf("%d ends of %d hits were gone by", ends, len(tr.visits))
		}
	}
}

// All that a derivation lets rest on one leaf is noted once.
func TestManyRowsOnOneLeaf(t *testing.T) {
	p, seen, leaf := &Packed{cited: map[int]map[int64][]comity.Citation{}}, map[rested]struct{}{}, int64(7)
	const n = 50_000
	for i := range int64(2 * n) {
		l := packLeaf{Cite: comity.Citation{Offset: i % n, Length: 1}, Exhibit: 1, Leaf: &leaf}
		if err := p.rest(&l, "h", seen); err != nil {
			t.Fatal(err)
		}
	}
	got := p.cited[1][leaf]
	if len(got) != n || !slices.IsSortedFunc(got, func(a, b comity.Citation) int { return int(a.Offset - b.Offset) }) {
		t.Errorf("%d rows", len(got))
	}
}
