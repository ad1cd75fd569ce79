package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// covered is where most claims hold together.
type covered struct {
	low, high   comity.Instant // nearly all that hold anywhere hold from low to high
	least, most comity.Instant // the same with room for events that are somebody else's
	count       int
}

func (c covered) mid() comity.Instant {
	if c.least <= 0 && c.most >= 0 {
		return 0 // nothing speaks against the clocks agreeing
	}
	return c.low + (c.high-c.low)/2
}

// cover finds the offsets under which most events of an account lie in
// assignments of one subscriber. Under a wrong offset they scatter over the
// subscribers who had the addresses before and after.
func cover(claims []Claim) (covered, bool) {
	claims = Settled(claims)
	if len(claims) < fewest {
		return covered{}, false
	}
	steps := make([]step, 0, 2*len(claims))
	for _, c := range claims {
		steps = append(steps, step{c.Low, 1}, step{c.High, -1})
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.by, a.by)) })
	best, top := 0, 0
	height := make([]int, len(steps))
	for i, n := 0, 0; i < len(steps); i++ {
		n += steps[i].by
		if height[i] = n; n > best {
			best, top = n, i
		}
	}
	out := covered{count: best}
	out.low, out.high = around(steps, height, top, best-best/100-1)
	switch {
	case out.low <= 0 && out.high > 0:
		out.least, out.most = around(steps, height, top, best-best/20-root(best))
	case surely(claims, steps[top].at):
		out.least, out.most = out.low, out.high
	default:
		return out, false // two offsets, and nothing that tells them apart
	}
	return out, best >= fewest && out.high-out.low < 2*Reach
}

// surely reports whether more claims hold at an offset than at none, by more than
// chance: of those that hold at one of the two only, nearly all would have to
// hold at it (McNemar's test).
func surely(claims []Claim, at comity.Instant) bool {
	won, lost := 0, 0
	for _, c := range claims {
		here, there := c.Low <= at && at < c.High, c.Low <= 0 && 0 < c.High
		switch {
		case here && !there:
			won++
		case there && !here:
			lost++
		}
	}
	return won-lost > 0 && (won-lost)*(won-lost) > 25*(won+lost)
}

type step struct {
	at comity.Instant
	by int
}

// around is the stretch around top in which the height does not fall below floor.
func around(steps []step, height []int, top, floor int) (low, high comity.Instant) {
	lo, hi := top, top
	for lo > 0 && height[lo-1] >= floor {
		lo--
	}
	for hi+1 < len(steps) && height[hi] >= floor {
		hi++
	}
	return steps[lo].at, steps[hi].at
}

// Settled keeps the claims of accounts that come back to one subscriber at
// several assignments: three events at least, in two assignments or more.
func Settled(claims []Claim) (kept []Claim) {
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Subscriber, b.Subscriber),
			cmp.Compare(a.Assignment, b.Assignment), cmp.Compare(a.Low, b.Low), cmp.Compare(a.High, b.High))
	})
	for rest := claims; len(rest) > 0; {
		n, assignments := 1, 1
		for n < len(rest) && rest[n].Account == rest[0].Account && rest[n].Subscriber == rest[0].Subscriber {
			if rest[n].Assignment != rest[n-1].Assignment {
				assignments++
			}
			n++
		}
		if n >= 3 && assignments >= 2 {
			kept = append(kept, rest[:n]...)
		}
		rest = rest[n:]
	}
	return kept
}
