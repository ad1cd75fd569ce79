package offset

import (
	"cmp"
	"slices"

	"comity/internal/analysis/chance"
	"comity/internal/comity"
)

// Crowd finds by how much the clock of a provider is off of whom only addresses are
// known that many have at a time, while the events name no port. Somebody is there
// whatever the clocks say. But one account's user was there each time: under the right
// offset one subscriber had the address on nearly all occasions, and under a wrong one
// hardly anybody did.
//
// How improbable that is by chance is added up over all accounts, offset by offset. To
// be used in two passes over the accounts: Add, then Pick.
type Crowd struct {
	height  []int64 // by offset: how improbable it all is
	settled bool
	at      int // the offset that is taken
}

// Usual says on how many of so many visits of other accounts a subscriber had the
// address too, by the declared clocks.
type Usual func(subscriber uint64) (there, of int64)

const (
	// grid is how far apart the offsets are that are tried; what is found is measured
	// more finely by the claims that it leads to.
	grid    = comity.Minute
	offsets = 2*int(Reach/grid) + 1
	here    = offsets / 2 // where the clocks agree

	commonOccasions = 3  // that an account must have come to count
	commonKnown     = 20 // from how many visits of others it is known how often a line is there
	// An offset is taken for that of the clock if it is more probable than none by one
	// to two to this power: once in 100,000, in whatever quarter of an hour it lies.
	crowdSure = (17 + 8) * chance.One
	// What an account comes back to by the offset taken: not by chance, once in eight.
	crowdLikely = 3 * chance.One
)

// Add takes the claims of one account on whatever the provider had assigned of the
// addresses it came from: of everybody who had them at some time within Reach.
func (c *Crowd) Add(claims []Claim, usual Usual) {
	if c.height == nil {
		c.height = make([]int64, offsets)
	}
	a, ok := newAccount(claims, usual)
	if !ok {
		return
	}
	best := make([]int64, offsets)
	a.each(func(_ []Claim, bits []int64) {
		for k, b := range bits {
			best[k] = max(best[k], b)
		}
	})
	for k, b := range best {
		c.height[k] += b
	}
}

// Pick returns what an account claims of the subscriber whom it came back to, under the
// offset that all accounts together speak for; nil where there is none. swapped: under
// the clock as it is, whatever that offset is.
func (c *Crowd) Pick(claims []Claim, usual Usual, swapped bool) (of []Claim) {
	a, ok := newAccount(claims, usual)
	if !ok {
		return nil
	}
	at, most := c.settle(), int64(crowdLikely)
	if swapped {
		at = here
	}
	a.each(func(list []Claim, bits []int64) {
		if bits[at] > most {
			most, of = bits[at], list
		}
	})
	return of
}

// settle finds the offset: none, unless another is surely more probable.
func (c *Crowd) settle() int {
	if c.settled {
		return c.at
	}
	c.settled, c.at = true, here
	best := here
	for k, h := range c.height {
		if h > c.height[best] || h == c.height[best] && max(k-here, here-k) < max(best-here, here-best) {
			best = k
		}
	}
	if c.height[best]-c.height[here] >= crowdSure {
		c.at = best
	}
	return c.at
}

// account is one that came from shared addresses.
type account struct {
	claims []Claim // by subscriber
	usual  Usual
	of     map[comity.Instant]int // occasion of each visit
	visits []int                  // by occasion
	people int
	counts []int32 // scratch
	bits   []int64
}

func newAccount(claims []Claim, usual Usual) (*account, bool) {
	a := &account{claims: claims, usual: usual}
	a.occasions()
	if len(a.visits) < commonOccasions {
		return nil, false
	}
	slices.SortFunc(claims, bySubscriber)
	for i := range claims {
		if i == 0 || claims[i].Subscriber != claims[i-1].Subscriber {
			a.people++
		}
	}
	a.counts, a.bits = make([]int32, offsets+1), make([]int64, offsets)
	return a, true
}

