// Package chance bounds how probable it is that something was seen by chance alone.
// It computes in whole numbers, for a run must not depend on a machine's fractions.
package chance

import "math/bits"

// One is the unit of the logarithms here: 256 is a factor of two.
const One = 256

// Common bounds the probability that one of so many people's lines is there on most of
// all occasions by chance, where a stranger's is there each time with the share q =
// there/of. By Chernoff's bound it is at most
//
//	people × (all q / most)^most × (all (1 - q) / (all - most))^(all - most)
//
// The logarithm of that to the base of two is returned in 256ths, rounded up. ok is
// false where the line is there no more often than others are: then nothing is said.
// most is from 1 to all, there from 1 to of.
func Common(people, most, all int, there, of int64) (bound int64, ok bool) {
	if there*int64(all) >= of*int64(most) {
		return 0, false
	}
	bound = Log2(uint64(people)) + 1 + power(most, int64(all)*there, int64(most)*of)
	if rest := all - most; rest > 0 {
		bound += power(rest, int64(all)*(of-there), int64(rest)*of)
	}
	return bound, true
}

// Heap bounds the probability that so many or more of what lies anywhere lie at one place by chance, where
// beside/of are usual. By Chernoff's bound for rare events it is at most
//
//	(e m / most)^most, m = beside/of
//
// The logarithm of that to the base of two is returned in 256ths, rounded up. ok is false where as many are
// usual. most, beside and of are at least 1.
func Heap(most int, beside, of int64) (bound int64, ok bool) {
	const e = 370 // the logarithm of e, rounded up
	if beside >= of*int64(most) {
		return 0, false
	}
	return power(most, beside, int64(most)*of) + int64(most)*e, true
}

// power is the logarithm of (a/b)^n, rounded up.
func power(n int, a, b int64) int64 { return int64(n) * (Log2(uint64(a)) + 1 - Log2(uint64(b))) }

// Log2 is the logarithm of n to the base of 2 in 256ths, rounded down; n is at least 1.
func Log2(n uint64) int64 {
	whole := bits.Len64(n) - 1
	x, out := n<<(63-whole), int64(whole) // x is n scaled to [1, 2), as 63 binary places
	for range 8 {
		hi, _ := bits.Mul64(x, x) // in [1, 4), as 62 places
		out <<= 1
		if hi>>63 == 1 {
			out++
			x = hi
		} else {
			x = hi << 1
		}
	}
	return out
}
