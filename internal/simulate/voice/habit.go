package voice

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/simulate/draw"
)

// Ways to use capitals.
const (
	proper = iota // as the school teaches
	lower         // none
	sloppy        // at some beginnings of sentences
)

// habit is the surface of a person's writing; numbers are ‰ unless said otherwise.
type habit struct {
	casing                                               int
	ends                                                 []string // of a sentence, drawn evenly
	joint                                                string   // before a connective
	open, tag, clauses, hello, bye, thank, agree, ask    int
	emotion, pet, paragraph, line, slip, drawn, question int
	length                                               int  // sentences: half of the most that is usual
	address                                              int  // how others are spoken to in a channel
	wide                                                 bool // two blanks after a sentence
	plain                                                bool // no accents
	tight                                                bool // no blank after a comma
	faces                                                []string
	typing                                               int // slips of the finger in 10,000 words
	slips                                                int // habitual misspellings that the person has
	seed                                                 uint64
}

var allFaces = []string{":)", ":-)", ";)", ";-)", ":D", ":-D", ":P", ":-P", "^^", "xD", ":(", ":-(", ":/", ":-/", "lol", "LOL", "haha", "hehe", "=)", "8)", ":o", "*g*", "rofl", "(:", ":]", "o_O", "<3"}

var allEnds = []string{".", ".", ".", ".", "", "...", "!", "..", "!!", " .", "…"}

// drawHabit draws a person's habits; a disguise changes the surface.
func drawHabit(seed uint64, person, disguise int) habit {
	s := draw.New(seed, "habit", person)
	h := habit{
		open: s.Between(0, 50) * s.N(9), tag: s.Between(0, 40) * s.N(7), clauses: s.Between(50, 600),
		hello: s.Between(0, 90) * s.N(7), bye: s.Between(0, 90) * s.N(6), thank: s.N(90), agree: s.Between(20, 350), ask: s.Between(40, 350),
		pet: s.Between(0, 110), length: s.Between(1, 4) + s.N(2)*s.N(5), slip: s.Between(200, 950), slips: s.N(4) * s.N(4),
	}
	h.joint = []string{" ", ", ", ", ", " - ", "; ", "... ", " "}[s.N(7)]
	if disguise != 0 {
		s = draw.New(seed, "disguise", person, disguise)
	}
	h.seed = s.Uint64()
	h.casing = s.Weighted([]int{55, 27, 18})
	base := draw.Pick(&s, allEnds)
	h.ends = []string{base, base, base, base, draw.Pick(&s, allEnds), draw.Pick(&s, allEnds)}
	h.emotion = s.N(40) * s.N(10)
	for range s.Between(1, 3) {
		h.faces = append(h.faces, draw.Pick(&s, allFaces))
	}
	h.paragraph, h.line, h.wide = s.N(16)*s.N(16), s.N(12)*s.N(12), s.Chance(80)
	h.plain, h.tight = s.Chance(250), s.Chance(60)
	h.typing, h.drawn, h.question = s.N(20)*s.N(12), s.N(20), s.Between(600, 1000)
	h.address = s.N(3)
	return h
}

// finish turns a pattern's text into a sentence on the page: spelling, capitals,
// end, emoticon.
func (v *Voice) finish(s *draw.Stream, lang, text string, question bool) string {
	h := &v.habit
	text = v.spell(s, lang, text)
	if h.plain {
		text = withoutAccents(lang, text)
	}
	if h.tight {
		text = strings.ReplaceAll(text, ", ", ",")
	}
	if h.casing == proper || h.casing == sloppy && s.Chance(500) {
		text = capital(text)
		if lang == "en" {
			text = strings.ReplaceAll(strings.ReplaceAll(text, " i ", " I "), " i'm ", " I'm ")
		}
	}
	end := draw.Pick(s, h.ends)
	if question && s.Chance(h.question) {
		end = "?"
	}
	text = strings.TrimRight(text, " ,:") + end
	if s.Chance(h.emotion) {
		text += " " + draw.Pick(s, h.faces)
	}
	return text
}

// spell applies the person's misspellings and slips of the finger, word by word.
func (v *Voice) spell(s *draw.Stream, lang, text string) string {
	slips := v.ownSlips(lang)
	if len(slips) == 0 && v.habit.typing == 0 && v.habit.drawn == 0 {
		return text
	}
	words := strings.Split(text, " ")
	for i, w := range words {
		for _, p := range slips {
			if w == p.right && s.Chance(v.habit.slip) {
				w = p.wrong
			}
		}
		if s.N(10_000) < v.habit.typing {
			w = mistype(s, w)
		} else if s.N(10_000) < v.habit.drawn {
			w = stretch(w)
		}
		words[i] = w
	}
	return strings.Join(words, " ")
}

// ownSlips are the misspellings that this person has in a language.
func (v *Voice) ownSlips(lang string) []slip {
	list, known := v.slips[lang]
	if !known {
		s := draw.New(v.habit.seed, "slips "+lang)
		all := v.book.of[lang].slips
		for range v.habit.slips {
			list = append(list, draw.Pick(&s, all))
		}
		v.slips[lang] = list
	}
	return list
}

// mistype exchanges two neighbouring letters, or leaves one out.
func mistype(s *draw.Stream, w string) string {
	if len(w) < 4 || !ascii(w) {
		return w
	}
	i := s.Between(1, len(w)-2)
	if s.Chance(400) {
		return w[:i] + w[i+1:]
	}
	return w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
}

// stretch draws a word's last vowel out.
func stretch(w string) string {
	if i := strings.LastIndexAny(w, "aeiou"); i > 0 && len(w) > 2 {
		return w[:i] + strings.Repeat(w[i:i+1], 4) + w[i+1:]
	}
	return w
}

func ascii(w string) bool {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf || w[i] < '0' {
			return false
		}
	}
	return true
}

func capital(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if r == '¿' {
		return "¿" + capital(text[n:])
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// nounCase gives a German noun its capital: the first word of a bare one, the last
// of one with an article.
func nounCase(text string, bare bool) string {
	if i := strings.LastIndexByte(text, ' '); i >= 0 && !bare {
		return text[:i+1] + capital(text[i+1:])
	}
	return capital(text)
}

var (
	italian = strings.NewReplacer("à", "a'", "è", "e'", "é", "e'", "ì", "i'", "ò", "o'", "ù", "u'")
	german  = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")
	accents = strings.NewReplacer("à", "a", "è", "e", "é", "e", "ù", "u", "á", "a", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n", "â", "a", "ê", "e",
		"î", "i", "ô", "o", "û", "u", "ç", "c", "ë", "e", "ï", "i", "œ", "oe", "ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ś", "s", "ź", "z", "ż", "z",
		"¿", "", "…", "...")
)

// withoutAccents writes as people without the right keys do.
func withoutAccents(lang, text string) string {
	switch lang {
	case "it":
		text = italian.Replace(text)
	case "de":
		text = german.Replace(text)
	}
	return accents.Replace(text)
}
