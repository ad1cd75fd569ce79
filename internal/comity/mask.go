package comity

import (
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// A card number is written as 12 to 19 digits, in one piece or in groups.
const (
	minCard   = 12
	maxCard   = 19
	minLikely = 13 // shorter ones are rare, and telephone numbers are not
	longGroup = 4  // digits of each group but the last, where marks part them that part other things too
)

// Masking says which digits MaskCards takes for a card number.
type Masking uint8

// The maskings.
const (
	// MaskLikely takes 13 digits and more that begin as an issuer's number does and
	// end in the check digit of a card (ISO/IEC 7812-1, annex B): for text in which
	// cards are not expected.
	MaskLikely Masking = iota
	// MaskAll takes every 12 digits and more between which there is room, hyphens
	// or plus signs alone: for exhibits that hold cards, whose tables have mistyped
	// ones too. Other marks between digits part addresses and dates as well: across
	// them it takes what MaskLikely does.
	MaskAll
)

// MaskCards returns b with all digits of card numbers but the first six and the
// last four replaced by stars, each byte of a digit by one. Length and separators
// stay, so that places in b stay places in the result. b itself is returned where
// nothing is masked, and never changed.
func MaskCards(b []byte, how Masking) []byte {
	out := maskOnce(b, how)
	for range 8 { // what is left of two numbers may look like a third, and of that one like a fourth
		if len(b) == 0 || &out[0] == &b[0] || !HoldsCard(out) {
			break
		}
		out = maskOnce(out, MaskLikely)
	}
	return out
}

func maskOnce(b []byte, how Masking) []byte {
	var room [8]group
	out, s := b, scanner{b: b}
	for run := s.next(room[:0]); len(run) > 0; run = s.next(run[:0]) {
		if how == MaskAll {
			out = maskPlain(out, b, run)
		}
		var w window
		for w.likely(b, run) {
			out = mask(out, b, run[w.first:w.last], w.n)
		}
	}
	return out
}

// MaskText returns text with what is likely to be a card number replaced by its
// ends, as CardEnds writes them, however it is written; text itself where there
// is none. It is for values, in which places do not matter.
func MaskText(text string) string {
	b := unsafe.Slice(unsafe.StringData(text), len(text))
	if !HoldsCard(b) {
		return text
	}
	var out []byte
	s, done := scanner{b: b}, 0
	for run := s.next(nil); len(run) > 0; run = s.next(run[:0]) {
		var w window
		if !w.likely(b, run) {
			continue
		}
		out = append(append(out, b[done:run[w.first].from]...), endsOf(w.number[:w.n])...)
		done = run[w.last-1].to
		s.at = done
	}
	return string(MaskCards(append(out, b[done:]...), MaskLikely))
}

// endsOf are the first six and the last four digits.
func endsOf[T string | []byte](digits T) string {
	return string(digits[:6]) + "******" + string(digits[len(digits)-4:])
}

// CardNumber is the digits of the first number in text that is likely to be a
// card's; "" where there is none.
func CardNumber(text string) string {
	b := []byte(text)
	s := scanner{b: b}
	for run := s.next(nil); len(run) > 0; run = s.next(run[:0]) {
		var w window
		if w.likely(b, run) {
			return string(w.number[:w.n])
		}
	}
	return ""
}

// CardIn returns where in b the card number of the given digits is written;
// ok is false where it is not.
func CardIn(b []byte, digits string) (at int, ok bool) {
	var room [8]group
	s := scanner{b: b}
	for run := s.next(room[:0]); len(run) > 0; run = s.next(run[:0]) {
		var w window
		for w.next(b, run) {
			if string(w.number[:w.n]) == digits {
				return run[w.first].from, true
			}
		}
	}
	return 0, false
}

// HoldsCard reports whether b holds what is likely to be a card number.
func HoldsCard(b []byte) bool {
	var room [8]group
	s := scanner{b: b}
	for run := s.next(room[:0]); len(run) > 0; run = s.next(run[:0]) {
		var w window
		if w.likely(b, run) {
			return true
		}
	}
	return false
}

// cardDigits is the digits of text where all of it is likely to be one card number,
// however its groups are parted.
func cardDigits(text string) (digits string, ok bool) {
	b := []byte(text)
	s := scanner{b: b}
	run := s.next(nil)
	if len(run) == 0 || run[0].from != 0 || s.at != len(b) {
		return "", false
	}
	var w window
	for w.likely(b, run) {
		if w.last-w.first == len(run) {
			return string(w.number[:w.n]), true
		}
	}
	return "", false
}

// group is digits without anything between: bytes from to to.
type group struct {
	from, to, digits int
	marked           bool // what stands before it parts other things than groups of digits too
}

// scanner finds in b rows of digits that may be card numbers.
type scanner struct {
	b  []byte
	at int // b is read up to here
}

// next appends to run, which is empty, the next longest row of groups that has
// minCard digits or more; none where there are no more.
func (s *scanner) next(run []group) []group {
	for s.skip() {
		digits, marked := 0, false
		for {
			g := s.group()
			g.marked = marked
			run, digits = append(run, g), digits+g.digits
			at, mark, ok := s.between(g.to)
			s.at = g.to
			if !ok {
				break
			}
			s.at, marked = at, mark
		}
		if digits >= minCard {
			return run
		}
		run = run[:0]
	}
	return run
}

// skip goes to the next digit; false where there is none. Of a percent-encoded
// byte only the digits that end it may belong to what follows.
func (s *scanner) skip() bool {
	b, i := s.b, s.at
	for i < len(b) {
		switch c := b[i]; {
		case c-'0' <= 9:
			s.at = i
			return true
		case c == '%' && encoded(b, i+1) && digitOf(b[i+2]) == none:
			i += 3
		case c == '%' && encoded(b, i+1) && digitOf(b[i+1]) == none:
			i += 2
		case c < utf8.RuneSelf:
			i++
		default:
			d, n := digitAt(b, i)
			if d != none {
				s.at = i
				return true
			}
			i += n
		}
	}
	s.at = i
	return false
}

// group reads digits up to something else. Those that may end a percent-encoded
// byte are a group of their own: nobody knows whether they belong to what follows.
func (s *scanner) group() group {
	b, end := s.b, len(s.b)
	switch from := s.at; {
	case from >= 1 && b[from-1] == '%' && encoded(b, from):
		end = from + 2
	case from >= 2 && b[from-2] == '%' && encoded(b, from-1):
		end = from + 1
	}
	g := group{from: s.at, to: s.at}
	for g.to < end {
		n := 1
		if c := b[g.to]; c >= utf8.RuneSelf {
			var d byte
			if d, n = digitAt(b, g.to); d == none {
				break
			}
		} else if c-'0' > 9 {
			break
		}
		g.to, g.digits = g.to+n, g.digits+1
	}
	return g
}

// between goes over what may stand between two groups, from i; ok is false where
// no group follows. marked: it parts other things as well.
func (s *scanner) between(i int) (at int, marked, ok bool) {
	for i < len(s.b) {
		if s.b[i]-'0' <= 9 {
			return i, marked, true
		}
		n, mark := separator(s.b, i)
		if n == 0 {
			d, _ := digitAt(s.b, i)
			return i, marked, d != none
		}
		i, marked = i+n, marked || mark
	}
	return i, marked, false
}

// encoded reports whether two hexadecimal digits stand at i.
func encoded(b []byte, i int) bool {
	return i+1 < len(b) && hexOf(b[i]) != none && hexOf(b[i+1]) != none
}

// window is a part of a run that has as many digits as a card: the groups from
// first to last, the last excluded.
type window struct {
	first, last int
	n           int  // digits
	marked      bool // something parts the groups that parts other things too
	short       bool // a group but the last has less than longGroup digits
	number      [maxCard]byte
}

// next goes on, from a zero window, to the next such part of the run in b; false
// where there is none.
func (w *window) next(b []byte, run []group) bool {
	for w.first < len(run) {
		if w.last == len(run) || w.n+run[w.last].digits > maxCard {
			*w = window{first: w.first + 1, last: w.first + 1}
			continue
		}
		w.add(b, run)
		if w.n >= minCard {
			return true
		}
	}
	return false
}

// add takes in one more group.
func (w *window) add(b []byte, run []group) {
	g := run[w.last]
	if w.last > w.first {
		w.marked = w.marked || g.marked
		w.short = w.short || run[w.last-1].digits < longGroup
	}
	for i := g.from; i < g.to; w.n++ {
		d, n := digitAt(b, i)
		w.number[w.n], i = '0'+d, i+n
	}
	w.last++
}

// likely is next for those that are likely to be a card's number.
func (w *window) likely(b []byte, run []group) bool {
	for w.next(b, run) {
		number := w.number[:w.n]
		if (!w.marked || !w.short) && issued(number) && luhn(number) && !digest(b, run[w.first], run[w.last-1]) && !cited(b, run[w.first].from) {
			return true
		}
	}
	return false
}

// digest reports whether a number that begins with the first group and ends with
// the last stands inside the hexadecimal digits of a digest.
func digest(b []byte, first, last group) bool {
	const size = 32 // hexadecimal digits of the shortest digest
	for _, g := range [...]group{first, last} {
		from, to, letter := g.from, g.to, false
		for ; from > 0 && g.from-from < size && hexOf(b[from-1]) != none; from-- {
			letter = letter || digitOf(b[from-1]) == none
		}
		for ; to < len(b) && to-g.to < size && hexOf(b[to]) != none; to++ {
			letter = letter || digitOf(b[to]) == none
		}
		if letter && to-from >= size {
			return true
		}
	}
	return false
}

// cited reports whether the number at i is the offset in a citation: what stands
// before it, up to a colon, begins with a digest.
func cited(b []byte, i int) bool {
	const size, most = 64, 1024
	if i == 0 || b[i-1] != ':' {
		return false
	}
	from := i - 1
	for from > 0 && i-from < most && b[from-1] > ' ' && b[from-1] != '"' {
		from--
	}
	for j := range size {
		if from+j >= i || hexOf(b[from+j]) == none {
			return false
		}
	}
	return true
}

// maskPlain masks each part of a run of b that has as many digits as a card, or
// more, and no marks between its groups.
func maskPlain(out, b []byte, run []group) []byte {
	for from := 0; from < len(run); {
		to, digits := from, 0
		for to < len(run) && (to == from || !run[to].marked) {
			digits += run[to].digits
			to++
		}
		if digits >= minCard {
			out = mask(out, b, run[from:to], digits)
		}
		from = to
	}
	return out
}

// mask puts stars in out, which is b or a copy of it, in place of the digits of
// the groups but the first six and the last four, and returns the copy.
func mask(out, b []byte, groups []group, digits int) []byte {
	if &out[0] == &b[0] {
		out = append([]byte(nil), b...)
	}
	n := 0
	for _, g := range groups {
		for i := g.from; i < g.to; {
			_, size := digitAt(b, i)
			if n++; n > 6 && n <= digits-4 {
				for j := range size {
					out[i+j] = '*'
				}
			}
			i += size
		}
	}
	return out
}

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

// issued reports whether a number begins and is as long as those of card issuers
// (ISO/IEC 7812-1, and the ranges that the schemes publish). Instants, counted or
// written with the year in front, begin with 1 or 20; IMEI have 15 digits, and the
// numbers of SIM cards begin with 89: both end in the same check digit.
func issued(number []byte) bool {
	first, second := number[0], number[1]
	maestro := first == '6' || first == '5' && (second == '0' || second >= '6')
	switch len(number) {
	case 13:
		return first == '4' || maestro
	case 14: // Diners
		return first == '3' && (second == '0' || second == '6' || second >= '8') || maestro
	case 15: // American Express, airlines, and older ones of JCB and Diners
		return first == '3' && (second == '4' || second == '7') || first == '1' || maestro ||
			first == '2' && (string(number[:4]) == "2131" || string(number[:4]) == "2014" || string(number[:4]) == "2149")
	}
	switch first {
	case '0', '1':
		return false
	case '2': // Mastercard, Mir
		return second >= '2' && second <= '7'
	case '8':
		return second != '9'
	}
	return true
}

// luhn reports whether number is long enough to be likely a card's, and its last
// digit is the check digit of those before it.
func luhn(number []byte) bool {
	if len(number) < minLikely {
		return false
	}
	sum := 0
	for i := range number {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
