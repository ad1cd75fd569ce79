package comity

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Harmless returns text as a terminal or a page may show it. Whoever wrote a log line could
// have put anything into it: control characters and escape sequences that
// repaint the screen, marks that reverse what is read, zero-width characters,
// bytes that are no text. Each of these is shown by its number, \xNN for a
// byte and \u{N} for a character. The exact bytes are a redirected
// `comity cat` away, so a backslash of the evidence itself is left alone.
func Harmless[T string | []byte](text T) string {
	s := string(text)
	if PlainASCII(s) {
		return s
	}
	var b strings.Builder
	marks := maxMarks
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1, r < utf8.RuneSelf && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case !Visible(r), marks >= maxMarks && unicode.Is(unicode.M, r):
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteString(s[:n])
		}
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		s = s[n:]
	}
	return b.String()
}

// maxMarks is how many combining marks one character may bear: more of them
// are drawn over the lines above and below. The first character bears none.
const maxMarks = 4

// Visible reports whether r is drawn, and as itself: no control or formatting
// character, nothing that mere fonts leave out (Unicode's default ignorables),
// and no letter or sign that is drawn as a blank.
func Visible(r rune) bool {
	switch r {
	case 0x2800, 0x3164, 0xffa0, 0x115f, 0x1160: // blank of braille, fillers of Hangul
		return false
	}
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// PlainASCII reports whether every byte of s is drawn, and as itself, everywhere.
func PlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
