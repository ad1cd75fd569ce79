package attribution

import "slices"

// What dates of birth tell of accounts in one name on one connection.

// oneBirth reports whether two accounts in one name on a connection may be one person's
// by the dates of birth. Where several are of that name there, an account that states no
// date is any of theirs.
func (g *grouping) oneBirth(a, b Node, several []Node) bool {
	if slices.Contains(several, a) || slices.Contains(several, b) {
		return g.bornTogether(a, b)
	}
	return !g.bornApart(a, b)
}

// generations are those of the accounts on a connection in whose name others there were
// born on other days, as a father and a son of one name are; ascending as the accounts are.
func (g *grouping) generations(here []Node) []Node {
	var apart []Node
	for i, p := range here {
		for _, q := range here[:i] {
			if g.bornApart(p, q) && g.sameName(p, q) {
				apart = append(apart, p)
				break
			}
		}
	}
	if len(apart) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(here), func(n Node) bool {
		return !slices.ContainsFunc(apart, func(p Node) bool { return g.sameName(n, p) })
	})
}

// bornApart reports whether the dates of birth stated with two accounts, or with
// the cards that paid for them, have none in common.
func (g *grouping) bornApart(a, b Node) bool {
	first, second := g.births(a), g.births(b)
	return len(first) > 0 && len(second) > 0 && !haveCommon(first, second)
}

// bornTogether reports whether they have one in common.
func (g *grouping) bornTogether(a, b Node) bool { return haveCommon(g.births(a), g.births(b)) }

func haveCommon(as, bs []string) bool {
	return slices.ContainsFunc(as, func(a string) bool { return slices.Contains(bs, a) })
}

func (g *grouping) births(n Node) []string {
	var out []string
	for _, m := range append([]Node{n}, g.tied.at(int32(n))...) {
		if born := g.c.nodes[m].born; born != "" {
			out = append(out, born)
		}
	}
	return out
}
