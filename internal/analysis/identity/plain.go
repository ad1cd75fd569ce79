package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is s in lower case and without marks on letters: accents, capitals and
// widths come from keyboards more than from people.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// apart reports whether r parts words: neither letter nor digit.
func apart(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// phone is the digits of a telephone number, without the zeros of an
// international prefix.
func phone(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return clip(strings.TrimPrefix(digits, "00"))
}

// date is a date as eight digits, year first; what is no date is kept as its
// letters and digits. A date that begins with its year is read so; another by
// order, "dmy" or "mdy".
func date(s, order string) string {
	part := strings.FieldsFunc(s, apart)
	if len(part) > 3 { // a time of day behind it
		part = part[:3]
	}
	if len(part) == 1 && len(part[0]) == 8 && digits(part[0]) {
		return part[0]
	}
	if len(part) > 0 && len(part[0]) > 8 && digits(part[0][:8]) && part[0][8] == 'T' {
		return part[0][:8]
	}
	if len(part) == 3 {
		if i := strings.IndexAny(part[2], "Tt"); i > 0 {
			part[2] = part[2][:i]
		}
		if d := ordered(part, order); d != "" {
			return d
		}
	}
	return clip(strings.Join(strings.FieldsFunc(fold(s), apart), ""))
}

// ordered puts three numbers of a date in the order year, month, day.
func ordered(part []string, order string) string {
	for _, p := range part {
		if !digits(p) {
			return ""
		}
	}
	y, m, d := part[0], part[1], part[2]
	if len(y) != 4 {
		d, m, y = part[0], part[1], part[2]
		if order == "mdy" {
			m, d = d, m
		}
	}
	if len(y) != 4 || len(m) > 2 || len(d) > 2 {
		return ""
	}
	return y + two(m) + two(d)
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
