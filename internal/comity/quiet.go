package comity

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Acts reports whether a terminal may act on r, or show another order than that of
// the text: controls, marks that reverse what is read, characters without width.
// The ranges are named here, because a newer table of Unicode's must not change
// the digest of a run.
func Acts(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e ||
		r >= 0x2066 && r <= 0x2069 || r == 0x61c || r == 0xfeff
}

// QuietJSON writes what a terminal acts on, and JSON lets through, as JSON's own
// escapes. In JSON it can stand inside strings only, so the value is the same.
func QuietJSON(doc []byte) []byte {
	acts := func(r rune) bool { return r >= 0x7f && Acts(r) } // JSON escapes the others itself
	if !bytes.ContainsFunc(doc, acts) {
		return doc
	}
	var b []byte
	for _, r := range string(doc) {
		if acts(r) {
			b = fmt.Appendf(b, `\u%04x`, r)
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
