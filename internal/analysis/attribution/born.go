package attribution

import "slices"

// What dates of birth tell of accounts in one name on one connection, or under one selector.

// oneBirth reports whether two accounts in one name on a connection may be one person's
// by the dates of birth. Where several are of that name there, an account that states no
// date is any of theirs.
func (g *grouping) oneBirth(a, b Node, several []Node) bool {
	if slices.Contains(several, a) || slices.Contains(several, b) {
		return g.bornTogether(a, b)
	}
	return !g.bornApart(a, b)
}

// oneStated is oneBirth for accounts under one selector: the dates are those stated with
// the accounts, for a card is as often a relative's.
func (g *grouping) oneStated(a, b Node, several []Node) bool {
	if !slices.Contains(several, a) && !slices.Contains(several, b) {
		return true
	}
	first, second := g.c.nodes[a].born, g.c.nodes[b].born
	return isBirth(first) && isBirth(second) && !bornFarApart(first, second)
}

// joinSharing is joinAll for the accounts under one selector.
func (g *grouping) joinSharing(principals []Node, may func(a, b Node) bool) {
	if several := g.twoGenerations(principals); len(several) > 0 {
		g.joinAll(principals, func(a, b Node) bool { return g.oneStated(a, b, several) && may(a, b) })
		return
	}
	g.joinAll(principals, may)
}

// twoGenerations are generations by the dates stated with the accounts, where they are no
// more than one person's can be.
func (g *grouping) twoGenerations(principals []Node) []Node {
	if len(principals) < 2 || len(principals) > tooCommon {
		return nil
	}
	return g.generations(principals, g.statedApart)
}

// statedApart reports whether two accounts themselves state dates of birth of two people.
func (g *grouping) statedApart(a, b Node) bool {
	return bornFarApart(g.c.nodes[a].born, g.c.nodes[b].born)
}

// generations are those of some accounts in whose name others of them were
// born on other days, as a father and a son of one name are; ascending as the accounts are.
func (g *grouping) generations(here []Node, apart func(a, b Node) bool) []Node {
	var dated []Node
	for i, p := range here {
		for _, q := range here[:i] {
			if apart(p, q) && g.sameName(p, q) {
				dated = append(dated, p)
				break
			}
		}
	}
	if len(dated) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(here), func(n Node) bool {
		return !slices.ContainsFunc(dated, func(p Node) bool { return g.sameName(n, p) })
	})
}

// bornApart reports whether the dates of birth stated with two accounts, or with
// the cards that paid for them, have none in common, or are two people's: the date of a card
// that both paid with is the one's or the other's.
func (g *grouping) bornApart(a, b Node) bool {
	if g.statedApart(a, b) {
		return true
	}
	first, second := g.births(a), g.births(b)
	return len(first) > 0 && len(second) > 0 && !haveCommon(first, second)
}

// bornTogether reports whether they have one in common, that of a card with which two of one
// name paid aside.
func (g *grouping) bornTogether(a, b Node) bool {
	if g.statedApart(a, b) {
		return false
	}
	paidByTwo := func(n Node) bool {
		return g.parent[n] == None && len(g.twoGenerations(g.principals(nil, n))) > 0
	}
	return haveCommon(g.birthsBut(a, paidByTwo), g.birthsBut(b, paidByTwo))
}

func haveCommon(as, bs []string) bool {
	if len(as) > few && len(bs) > few {
		as, bs = ascending(slices.Clone(as)), ascending(slices.Clone(bs))
		return slices.ContainsFunc(as, func(a string) bool { _, is := slices.BinarySearch(bs, a); return is })
	}
	return slices.ContainsFunc(as, func(a string) bool { return slices.Contains(bs, a) })
}

func (g *grouping) births(n Node) []string {
	return g.birthsBut(n, func(Node) bool { return false })
}

// birthsBut are births without those of some nodes.
func (g *grouping) birthsBut(n Node, but func(Node) bool) []string {
	var out []string
	for _, m := range append([]Node{n}, g.tied.at(int32(n))...) {
		if born := g.c.nodes[m].born; born != "" && !but(m) {
			out = append(out, born)
		}
	}
	return out
}
