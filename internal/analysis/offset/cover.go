package offset

import (
	"cmp"
	"slices"

	"comity/internal/analysis/chance"
	"comity/internal/comity"
)

// use is one event of an account, and under which offsets of the provider's
// clock it lies in an assignment of the account's subscriber.
type use struct {
	at    comity.Instant
	holds []stretch // in order, apart from each other
	where uint64    // an assignment that it may lie in
	event int       // its source
}

// stretch is from low until before high.
type stretch struct{ low, high comity.Instant }

func (u *use) holdsAt(at comity.Instant) bool {
	for _, h := range u.holds {
		if h.low <= at && at < h.high {
			return true
		}
	}
	return false
}

// covered is where most uses hold together.
type covered struct {
	perDay, origin comity.Instant // gain of the provider's clock, and when it was ahead by what follows
	loose          comity.Instant // by how much more it may be off at either end, for other gains explain as many
	low, high      comity.Instant // as many as anywhere hold from low to high
	wide           stretch        // the same, but for a few that are somebody else's
	count          int
	off            bool     // surely not where the clocks agree
	picked         bool     // by a gain that is the best of many, of which one may explain as much by chance: no gain is told by it
	beside         *covered // a gain that explains more than a constant error, though not surely; nil: none
}

func (c covered) mid() comity.Instant { return c.low + (c.high-c.low)/2 }

// cover finds the offsets under which most events of an account lie in
// assignments of one subscriber. Under a wrong offset they scatter over the
// subscribers who had the addresses before and after.
func cover(claims []Claim) (covered, bool) {
	uses := usesOf(claims)
	if len(uses) < fewest {
		return covered{}, false
	}
	out := sweep(uses, 0, 0)
	if out.low <= 0 && out.high > 0 {
		return out, true
	}
	right := covered{high: 1}
	won, lost, _ := compared(uses, out, right)
	if won < 2*lost || won < 2 {
		return out, true // those of many subscribers behind one address, who hold anywhere
	}
	out.off = surely(uses, out, right)
	g := gaining(uses, out)
	if out.off && surely(uses, g, out) || !out.off && g.count > out.count && surely(uses, g, right) {
		g.off, g.picked = true, !out.off && !beyondTried(uses, g, right)
		return g, true
	}
	if out.off && g.explainsMore(uses, &out) {
		out.beside = &g
	}
	return out, out.high-out.low < 2*Reach
}

// explainsMore reports whether under a gain all hold that hold under a constant error, and some
// that fail there: of a clock that was right at some time of theirs, or not long before. Nothing
// says then that it was ever off by the same.
func (c *covered) explainsMore(uses []use, constant *covered) bool {
	won, lost, _ := compared(uses, *c, *constant)
	if c.perDay == 0 || won == 0 || lost > 0 || c.count <= constant.count {
		return false
	}
	lo, hi := extent(uses)
	lo -= (hi - lo) / 2
	return c.at(lo) < 0 != (c.at(hi) < 0)
}

// sweep finds where most uses hold under a gain.
func sweep(uses []use, perDay, origin comity.Instant) covered {
	steps := make([]step, 0, 2*len(uses))
	for i := range uses {
		by := gained(uses[i].at, perDay, origin)
		for _, h := range uses[i].holds {
			steps = append(steps, step{h.low - by, 1}, step{h.high - by, -1})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.by, a.by)) })
	best, top := 0, 0
	height := make([]int, len(steps))
	for i, n := 0, 0; i < len(steps); i++ {
		n += steps[i].by
		if height[i] = n; n > best || n == best && abs(steps[i].at) < abs(steps[top].at) {
			best, top = n, i
		}
	}
	out := covered{perDay: perDay, origin: origin, count: best}
	out.low, out.high = around(steps, height, top, best)
	out.wide.low, out.wide.high = around(steps, height, top, best-2-best/1000)
	out.wide.low, out.wide.high = out.wide.low-comity.Second, out.wide.high+comity.Second
	return out
}

// gaining tries gains up to a minute a day: by seconds, then finer around the
// best. Of gains as good the middle one is taken.
func gaining(uses []use, constant covered) covered {
	origin := uses[len(uses)/2].at
	best, low, high := constant, constant.perDay, constant.perDay
	for _, step := range [...]comity.Instant{comity.Second, comity.Second / 8} {
		var equal []covered
		from := best.perDay
		for k := comity.Instant(-60); k <= 60; k++ {
			if step < comity.Second && abs(k) > 12 {
				continue
			}
			switch c := sweep(uses, from+k*step, origin); {
			case c.count > best.count:
				best, equal = c, []covered{c}
				low, high = c.perDay, c.perDay
			case c.count == best.count && c.perDay != 0:
				equal = append(equal, c)
				low, high = min(low, c.perDay), max(high, c.perDay)
			}
		}
		if len(equal) > 0 {
			best = equal[len(equal)/2]
		}
	}
	best.loose = (high - low) / 2 * lasting(uses) / 2
	return best
}

