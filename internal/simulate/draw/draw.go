// Package draw gives every entity of a simulated world its own stream of
// random numbers, derived from the seed and the entity's name. Entities can
// then be made in any order, or side by side, and still come out the same.
//
// Everything is integer arithmetic, so that a world is the same bytes on
// every architecture.
package draw

import (
	"math/bits"
	"math/rand/v2"
)

// Stream is one entity's random numbers. It is not safe for parallel use;
// copying it repeats its future.
type Stream struct{ pcg rand.PCG }

// New derives the stream of the entity that label and ids name within seed.
func New(seed uint64, label string, ids ...int) Stream {
	h := uint64(14695981039346656037) // FNV-1a, 64 bit
	for i := 0; i < len(label); i++ {
		h = (h ^ uint64(label[i])) * 1099511628211
	}
	a, b := mix(seed^mix(h)), mix(h+bits.RotateLeft64(seed, 17))
	for _, id := range ids {
		a = mix(a + uint64(id) + 0x9e3779b97f4a7c15)
		b = mix(b ^ a)
	}
	return Stream{pcg: *rand.NewPCG(a, b)}
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Uint64 returns 64 random bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// N is uniform in [0, n); it is 0 where n < 1.
func (s *Stream) N(n int) int {
	if n < 1 {
		return 0
	}
	hi, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
	return int(hi)
}

// Between is uniform in [lo, hi], both ends included.
func (s *Stream) Between(lo, hi int) int { return lo + s.N(hi-lo+1) }

// Chance is true with a probability of permille in a thousand.
func (s *Stream) Chance(permille int) bool { return s.N(1000) < permille }

// Head is an index in [0, n) with a heavy head: small ones are much more
// frequent, as given names and surnames are.
func (s *Stream) Head(n int) int { return s.N(s.N(n) + 1) }

// Weighted is an index of weights, each as frequent as its weight.
func (s *Stream) Weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	r := s.N(total)
	for i, w := range weights {
		if r -= w; r < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// Shuffle permutes n elements through swap (Fisher and Yates).
func (s *Stream) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, s.N(i+1))
	}
}

// Pick is one of list, all equally likely. The list must not be empty.
func Pick[T any](s *Stream, list []T) T { return list[s.N(len(list))] }
