package attribution

import "comity/internal/comity"

// A score is a sum of rows that were fitted one beside the other, and what it is
// worth differs by what was seen. The curve says how often claims of a score were
// right in worlds that no figure of docs/accuracy.md comes from (seeds 41 to 44,
// three kinds, clean and faulty clocks), apart for accounts that were used from the
// claimed connection and for those of which nothing but payment or sign-up came from
// there: docs/decisions/0018-probability.md. It changes no score and no band.

// CurveVersion names the curve; a change of any step is a new version.
const CurveVersion = "1"

// Step says what scores from one on are worth, until the next step.
type Step struct {
	From     comity.Weight // of the first step: the lowest score seen; lower ones count with it
	PerMille int           // so many of a thousand are right: (right + 1) ÷ (subjects + 2)
	Subjects int           // in the worlds of the fit
	Right    int           // of these
}

// worthless is what a claim without a connection is worth: none of 8,307 can be right.
const worthless = 1 // in a thousand

var used = [...]Step{
	{-5100, 109, 1862, 204},
	{-600, 455, 4199, 1912},
	{700, 658, 476, 314},
	{1000, 912, 591, 540},
	{1200, 983, 1652, 1626},
	{1500, 987, 2943, 2906},
	{1800, 999, 34078, 34074},
}

var unused = [...]Step{
	{-6000, 133, 4482, 597},
	{-800, 287, 3919, 1127},
	{-400, 489, 2334, 1142},
	{200, 821, 12139, 9968},
	{700, 992, 1302, 1293},
}

// Curve returns the steps for accounts that were used from the claimed connection,
// and for the others; the caller must not change them.
func Curve(usedHere bool) []Step {
	if usedHere {
		return used[:]
	}
	return unused[:]
}

// PerMille is how many of a thousand claims of this score are right: named says that
// one connection is claimed, usedHere that the accounts were used from it beyond
// payment and sign-up (test c of the top band).
func PerMille(score comity.Weight, named, usedHere bool) int {
	if !named {
		return worthless
	}
	steps := Curve(usedHere)
	out := steps[0].PerMille
	for _, s := range steps {
		if score < s.From {
			break
		}
		out = s.PerMille
	}
	return out
}
