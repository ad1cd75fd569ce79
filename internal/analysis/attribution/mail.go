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
		return slices.ContainsFunc(nameWords(handle), n.stands)
	})
}

// stands reports whether the word is a part of the name that not many have: by itself, or
// with an initial or another part of the name before or behind it.
func (n *name) stands(word string) bool {
	word = spell(word)
	for i, p := range n.spelt {
		if len(p) < leastBorne || n.isUsual(i) {
			continue
		}
		for _, cut := range [...]func(string, string) (string, bool){strings.CutSuffix, strings.CutPrefix} {
			rest, is := cut(word, p)
			if is && (len(rest) <= 1 || rest != p && slices.Contains(n.spelt, rest)) {
				return true
			}
		}
	}
	return false
}
