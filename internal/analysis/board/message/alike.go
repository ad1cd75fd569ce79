package message

import (
	"strings"
	"unicode/utf8"
)

// How much two texts have in common, in hundredths, before they may be two states of one message.
const (
	alikeFine = 40 // stamps of seconds: few people say two things in one moment
	alikeWide = 60 // stamps of minutes: many do
	cutFine   = 2  // letters of a text that was cut off
	cutWide   = 16
)

// alike reports whether a and b can be one text that was edited, cut, or quoted into in one of them.
func alike(a, b string, wide bool) bool {
	least, cut := alikeFine, cutFine
	if wide {
		least, cut = alikeWide, cutWide
	}
	return common(words(a), words(b), least, cut) || blotted(a, b, cut) || blotted(b, a, cut)
}

// common reports whether one of two folded texts begins or holds the other, or whether they have that much in common.
func common(a, b string, least, cut int) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if end := strings.TrimRight(a, ".[]<>"); len(end) >= cutFine {
		a = end // a cut is often marked
	}
	if len(a) >= cut && (strings.HasPrefix(b, a) || len(a) >= cutWide && strings.Contains(b, a)) {
		return true
	}
	return len(a) >= cut && shared(a, b) >= least
}

// blotted reports whether a is b, or its beginning, with question marks for letters outside ASCII: what an archive makes
// of a script that its encoding lacks. Most of such a text is lost, so length and what is left must fit in every place.
func blotted(a, b string, cut int) bool {
	if !strings.Contains(a, "?") || plain(b) {
		return false
	}
	a, b = letters(a), letters(b)
	lost, n := 0, 0
	for _, r := range b {
		if n == len(a) {
			break
		}
		c, size := utf8.DecodeRuneInString(a[n:])
		switch {
		case c == r:
		case c == '?' && r >= utf8.RuneSelf:
			lost++
		default:
			return false
		}
		n += size
	}
	return n == len(a) && lost >= cut
}

// shared is how many of the four-letter pieces of the longer text the shorter has too, in hundredths; by multiset.
func shared(a, b string) int {
	const n = 4
	if len(b) < n {
		return 0
	}
	pieces := make(map[string]int, len(b))
	for i := 0; i+n <= len(b); i++ {
		pieces[b[i:i+n]]++
	}
	common := 0
	for i := 0; i+n <= len(a); i++ {
		if pieces[a[i:i+n]] > 0 {
			pieces[a[i:i+n]]--
			common++
		}
	}
	return 100 * common / (len(b) - n + 1)
}
