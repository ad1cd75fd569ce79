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

// halves are 2^(1/2), 2^(1/4), … 2^(1/4096), with 30 bits behind the point.
var halves = [12]int64{1518500250, 1276901417, 1170923762, 1121280436, 1097253708, 1085434106, 1079572136, 1076653033, 1075196443,
	1074468888, 1074105294, 1073923544}

// exp is e^(x/1000) for x ≤ 0, with 30 bits behind the point.
func exp(x int64) int64 {
	if x < -21_000 {
		return 0
	}
	binary := -x * 94_548 / 1000 // log2(e) with 16 bits behind the point
	whole, part := binary/one, binary%one
	if part > 0 {
		whole, part = whole+1, one-part
	}
	out := int64(1) << 30
	for n, h := range halves {
		if part&(one>>(n+1)) != 0 {
			out = out * h >> 30
		}
	}
	return out >> whole
}

// ln is the natural logarithm of x > 0 with 30 bits behind the point, in thousandths.
func ln(x int64) int64 { return (log2(max(x, 1)) - 30*one) * 693_147 / 1000 / one }

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
