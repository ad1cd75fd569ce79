package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// harmless returns s as a terminal may show it. Whoever wrote a log line could
// have put anything into it: control characters and escape sequences that
// repaint the screen, marks that reverse what is read, zero-width characters,
// bytes that are no text. Each of these is shown by its number, \xNN for a
// byte and \u{N} for a character. The exact bytes are a redirected
// `comity cat` away, so a backslash of the evidence itself is left alone.
func harmless[T string | []byte](text T) string {
	s := string(text)
	if plainASCII(s) {
		return s
	}
	var b strings.Builder
	marks := maxMarks
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1, r < utf8.RuneSelf && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case !visible(r), marks >= maxMarks && unicode.Is(unicode.M, r):
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

// visible reports whether r is drawn, and as itself: no control or formatting
// character, nothing that mere fonts leave out (Unicode's default ignorables),
// and no letter or sign that is drawn as a blank.
func visible(r rune) bool {
	switch r {
	case 0x2800, 0x3164, 0xffa0, 0x115f, 0x1160: // blank of braille, fillers of Hangul
		return false
	}
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// quote is s as a shell reads it back; what could act on the terminal is shown
// by its number.
func quote(s string) string {
	s = harmless(s)
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:,+@%=", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// harmlessLines is harmless with line ends kept, for records of several lines.
func harmlessLines[T string | []byte](text T) []string {
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i, l := range lines {
		lines[i] = harmless(strings.TrimSuffix(l, "\r"))
	}
	return lines
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// harmlessJSON writes characters that a terminal might act on as JSON's own
// escapes. In JSON they can stand inside strings only, so the value is the same.
func harmlessJSON(doc []byte) []byte {
	if plainASCII(string(doc)) {
		return doc
	}
	b := make([]byte, 0, len(doc)+64)
	for len(doc) > 0 {
		r, n := utf8.DecodeRune(doc)
		switch {
		case r == '\n' || visible(r):
			b = append(b, doc[:n]...)
		case r > 0xffff:
			r -= 0x10000
			b = fmt.Appendf(b, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		doc = doc[n:]
	}
	return b
}
