package attribution

import (
	"slices"
	"strings"
)

// houseCard reports whether the accounts are in the name of another of the family of who holds
// the connection, a card of theirs is that one's by its issuer, and none the other's own: the
// records point to two of one house. A child takes a parent's card, and a wife pays with her husband's; which
// of them was there, and whether the other knew, no record tells. Who pays with a card of their
// own as well is the user, and the other card is lent.
func (w *weighing) houseCard() bool {
	person := w.person()
	if !w.known || w.mail || w.firm || w.like != family || !w.c.another(w.p.names, person) {
		return false
	}
	theirs := false
	for _, n := range w.p.cards {
		if w.c.cardOf(n, w.p.names) {
			return false
		}
		theirs = theirs || w.c.nodes[n].holder != noName && w.c.cardOf(n, []nameID{person})
	}
	return theirs
}

// another reports whether names are of somebody who shares one part with a person's and has
// another given name. One that may be the person's own, cut short or with a third part, is not.
func (c *Case) another(names []nameID, person nameID) bool {
	found := false
	for _, n := range names {
		a, b := legible(&c.names[n], &c.names[person])
		some, differ, _ := shared(a, b)
		if some && (!differ || severalShared(a, b)) {
			return false
		}
		found = found || some
	}
	return found
}

// severalShared reports whether two names have more than one part in common.
func severalShared(a, b *name) bool {
	pa, pb, alike := comparable(a, b)
	count := 0
	for _, p := range pa {
		if slices.ContainsFunc(pb, func(q string) bool { return alike(p, q) || kin(p, q) }) {
			count++
		}
	}
	return count > 1
}

// cardOf reports whether a card is in one of some names, as its issuer says or, where that is
// silent, as who paid with it typed.
func (c *Case) cardOf(card Node, names []nameID) bool {
	nd := &c.nodes[card]
	if nd.holder != noName {
		return c.bestLikeness(names, nd.holder) == same
	}
	return c.bestLikeness(names, nd.payers...) == same
}

// houseMail reports whether nothing but a card bears the subscriber's name, and an e-mail address
// of the accounts is another's of the house: elena.viola@ with Mario Viola's card on his line.
// The name of who pays says whose the card is; who used it chose the address.
func (w *weighing) houseMail() bool {
	person := w.person()
	if !w.known || w.mail || w.firm || w.like != same || slices.ContainsFunc(w.p.principals, func(n Node) bool {
		return w.c.bestLikeness(w.c.nodes[n].names, person) == same
	}) {
		return false
	}
	return slices.ContainsFunc(w.p.cards, func(n Node) bool { return w.c.cardOf(n, []nameID{person}) }) &&
		slices.ContainsFunc(w.p.emails, func(m Node) bool {
			handle, _, _ := strings.Cut(w.c.nodes[m].selector.Value, "@")
			return w.c.ofHouse(nameWords(handle), &w.c.names[person])
		})
}

// ofHouse reports whether the words of an address have one part of a name and, beside it, a part
// of other people's names or, before it, an initial that the name has not. What has a second part
// of the name, or its initial, is its bearer's.
func (c *Case) ofHouse(words []string, n *name) bool {
	another := false
	for i, p := range n.parts {
		if len(p) < leastBorne {
			continue
		}
		for j, word := range words {
			before, after, has := strings.Cut(word, p)
			if !has {
				continue
			}
			rest := append(slices.Clone(words[:j]), before)
			for k, r := range append(append(rest, after), words[j+1:]...) {
				switch {
				case r == "":
				case n.isOwn(i, r):
					return false
				case len(r) == 1 && k <= j || len(r) >= leastGivenLetters && c.borne[r] >= leastGiven:
					another = true
				}
			}
		}
	}
	return another
}

// leastGivenLetters is of how many letters a given name is at least: shorter ones stand in many
// words.
const leastGivenLetters = 3

// isOwn reports whether letters are another part of the name than part i, or an initial of one.
func (n *name) isOwn(i int, letters string) bool {
	if slices.Contains(n.initials, letters) {
		return true
	}
	for j, p := range n.parts {
		if j != i && (samePart(p, letters) || len(letters) == 1 && strings.HasPrefix(p, letters)) {
			return true
		}
	}
	return false
}
