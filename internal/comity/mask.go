package comity

import "unsafe"

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