// lasting is in how many days the uses lie, rounded up.
func lasting(uses []use) comity.Instant {
	lo, hi := extent(uses)
	return (hi-lo)/comity.Day + 1
}

// extent is from when to when uses are.
func extent(uses []use) (lo, hi comity.Instant) {
	lo, hi = comity.Latest, comity.Earliest
	for i := range uses {
		lo, hi = min(lo, uses[i].at), max(hi, uses[i].at)
	}
	return lo, hi
}

// surely reports whether more uses hold under one finding than under another by more
// than chance. Those that fail under the other may hold under the first by chance: their
// holds lie anywhere within reach, and a gain moves those furthest that are of an early or late day.
func surely(uses []use, one, other covered) bool {
	won, lost, moved := compared(uses, one, other)
	chance := 100*lost + 100*moved/int(Reach/comity.Second) // in hundredths
	net := won - lost
	return net >= 3 && 100*net*net > 20*chance
}

// beyondTried reports whether a gain explains more than chance lets the best of all that were tried explain but once
// in 100,000: by many gains, at the many offsets where something begins or ends to hold.
func beyondTried(uses []use, gain, right covered) bool {
	const gains = 8 * chance.One // some 150
	won, lost, moved := compared(uses, gain, right)
	const reach = int64(Reach / comity.Second)
	bound, ok := chance.Heap(max(won-lost, 1), int64(lost)*reach+int64(moved)+1, reach)
	return ok && bound+gains+chance.Log2(uint64(2*len(uses))) <= -17*chance.One
}

// compared counts the assignments whose uses hold under one finding only, and under
// the other only, and by how many seconds the two are apart for all uses that fail under the other. What lies
// in one assignment counts once.
func compared(uses []use, one, other covered) (won, lost, moved int) {
	here, there := map[uint64]bool{}, map[uint64]bool{}
	for i := range uses {
		u := &uses[i]
		x, y := one.at(u.at), other.at(u.at)
		a, b := u.holdsAt(x), u.holdsAt(y)
		switch {
		case a && !b:
			here[u.where] = true
		case b && !a:
			there[u.where] = true
		}
		if !b {
			moved += int(min(abs(x-y), Reach) / comity.Second)
		}
	}
	return len(here), len(there), moved
}

// at is by how much the clocks are apart at t.
func (c *covered) at(t comity.Instant) comity.Instant { return c.mid() + gained(t, c.perDay, c.origin) }

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

// usesOf joins the claims of each event of accounts that come back to one
// subscriber at several assignments: three events at least, in two assignments
// or more. Of a shared address it is enough that some subscriber had the port.
func usesOf(claims []Claim) (out []use) {
	claims = slices.Clone(claims)
	for i := range claims {
		if claims[i].Shared {
			claims[i].Subscriber = 0
		}
	}
	slices.SortFunc(claims, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Subscriber, b.Subscriber), cmp.Compare(a.At, b.At),
			cmp.Compare(a.Low, b.Low), cmp.Compare(a.High, b.High), cmp.Compare(a.Assignment, b.Assignment))
	})
	for rest := claims; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Account == rest[0].Account && rest[n].Subscriber == rest[0].Subscriber {
			n++
		}
		if rest[0].Shared || returns(rest[:n]) {
			out = appendUses(out, rest[:n])
		}
		rest = rest[n:]
	}
	return out
}

// returns reports whether an account comes back to the subscriber of its claims.
func returns(claims []Claim) bool {
	events, assignments := 0, map[uint64]bool{}
	for i := range claims {
		if i == 0 || claims[i].At != claims[i-1].At {
			events++
		}
		assignments[claims[i].Assignment] = true
	}
	return events >= 3 && len(assignments) >= 2
}

// appendUses joins the claims of each event.
func appendUses(out []use, claims []Claim) []use {
	for i := range claims {
		c := &claims[i]
		if i == 0 || claims[i-1].At != c.At {
			out = append(out, use{at: c.At, where: c.Assignment, event: c.Event})
		}
		u := &out[len(out)-1]
		if n := len(u.holds); n > 0 && c.Low-c.Long <= u.holds[n-1].high { // the next one began when this one ended
			u.holds[n-1].high = max(u.holds[n-1].high, c.High)
			continue
		}
		u.holds = append(u.holds, stretch{c.Low, c.High})
	}
	return out
}
