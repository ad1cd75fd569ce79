package attribution

import (
	"slices"

	"comity/internal/comity"
)

// boughtFor reports whether one card paid for accounts of two clusters that are hardly one
// person's: whoever paid bought for somebody else. No two of their accounts may be two
// people's, for a third that says nothing would tie them.
func (g *grouping) boughtFor(a, b Node) bool {
	return slices.ContainsFunc(g.members(g.root(a)), func(p Node) bool {
		return slices.ContainsFunc(g.members(g.root(b)), func(q Node) bool { return g.twoBuyers(p, q) })
	})
}

// twoBuyers reports whether two accounts are in names that have nothing in common, and no
// private connection used both; or in names that do not say whether they are one person's,
// and neither was used where both were paid for, but each for some days elsewhere.
func (g *grouping) twoBuyers(a, b Node) bool {
	like := g.c.bestLikeness(g.c.nodes[a].users(), g.c.nodes[b].users()...)
	return g.handedApart(a, b) || like != same && !g.usedTogether(a, b) && (like.differs() || g.handedOut(a, b))
}

// handedApart reports whether one of two accounts was bought for another than who paid, and
// no private connection used both.
func (g *grouping) handedApart(a, b Node) bool {
	return (g.handed[a] || g.handed[b]) && !g.usedTogether(a, b)
}

// leastHanded is how many accounts that one card pays for, each at home in another place, are
// no one person's any more, whatever name is typed: nobody has three homes, an account for
// each, and pays from a fourth.
const leastHanded = 3

// markHanded marks the accounts that are such, card by card, and whatever else was opened or
// paid for where they were, and not used there: that it was one hand's work says of none of
// them who uses it.
func (g *grouping) markHanded() {
	g.handed = map[Node]bool{}
	for i := range g.c.nodes {
		if g.c.nodes[i].selector.Type != comity.SelectorCard {
			continue
		}
		g.found = g.principals(g.found[:0], Node(i))
		if len(g.found) < leastHanded || len(g.found) > tooCommon { // of more none is tied
			continue
		}
		homes := g.homesApart(g.found)
		if len(homes) < leastHanded {
			continue
		}
		for _, shop := range g.subs.at(int32(homes[0])) {
			if _, is := slices.BinarySearch(g.subs.at(int32(homes[1])), shop); is && !g.public(shop) {
				g.markOpenedAt(shop)
			}
		}
	}
}

// markOpenedAt marks what has to do with a connection and was not used from there.
func (g *grouping) markOpenedAt(shop int32) {
	for _, n := range g.at.at(shop) {
		if _, used := slices.BinarySearch(g.used.at(int32(n)), shop); !used {
			g.handed[n] = true
		}
	}
}

// homesApart are those of some accounts that were paid for in one place, and used for some days
// each in another.
func (g *grouping) homesApart(accounts []Node) (out []Node) {
	for _, n := range accounts {
		apart := func(m Node) bool { return g.handedOut(n, m) && g.meet(g.subs.at(int32(n)), g.subs.at(int32(m))) }
		if g.atHomeSomewhere(n) && !slices.ContainsFunc(out, func(m Node) bool { return !apart(m) }) {
			out = append(out, n)
		}
	}
	return out
}

// usedTogether reports whether some private connection used both accounts.
func (g *grouping) usedTogether(a, b Node) bool {
	return g.meet(g.used.at(int32(a)), g.used.at(int32(b)))
}

// handedOut reports whether each of two accounts was used on several days from private
// connections, and neither from one that both have to do with.
func (g *grouping) handedOut(a, b Node) bool {
	return g.atHomeSomewhere(a) && g.atHomeSomewhere(b) &&
		!g.meet(g.used.at(int32(a)), g.subs.at(int32(b))) && !g.meet(g.subs.at(int32(a)), g.used.at(int32(b)))
}

// meet reports whether two ascending lists of connections have a private one in common.
func (g *grouping) meet(as, bs []int32) bool {
	return slices.ContainsFunc(as, func(sub int32) bool {
		_, both := slices.BinarySearch(bs, sub)
		return both && !g.public(sub)
	})
}

// atHomeSomewhere reports whether an account was used on several days from one private connection.
func (g *grouping) atHomeSomewhere(n Node) bool {
	days := map[int32]*severalDays{}
	for _, i := range g.sessions.at(int32(n)) {
		u := &g.c.uses[i]
		d := days[u.Subscriber]
		if d == nil {
			d = &severalDays{}
			days[u.Subscriber] = d
		}
		if d.add(u.First); d.are() && !g.public(u.Subscriber) {
			return true
		}
	}
	return false
}

// members are the principals of a root's cluster, of one that is large the first to be tied.
func (g *grouping) members(root Node) []Node {
	if list, ok := g.parts[root]; ok {
		return list
	}
	return []Node{root}
}

// bothMembers is members for the cluster that two roots make.
func (g *grouping) bothMembers(a, b Node) []Node {
	out := append(slices.Clone(g.members(a)), g.members(b)...)
	return out[:min(len(out), tooCommon)]
}
