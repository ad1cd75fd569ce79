package attribution

import (
	"cmp"
	"slices"
	"sort"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// profile is a cluster with its connections, and what else decides.
type profile struct {
	principals []Node // ascending; so are the next two
	emails     []Node
	cards      []Node
	contested  []Node   // of emails and cards, those that other clusters' accounts state as well
	names      []nameID // stated with the principals
	holders    []nameID // of the cards, as issuers state them
	held       likeness // of the holders to the names
	uses       []int32  // indices into Case.uses, ascending
	tallies    []tally  // by subscriber number
	shared     int      // uses whose address many subscribers shared
	ambiguous  int
	edges      int     // uses at the edge of assignments, or that readings give to different subscribers, whether elimination settled them or not
	changed    int     // uses that kept readings give to different subscribers, and elimination to none
	sessions   int     // uses beyond payment and sign-up, whatever the answer
	session    []int32 // the first of them
	resolved   int     // of them, those that resolve to one subscriber
	opened     int     // sign-ups that resolve to one subscriber
	disputed   int     // contested selectors under which people of other names have accounts
	implicated []Node  // principals that state such a selector, ascending
	beside     []Node  // whose accounts those of other names are
	othersMail []Node  // of emails, those in the full name of somebody with whom names have nothing in common
	openedFor  []Node  // principals that state such an address, ascending
	soldUnder  []Node  // principals that state a selector under which many others have accounts, ascending
	mixed      bool    // accounts of the cluster are in names that have nothing in common
	travel     bool    // used from two countries within an hour
	twice      bool    // used with two programs from two connections at once
	facts      facts
	country    string // that the customer stated
	issuer     string // of the first card whose issuer's country is known
}

// tally is what the cluster did from a subscriber's connection, which it used.
func (p *profile) tally(sub int32) *tally {
	i := sort.Search(len(p.tallies), func(i int) bool { return p.tallies[i].sub >= sub }) // a tally is too large to be handed to a function by value
	return &p.tallies[i]
}

// profiler makes profiles. One for each goroutine: it has scratch of its own,
// and the memory that the profiles stay in.
type profiler struct {
	c       *Case
	k       *clustering
	emails  []Node
	cards   []Node
	others  []Node
	mails   []Node
	names   nameSet
	bySub   []uint64 // subscriber, use
	list    []int32
	tallies []tally

	found  []Node
	memory memory

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
	p.held = m.c.bestLikeness(p.holders, p.names...)
	m.collectUses(&p)
	m.dispute(&p)
	p.travel, p.twice = m.c.travels(&p), m.c.atOnce(&p)
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
	p.emails, p.cards = m.keepNodes.keep(ascending(m.emails)), m.keepNodes.keep(ascending(m.cards))
	m.others = m.others[:0]
	for _, list := range [...][]Node{p.emails, p.cards} {
		for _, n := range list {
			if m.contested(n) {
				m.others = append(m.others, n)
			}
		}
	}
	slices.Sort(m.others)
	p.contested = m.keepNodes.keep(m.others)
}

func (m *profiler) addSelector(n Node) {
	switch m.c.nodes[n].selector.Type {
	case comity.SelectorEmail:
		m.emails = append(m.emails, n)
	case comity.SelectorCard:
		m.cards = append(m.cards, n)
	}
}

func (m *profiler) collectNames(p *profile) {
	if len(p.principals) == 1 {
		p.names = m.c.nodes[p.principals[0]].users() // nothing to put together
		return
	}
	m.names.clear()
	for _, n := range p.principals {
		for _, name := range m.c.nodes[n].users() {
			m.names.add(name)
		}
	}
	p.names = m.keepNames.keep(m.names.list)
}

// travels reports whether sessions an hour apart came from two countries.
func (c *Case) travels(p *profile) bool {
	if !c.severalCountries(p.tallies) {
		return false
	}
	var all []int32
	for i := range p.tallies {
		all = append(all, p.tallies[i].sessions...)
	}
	slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(c.uses[a].First, c.uses[b].First) })
	for i := 1; i < len(all); i++ {
		a, b := &c.uses[all[i-1]], &c.uses[all[i]]
		from, to := c.subscribers[a.Subscriber].Country, c.subscribers[b.Subscriber].Country
		if from != to && from != "" && to != "" && b.First-a.First <= comity.Hour {
			return true
		}
	}
	return false
}

// severalCountries reports whether the connections are in more than one.
func (c *Case) severalCountries(tallies []tally) bool {
	for i := range tallies {
		if c.subscribers[tallies[i].sub].Country != c.subscribers[tallies[0].sub].Country {
			return true
		}
	}
	return false
}

func (m *profiler) collectFacts(p *profile) {
	m.names.clear()
	for _, list := range [...][]Node{p.principals, p.cards} {
		for _, n := range list {
			nd := &m.c.nodes[n]
			if nd.holder != noName {
				m.names.add(nd.holder)
			}
			p.facts.reported = p.facts.reported || nd.facts.reported
			switch {
			case nd.selector.Type == comity.SelectorCard && p.issuer == "":
				p.issuer = nd.country
			case nd.selector.Type != comity.SelectorCard && p.country == "":
				p.country = nd.country
			}
		}
	}
	p.holders = m.keepNames.keep(m.names.list)
	// Payments are counted at accounts: a card's charge-back under another
	// account says nothing of this one.
	var accounts facts
	for _, n := range p.principals {
		f := &m.c.nodes[n].facts
		if m.c.nodes[n].selector.Type == comity.SelectorAccount {
			accounts.charged += f.charged
			accounts.chargebacks += f.chargebacks
		}
		p.facts.payments += f.payments
		p.facts.chargebacks += f.chargebacks
		p.facts.declined += f.declined
	}
	p.facts.denied = accounts.mostDenied()
}

// bare is the profile without what collectUses finds.
func (p *profile) bare() profile {
	out := *p
	out.uses, out.tallies, out.session = nil, nil, nil
	out.shared, out.ambiguous, out.edges, out.changed, out.sessions, out.resolved, out.opened = 0, 0, 0, 0, 0, 0, 0
	return out
}

// reopen counts uses that are in no tally, though they were found to be somebody's: they
// leave open whose they are.
func (p *profile) reopen(c *Case, uses []int32) {
	for _, i := range uses {
		u := &c.uses[i]
		if u.isSession() {
			p.sessions++
		}
		if u.Answer == crosscheck.Shared {
			p.shared++
		} else {
			p.ambiguous++
			p.edges++
		}
	}
}

// collectUses makes a tally for each subscriber that uses resolve to.
func (m *profiler) collectUses(p *profile) {
	m.bySub, m.tallies = m.bySub[:0], m.tallies[:0]
	for k, i := range p.uses {
		u := &m.c.uses[i]
		if u.isSession() {
			if p.sessions == 0 {
				p.session = p.uses[k : k+1 : k+1]
			}
			p.sessions++
		}
		if u.Changed && u.Subscriber < 0 {
			p.changed++
		}
		if u.isEdge() {
			p.edges++
		}
		switch {
		case u.Subscriber >= 0:
			m.bySub = append(m.bySub, uint64(u.Subscriber)<<32|uint64(i))
		case u.open(crosscheck.Shared):
			p.shared++
		case u.open(crosscheck.Ambiguous):
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
		p.opened += len(t.signUps)
		m.tallies = append(m.tallies, t)
		rest = rest[n:]
	}
	p.tallies = m.keepTallies.keep(m.tallies)
}
