package attribution

import (
	"slices"
	"strings"
)

// leastBorne is of how many letters a part of a name is at least that an address is taken to
// bear: shorter ones stand in many words.
const leastBorne = 4

// mailBears reports whether an e-mail address of the accounts, which nobody else's state, is in
// the name of who holds the claimed connection. People choose addresses from their own names,
// and give their own where they state no name, a made-up one, or that of a borrowed card. Who
// types another's address as well as another's name gains no more by it than by the name.
func (w *weighing) mailBears() bool {
	n := &w.c.names[w.person()]
	if len(n.parts) < 2 || w.ofFirm() {
		return false
	}
	return slices.ContainsFunc(w.p.emails, func(m Node) bool {
		if _, others := slices.BinarySearch(w.p.contested, m); others {
			return false
		}
		handle, _, _ := strings.Cut(w.c.nodes[m].selector.Value, "@")
		return slices.ContainsFunc(nameWords(handle), func(word string) bool {
			word = spell(word)
			return n.stands(word) && !w.namesUser(word)
		})
	})
}

// namesUser reports whether the word is a part of a name stated with the accounts: then it is
// in that name, and the subscriber's letters in it are chance.
func (w *weighing) namesUser(word string) bool {
	return slices.ContainsFunc(w.p.names, func(n nameID) bool { return slices.Contains(w.c.names[n].spelt, word) })
}

// mailHeld reports whether an issuer vouches for the name that is stated with the accounts
// whose address is in the subscriber's: it is no made-up one, and its bearer is not of the
// subscriber's name. Whoever opened the accounts typed the address; a card speaks against who
// types another's name, and against who types another's address it says nothing.
func (w *weighing) mailHeld() bool {
	return w.mail && w.p.held == same && !w.c.ofHolder(w.p.holders, w.person())
}

// stands reports whether the word, as spell gives it, is a part of the name that not many have:
// by itself, or with another part of the name or its initial before or behind it. Any other
// letter makes another word of it: Price is not Rice, nor Browne Brown.
func (n *name) stands(word string) bool {
	for i, p := range n.spelt {
		if len(p) < leastBorne || n.isUsual(i) {
			continue
		}
		for _, cut := range [...]func(string, string) (string, bool){strings.CutSuffix, strings.CutPrefix} {
			rest, is := cut(word, p)
			if is && (rest == "" || n.besides(i, rest)) {
				return true
			}
		}
	}
	return false
}

// besides reports whether letters are another part of the name than part i, or its initial.
func (n *name) besides(i int, letters string) bool {
	if len(letters) == 1 && slices.Contains(n.initials, letters) {
		return true
	}
	for j, p := range n.spelt {
		if j != i && (letters == p || len(letters) == 1 && (p[:1] == letters || n.parts[j][:1] == letters)) {
			return true
		}
	}
	return false
}
