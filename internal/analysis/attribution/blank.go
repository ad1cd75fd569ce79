package attribution

import (
	"slices"
	"strings"
	"unicode"
)

// blankWords are words that stand where a name is asked for and name nobody: what cards are
// embossed with that were sold to nobody in particular, what forms are filled in with, and what
// providers write for a telephone that nobody registered. Sorted.
var blankWords = []string{
	"anonym", "anonymous", "bearer", "cadeau", "card", "cardholder", "carta", "carte", "cliente", "customer", "gift", "holder", "karte", "karteninhaber", "kunde",
	"member", "noname", "none", "null", "prepagata", "prepago", "prepaid", "prepay", "prepayee", "recipient", "regalo", "tarjeta", "test", "tester", "titolare", "titular", "unbekannt", "unknown", "unregistered", "valued",
}

// blankAsNames are those of them that are somebody's name as well: alone they are no sign.
var blankAsNames = []string{"bearer", "card", "gift", "holder", "kunde", "member", "prepago", "regalo", "tester", "titular", "valued"}

// namesNobody reports whether a text that stands for a name is none: each of its words is one
// of these, or one letter again and again.
func namesNobody(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 || len(words) == 1 && slices.Contains(blankAsNames, words[0]) {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		_, is := slices.BinarySearch(blankWords, w)
		return !is && !repeats(w)
	})
}

// repeats reports whether a word is one letter again and again, as fingers type it: xx, aaaa.
func repeats(w string) bool {
	letters := []rune(w)
	return len(letters) > 1 && len(letters) <= 8 && !slices.ContainsFunc(letters, func(r rune) bool { return r != letters[0] })
}
