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
