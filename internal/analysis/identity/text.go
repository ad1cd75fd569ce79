package identity

import (
	"math/bits"
	"unicode/utf8"
)

// longest is how many characters of a text are compared.
const longest = 64

// one is certainty as a likeness while it is computed.
const one = 1_000_000_000

// text is a value and what tells quickly that it is unlike another.
type text struct {
	s     string
	mask  uint64 // of the characters in it, folded into 63 bits; the last bit says that all are ASCII
	count int    // characters
}

const asciiBit = 1 << 63

func newText(s string) text {
	t := text{s: s, count: utf8.RuneCountInString(s), mask: asciiBit}
	for _, r := range s {
		if r >= utf8.RuneSelf {
			t.mask &^= asciiBit
		}
		t.mask |= 1 << (uint32(r) % 63)
	}
	return t
}

// common is the most characters that two texts can share: each that one has and
// the other lacks shares nothing.
func (t *text) common(o *text) int {
	return min(t.count-bits.OnesCount64(t.mask&^o.mask&^asciiBit), o.count-bits.OnesCount64(o.mask&^t.mask&^asciiBit))
}

// likeness is Likeness, or 0 where it is certain to stay below least. The
// shorter text goes first: partners are sought from the left, and which text
// seeks can matter.
func likeness(a, b *text, least int) int {
	if a.count > b.count || a.count == b.count && a.s > b.s {
		a, b = b, a
	}
	m := a.common(b)
	if m <= 0 {
		return 0
	}
	j := (m*one/a.count + m*one/b.count + one) / 3
	prefix := 0
	for n := min(4, len(a.s), len(b.s)); prefix < n && a.s[prefix] == b.s[prefix]; {
		prefix++
	}
	if j+prefix*(one-j)/10 < least*(one/1000)-one/1_000_000 {
		return 0
	}
	if a.mask&b.mask&asciiBit != 0 {
		return winkler(a.s, b.s, jaroASCII(a.s, b.s))
	}
	var ra, rb [longest]rune
	x, y := runes(a.s, &ra), runes(b.s, &rb)
	return winkler(string(x), string(y), jaro(x, y))
}

// Likeness is the similarity of Winkler (1990) after Jaro (1989), in
// thousandths, rounded down where it does not end on one: 1000 for equal texts, 0 for texts without anything
// in common. The common prefix counts up to four bytes at a scale of 0.1, where
// the similarity of Jaro is above 0.7. Of each text the first 64 characters
// count. Integers only: thresholds fall the same way on every machine.
func Likeness(a, b string) int {
	x, y := newText(clip(a)), newText(clip(b))
	return likeness(&x, &y, 0)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// runes writes the first characters of s to buf.
func runes(s string, buf *[longest]rune) []rune {
	n := 0
	for _, r := range s {
		if n == longest {
			break
		}
		buf[n] = r
		n++
	}
	return buf[:n]
}

// winkler raises the similarity j of Jaro by the common prefix.
func winkler(a, b string, j int) int {
	if j > one*7/10 {
		n := 0
		for n < min(4, len(a), len(b)) && a[n] == b[n] {
			n++
		}
		j += n * (one - j) / 10
	}
	return (j + one/2_000_000) / (one / 1000) // what was cut off in dividing
}

// jaroASCII is jaro for texts of at most 64 ASCII characters, with a bit for
// each position (Hyyrö's way, as in RapidFuzz).
func jaroASCII(a, b string) int {
	var at [utf8.RuneSelf]uint64 // positions in b of each character
	for k := range len(b) {
		at[b[k]&127] |= 1 << k
	}
	window := max(0, max(len(a), len(b))/2-1)
	var inA, inB uint64
	for i := range len(a) {
		near := span(i-window, i+window)
		if free := at[a[i]&127] & near &^ inB; free != 0 {
			inA |= 1 << i
			inB |= free & -free
		}
	}
	m, t := bits.OnesCount64(inA), 0
	for x, y := inA, inB; x != 0; x, y = x&(x-1), y&(y-1) {
		if a[bits.TrailingZeros64(x)&63] != b[bits.TrailingZeros64(y)&63] {
			t++
		}
	}
	return similarity(m, t/2, len(a), len(b))
}

// span is the bits from lo to hi, as far as there are such.
func span(lo, hi int) uint64 {
	s := ^uint64(0) << max(0, lo)
	if hi < 63 {
		s &= 1<<(hi+1) - 1
	}
	return s
}

// similarity is Jaro's of m partners, t of them crossed.
func similarity(m, t, a, b int) int {
	if m == 0 {
		return 0
	}
	return (m*one/a + m*one/b + (m-t)*one/m) / 3
}

// jaro is the similarity of Jaro.
func jaro(a, b []rune) int {
	window := max(0, max(len(a), len(b))/2-1)
	var inA, inB uint64 // which characters found a partner
	m := 0
	for i, c := range a {
		for k := max(0, i-window); k <= min(len(b)-1, i+window); k++ {
			if b[k] == c && inB&(1<<k) == 0 {
				inA |= 1 << i
				inB |= 1 << k
				m++
				break
			}
		}
	}
	return similarity(m, crossings(a, b, inA, inB)/2, len(a), len(b))
}

// crossings counts partners that stand in another order.
func crossings(a, b []rune, inA, inB uint64) (n int) {
	for ; inA != 0; inA, inB = inA&(inA-1), inB&(inB-1) {
		if a[bits.TrailingZeros64(inA)] != b[bits.TrailingZeros64(inB)] {
			n++
		}
	}
	return n
}
