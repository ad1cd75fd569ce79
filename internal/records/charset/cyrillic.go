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
		good, all := russian.words(d.String(string(text)))
		if all >= 3 && good*10 >= all*8 {
			if name == "koi8-r" && greek.makes(text) {
				return nil // its small letters stand where the capitals of Greek do: the library tells them apart
			}
			out = append(out, candidate{name, scarce * letters(text, name) * good / all})
		}
	}
	return out
}

// scarce is the score, of a hundred, of Cyrillic that the library has not enough of.
const scarce = 60

// alphabet is what a language, or several, write words with.
type alphabet struct {
	script *unicode.RangeTable
	vowels string
	never  string // that no word begins with
	code   string
}

var (
	russian = alphabet{unicode.Cyrillic, "аеёиоуыэюяіїє", "ъьы", ""}
	greek   = alphabet{unicode.Greek, "αεηιουωάέήίόύώϊϋΐΰ", "ς", "iso-8859-7"}
)

// words counts the words of three characters and more beyond ASCII, and those that could be the
// language's.
func (a *alphabet) words(text string) (good, all int) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < utf8.RuneSelf }) {
		if utf8.RuneCountInString(word) < 3 {
			continue
		}
		if all++; a.word(word) {
			good++
		}
	}
	return good, all
}

// makes reports whether text is nearly all words of the language in its code.
func (a *alphabet) makes(text []byte) bool {
	d, err := NewDecoder(a.code)
	if err != nil {
		return false
	}
	good, all := a.words(d.String(string(text)))
	return all > 0 && good*10 >= all*8
}

// word reports whether word could be one: letters of the script, no capital behind a small
// letter, vowels in the measure of its languages, and none that no word begins with.
func (a *alphabet) word(word string) bool {
	vowels, n, small := 0, 0, false
	for i, r := range strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		low := unicode.ToLower(r)
		switch {
		case !unicode.Is(a.script, r), small && unicode.IsUpper(r), i == 0 && strings.ContainsRune(a.never, low):
			return false
		case strings.ContainsRune(a.vowels, low):
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
