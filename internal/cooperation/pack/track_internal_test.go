package pack

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Every row belongs to what it would among hits that are asked one by one, and hits across each other
// settle into no more parts than they have ends.
func TestTrack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		tr := &track{}
		for range 1 + r.IntN(12) {
			from := r.Int64N(60)
			tr.add(between{from, from + r.Int64N(30), []int32{r.Int32N(4)}})
		}
		for offset := range int64(100) {
			var want []int32
			for _, h := range tr.hits {
				if h.from <= offset && offset <= h.to {
					want = append(want, h.by...)
				}
			}
			slices.Sort(want)
			if got := tr.at(nil, offset); !slices.Equal(got, slices.Compact(want)) {
				t.Fatalf("%d of %v: %v, want %v", offset, tr.hits, got, want)
			}
		}
		if len(tr.parts) > 2*len(tr.hits) {
			t.Fatalf("%d parts of %d hits", len(tr.parts), len(tr.hits))
		}
		for i := range tr.parts[1:] {
			if tr.parts[i].to >= tr.parts[i+1].from {
				t.Fatalf("parts overlap: %v", tr.parts)
			}
		}
	}
}
