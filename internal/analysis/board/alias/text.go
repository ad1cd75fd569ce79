package alias

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/message"
)

// masker hides whom a text speaks of.
type masker struct{ names map[string]bool }

const (
	// rare is how often a name may be said before it must also be addressed to count as one: some are called like a word.
	rare = 20
	// remembered is how many spellings of words are kept while names are sought.
	remembered = 1 << 18
)

func newMasker(a *archive.Archive) *masker {
	all, first := make([]int, len(a.Names)), make([]int, len(a.Names))
	known := make(map[string]int32, len(a.Names))
	for i := range a.Names {
		known[a.Names[i].Key] = int32(i)
	}
	seen := map[string]int32{}
	for i := range a.Messages {
		begins := true
		for w := range strings.FieldsSeq(a.Messages[i].Text) {
			bare := trim(w)
			n, old := seen[bare]
			if !old {
				n = archive.None
				if at, is := known[message.Name(bare)]; is {
					n = at
				}
				if len(seen) < remembered {
					seen[bare] = n
				}
			}
			if n != archive.None {
				all[n]++
				if begins && len(bare) < len(w) {
					first[n]++
				}
			}
			begins = false
		}
	}
	m := &masker{map[string]bool{}}
	for key, n := range known {
		if all[n] <= rare || 4*first[n] >= all[n] {
			m.names[key] = true
		}
	}
	return m
}

func trim(w string) string { return strings.Trim(w, ".,:;!?()\"'<>@") }

// text is a text with names as "@", links as "%" and digits as 0; blanks within stay.
func (m *masker) text(text string) string {
	var out strings.Builder
	rest, begins := strings.TrimSpace(text), true
	for rest != "" {
		end := strings.IndexFunc(rest, unicode.IsSpace)
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			r, n := utf8.DecodeRuneInString(rest)
			out.WriteRune(r)
			rest = rest[n:]
			continue
		}
		out.WriteString(m.word(rest[:end], begins))
		rest, begins = rest[end:], false
	}
	return out.String()
}

func (m *masker) word(w string, begins bool) string {
	bare := trim(w)
	switch {
	case strings.Contains(w, "://"):
		return "%"
	case bare != "" && m.names[message.Name(bare)], begins && len(w) > 2 && w[len(w)-1] == ':':
		return strings.Replace(w, bare, "@", 1)
	}
	return strings.Map(digit, w)
}

func digit(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return r
}

// shapeOf hides letters: capitals are A, all others in a row one a.
func shapeOf(text []rune) []rune {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			out = append(out, 'A')
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			out = append(out, r)
		case len(out) == 0 || out[len(out)-1] != 'a':
			out = append(out, 'a')
		}
	}
	return out
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '\''
}

// parts calls yield with each word of a text and with what is between them.
func parts(text string, yield func(part string, word bool)) {
	for text != "" {
		first, _ := utf8.DecodeRuneInString(text)
		word := inWord(first)
		end := strings.IndexFunc(text, func(r rune) bool { return inWord(r) != word })
		if end < 0 {
			end = len(text)
		}
		yield(text[:end], word)
		text = text[end:]
	}
}

// distort hides all words that are not known.
func distort(text string, known map[string]bool) []rune {
	var out []rune
	parts(text, func(p string, word bool) {
		if word && !known[strings.ToLower(p)] {
			p = "*"
		}
		out = append(out, []rune(p)...)
	})
	return out
}

// habitsOf calls add for the words of a text in small letters and the marks after them, and how its line begins and ends.
func habitsOf(text string, add func(string)) {
	words := strings.Fields(text)
	for n, w := range words {
		if bare := strings.ToLower(trim(w)); bare != "" {
			add(bare)
		}
		if strings.TrimLeft(w, "@%") != "" {
			if tail := w[len(strings.TrimRight(w, ".,:;!?)'\"")):]; tail != "" {
				add("\x00" + tail)
			}
		}
		if first, _ := utf8.DecodeRuneInString(w); n == 0 && unicode.IsUpper(first) {
			add("\x00A")
		}
		if n == len(words)-1 && strings.TrimRight(w, ".!?") == w {
			add("\x00end")
		}
	}
}
