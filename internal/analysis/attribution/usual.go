package attribution

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// usual is how many names to one make a part of a name usual: then that two share
// it ties nobody to anybody, and does not make them strangers either. Where there are few names, nothing is.
const usual = 100

// markUsual finds the usual parts, and those that are given names: these tie no family.
func (c *Case) markUsual() {
	counts := map[string]int{}
	for i := range c.names {
		for _, p := range c.names[i].parts {
			counts[p]++
		}
	}
	c.borne = counts
	many := func(count int) bool { return len(c.names) >= 2*usual && count*usual > len(c.names) }
	begun := c.countBegun(func(part string) bool { return many(counts[part]) })
	given := c.givenNames()
	for i := range c.names {
		n := &c.names[i]
		own := c.ownGiven(nameID(i))
		n.usual, n.rare = make([]bool, len(n.parts)), make([]string, len(n.parts))
		for j, p := range n.parts {
			isGiven := given[p] || own[p]
			if n.usual[j] = isGiven || many(counts[p]); n.usual[j] && !isGiven {
				n.rare[j] = n.beginnings(j, func(letter rune) bool { return !many(begun[beginning{p, letter}]) })
			}
		}
	}
}

// beginning is a part of a name and the first letter of another word of it.
type beginning struct {
	part   string
	letter rune
}

// countBegun counts names by what they are beside a usual part: there are many Nowak, and few P. Nowak.
func (c *Case) countBegun(isUsual func(part string) bool) map[beginning]int {
	counts := map[beginning]int{}
	for i := range c.names {
		n := &c.names[i]
		for j, p := range n.parts {
			if isUsual(p) {
				for _, letter := range n.beginnings(j, func(rune) bool { return true }) {
					counts[beginning{p, letter}]++
				}
			}
		}
	}
	return counts
}

// beginnings are the first letters of the words of a name but part i, each once, that are such.
func (n *name) beginnings(i int, are func(rune) bool) string {
	out := ""
	add := func(word string) {
		if letter, _ := utf8.DecodeRuneInString(word); !strings.ContainsRune(out, letter) && are(letter) {
			out += string(letter)
		}
	}
	for j, p := range n.parts {
		if j != i {
			add(p)
		}
	}
	for _, w := range n.initials {
		add(w)
	}
	return out
}

// rareBeside are the first letters that are rare beside a part that both names have.
func (n *name) rareBeside(m *name, i, j int) (letters []string) {
	if i >= len(n.rare) || j >= len(m.rare) || n.script != m.script {
		return nil
	}
	for _, letter := range n.rare[i] {
		if strings.ContainsRune(m.rare[j], letter) {
			letters = append(letters, string(letter))
		}
	}
	return letters
}

// oneBegins reports whether what one name has besides is short for something that the other has,
// with one of these letters: P. for Paweł, Krzys. for Krzysztof; Jan is not short for Janina.
func oneBegins(as, bs, short, letters []string) bool {
	return len(letters) > 0 && slices.ContainsFunc(as, func(a string) bool {
		return slices.Contains(short, a) && slices.ContainsFunc(bs, func(b string) bool {
			return strings.HasPrefix(b, a) && slices.ContainsFunc(letters, func(l string) bool { return strings.HasPrefix(a, l) })
		})
	})
}

// familyOf tells apart what one part in common says. A usual one neither ties nor, by
// itself, tells apart; what else there is may.
func familyOf(a, b *name) likeness {
	_, differ, ties := shared(a, b)
	switch {
	case ties:
		return family
	case differ:
		return usualOther
	}
	return usualPart
}

// shared reports whether two names have a part in common, whether the rest of them
// differs, and whether a part that is not usual ties them.
func shared(a, b *name) (some, differ, ties bool) {
	pa, pb, alike := comparable(a, b)
	ina, inb := make([]bool, len(pa)), make([]bool, len(pb))
	var rare []string // first letters that are rare beside what is in common
	for i, p := range pa {
		for j, q := range pb {
			if alike(p, q) || kin(p, q) {
				some, ina[i], inb[j] = true, true, true
				ties = ties || !a.isUsual(i) && !b.isUsual(j)
				rare = append(rare, a.rareBeside(b, i, j)...)
			}
		}
	}
	as, bs := a.rest(pa, ina), b.rest(pb, inb)
	return some, restDiffers(as, bs), ties || oneBegins(as, bs, slices.Concat(a.initials, a.short), rare) || oneBegins(bs, as, slices.Concat(b.initials, b.short), rare)
}

// isUsual reports whether many names have part i.
func (n *name) isUsual(i int) bool { return i < len(n.usual) && n.usual[i] }

// rest are the initials, and the parts that are not in common.
func (n *name) rest(parts []string, common []bool) []string {
	out := slices.Clone(n.initials)
	for i, p := range parts {
		if !common[i] {
			out = append(out, p)
		}
	}
	return out
}

// restDiffers reports whether both names have something besides what they have in
// common, and none of it is the other's initial: Z. Horváth may be Zoltán, Jan is not.
func restDiffers(as, bs []string) bool {
	const initial = 2 // letters, as Χ. is Ch.
	for _, a := range as {
		for _, b := range bs {
			if min(len(a), len(b)) <= initial && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
				return false
			}
		}
	}
	return len(as) > 0 && len(bs) > 0
}
