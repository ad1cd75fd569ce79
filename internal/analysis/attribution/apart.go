package attribution

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

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

// bears reports whether the account's user name, or an address stated with it,
// holds a part of a name of its user, of four letters or more.
func (g *grouping) bears(n Node) bool {
	users := g.c.nodes[n].users()
	return g.c.handleNames(n, users) || slices.ContainsFunc(g.tied.at(int32(n)), func(t Node) bool { return g.c.handleNames(t, users) })
}

// handleNames reports whether what a user chose, an account's name at its site or
// an address's local part, holds a part of one of the names, of four letters or more.
func (c *Case) handleNames(n Node, names []nameID) bool {
	var handle string
	switch s := &c.nodes[n].selector; s.Type {
	case comity.SelectorAccount:
		_, handle, _ = strings.Cut(s.Value, ":")
	case comity.SelectorEmail:
		handle, _, _ = strings.Cut(s.Value, "@")
	}
	return slices.ContainsFunc(names, func(name nameID) bool {
		return slices.ContainsFunc(c.names[name].parts, func(part string) bool { return len(part) >= 4 && strings.Contains(handle, part) })
	})
}
