package message

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Name folds a nickname to what tells members apart: case, blanks and quotation marks go, letters of every script stay,
// so that Jörg and Jürg are two. Letters that were written in UTF-8 and read as windows-1252 are put right. Of a spelling
// that lost letters only what is ASCII is left.
func Name(name string) string {
	if plain(name) || strings.ContainsRune(name, utf8.RuneError) {
		return spoken(name)
	}
	name = norm.NFC.String(mended(name))
	folded := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || strings.ContainsRune("'\"`", r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	if folded == "" {
		return spoken(name)
	}
	return norm.NFC.String(folded)
}

// Lost reports what Name gives for spellings of a folded name that lost all letters outside ASCII, such as "jrg" of
// "jürg"; ok is false where it lost none, or so many that too little is left to know it by.
func Lost(folded string) (rest string, ok bool) {
	if plain(folded) {
		return "", false
	}
	rest = fold(folded)
	return rest, rest != "" && 2*len(rest) >= utf8.RuneCountInString(folded)
}

// mended undoes that UTF-8 was read as windows-1252.
func mended(s string) string {
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(out) {
		return s
	}
	return out
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
