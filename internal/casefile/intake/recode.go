package intake

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/records/charset"
)

// recode reads text whose code is a guess in another one where that makes more known
// words of its first lines: names of columns are a language's, and the letters of a
// list of people may be few. It stays a guess, and what the letters said is named beside it.
func (l *lexicon) recode(s *sample) {
	if s.encoding.Sure || s.encoding.Name == "" {
		return
	}
	top := firstLines(s.raw[:min(len(s.raw), 8192)], 20)
	most, list := l.knownIn(top, s.encoding.Name), []string{}
	for _, name := range charset.Known() {
		switch n := l.knownIn(top, name); {
		case n > most:
			most, list = n, []string{name}
		case n == most && len(list) > 0:
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return
	}
	best := slices.MaxFunc(list, func(a, b string) int { // the first of equal ones
		return cmp.Compare(charset.Letters(s.raw, a), charset.Letters(s.raw, b))
	})
	d, err := charset.NewDecoder(best)
	if err != nil || d == nil {
		return // those of UTF-16, which are told by their NULs
	}
	s.encoding.Or, s.encoding.Name, s.encoding.Basis = s.encoding.Name, best, charset.Guess
	s.byWords = true
	for i, p := range s.coded {
		s.pieces[i], _ = d.Decode(p, nil)
	}
}

// knownIn is how many different words beyond ASCII the vocabulary knows in text, read in a code.
func (l *lexicon) knownIn(text []byte, code string) int {
	d, err := charset.NewDecoder(code)
	if err != nil {
		return 0
	}
	read, _ := d.Decode(text, nil)
	var words []string
	for line := range bytes.Lines(read) {
		for _, w := range beyondASCII(string(line)) {
			if !slices.Contains(words, w) && l.knows(w) {
				words = append(words, w)
			}
		}
	}
	return len(words)
}

// beyondASCII are those of a line that hold a letter beyond ASCII, three letters at least. Signs and frames
// part them: read in a wrong code a name of Asia is full of them, and what is left would be known by chance.
func beyondASCII(line string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }), func(w string) bool {
		letters := 0
		for _, r := range w {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		return letters < 3 || utf8.RuneCountInString(w) == len(w) || mixed(w)
	})
}

// mixed reports whether a word has Latin letters, and letters or marks of another script: no language writes so.
func mixed(word string) bool {
	latin := func(r rune) bool { return unicode.Is(unicode.Latin, r) }
	other := func(r rune) bool { return (unicode.IsLetter(r) || unicode.IsMark(r)) && !latin(r) }
	return strings.ContainsFunc(word, latin) && strings.ContainsFunc(word, other)
}

// knows reports whether a word stands in the vocabulary.
func (l *lexicon) knows(word string) bool {
	w := strings.Join(tokenise(word), "")
	if l.atoms[w] != nil {
		return true
	}
	for _, m := range l.means {
		if m[w] != "" {
			return true
		}
	}
	return false
}
