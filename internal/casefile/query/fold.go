package query

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// fold appends text to dst with each letter replaced by the first of those that
// differ from it in case only (Unicode's simple folding). Each character stays
// one character, and a byte that is no text stays as it is.
func fold(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, c)
		} else {
			dst = utf8.AppendRune(dst, first(r))
		}
		i += n
	}
	return dst
}

// first is the lowest of the characters that fold together with r.
func first(r rune) rune {
	low := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		low = min(low, next)
	}
	return low
}

// unfold is the offset in text of what lies at offset at of its folded form.
func unfold(text, folded []byte, at int) int {
	i := 0
	for range utf8.RuneCount(folded[:at]) {
		_, n := utf8.DecodeRune(text[i:])
		i += n
	}
	return i
}

// Holds reports whether text holds the folded mark, whatever its case.
func (m *Matcher) Holds(text, mark []byte) bool {
	m.folded = fold(m.folded[:0], text)
	return bytes.Contains(m.folded, mark)
}
