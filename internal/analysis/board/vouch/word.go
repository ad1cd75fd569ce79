package vouch

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/analysis/board/lexicon"
)

// word is one word of a text, as folded, and where it stands.
type word struct {
	text   string
	lo, hi int
}

// words cuts a text as lexicon.Words does, and keeps where each word stands.
func words(text string) (out []word) {
	for lo := 0; lo < len(text); {
		r, n := utf8.DecodeRuneInString(text[lo:])
		if !lettered(r) {
			lo += n
			continue
		}
		hi, plain := lo, true
		for hi < len(text) {
			r, n := utf8.DecodeRuneInString(text[hi:])
			if !lettered(r) {
				break
			}
			plain = plain && r < utf8.RuneSelf
			hi += n
		}
		out = append(out, word{folded(text[lo:hi], plain), lo, hi})
		lo = hi
	}
	return out
}

func lettered(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func folded(s string, plain bool) string {
	if plain {
		return strings.ToLower(s)
	}
	return strings.Join(lexicon.Words(s), "")
}
