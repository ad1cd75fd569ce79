package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/comity"
)

// harmless returns s as a terminal may show it: comity.Harmless.
func harmless[T string | []byte](text T) string { return comity.Harmless(text) }

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

// harmlessJSON writes characters that a terminal might act on as JSON's own
// escapes. In JSON they can stand inside strings only, so the value is the same.
func harmlessJSON(doc []byte) []byte {
	if comity.PlainASCII(string(doc)) {
		return doc
	}
	b := make([]byte, 0, len(doc)+64)
	for len(doc) > 0 {
		r, n := utf8.DecodeRune(doc)
		switch {
		case r == '\n' || comity.Visible(r):
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
