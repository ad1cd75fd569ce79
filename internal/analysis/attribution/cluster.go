package attribution

import (
	"slices"

	"comity/internal/comity"
)

// tooCommon is how many accounts may share one e-mail address or card before
// the selector ties nothing any more: info@, a prepaid card sold by the box, a
// reseller's own.
const tooCommon = 25

// clustering says which principals (accounts, or the selector that stands in
// for one) the evidence ties to one person. Clusters are numbered by their
// smallest principal.
type clustering struct {
	principals lists[Node]  // by cluster, ascending
	uses       lists[int32] // by cluster: indices into Case.uses, ascending
	tied       lists[Node]  // selector → principals, and principal → selectors; ascending
	number     []int32      // by node: the cluster of a principal; elsewhere without meaning
	is         []bool       // by node: whether it is a principal
}

// size is how many clusters there are.
func (k *clustering) size() int { return len(k.principals.start) - 1 }

// grouping is the state of one clustering.
type grouping struct {
	c      *Case
	parent []Node       // union-find over nodes; only principals are joined
	at     lists[Node]  // by subscriber: whose uses resolve to it, ascending
	people []int        // by subscriber: how many people they are, see countPeople
	subs   lists[int32] // by node: subscribers that its own uses resolve to, ascending
	used   lists[int32] // the same, without payments and sign-ups

	sessions lists[int32]     // by node: the uses that used is made of
	joined   map[Node][]int32 // the same for the roots of several principals
	named    map[Node][]Node  // and those of their principals that state different names: see stated
	parts    map[Node][]Node  // and the first of these principals: see members
	tied     lists[Node]
	handed   map[Node]bool // accounts that were bought for others: see markHanded
	found    []Node        // scratch
}

// clusters ties principals together: by e-mail address, by card, by the card's
// holder, by one name on one connection; each tie only where the connections do
// not speak against it.
func (c *Case) clusters() *clustering {
	g := c.newGrouping()
	g.joinBy(comity.SelectorEmail, g.sameMail)
	g.joinBy(comity.SelectorCard, g.sameCard)
	g.joinHolders()
	g.joinNeighbours()
	return g.collect()
}

func (c *Case) newGrouping() *grouping {
	g := &grouping{c: c, parent: make([]Node, len(c.nodes)), joined: map[Node][]int32{}, named: map[Node][]Node{}, parts: map[Node][]Node{}}
	for i := range c.nodes {
		g.parent[i] = None
		if c.nodes[i].selector.Type == comity.SelectorAccount {
			g.parent[i] = Node(i)
		}
	}
	for i := range c.uses {
		if n := c.uses[i].Node; n != None {
			g.parent[n] = n
		}
	}
	g.at = gather(len(c.subscribers), func(put func(int32, Node)) {
		c.resolved(func(u *Use) { put(u.Subscriber, u.Node) })
	})
	g.at.sort()
	g.people = make([]int, len(c.subscribers))
	for i := range g.people {
		g.people[i] = c.countPeople(g.at.at(int32(i)))
	}
	g.subs = gather(len(c.nodes), func(put func(int32, int32)) {
		c.resolved(func(u *Use) { put(int32(u.Node), u.Subscriber) })
	})
	g.subs.sort()
	g.used = gather(len(c.nodes), func(put func(int32, int32)) {
		c.resolved(func(u *Use) {
			if u.isSession() {
				put(int32(u.Node), u.Subscriber)
			}
		})
	})
	g.used.sort()
	g.sessions = gather(len(c.nodes), func(put func(int32, int32)) {
		for i := range c.uses {
			if u := &c.uses[i]; u.Node != None && u.Subscriber >= 0 && u.isSession() {
				put(int32(u.Node), int32(i))
			}
		}
	})
	g.tied = gather(len(c.nodes), func(put func(int32, Node)) {
		for _, t := range c.ties {
			put(int32(t.a), t.b)
			put(int32(t.b), t.a)
		}
	})
	g.tied.sort()
	g.markHanded()
	return g
}

// resolved calls do for each use of a node that resolves to one subscriber.
func (c *Case) resolved(do func(*Use)) {
	for i := range c.uses {
		if u := &c.uses[i]; u.Node != None && u.Subscriber >= 0 {
			do(u)
		}
	}
}

