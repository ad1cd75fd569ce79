package comity

import (
	"unicode"
	"unicode/utf8"
)

// none is what is no digit.
const none = 0xff

func digitOf(c byte) byte {
	if c -= '0'; c <= 9 {
		return c
	}
	return none
}

func hexOf(c byte) byte {
	if d := c - '0'; d <= 9 {
		return d
	}
	if d := c | 0x20 - 'a'; d <= 5 {
		return d + 10
	}
	return none
}

// digitAt is the value of the digit at i, of any script, or none, and how many
// bytes the character takes.
func digitAt(b []byte, i int) (d byte, n int) {
	if b[i] < utf8.RuneSelf {
		return digitOf(b[i]), 1
	}
	r, n := utf8.DecodeRune(b[i:])
	for _, t := range unicode.Nd.R16 {
		if r <= rune(t.Hi) {
			if r < rune(t.Lo) {
				return none, n
			}
			return byte((r - rune(t.Lo)) % 10), n // each script has ten of them, from zero
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r <= rune(t.Hi) {
			if r < rune(t.Lo) {
				return none, n
			}
			return byte((r - rune(t.Lo)) % 10), n
		}
	}
	return none, n
}

// separator is how many bytes at i may stand between groups of digits: 0 where
// none may. mark: it parts other things as well, such as the numbers of an address.
func separator(b []byte, i int) (n int, mark bool) {
	switch c := b[i]; {
	case c == '%':
		return encodedSeparator(b, i)
	case c < utf8.RuneSelf:
		return plainSeparator(c)
	}
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n == 1 {
		switch b[i] { // in windows-1252: a blank, a hyphen, dashes
		case 0xa0, 0xad, 0x96, 0x97:
			return 1, false
		}
		return 0, false
	}
	return n * between(r), marks(r)
}

func plainSeparator(c byte) (n int, mark bool) {
	switch c {
	case ' ', '-', '+': // in the query of a request a blank is a plus sign
		return 1, false
	case '.', '/', '_', '\t':
		return 1, true
	}
	return 0, false
}

// encodedSeparator is separator for the percent-encoded bytes of a character.
func encodedSeparator(b []byte, i int) (n int, mark bool) {
	var char [utf8.UTFMax]byte
	size := 0
	for size < len(char) && i+3*size+2 < len(b) && b[i+3*size] == '%' {
		hi, lo := hexOf(b[i+3*size+1]), hexOf(b[i+3*size+2])
		if hi == none || lo == none {
			break
		}
		char[size] = hi<<4 | lo
		if size++; utf8.FullRune(char[:size]) {
			break
		}
	}
	if size == 0 {
		return 0, false
	}
	if char[0] < utf8.RuneSelf {
		n, mark = plainSeparator(char[0])
		return 3 * n, mark
	}
	r, _ := utf8.DecodeRune(char[:size])
	return 3 * size * between(r), marks(r)
}

// between is 1 for what stands between groups beyond ASCII: room, dashes,
// characters without width, and marks; else 0.
func between(r rune) int {
	if unicode.In(r, unicode.Zs, unicode.Pd, unicode.Cf) || r == '−' || r == '＋' || marks(r) {
		return 1
	}
	return 0
}

func marks(r rune) bool {
	switch r {
	case '·', '•', '․', '∙', '．', '／', '＿':
		return true
	}
	return false
}
