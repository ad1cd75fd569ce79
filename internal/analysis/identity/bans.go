package identity

import "math/bits"

// unit is certainty as a fixed-point probability: probabilities are 32-bit
// fractions, so that sums over pairs are exact in any order.
const unit = uint64(1) << 32

// step is ten to the power of one thousandth, in units of 2^-60.
const step = 1155579263160096062

// scale converts between ratios and milli-bans without floating point: the
// same ratio gives the same weight on every machine.
type scale struct {
	power [1001]uint64 // 10^(k/1000) in units of 2^-60
}

func newScale() *scale {
	s := &scale{}
	s.power[0] = 1 << 60
	for k := 1; k < len(s.power); k++ {
		hi, lo := bits.Mul64(s.power[k-1], step)
		s.power[k] = hi<<4 | lo>>60
	}
	return s
}

// bans is 1000·log10(num/den), rounded. Both must be positive and below 2^60.
func (s *scale) bans(num, den uint64) int {
	if num < den {
		return -s.bans(den, num)
	}
	tens := 0
	for num/den >= 10 {
		if den < 1<<59/10 {
			den *= 10
		} else {
			num /= 10
		}
		tens += 1000
	}
	q, _ := bits.Div64(num>>4, num<<60, den)
	lo, hi := 0, 1000 // power[lo] <= q < power[hi]
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; s.power[mid] <= q {
			lo = mid
		} else {
			hi = mid
		}
	}
	if q > s.power[lo] && q-s.power[lo] > s.power[hi]-q {
		lo = hi
	}
	return tens + lo
}

// probability of a match at odds of w milli-bans, in fractions of unit.
func (s *scale) probability(w int) uint64 {
	k := max(w, -w)
	low := uint64(0)
	if k < 9500 {
		t := s.power[k%1000] >> 30
		for range k / 1000 {
			t *= 10
		}
		low = (1 << 62) / (1<<30 + t)
	}
	if w < 0 {
		return low
	}
	return unit - low
}
