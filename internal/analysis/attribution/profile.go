package attribution

import (
	"cmp"
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// profile is a cluster with its connections, and what else decides.
type profile struct {
	principals []Node // ascending; so are the next two
	emails     []Node
	cards      []Node
	names      []nameID // stated with the principals
	holders    []nameID // of the cards, as issuers state them
	uses       []int32  // indices into Case.uses, ascending
	tallies    []tally  // by subscriber number
	shared     int      // uses whose address many subscribers shared
	ambiguous  int
	changed    int // uses that kept readings give to different subscribers
	sessions   int // uses beyond payment and sign-up, whatever the answer
	resolved   int // of them, those that resolve to one subscriber
	facts      facts
	country    string
}

// tally is what the cluster did from a subscriber's connection, which it used.
func (p *profile) tally(sub int32) *tally {
	i, _ := slices.BinarySearchFunc(p.tallies, sub, func(t tally, sub int32) int { return cmp.Compare(t.sub, sub) })
	return &p.tallies[i]
}

// profiler makes profiles. One for each goroutine: it has scratch of its own,
// and the memory that the profiles stay in.
type profiler struct {
	c       *Case
	k       *clustering
	emails  []Node
	cards   []Node
	names   []nameID
	bySub   []uint64 // subscriber, use
	list    []int32
	tallies []tally

	keepNodes   slab[Node]
	keepNames   slab[nameID]
	keepLists   slab[int32]
	keepTallies slab[tally]
}

// profile makes the profile of cluster i.
func (m *profiler) profile(i int32) profile {
	p := profile{principals: m.k.principals.at(i), uses: m.k.uses.at(i)}
	m.collectSelectors(&p)
	m.collectNames(&p)
	m.collectFacts(&p)
	m.collectUses(&p)
	return p
}

func (m *profiler) collectSelectors(p *profile) {
	m.emails, m.cards = m.emails[:0], m.cards[:0]
	for _, n := range p.principals {
		m.addSelector(n)
		for _, t := range m.k.tied.at(int32(n)) {
			m.addSelector(t)
		}
	}
	p.emails, p.cards = m.keepNodes.keep(m.emails), m.keepNodes.keep(m.cards)
}

func (m *profiler) addSelector(n Node) {
	switch m.c.nodes[n].selector.Type {
	case comity.SelectorEmail:
		m.emails = insert(m.emails, n)
	case comity.SelectorCard:
		m.cards = insert(m.cards, n)
	}
}

func (m *profiler) collectNames(p *profile) {
	if len(p.principals) == 1 {
		p.names = m.c.nodes[p.principals[0]].names // nothing to put together
		return
	}
	m.names = m.names[:0]
	for _, n := range p.principals {
		for _, name := range m.c.nodes[n].names {
			m.addName(name)
		}
	}
	p.names = m.keepNames.keep(m.names)
}

func (m *profiler) addName(n nameID) {
	if !slices.Contains(m.names, n) {
		m.names = append(m.names, n)
	}
}

func (m *profiler) collectFacts(p *profile) {
	m.names = m.names[:0]
	for _, list := range [...][]Node{p.principals, p.cards} {
		for _, n := range list {
			nd := &m.c.nodes[n]
			if nd.holder != noName {
				m.addName(nd.holder)
			}
			p.facts.reported = p.facts.reported || nd.facts.reported
			if p.country == "" {
				p.country = nd.country
			}
		}
	}
	p.holders = m.keepNames.keep(m.names)
	// Payments are counted at accounts: a card's charge-back under another
	// account says nothing of this one.
	for _, n := range p.principals {
		f := &m.c.nodes[n].facts
		p.facts.payments += f.payments
		p.facts.chargebacks += f.chargebacks
		p.facts.declined += f.declined
	}
}

// collectUses makes a tally for each subscriber that uses resolve to.
func (m *profiler) collectUses(p *profile) {
	m.bySub, m.tallies = m.bySub[:0], m.tallies[:0]
	for _, i := range p.uses {
		u := &m.c.uses[i]
		if u.isSession() {
			p.sessions++
		}
		if u.Changed {
			p.changed++
		}
		switch u.Answer {
		case crosscheck.Unique:
			m.bySub = append(m.bySub, uint64(u.Subscriber)<<32|uint64(i))
		case crosscheck.Shared:
			p.shared++
		case crosscheck.Ambiguous:
			p.ambiguous++
		}
	}
	slices.Sort(m.bySub)
	for rest := m.bySub; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n]>>32 == rest[0]>>32 {
			n++
		}
		t := m.tally(p, rest[:n])
		p.resolved += len(t.sessions)
		m.tallies = append(m.tallies, t)
		rest = rest[n:]
	}
	p.tallies = m.keepTallies.keep(m.tallies)
}