func bySubscriber(a, b Claim) int {
	return cmp.Or(cmp.Compare(a.Subscriber, b.Subscriber), cmp.Compare(a.At, b.At), cmp.Compare(a.Low, b.Low),
		cmp.Compare(a.High, b.High), cmp.Compare(a.Assignment, b.Assignment), cmp.Compare(a.Event, b.Event))
}

// occasions joins visits: those that are no further apart than an assignment lasts
// mostly find the same people there, and say one thing.
func (a *account) occasions() {
	times, lengths := make([]comity.Instant, len(a.claims)), make([]comity.Instant, len(a.claims))
	for i, c := range a.claims {
		times[i], lengths[i] = c.At, c.High-c.Low
	}
	slices.Sort(times)
	slices.Sort(lengths)
	a.of = map[comity.Instant]int{}
	var first comity.Instant
	for _, t := range slices.Compact(times) {
		if len(a.visits) == 0 || t > first+lengths[len(lengths)/2] {
			first = t
			a.visits = append(a.visits, 0)
		}
		a.of[t] = len(a.visits) - 1
		a.visits[len(a.visits)-1]++
	}
}

// each calls f for the subscribers who may be more than strangers under some offset,
// with the claims on their assignments and, by offset, how improbable it is that a
// stranger was there as often.
func (a *account) each(f func(claims []Claim, bits []int64)) {
	for rest := a.claims; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Subscriber == rest[0].Subscriber {
			n++
		}
		if a.count(rest[:n]) {
			f(rest[:n], a.bits)
		}
		rest = rest[n:]
	}
}

// count tells on how many occasions a subscriber had the address, by offset.
func (a *account) count(claims []Claim) bool {
	held := a.held(appendUses(nil, claims))
	levels := a.levels(claims[0].Subscriber, len(held))
	if levels == nil {
		return false
	}
	clear(a.counts)
	for _, holds := range held {
		for _, h := range holds {
			a.counts[place(h.low)]++
			a.counts[place(h.high)]--
		}
	}
	n := int32(0)
	for k := range a.bits {
		n += a.counts[k]
		a.bits[k] = levels[n]
	}
	return true
}

// place is the first offset of the grid that is not below t.
func place(t comity.Instant) int {
	return int(min(max((t+Reach+grid-1)/grid, 0), comity.Instant(offsets)))
}

// held lists, occasion by occasion, under which offsets a subscriber had the address
// at all visits.
func (a *account) held(uses []use) (out [][]stretch) {
	for len(uses) > 0 {
		occasion, n := a.of[uses[0].at], 1
		holds := uses[0].holds
		for ; n < len(uses) && a.of[uses[n].at] == occasion; n++ {
			holds = both(holds, uses[n].holds)
		}
		if n == a.visits[occasion] && len(holds) > 0 {
			out = append(out, holds)
		}
		uses = uses[n:]
	}
	return out
}

// both is where stretches of two lists overlap.
func both(a, b []stretch) (out []stretch) {
	for len(a) > 0 && len(b) > 0 {
		if low, high := max(a[0].low, b[0].low), min(a[0].high, b[0].high); low < high {
			out = append(out, stretch{low, high})
		}
		if a[0].high < b[0].high {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}

// levels tells how improbable it is that a stranger had the address on so many of the
// occasions, up to most; nil where even that is no wonder.
func (a *account) levels(subscriber uint64, most int) []int64 {
	there, of := a.usual(subscriber)
	if of < commonKnown {
		there, of = 1, 2
	}
	out := make([]int64, most+1)
	for n := most; n >= commonOccasions; n-- {
		bound, ok := chance.Common(a.people, n, len(a.visits), there, of)
		if !ok || bound >= 0 {
			break
		}
		out[n] = -bound
	}
	if out[most] == 0 {
		return nil
	}
	return out
}
