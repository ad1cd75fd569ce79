package alias

import "math/bits"

// one is 1 in fixed point.
const one = 1 << 16

// log2 is the binary logarithm of n ≥ 1 in fixed point.
func log2(n int64) int64 {
	whole := bits.Len64(uint64(n)) - 1
	out, x := int64(whole)*one, uint64(n)<<(62-whole)>>31 // x in [1,2) with 31 bits behind the point
	for b := int64(one / 2); b > 0; b /= 2 {
		if x = x * x >> 31; x >= 2<<31 {
			x /= 2
			out += b
		}
	}
	return out
}

// root is the square root, rounded down.
func root(n int64) int64 {
	if n <= 0 {
		return 0
	}
	x := int64(1) << ((bits.Len64(uint64(n)) + 1) / 2)
	for {
		if y := (x + n/x) / 2; y < x {
			x = y
			continue
		}
		return x
	}
}

// curve is 1000 / (1 + e^-x) at x = 0, ½, 1, … 8.
var curve = [17]int64{500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993, 996, 998, 998, 999, 999, 1000}

// chance turns a logit in thousandths into thousandths.
func chance(logit int64) int64 {
	if logit < 0 {
		return 1000 - chance(-logit)
	}
	n := logit / 500
	if n >= 16 {
		return 1000
	}
	return curve[n] + (curve[n+1]-curve[n])*(logit%500)/500
}
