package attribution

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// likeness of two names of persons.
type likeness uint8

const (
	unlike likeness = iota
	family          // one part in common: perhaps one family
	same            // all parts of the shorter in the longer, two at least
)

// compareNames compares names whatever their order, case, punctuation and, in
// parts of five letters or more, one slip of the pen before the last letter:
// that one tells Mario from Maria.
func compareNames(a, b string) likeness {
	pa, pb := nameParts(a), nameParts(b)
	if cmp.Or(len(pa)-len(pb), slices.Compare(pa, pb)) > 0 {
		pa, pb = pb, pa // one order, so that the result is symmetric
	}
	common := 0
	for _, p := range pa {
		if i := slices.IndexFunc(pb, func(q string) bool { return samePart(p, q) }); i >= 0 {
			common++
			pb = slices.Delete(pb, i, i+1)
		}
	}
	switch {
	case common >= 2 && common == len(pa):
		return same
	case common >= 1:
		return family
	}
	return unlike
}

// nameParts are the words of two letters or more, in lower case.
func nameParts(s string) []string {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	return slices.DeleteFunc(parts, func(p string) bool { return len(p) < 2 })
}

func samePart(a, b string) bool {
	if a == b {
		return true
	}
	ra, rb := []rune(a), []rune(b)
	return len(ra) >= 5 && len(rb) >= 5 && oneSlip(ra, rb)
}

// oneSlip reports whether one letter changed, left out, put in, or two
// neighbours swapped, makes a into b (restricted Damerau distance 1), other than
// at the end.
func oneSlip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i < len(a)-1 && (slices.Equal(a[i+1:], b[i+1:]) ||
			a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]))
	case 1:
		return i < len(a) && slices.Equal(a[i:], b[i+1:])
	}
	return false
}

// bestLikeness is the greatest likeness between any two names of the lists.
func bestLikeness(as, bs []string) likeness {
	best := unlike
	for _, a := range as {
		for _, b := range bs {
			best = max(best, compareNames(a, b))
		}
	}
	return best
}
