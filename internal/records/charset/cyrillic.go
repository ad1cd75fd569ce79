package charset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cyrillic are the codes of Cyrillic in which text makes words: the library needs more of
// them than the few that stand among the numbers of a table. In another of these codes
// the letters are others, and capitals stand within words.
func cyrillic(text []byte) (out []candidate) {
	if together(text) < 60 {
		return nil
	}
	for _, name := range []string{"windows-1251", "koi8-r", "iso-8859-5", "ibm866"} {
		d, err := NewDecoder(name)
		if err != nil {
			continue
		}
		good, all := 0, 0
		for word := range strings.FieldsFuncSeq(d.String(string(text)), func(r rune) bool { return r < utf8.RuneSelf }) {
			if utf8.RuneCountInString(word) < 3 {
				continue
			}
			if all++; russian(word) {
				good++
			}
		}
		if all >= 3 && good*10 >= all*8 {
			out = append(out, candidate{name, scarce * letters(text, name) * good / all})
		}
	}
	return out
}

// scarce is the score, of a hundred, of Cyrillic that the library has not enough of.
const scarce = 60

// russian reports whether word could be one: Cyrillic, no capital behind a small letter,
// vowels in the measure of the Slavic languages, and none that no word begins with.
func russian(word string) bool {
	vowels, n, small := 0, 0, false
	for i, r := range strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		low := unicode.ToLower(r)
		switch {
		case !unicode.Is(unicode.Cyrillic, r), small && unicode.IsUpper(r), i == 0 && strings.ContainsRune("ъьы", low):
			return false
		case strings.ContainsRune("аеёиоуыэюяіїє", low):
			vowels++
		}
		n, small = n+1, unicode.IsLower(r)
	}
	return n > 0 && vowels*10 >= n*2 && vowels*10 <= n*7
}

// together is how many of a hundred bytes beyond ASCII stand with two and more others:
// accents of Latin stand alone or in pairs, the letters of Cyrillic in words.
func together(text []byte) int {
	long, all, run := 0, 0, 0
	for _, c := range append(text[:len(text):len(text)], 0) {
		switch {
		case c >= utf8.RuneSelf:
			run++
			continue
		case run > 2:
			long += run
		}
		all += run
		run = 0
	}
	return 100 * long / max(1, all)
}
