package attribution

import (
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// crowdSize is from how many unrelated people on one connection it is no
// household any more.
const crowdSize = 4

// tally is what one cluster did from one connection.
type tally struct {
	sub         int32
	uses        []int   // indices into Case.uses
	assignments []int32 // ascending, each once
	clocks      []int32
	days        []int32 // days (UTC) with a use, ascending
	sessions    []int   // uses beyond payment and sign-up
	signUps     []int
	payments    []int
	first, last comity.Instant
}

func (t *tally) add(c *Case, i int) {
	u := &c.uses[i]
	if len(t.uses) == 0 {
		t.first, t.last = u.First, u.First
	}
	t.first, t.last = min(t.first, u.First), max(t.last, u.First)
	t.uses = append(t.uses, i)
	t.assignments = insert(t.assignments, u.Assignment)
	t.clocks = insert(t.clocks, int32(u.Clock))
	t.days = insert(t.days, int32(u.First/comity.Day))
	switch u.Hit.Event {
	case Access, LogIn:
		t.sessions = append(t.sessions, i)
	case SignUp:
		t.signUps = append(t.signUps, i)
	case Payment:
		t.payments = append(t.payments, i)
	}
}

// independent reports whether two uses rest on different assignments a day
// apart, or on clocks that are stated separately. If any two uses are a day
// apart in different assignments, then the earliest or the latest use is one of
// such a pair: it is enough to look at those two.
func (t *tally) independent(c *Case) bool {
	if len(t.clocks) > 1 {
		return true
	}
	for _, end := range []comity.Instant{t.first, t.last} {
		for _, a := range t.uses {
			if c.uses[a].First == end && t.apart(c, a) {
				return true
			}
		}
	}
	return false
}

// apart reports whether some use lies a day or more from use a, in another assignment.
func (t *tally) apart(c *Case, a int) bool {
	ua := &c.uses[a]
	return slices.ContainsFunc(t.uses, func(b int) bool {
		ub := &c.uses[b]
		return ua.Assignment != ub.Assignment && max(ua.First, ub.First)-min(ua.First, ub.First) >= comity.Day
	})
}

// profile is a cluster with its connections, and what else decides.
type profile struct {
	*cluster
	tallies   []*tally // by subscriber number
	shared    []int    // uses whose address many subscribers shared
	ambiguous []int
	sessions  int // uses beyond payment and sign-up, whatever the answer
	facts     facts
	holders   []string
	country   string
}

func (c *Case) profile(k *cluster) *profile {
	p := &profile{cluster: k}
	bySub := map[int32]*tally{}
	for _, i := range k.uses {
		u := &c.uses[i]
		if u.Hit.Event == Access || u.Hit.Event == LogIn {
			p.sessions++
		}
		switch u.Answer {
		case crosscheck.Unique:
			t := bySub[u.Subscriber]
			if t == nil {
				t = &tally{sub: u.Subscriber}
				bySub[u.Subscriber] = t
				p.tallies = append(p.tallies, t)
			}
			t.add(c, i)
		case crosscheck.Shared:
			p.shared = append(p.shared, i)
		case crosscheck.Ambiguous:
			p.ambiguous = append(p.ambiguous, i)
		}
	}
	slices.SortFunc(p.tallies, func(a, b *tally) int { return int(a.sub - b.sub) })
	c.collectFacts(p)
	return p
}

func (c *Case) collectFacts(p *profile) {
	for _, n := range slices.Concat(p.principals, p.cards) {
		nd := &c.nodes[n]
		if nd.holder != "" && !slices.Contains(p.holders, nd.holder) {
			p.holders = append(p.holders, nd.holder)
		}
		p.facts.reported = p.facts.reported || nd.facts.reported
		if p.country == "" {
			p.country = nd.country
		}
	}
	// Payments are counted at accounts: a card's charge-back under another
	// account says nothing of this one.
	for _, n := range p.principals {
		f := c.nodes[n].facts
		p.facts.payments += f.payments
		p.facts.chargebacks += f.chargebacks
		p.facts.declined += f.declined
	}
}

// crowd counts, per subscriber, the unrelated people whose accounts were used
// or opened from there. People whose names agree count once: one person's
// clusters that no selector ties.
type crowd struct {
	people  map[int32]int // everybody
	signUps map[int32]int // whose account was opened there
	cards   map[int32]int // whose card was paid with there
}

func (c *Case) countCrowds(profiles []*profile) crowd {
	all, opened, paid := map[int32][][]string{}, map[int32][][]string{}, map[int32][][]string{}
	for _, p := range profiles {
		names := p.names
		for _, t := range p.tallies {
			addPerson(all, t.sub, names)
			if len(t.signUps) > 0 {
				addPerson(opened, t.sub, names)
			}
			if len(t.payments) > 0 {
				owner := p.holders
				if len(owner) == 0 {
					owner = names
				}
				addPerson(paid, t.sub, owner)
			}
		}
	}
	return crowd{sizes(all), sizes(opened), sizes(paid)}
}

// enough is where counting people stops: far beyond any threshold.
const enough = 64

func addPerson(m map[int32][][]string, sub int32, names []string) {
	if len(m[sub]) >= enough {
		return
	}
	for _, have := range m[sub] {
		if bestLikeness(have, names) == same {
			return
		}
	}
	m[sub] = append(m[sub], names)
}

func sizes(m map[int32][][]string) map[int32]int {
	out := make(map[int32]int, len(m))
	for k, v := range m {
		out[k] = len(v)
	}
	return out
}
