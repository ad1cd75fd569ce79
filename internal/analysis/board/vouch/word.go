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
func words(text string) []word {
	out := make([]word, 0, len(text)/6)
	for lo := 0; lo < len(text); {
		hi, plain := span(text, lo)
		if hi == lo {
			_, n := utf8.DecodeRuneInString(text[lo:])
			lo += n
			continue
		}
		out = append(out, word{folded(text[lo:hi], plain), lo, hi})
		lo = hi
	}
	return out
}

// span is the end of the word that begins at lo, which is lo where none does; plain tells whether it is all ASCII.
func span(text string, lo int) (hi int, plain bool) {
	for hi, plain = lo, true; hi < len(text); {
		if c := text[hi]; c < utf8.RuneSelf {
			if !(c|32 >= 'a' && c|32 <= 'z' || c >= '0' && c <= '9') {
				break
			}
			hi++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[hi:])
		if !lettered(r) {
			break
		}
		hi, plain = hi+n, false
	}
	return hi, plain
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
