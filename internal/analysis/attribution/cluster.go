package attribution

import (
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// tooCommon is how many accounts may share one e-mail address or card before
// the selector ties nothing any more: info@, a prepaid card sold by the box, a
// reseller's own.
const tooCommon = 25

// cluster is a set of principals (accounts, or the selector that stands in for
// one) that the evidence ties to one person.
type cluster struct {
	principals []Node // ascending
	emails     []Node
	cards      []Node
	names      []string
	uses       []int // indices into Case.uses, ascending
	subs       []int32
}

// grouping is the state of one clustering.
type grouping struct {
	c      *Case
	parent []Node           // union-find over nodes; only principals are joined
	subs   map[Node][]int32 // per root: subscribers that uses resolve to, ascending
	tied   map[Node][]Node  // selector → principals, and principal → selectors; ascending
}

// clusters ties principals together: by e-mail address, by card, by the card's
// holder, by one name on one connection; each tie only where the connections do
// not speak against it.
func (c *Case) clusters() []*cluster {
	g := c.newGrouping()
	g.joinBy(comity.SelectorEmail, g.sameMail)
	g.joinBy(comity.SelectorCard, g.sameCard)
	g.joinHolders()
	g.joinNeighbours()
	return g.collect()
}

func (c *Case) newGrouping() *grouping {
	g := &grouping{c: c, parent: make([]Node, len(c.nodes)), subs: map[Node][]int32{}, tied: map[Node][]Node{}}
	for i := range g.parent {
		g.parent[i] = None
	}
	for i := range c.nodes {
		if c.nodes[i].selector.Type == comity.SelectorAccount {
			g.parent[i] = Node(i)
		}
	}
	for _, u := range c.uses {
		if u.Node == None {
			continue
		}
		g.parent[u.Node] = u.Node
		if u.Answer == crosscheck.Unique {
			g.subs[u.Node] = insert(g.subs[u.Node], u.Subscriber)
		}
	}
	for _, t := range c.ties {
		g.tied[t.a] = insert(g.tied[t.a], t.b)
		g.tied[t.b] = insert(g.tied[t.b], t.a)
	}
	return g
}

// insert puts v into the ascending list where it is not yet.
func insert[T int32 | Node](list []T, v T) []T {
	i, found := slices.BinarySearch(list, v)
	if found {
		return list
	}
	return slices.Insert(list, i, v)
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
	g.parent[b] = a
	for _, s := range g.subs[b] {
		g.subs[a] = insert(g.subs[a], s)
	}
	delete(g.subs, b)
}

// principals are the accounts (or their stand-ins) that a selector is tied to.
func (g *grouping) principals(n Node) []Node {
	out := make([]Node, 0, len(g.tied[n])+1)
	if g.parent[n] != None {
		out = append(out, n)
	}
	for _, p := range g.tied[n] {
		if g.parent[p] != None {
			out = insert(out, p)
		}
	}
	return out
}

func (g *grouping) joinBy(t comity.SelectorType, may func(a, b Node) bool) {
	for i := range g.c.nodes {
		if g.c.nodes[i].selector.Type == t {
			g.joinAll(g.principals(Node(i)), may)
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
			if g.root(p) == g.root(q) || may(p, q) {
				g.join(p, q)
				break
			}
		}
	}
}

// joinHolders joins the accounts paid with cards that issuers list under one
// name and date of birth.
func (g *grouping) joinHolders() {
	type holder struct{ name, born string }
	by := map[holder][]Node{}
	var order []holder
	for i := range g.c.nodes {
		n := &g.c.nodes[i]
		if n.holder == "" || n.born == "" {
			continue
		}
		h := holder{n.holder, n.born}
		if by[h] == nil {
			order = append(order, h)
		}
		for _, p := range g.principals(Node(i)) {
			by[h] = insert(by[h], p)
		}
	}
	for _, h := range order {
		g.joinAll(by[h], g.sameCard)
	}
}

// joinNeighbours joins the accounts used from one connection in one name.
func (g *grouping) joinNeighbours() {
	at := make([][]Node, len(g.c.subscribers))
	for _, u := range g.c.uses {
		if u.Node != None && u.Answer == crosscheck.Unique && len(at[u.Subscriber]) <= tooCommon {
			at[u.Subscriber] = insert(at[u.Subscriber], u.Node)
		}
	}
	for _, principals := range at {
		g.joinAll(principals, func(a, b Node) bool { return bestLikeness(g.names(a), g.names(b)) == same })
	}
}

// sameMail: one e-mail address is one person's, unless two accounts under it
// were used from different connections and in different names.
func (g *grouping) sameMail(a, b Node) bool {
	return g.shareConnection(a, b) != differ || bestLikeness(g.names(a), g.names(b)) == same
}

// sameCard: a card in two accounts is one person's only where a connection says
// so. A thief types the victim's name, so names stated with the account do not
// count; names that a provider states do.
func (g *grouping) sameCard(a, b Node) bool {
	switch g.shareConnection(a, b) {
	case agree:
		return true
	case silent:
		return bestLikeness(g.names(a), g.names(b)) == same
	}
	return bestLikeness(g.persons(a), g.persons(b)) == same
}

type agreement uint8

const (
	silent agreement = iota // one of the two resolves to nothing
	agree
	differ
)

func (g *grouping) shareConnection(a, b Node) agreement {
	sa, sb := g.subs[g.root(a)], g.subs[g.root(b)]
	if len(sa) == 0 || len(sb) == 0 {
		return silent
	}
	for _, s := range sa {
		if _, found := slices.BinarySearch(sb, s); found {
			return agree
		}
	}
	return differ
}

func (g *grouping) names(n Node) []string { return g.c.nodes[n].names }

func (g *grouping) persons(n Node) []string {
	var out []string
	for _, s := range g.subs[g.root(n)] {
		if p := g.c.subscribers[s].Person; p != "" {
			out = append(out, p)
		}
	}
	return out
}

// collect lists the clusters by their smallest principal.
func (g *grouping) collect() []*cluster {
	byRoot := make([]*cluster, len(g.parent))
	var out []*cluster
	for i, p := range g.parent {
		if p == None {
			continue
		}
		r := g.root(Node(i))
		if byRoot[r] == nil {
			byRoot[r] = &cluster{subs: g.subs[r]}
			out = append(out, byRoot[r])
		}
		g.addPrincipal(byRoot[r], Node(i))
	}
	for i, u := range g.c.uses {
		if u.Node != None {
			k := byRoot[g.root(u.Node)]
			k.uses = append(k.uses, i)
		}
	}
	return out
}

func (g *grouping) addPrincipal(k *cluster, n Node) {
	k.principals = append(k.principals, n)
	k.addNames(g.c.nodes[n].names)
	for _, t := range append([]Node{n}, g.tied[n]...) {
		switch g.c.nodes[t].selector.Type {
		case comity.SelectorEmail:
			k.emails = insert(k.emails, t)
		case comity.SelectorCard:
			k.cards = insert(k.cards, t)
		}
	}
}

func (k *cluster) addNames(names []string) {
	for _, n := range names {
		if !slices.Contains(k.names, n) {
			k.names = append(k.names, n)
		}
	}
}
