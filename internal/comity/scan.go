package comity

import (
	"unicode/utf8"
)

// A card number is written as 12 to 19 digits, in one piece or in groups.
const (
	minCard   = 12
	maxCard   = 19
	minLikely = 13 // shorter ones are rare, and telephone numbers are not
	longGroup = 4  // digits of each group but the last, where marks part them that part other things too
)

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
