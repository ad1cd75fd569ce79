package material

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// drawn makes hashes: each alone, or copies in clusters of twenty or so that differ in up to 60 bits from their first.
func drawn(r *rand.Rand, n int, clustered bool) [][32]byte {
	out := make([][32]byte, n)
	for i := range out {
		if clustered && i > 0 && i%20 != 0 {
			out[i] = flip(r, out[i-i%20], r.IntN(61))
			continue
		}
		for k := range out[i] {
			out[i][k] = byte(r.Uint32())
		}
	}
	return out
}

// flip turns n different bits around.
func flip(r *rand.Rand, h [32]byte, n int) [32]byte {
	for _, bit := range r.Perm(256)[:n] {
		h[bit/8] ^= 1 << (bit % 8)
	}
	return h
}

// The index finds what comparing with every hash finds: at 31 bits and not at 32, few hashes or many, spread, in clusters or
// all in one place.
func TestNear(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 3))
		hashes := drawn(r, []int{0, 1, 40, 700, 5000}[seed%5], seed%2 == 1)
		var asked [][32]byte
		for range min(len(hashes), 40) {
			h := hashes[r.IntN(len(hashes))]
			for _, n := range []int{0, 1, 30, 31, 32, 33} {
				asked = append(asked, flip(r, h, n))
			}
		}
		asked = append(asked, drawn(r, 5, false)...)
		x := newIndex(hashes)
		for i, q := range asked {
			var want []int32
			for n := range hashes {
				if distance(&q, &hashes[n]) <= Reach {
					want = append(want, int32(n))
				}
			}
			if got := x.near(q); !slices.Equal(got, want) {
				t.Fatalf("seed %d, question %d: %v, want %v", seed, i, got, want)
			}
		}
	}
}

// Each bit of a hash is in one part, and each part in its place.
func TestParts(t *testing.T) {
	x := &index{kept: 22}
	for bit := range 256 {
		h, set := [32]byte{}, 0
		h[bit/8] = 0x80 >> (bit % 8)
		for p := range parts {
			if x.part(&h, p) != 0 {
				set++
			}
		}
		if set != 1 {
			t.Errorf("bit %d is in %d parts", bit, set)
		}
	}
}

// How long does a question take? COMITY_NEAR says among how many hashes.
func BenchmarkNear(b *testing.B) {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("COMITY_NEAR"), "20000"))
	if err != nil {
		b.Fatal(err)
	}
	for _, clustered := range []bool{false, true} {
		b.Run(fmt.Sprintf("clustered=%v", clustered), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			hashes := drawn(r, n, clustered)
			x := newIndex(hashes)
			var took []time.Duration
			for b.Loop() {
				k := r.IntN(n)
				q := flip(r, hashes[k], 31)
				start := time.Now()
				found := x.near(q)
				took = append(took, time.Since(start))
				if !slices.Contains(found, int32(k)) {
					b.Fatal("a hash 31 bits away is not found")
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "us/median")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "us/95th")
		})
	}
}
