package offset

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// halves reports whether all that is open of a clock is the half of the day.
func halves(kept []clock.Adjustment) bool {
	return len(kept) == 2 && kept[0] == clock.Adjustment{Kind: clock.Declared} && kept[1] == clock.Adjustment{Kind: clock.AMPM, Half: true}
}

// inHalves are the claims of events of which nobody knows the half of the day: each was made
// at the time that is written, or half a day later. Of the two one is right, and lies in a translation;
// that the other does is chance. An address that one subscriber has for days holds both, whatever
// the clocks say, so that only those of shared addresses are left. (Of what was written shortly after
// midnight neither is right; it is one in twenty-four.)
func inHalves(claims []Claim) []Claim {
	claims = slices.DeleteFunc(claims, func(c Claim) bool { return !c.Shared })
	for _, c := range slices.Clip(claims) {
		c.At, c.Low, c.High = c.At+comity.Day/2, c.Low-comity.Day/2, c.High-comity.Day/2
		claims = append(claims, c)
	}
	return claims
}

// dropHalves leaves out what events claim in both halves of the day, where a provider's clock would be
// hours off by it: if nearly all are of mornings, or of evenings, an error half a day from the true one
// explains as many, and the one nearer to none is not righter for that.
func (s *solver) dropHalves() {
	for n := range s.clocks {
		var all []Claim
		var folded []ends
		for _, k := range s.keys() {
			if k.provider != n {
				continue
			}
			if all = append(all, s.claims[k]...); s.folded[k.event] {
				folded = append(folded, k)
			}
		}
		if len(folded) > 0 && eitherHalf(all) {
			for _, k := range folded {
				delete(s.claims, k)
			}
		}
	}
}

// eitherHalf reports whether claims tell a zone and as well, but for a few, one half a day from it. Stamps of
// the first hour after midnight, one in twelve of mornings, speak for the wrong one.
func eitherHalf(claims []Claim) bool {
	const farthest = 14 * comity.Hour // no zone lies farther
	uses := usesOf(slices.DeleteFunc(claims, func(c Claim) bool { return c.Swapped }))
	if len(uses) < fewest {
		return false
	}
	c := sweep(uses, 0, 0)
	if abs(c.mid()) < comity.Hour-quarter {
		return false
	}
	for _, by := range [2]comity.Instant{-comity.Day / 2, comity.Day / 2} {
		at := c.mid() + by
		won, lost, _ := compared(uses, c, covered{low: at, high: at})
		if abs(at) <= farthest && won-lost < max(fewest/2, c.count/6) {
			return true
		}
	}
	return false
}
