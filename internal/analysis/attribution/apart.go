package attribution

import "slices"

// What ties two accounts together says nothing of whose they are where the names
// stated with them say that they are two people's: a family pays with one card
// from one connection, and a reseller's customers have the reseller's address.

// apart reports whether the clusters of two principals are two people's: some
// account of the one and some account of the other cannot be one person's.
func (g *grouping) apart(a, b Node) bool {
	return slices.ContainsFunc(g.members(g.root(a)), func(p Node) bool {
		return slices.ContainsFunc(g.members(g.root(b)), func(q Node) bool { return g.twoPeople(p, q) })
	})
}

// members are the principals of a root's cluster.
func (g *grouping) members(root Node) []Node {
	if list, ok := g.member[root]; ok {
		return list
	}
	return []Node{root}
}

// twoPeople reports whether the names stated with two accounts themselves differ:
// who pays may be somebody else. Where they share a part, one date of birth says
// that it is one person called by several names.
func (g *grouping) twoPeople(a, b Node) bool {
	first, second := &g.c.nodes[a], &g.c.nodes[b]
	if len(first.names) == 0 || len(second.names) == 0 {
		return false
	}
	switch g.c.bestLikeness(first.names, second.names...) {
	case same:
		return false
	case family:
		return first.born == "" || first.born != second.born
	}
	return true
}
