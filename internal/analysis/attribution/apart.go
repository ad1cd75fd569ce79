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
	return slices.ContainsFunc(g.stated(g.root(a)), func(p Node) bool {
		return slices.ContainsFunc(g.stated(g.root(b)), func(q Node) bool { return g.twoPeople(p, q) })
	})
}

// stated are the principals of a root's cluster that say whose they are: one for
// each name and date of birth, for a cluster may have thousands of accounts.
func (g *grouping) stated(root Node) []Node {
	if list, ok := g.named[root]; ok {
		return list
	}
	if len(g.c.nodes[root].names) == 0 {
		return nil
	}
	return []Node{root}
}

// bothStated is stated for the cluster that two roots make.
func (g *grouping) bothStated(a, b Node) []Node {
	out := slices.Clone(g.stated(a))
	for _, n := range g.stated(b) {
		says := &g.c.nodes[n]
		if !slices.ContainsFunc(out, func(m Node) bool {
			return g.c.nodes[m].born == says.born && slices.Equal(g.c.nodes[m].names, says.names)
		}) {
			out = append(out, n)
		}
	}
	return out
}

// twoPeople reports whether the names stated with two accounts themselves differ, or
// cannot be compared: who pays may be somebody else. Where they share a part, one date
// of birth says that it is one person called by several names, and a name of one word
// leaves it open; where they cannot be compared, the date alone says it. People of one name
// who were born on different days, by their own accounts, are a father and a son.
func (g *grouping) twoPeople(a, b Node) bool {
	first, second := &g.c.nodes[a], &g.c.nodes[b]
	born := isBirth(first.born) && first.born == second.born
	switch g.c.bestLikeness(first.names, second.names...) {
	case same:
		return bornFarApart(first.born, second.born)
	case family, usualPart:
		return !born && (bornFarApart(first.born, second.born) || !g.c.oneSpelling(first.names, second.names))
	case untold:
		return !born
	}
	return true
}

// oneSpelling reports whether one of two names may be short for the other, as an initial
// and a surname is, and no two full names differ.
func (c *Case) oneSpelling(as, bs []nameID) (open bool) {
	for _, i := range as {
		for _, j := range bs {
			a, b := legible(&c.names[i], &c.names[j])
			words := min(len(a.parts), len(b.parts))
			if words == 0 {
				continue
			}
			some, differ, _ := shared(a, b)
			if words > 1 && differ {
				return false
			}
			open = open || words == 1 && some && !differ
		}
	}
	return open
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
	handle = plain(handle)
	return slices.ContainsFunc(names, func(name nameID) bool {
		return slices.ContainsFunc(c.names[name].parts, func(part string) bool { return len(part) >= 4 && strings.Contains(handle, part) })
	})
}
