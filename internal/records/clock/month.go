package clock

import (
	_ "embed"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed month.txt
var monthTable string

// months are the months by their names in small letters without accents. A name that two months
// share in different languages is none.
var months = sync.OnceValue(func() map[string]time.Month {
	out := map[string]time.Month{}
	m := time.January
	for line := range strings.Lines(monthTable) {
		if line[0] == '#' {
			continue
		}
		for name := range strings.FieldsSeq(line) {
			name = plainName(name)
			if known, ok := out[name]; ok && known != m {
				panic("clock: " + name + " names two months")
			}
			out[name] = m
		}
		m++
	}
	return out
})

// plainName is a word in small letters without accents.
func plainName(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ı':
			return 'i'
		}
		return r
	}, norm.NFD.String(s)))
}

// InEnglish is s with the month's name that stands in it, in one of some thirty languages, and a
// point that shortens it, in English and in full, and that month; 0 where there is not exactly one.
func InEnglish(s string) (string, time.Month) {
	from, to, month := 0, 0, time.Month(0)
	for i := 0; i < len(s); {
		n := wordLength(s[i:])
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		if m := months()[plainName(s[i:i+n])]; m != 0 {
			if month != 0 {
				return "", 0
			}
			from, to, month = i, i+n, m
		}
		i += n
	}
	if month == 0 {
		return "", 0
	}
	return s[:from] + month.String() + strings.TrimPrefix(s[to:], "."), month
}

// wordLength is how many bytes of s are letters and the marks on them.
func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			return i
		}
	}
	return len(s)
}

// parseNamed reads a stamp whose month is a word of any language by a layout that has the month in
// full in English.
func parseNamed(s, layout string) (Stamp, bool) {
	if !strings.Contains(layout, "January") {
		return Stamp{}, false
	}
	in, month := InEnglish(s)
	if month == 0 || in == s {
		return Stamp{}, false
	}
	return parseLayoutAs(in, layout)
}
