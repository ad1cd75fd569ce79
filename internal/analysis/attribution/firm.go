package attribution

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed firm.txt
var firmWords string

// firms are words that stand in names of firms and public houses, and whether they stand
// in nobody's. The list is read once, when first asked for.
var firms = sync.OnceValue(func() map[string]bool { return readFirms(firmWords) })

func readFirms(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		for _, w := range strings.Fields(line) {
			w, people := strings.CutSuffix(w, "?")
			for _, spelt := range [...]string{w, plain(w)} {
				if len(spelt) > 1 {
					out[spelt] = !people && len(spelt) > 2
				}
			}
		}
	}
	return out
}

// isFirm reports whether a name is that of a firm, an office or a house open to guests,
// by its legal form or what it calls itself: a line of theirs is no household's. A form of
// two letters stands at the end; elsewhere they are somebody's initials. Of some words only
// sure says that the name may be a person's: Joana Sá, Ivanov A. D., Bar.
func (c *Case) isFirm(n nameID) (is, sure bool) {
	words := joinLetters(nameWords(c.names[n].text))
	for i, w := range words {
		if nobodys, known := firms()[w]; known && (len(w) > 2 || i == len(words)-1) {
			is, sure = true, sure || nobodys
		}
	}
	if _, known := firms()[lastWord(c.names[n].text)]; known { // ΑΕ, which is a letter where marks are left out
		is = true
	}
	return is, sure
}

// surelyFirm reports whether a name is that of a firm or a public house, and no person's.
func (c *Case) surelyFirm(n nameID) bool {
	_, sure := c.isFirm(n)
	return sure
}

// impersonal reports whether a name is that of a firm or a public house, or bears a number as
// no person's does: a firm without a legal form, or one of several of a house.
func (c *Case) impersonal(n nameID) bool {
	return c.surelyFirm(n) || strings.ContainsAny(c.names[n].text, "0123456789")
}

// likeHolder is the likeness of names to the name of who holds a connection. A firm has no
// family: a part of its name is its founders', a guest's or chance, like one that many have,
// and firm says that it is so. Whose full name stands in a firm's trades under it.
func (c *Case) likeHolder(names []nameID, person nameID) (like likeness, firm bool) {
	like = c.bestLikeness(names, person)
	if like < family || like == same && c.inFull(names, person) || !c.surelyFirm(person) {
		return like, false
	}
	return usualOther, true
}

// inFull reports whether one of the names stands in another in full.
func (c *Case) inFull(names []nameID, other nameID) bool {
	return slices.ContainsFunc(names, func(n nameID) bool {
		return len(c.names[n].parts) <= len(c.names[other].parts) && c.bestLikeness([]nameID{n}, other) == same
	})
}

// ofHolder reports whether one of the names may be the holder's or one of the holder's family.
func (c *Case) ofHolder(names []nameID, person nameID) bool {
	like, _ := c.likeHolder(names, person)
	return like >= family
}

// lastWord is the last word of a name as it is written, in lower case.
func lastWord(s string) string {
	s = strings.TrimSpace(s)
	return strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])
}

// joinLetters makes one word of words of one letter in a row: S.r.l. is three.
func joinLetters(words []string) []string {
	var out []string
	row := false
	for _, w := range words {
		one := len(w) == 1
		if one && row {
			out[len(out)-1] += w
		} else {
			out = append(out, w)
		}
		row = one
	}
	return out
}