func (g *grouping) root(n Node) Node {
	for g.parent[n] != n {
		g.parent[n] = g.parent[g.parent[n]]
		n = g.parent[n]
	}
	return n
}

// join makes one cluster of two; the smaller node stays root, so that the
// result does not depend on the order of joins.
func (g *grouping) join(a, b Node) {
	a, b = g.root(a), g.root(b)
	if a == b {
		return
	}
	if b < a {
		a, b = b, a
	}
	g.joined[a] = both(g.subscribers(a), g.subscribers(b))
	g.named[a] = g.bothStated(a, b)
	g.parts[a] = g.bothMembers(a, b)
	g.parent[b] = a
	delete(g.joined, b)
	delete(g.named, b)
	delete(g.parts, b)
}

// subscribers are those that the uses of a root's principals resolve to, ascending.
func (g *grouping) subscribers(root Node) []int32 {
	if subs, ok := g.joined[root]; ok {
		return subs
	}
	return g.subs.at(int32(root))
}

// principals adds the accounts (or their stand-ins) that a selector is tied to.
func (g *grouping) principals(to []Node, n Node) []Node {
	if g.parent[n] != None {
		to = insert(to, n)
	}
	for _, p := range g.tied.at(int32(n)) {
		if g.parent[p] != None {
			to = insert(to, p)
		}
	}
	return to
}

func (g *grouping) joinBy(t comity.SelectorType, may func(a, b Node) bool) {
	for i := range g.c.nodes {
		if g.c.nodes[i].selector.Type == t {
			g.found = g.principals(g.found[:0], Node(i))
			g.joinSharing(g.found, may)
		}
	}
}

// joinAll joins each principal to the first one before it that may be the same
// person's.
func (g *grouping) joinAll(principals []Node, may func(a, b Node) bool) {
	if len(principals) > tooCommon {
		return
	}
	for i, p := range principals {
		for _, q := range principals[:i] {
			if g.root(p) == g.root(q) || may(p, q) && !g.apart(p, q) {
				g.join(p, q)
				break
			}
		}
	}
}

// joinHolders joins the accounts paid with cards that issuers list under one
// name and date of birth.
func (g *grouping) joinHolders() {
	type holder struct {
		name nameID
		born string
	}
	by := map[holder][]Node{}
	var order []holder
	for i := range g.c.nodes {
		n := &g.c.nodes[i]
		if n.holder == noName || n.born == "" {
			continue
		}
		h := holder{n.holder, n.born}
		if by[h] == nil {
			order = append(order, h)
		}
		g.found = g.principals(g.found[:0], Node(i))
		by[h] = append(by[h], g.found...)
	}
	for _, h := range order {
		g.joinSharing(ascending(by[h]), g.sameCard)
	}
}

// joinNeighbours joins the accounts used from one connection in one name. Where it is
// no household's, they may be namesakes who are guests there, each with a line of their
// own; nobody is tied by a public one.
func (g *grouping) joinNeighbours() {
	for i, people := range g.people {
		here := g.at.at(int32(i))
		if g.public(int32(i)) || len(here) > tooCommon { // then none would be joined
			continue
		}
		several := g.generations(here, g.bornApart)
		g.joinAll(here, func(a, b Node) bool {
			return g.sameName(a, b) && g.oneBirth(a, b, several) && (people < crowdSize || g.nowhereElse(a, b)) && !g.handedApart(a, b)
		})
	}
}

// nowhereElse reports whether one of two accounts was used from no connection that the
// other was not used from as well.
func (g *grouping) nowhereElse(a, b Node) bool {
	as, bs := g.subs.at(int32(a)), g.subs.at(int32(b))
	if len(as) > len(bs) {
		as, bs = bs, as
	}
	return !slices.ContainsFunc(as, func(sub int32) bool {
		_, is := slices.BinarySearch(bs, sub)
		return !is
	})
}

// sameName: the accounts are in one name.
func (g *grouping) sameName(a, b Node) bool {
	return g.c.bestLikeness(g.c.nodes[a].users(), g.c.nodes[b].users()...) == same
}

// otherName: the accounts are in names that nothing shows to be one person's.
func (g *grouping) otherName(a, b Node) bool {
	as, bs := g.c.nodes[a].users(), g.c.nodes[b].users()
	return len(as) > 0 && len(bs) > 0 && !g.c.bestLikeness(as, bs...).agrees()
}

