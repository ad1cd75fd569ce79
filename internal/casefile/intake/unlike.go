package intake

import (
	"strings"
	"unicode"
)

// unlike are two of the times that are written otherwise; where their digits and letters stand alike, the first and the last.
func unlike(m *mapping, all *stampTally) (one, other string) {
	for _, key := range timeKeys[m.kind] {
		c, ok := m.taken[key]
		if !ok {
			continue
		}
		for _, v := range c.col.samples {
			switch {
			case v == "":
			case one == "":
				one = v
			case writing(v) != writing(one):
				return one, v
			}
		}
	}
	return all.first, all.last
}

// writing is how a value is written: its digits as 0, its letters as a.
func writing(v string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case unicode.IsLetter(r):
			return 'a'
		}
		return r
	}, v)
}
