package attribution

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// compareParts compares names by their parts, whatever their order and, in
// parts of five letters or more, one slip of the pen before the last letter:
// that one tells Mario from Maria.
func compareParts(pa, pb []string, alike func(p, q string) bool) likeness {
	if len(pa) > len(pb) || len(pa) == len(pb) && slices.Compare(pa, pb) > 0 {
		pa, pb = pb, pa // one order, so that the result is symmetric
	}
	var room [16]bool
	taken := append(room[:0], make([]bool, len(pb))...)
	common := 0
	for _, p := range pa {
		for i, q := range pb {
			if !taken[i] && alike(p, q) {
				taken[i] = true
				common++
				break
			}
		}
	}
	switch {
	case common >= 2 && common == len(pa):
		return same
	case common >= 1 || shareKin(pa, pb):
		return family
	}
	return unlike
}

// nameParts are the words of two letters or more, in lower case, without marks, and
// in Latin letters where there is one way into them: case, punctuation and what a
// keyboard lacks do not tell names apart. A letter that the writer's code lacked is
// lostLetter; lost says that of some word hardly any letter is left.
func nameParts(s string) (parts []string, lost bool) { return partsOf(nameWords(s)) }

// mostWords is how many words of a name are looked at: nobody has more.
const mostWords = 32

// nameWords are the words of a name, those of one letter included.
func nameWords(s string) []string {
	s = strings.ReplaceAll(plain(s), string(utf8.RuneError), string(lostLetter))
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != lostLetter })
	return words[:min(len(words), mostWords)]
}

// partsOf are those of two letters or more; where letters are lost, three have to be
// left, and half: fewer fit too many people. A mark that stands alone is punctuation.
func partsOf(words []string) (parts []string, lost bool) {
	for _, w := range words {
		gone := strings.Count(w, string(lostLetter))
		switch left := len(w) - gone; {
		case gone > 0 && left < max(3, gone):
			lost = lost || len(w) > 1
		case len(w) > 1:
			parts = append(parts, w)
		}
	}
	return parts, lost
}

// shortened are the parts of a name that are written with a dot behind them.
func shortened(name string, parts []string) (out []string) {
	if !strings.Contains(name, ".") {
		return nil
	}
	for _, upTo := range strings.SplitAfter(plain(name), ".") {
		words := nameWords(upTo)
		if len(words) == 0 || !strings.HasSuffix(upTo, words[len(words)-1]+".") {
			continue
		}
		if w := words[len(words)-1]; slices.Contains(parts, w) {
			out = append(out, w)
		}
	}
	return out
}

// lostLetter is what programs write for a letter that their code lacks.
const lostLetter = '?'

// plain is s in lower case, its letters without marks, and without what stands for
// them where a keyboard lacks them: Müller, Mueller and Muller are one.
func plain(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		s = romanised.Replace(strings.Map(unmarked, norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss"))))
	}
	if !strings.ContainsAny(s, "ao") && !strings.Contains(s, "ue") {
		return s
	}
	for _, two := range [...]string{"ae", "oe", "ue", "aa"} {
		s = strings.ReplaceAll(s, two, two[:1])
	}
	return s
}

// unmarked drops marks, and gives letters that have none their plain one.
func unmarked(r rune) rune {
	switch {
	case unicode.Is(unicode.Mn, r):
		return -1
	case r == 'ø' || r == 'œ':
		return 'o'
	case r == 'æ':
		return 'a'
	case r == 'ł':
		return 'l'
	case r == 'đ':
		return 'd'
	case r == 'ı':
		return 'i'
	}
	return r
}

func samePart(a, b string) bool {
	if a == b || withLost(a, b) || withLost(b, a) {
		return true
	}
	if min(len(a), len(b)) < 5 || max(len(a)-len(b), len(b)-len(a)) > utf8.UTFMax {
		return false // spares the work below: no single slip does that
	}
	if isASCII(a) && isASCII(b) {
		return oneSlip([]byte(a), []byte(b))
	}
	ra, rb := []rune(a), []rune(b)
	return len(ra) >= 5 && len(rb) >= 5 && oneSlip(ra, rb)
}

// isASCII reports whether each byte is a letter of its own.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// longestLost is how long a word may be of which letters are lost: nobody's is longer.
const longestLost = 64

// withLost reports whether a is b with some letters lost, one mark for each or, where
// their bytes were counted, more; a mark at the end may be punctuation.
func withLost(a, b string) bool {
	if strings.IndexByte(a, lostLetter) < 0 {
		return false
	}
	return strings.TrimRight(a, string(lostLetter)) == b || max(len(a), len(b)) <= longestLost && fits(a, []rune(b))
}

// fits lets a mark stand for one letter and, behind another mark, for none as well.
// It goes through a once, with all the places of b at which it may be by then.
func fits(a string, b []rune) bool {
	at := make([]bool, len(b)+1)
	at[0] = true
	run := false
	for _, r := range a {
		lost := r == lostLetter
		for i := len(b); i >= 0; i-- {
			at[i] = i > 0 && at[i-1] && (lost || r == b[i-1]) || lost && run && at[i]
		}
		run = lost
	}
	return at[len(b)]
}

// endings are those by which one family's name differs between its men and women;
// a stem goes before them.
var endings = [...][2]string{
	{"", "ova"}, {"a", "ova"}, {"ov", "ova"}, {"ev", "eva"}, {"y", "a"}, {"ky", "ka"}, {"ki", "ka"}, {"kii", "kaia"}, {"kiy", "kaya"}, {"dzki", "dzka"}, {"os", "ou"}, {"o", "u"}, // as it sounds
}

// leastStem is how long a stem is at least.
const leastStem = 4

// kin reports whether two parts are one family's name, as a man and a woman bear it.
func kin(p, q string) bool {
	if len(p) < leastStem || len(q) < leastStem || p[:leastStem] != q[:leastStem] {
		return false // most are told apart by that
	}
	for _, e := range endings {
		for _, pair := range [2][2]string{{p, q}, {q, p}} {
			man, is := strings.CutSuffix(pair[0], e[0])
			woman, too := strings.CutSuffix(pair[1], e[1])
			if is && too && man == woman && len(man) >= leastStem {
				return true
			}
		}
	}
	return false
}

func shareKin(pa, pb []string) bool {
	return slices.ContainsFunc(pa, func(p string) bool {
		return slices.ContainsFunc(pb, func(q string) bool { return kin(p, q) })
	})
}

// oneSlip reports whether one letter changed, left out, put in, or two
// neighbours swapped, makes a into b (restricted Damerau distance 1), other than
// at the end.
func oneSlip[letter byte | rune](a, b []letter) bool {
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