// public reports whether so many people use a connection that it ties nobody.
func (g *grouping) public(sub int32) bool { return g.people[sub] >= largeCrowd }

// sameMail: one e-mail address is one person's, unless two accounts under it
// were used from different connections or in different names: a reseller's.
func (g *grouping) sameMail(a, b Node) bool {
	return g.sameName(a, b) || g.shareConnection(a, b) != differ && !g.otherName(a, b)
}

// sameCard: a card in two accounts is one person's only where a connection says
// so. A thief types the victim's name, so names stated with the account do not
// count; names that a provider states do, and names that have nothing in common
// where the accounts share no more than where they were paid for (boughtFor). Where
// only one of the two resolves, the other may be a thief's: its user name or address
// has to bear the name. Where the holder had payments charged back to one and not to
// the other, the holder says whose the one is not.
func (g *grouping) sameCard(a, b Node) bool {
	switch g.shareConnection(a, b) {
	case agree:
		return !g.boughtFor(a, b)
	case silent:
		return g.denied(a) == g.denied(b) && g.sameName(a, b) && (g.resolves(a) == g.resolves(b) || g.resolves(a) && g.bears(b) || g.resolves(b) && g.bears(a))
	}
	return g.samePerson(a, b)
}

// denied reports whether a payment to the account was charged back.
func (g *grouping) denied(n Node) bool { return g.c.nodes[n].facts.chargebacks > 0 }

type agreement uint8

const (
	silent  agreement = iota // one of the two resolves to nothing
	agree                    // they were used from one connection
	differ                   // they were not
	unknown                  // they were used from public ones alone, of which one is the same
)

// shareConnection says what their connections say of two clusters. That both were used
// from a public one says nothing for them; that one was used from there, and not from
// the other's own, speaks against them as any other connection does.
func (g *grouping) shareConnection(a, b Node) agreement {
	sa, sb := g.subscribers(g.root(a)), g.subscribers(g.root(b))
	if len(sa) == 0 || len(sb) == 0 {
		return silent
	}
	if len(sa) > len(sb) {
		sa, sb = sb, sa
	}
	met := false
	for _, s := range sa {
		if _, found := slices.BinarySearch(sb, s); found {
			if !g.public(s) {
				return agree
			}
			met = true
		}
	}
	own := func(s int32) bool { return !g.public(s) }
	if met && !slices.ContainsFunc(sa, own) && !slices.ContainsFunc(sb, own) {
		return unknown
	}
	return differ
}

// resolves reports whether uses of the principal's cluster resolve to somebody.
func (g *grouping) resolves(n Node) bool { return len(g.subscribers(g.root(n))) > 0 }

// samePerson reports whether somebody who holds a connection of the one, public ones
// aside, is in name somebody who holds one of the other.
func (g *grouping) samePerson(a, b Node) bool {
	return slices.ContainsFunc(g.subscribers(g.root(a)), func(s int32) bool {
		p := g.holder(s)
		return p != noName && slices.ContainsFunc(g.subscribers(g.root(b)), func(t int32) bool {
			q := g.holder(t)
			return q != noName && likenessOf(&g.c.names[p], &g.c.names[q]) == same
		})
	})
}

// holder is who holds a connection; noName where it is a public one, or nobody says.
func (g *grouping) holder(sub int32) nameID {
	if p := g.c.subscribers[sub].person; p != noName && !g.public(sub) {
		return p
	}
	return noName
}

// collect numbers the clusters and lists what is in them.
func (g *grouping) collect() *clustering {
	number, is, n := make([]int32, len(g.parent)), make([]bool, len(g.parent)), int32(0)
	for i, p := range g.parent {
		if is[i] = p != None; !is[i] {
			continue
		}
		if root := g.root(Node(i)); root == Node(i) {
			number[i] = n
			n++
		} else {
			number[i] = number[root] // the root is smaller: it has its number
		}
	}
	return &clustering{
		tied: g.tied, number: number, is: is,
		principals: gather(int(n), func(put func(int32, Node)) {
			for i, p := range g.parent {
				if p != None {
					put(number[i], Node(i))
				}
			}
		}),
		uses: gather(int(n), func(put func(int32, int32)) {
			for i := range g.c.uses {
				if at := g.c.uses[i].Node; at != None {
					put(number[at], int32(i))
				}
			}
		}),
	}
}
