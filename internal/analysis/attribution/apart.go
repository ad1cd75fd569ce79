package attribution

import (
	"slices"
	"strings"
	"unicode"

	"comity/internal/comity"
)

// What ties two accounts together says nothing of whose they are where something
// else says that they are two people's: a family pays with one card from one
// connection, and a reseller's customers have the reseller's address.

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

// twoPeople compares what is stated with two accounts themselves; who pays may be
// somebody else. Names that differ in a part are two people's, unless one date of
// birth says that somebody is called by several names. Where one of the two states
// none, their user names and addresses may still bear different given names.
func (g *grouping) twoPeople(a, b Node) bool {
	na, nb := &g.c.nodes[a], &g.c.nodes[b]
	if len(na.names) > 0 && len(nb.names) > 0 {
		like := g.c.bestLikeness(na.names, nb.names...)
		return like == unlike || like == family && (na.born == "" || na.born != nb.born)
	}
	return g.namedApart(a, b) || g.namedApart(b, a)
}

// namedApart reports whether a's user name and addresses bear given names, and
// none of them is a part of b's name or, where none is stated, borne by b's.
func (g *grouping) namedApart(a, b Node) bool {
	of := g.handles(a, b)
	if len(of) == 0 {
		return false
	}
	var other []string
	for _, n := range g.c.nodes[b].names {
		other = append(other, g.c.names[n].parts...)
	}
	if len(other) == 0 {
		other = g.handles(b, a)
	}
	return len(other) > 0 && !slices.ContainsFunc(of, func(part string) bool {
		return slices.ContainsFunc(other, func(q string) bool { return samePart(part, q) })
	})
}

// handles are the given names in an account's user name and in its addresses,
// but for addresses that account b has as well.
func (g *grouping) handles(a, b Node) []string {
	list := g.c.givenNames(nil, g.c.nodes[a].handle())
	for _, n := range g.tied.at(int32(a)) {
		if s := &g.c.nodes[n]; s.selector.Type == comity.SelectorEmail && n != b {
			if _, both := slices.BinarySearch(g.tied.at(int32(b)), n); !both {
				list = g.c.givenNames(list, s.handle())
			}
		}
	}
	return list
}

// handle is what the user chose: an account's name at its site, an address's
// local part; "" for a card.
func (n *node) handle() string {
	switch n.selector.Type {
	case comity.SelectorAccount:
		_, user, _ := strings.Cut(n.selector.Value, ":")
		return user
	case comity.SelectorEmail:
		local, _, _ := strings.Cut(n.selector.Value, "@")
		return local
	}
	return ""
}

// givenNames adds the words of a handle that are usual parts of names in the case.
func (c *Case) givenNames(to []string, handle string) []string {
	for _, word := range strings.FieldsFunc(strings.ToLower(handle), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if c.given[word] {
			to = append(to, word)
		}
	}
	return to
}
