package comity

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
