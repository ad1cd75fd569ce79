package comity

// A card number is written as 12 to 19 digits with blanks or hyphens between;
// in the query of a request a blank is a plus sign.
const (
	minCard   = 12
	maxCard   = 19
	minLikely = 13 // shorter ones are rare, and telephone numbers are not
)

// Masking says which digits MaskCards takes for a card number.
type Masking uint8

// The maskings.
const (
	// MaskLikely takes 13 digits and more that end in the check digit of a card
	// (ISO/IEC 7812-1, annex B): for text in which cards are not expected.
	MaskLikely Masking = iota
	// MaskAll takes every 12 digits and more: for exhibits that hold cards, whose
	// tables have mistyped ones too.
	MaskAll
)

// MaskCards returns b with all digits of card numbers but the first six and the
// last four replaced by stars. Length and separators stay, so that places in b
// stay places in the result. b itself is returned where nothing is masked, and
// never changed.
func MaskCards(b []byte, how Masking) []byte {
	out := b
	mask := func(groups []group, digits int) {
		if &out[0] == &b[0] {
			out = append([]byte(nil), b...)
		}
		n := 0
		for _, g := range groups {
			for i := g.from; i < g.to; i++ {
				if n++; n > 6 && n <= digits-4 {
					out[i] = '*'
				}
			}
		}
	}
	eachRun(b, func(run []group, digits int) bool {
		if how == MaskAll {
			mask(run, digits)
			return true
		}
		eachWindow(b, run, func(w []group, number []byte) bool {
			if luhn(number) {
				mask(w, len(number))
			}
			return true
		})
		return true
	})
	return out
}

// CardIn returns where in b the card number of the given digits is written;
// ok is false where it is not.
func CardIn(b []byte, digits string) (at int, ok bool) {
	eachRun(b, func(run []group, _ int) bool {
		return eachWindow(b, run, func(w []group, number []byte) bool {
			if string(number) == digits {
				at, ok = w[0].from, true
			}
			return !ok
		})
	})
	return at, ok
}

// HoldsCard reports whether b holds what is likely to be a card number.
func HoldsCard(b []byte) (found bool) {
	eachRun(b, func(run []group, _ int) bool {
		return eachWindow(b, run, func(_ []group, number []byte) bool {
			found = luhn(number)
			return !found
		})
	})
	return found
}

// group is digits without anything between: b[from:to].
type group struct{ from, to int }

// eachRun calls each with every longest row of groups that only blanks, hyphens
// and plus signs part, where it has minCard digits or more, until each returns false.
func eachRun(b []byte, each func(run []group, digits int) bool) {
	var room [8]group
	for i := 0; i < len(b); {
		if !digit(b[i]) {
			i++
			continue
		}
		run, digits := room[:0], 0
		for i < len(b) && digit(b[i]) {
			g := group{from: i}
			for i < len(b) && digit(b[i]) {
				i++
			}
			g.to = i
			run, digits = append(run, g), digits+g.to-g.from
			next := i
			for next < len(b) && (b[next] == ' ' || b[next] == '-' || b[next] == '+') {
				next++
			}
			if next == len(b) || !digit(b[next]) {
				break
			}
			i = next
		}
		if digits >= minCard && !each(run, digits) {
			return
		}
	}
}

// eachWindow calls each with every part of a run that has as many digits as a
// card, and with those digits, until each returns false; then it does as well.
func eachWindow(b []byte, run []group, each func(w []group, number []byte) bool) bool {
	var room [maxCard]byte
	for i := range run {
		number := room[:0]
		for j := i; j < len(run); j++ {
			g := run[j]
			if len(number)+g.to-g.from > maxCard {
				break
			}
			number = append(number, b[g.from:g.to]...)
			if len(number) >= minCard && !each(run[i:j+1], number) {
				return false
			}
		}
	}
	return true
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

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
