package offset

import (
	"cmp"
	"slices"

	"comity/internal/analysis/chance"
	"comity/internal/comity"
)

// What it takes to call one of the many behind shared addresses the one that an
// account comes back to.
const (
	commonOccasions = 3
	commonMargin    = 2
	commonChance    = 12 // that it is chance must be less probable than one in two to this power
	commonKnown     = 20 // from how many visits of others it is known how often a line is there
)

// Usual says on how many of so many visits of other accounts a subscriber had the
// address too, by the declared clocks.
type Usual func(subscriber uint64) (there, of int64)

// Common finds whom an account comes back to behind addresses that many have at one
// time, where the visits name no port: claims are those of everybody who had the
// address at some time within Reach, at one provider. Under the offset of the
// provider's clock one subscriber had it each time; strangers come and go. Who had
// it most often under whatever offset is taken, if that is no chance, and only the
// claims on his assignments are returned: they then say what the offset is, as
// those do where nobody shares. nil: there is no such subscriber.
func Common(claims []Claim, usual Usual) []Claim {
	slices.SortFunc(claims, bySubscriber)
	first, all := occasions(claims)
	if all < commonOccasions {
		return nil
	}
	k := counted{first: first, all: all, usual: usual, people: people(claims)}
	var best, second peak
	var of []Claim
	for rest := claims; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Subscriber == rest[0].Subscriber {
			n++
		}
		switch p := k.peak(rest[:n]); {
		case p.count > best.count || p.count == best.count && p.bound < best.bound:
			best, second, of = p, best, rest[:n]
		case p.count > second.count:
			second = p
		}
		rest = rest[n:]
	}
	if best.count < commonOccasions || best.count-second.count < commonMargin || best.bound >= -commonChance*chance.One {
		return nil
	}
	return of
}

func bySubscriber(a, b Claim) int {
	return cmp.Or(cmp.Compare(a.Subscriber, b.Subscriber), cmp.Compare(a.At, b.At), cmp.Compare(a.Low, b.Low),
		cmp.Compare(a.High, b.High), cmp.Compare(a.Assignment, b.Assignment))
}

// people counts the subscribers of claims in order.
func people(claims []Claim) (n int) {
	for i := range claims {
		if i == 0 || claims[i].Subscriber != claims[i-1].Subscriber {
			n++
		}
	}
	return n
}

// occasions lists the times of visits that say something new: visits that are no
// further apart than an assignment lasts mostly find the same people there.
func occasions(claims []Claim) (first map[comity.Instant]bool, all int) {
	times, lengths := make([]comity.Instant, 0, len(claims)), make([]comity.Instant, 0, len(claims))
	for i := range claims {
		times, lengths = append(times, claims[i].At), append(lengths, claims[i].High-claims[i].Low)
	}
	slices.Sort(times)
	slices.Sort(lengths)
	first = map[comity.Instant]bool{}
	last := comity.Earliest
	for _, t := range times {
		if len(first) == 0 || t > last+lengths[len(lengths)/2] {
			first[t], last = true, t
		}
	}
	return first, len(first)
}

// counted is what the claims of one account are counted by.
type counted struct {
	first  map[comity.Instant]bool
	all    int
	people int
	usual  Usual
}

// peak is on how many occasions a subscriber had the address under the best offset,
// and the bound of the probability that a stranger had.
type peak struct {
	count int
	bound int64
}

func (k *counted) peak(claims []Claim) peak {
	claims = slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return !k.first[c.At] })
	uses := appendUses(nil, claims)
	if len(uses) < commonOccasions {
		return peak{}
	}
	p := peak{count: sweep(uses, 0, 0).count}
	there, of := k.usual(claims[0].Subscriber)
	if of < commonKnown {
		there, of = 1, 2
	}
	// Each assignment is an offset under which he may have been there most often.
	bound, ok := chance.Common(k.people*len(claims), min(p.count, k.all), k.all, there, of)
	if ok {
		p.bound = bound
	}
	return p
}
