// Package voice writes as invented people would: each Voice is one person's way
// of writing, in any of the lexicons' languages.
//
// A sentence is drawn from a small grammar. Which connective, hedge, adverb or
// pattern is taken is a matter of the person's own preferences; spelling, case,
// punctuation, emoticons, length and pet phrases are the person's habits. Nouns
// come from the subject of the thread and from nobody's preferences, so that
// what is written about does not tell who writes. All words were written for
// this product; no corpus feeds it.
package voice

import (
	"strconv"
	"strings"

	"comity/internal/simulate/draw"
)

// Subject is what a text is about, and what its slots are filled with.
type Subject struct {
	Topic     string // one of Topics
	Code      string // type, variety or catalogue number of the thread
	Focus     []int  // which nouns the thread returns to, as indices that are taken modulo a list's length
	Who, Who2 string // names of others
	Mail, IM  string // contacts of the writer
}

// Voice is one person's way of writing. It is not safe for parallel use.
type Voice struct {
	book   *Book
	seed   uint64
	person int
	habit  habit
	taste  map[taste][]int32 // cumulative weights
	phrase map[string][]string
	slips  map[string][]slip
}

// taste names a list that a person has preferences about.
type taste struct{ lang, section int }

// New is the voice of a person in the world of a seed. A disguise other than 0
// is the same person under another name who tries to write differently: the
// surface is another's, the preferences stay.
func New(book *Book, seed uint64, person, disguise int) *Voice {
	return &Voice{book: book, seed: seed, person: person, habit: drawHabit(seed, person, disguise),
		taste: map[taste][]int32{}, phrase: map[string][]string{}, slips: map[string][]slip{}}
}

// Sentences is how many sentences a post of this person has, drawn from s.
func (v *Voice) Sentences(s *draw.Stream) int {
	n := 1 + s.N(v.habit.length) + s.N(v.habit.length)
	if s.Chance(60) {
		n += s.N(3 * v.habit.length)
	}
	return n
}

// Post writes n sentences with what goes around them, in paragraphs.
func (v *Voice) Post(s *draw.Stream, lang string, sub Subject, n int) string {
	var parts []string
	if s.Chance(v.habit.hello) {
		parts = append(parts, v.finish(s, lang, v.pick(s, lang, "hello", sub), false)+v.gap(s))
	}
	for i := range n {
		section := "say"
		switch {
		case i == 0 && s.Chance(v.habit.agree):
			section = "yes"
		case i == 0 && s.Chance(60):
			section = "no"
		case i == n-1 && s.Chance(v.habit.ask):
			section = "ask"
		case s.Chance(v.habit.thank):
			section = "thank"
		}
		parts = append(parts, v.say(s, lang, section, sub)+v.gap(s))
	}
	if s.Chance(v.habit.pet) {
		pets := v.pets(lang)
		parts = append(parts, v.finish(s, lang, draw.Pick(s, pets), false)+v.gap(s))
	}
	if s.Chance(v.habit.bye) {
		parts = append(parts, v.pick(s, lang, "bye", sub))
	}
	return fill(strings.TrimSpace(strings.Join(parts, "")), sub)
}

// gap is what stands between two sentences.
func (v *Voice) gap(s *draw.Stream) string {
	switch {
	case s.Chance(v.habit.paragraph):
		return "\n\n"
	case s.Chance(v.habit.line):
		return "\n"
	case v.habit.wide:
		return "  "
	}
	return " "
}

// Say writes one finished sentence out of a section of the lexicon.
func (v *Voice) Say(s *draw.Stream, lang, section string, sub Subject) string {
	return fill(v.say(s, lang, section, sub), sub)
}

func (v *Voice) say(s *draw.Stream, lang, section string, sub Subject) string {
	text := v.pick(s, lang, section, sub)
	if section == "say" {
		for s.Chance(v.habit.clauses) && len(text) < 260 {
			text += v.join(s, lang) + v.pick(s, lang, "say", sub)
		}
		if s.Chance(v.habit.open) {
			text = v.pick(s, lang, "open", sub) + " " + text
		}
		if s.Chance(v.habit.tag) {
			text += v.pick(s, lang, "tag", sub)
		}
	}
	return v.finish(s, lang, text, section == "ask")
}

// Chat writes a line as people do in a channel: short.
func (v *Voice) Chat(s *draw.Stream, lang string, sub Subject) string {
	section := []string{"say", "say", "say", "ask", "yes", "no", "thank"}[s.N(7)]
	text := v.pick(s, lang, section, sub)
	if sub.Who != "" && s.Chance(300) {
		text = "\x01" + []string{": ", ", ", " "}[v.habit.address] + text
	}
	return fill(v.finish(s, lang, text, section == "ask"), sub)
}

// join is what stands between two clauses.
func (v *Voice) join(s *draw.Stream, lang string) string {
	word := v.pick(s, lang, []string{"and", "but", "so", "and", "but"}[s.N(5)], Subject{})
	return v.habit.joint + word + " "
}

// pets are the person's pet phrases, which were drawn once.
func (v *Voice) pets(lang string) []string {
	if v.phrase[lang] == nil {
		s := draw.New(v.seed, "pet "+lang, v.person)
		for range s.Between(2, 4) {
			var b []string
			for _, section := range [][]string{{"open", "time", "often"}, {"very", "maybe", "hedge"}, {"adj", "how", "place"}}[s.N(2):] {
				b = append(b, strings.TrimSuffix(v.pick(&s, lang, draw.Pick(&s, section), Subject{}), ","))
			}
			v.phrase[lang] = append(v.phrase[lang], strings.Join(b, " "))
		}
	}
	return v.phrase[lang]
}

// pick draws a pattern from a section and fills its slots; names and contacts
// stay marks until the surface is done.
func (v *Voice) pick(s *draw.Stream, lang, name string, sub Subject) string {
	t := v.book.of[lang]
	sec := t.sections[name]
	var b strings.Builder
	for _, k := range sec.items[v.choose(s, t, sec, name)] {
		switch {
		case !k.slot:
			b.WriteString(k.text)
		case given(k.text):
			b.WriteString(v.given(s, k.text, sub))
		case topical(k.text):
			b.WriteString(v.noun(s, lang, t, k.text, sub))
		default:
			b.WriteString(v.pick(s, lang, k.text, sub))
		}
	}
	return b.String()
}

// fill puts names and contacts in the place of their marks, as they are.
func fill(text string, sub Subject) string {
	if !strings.ContainsAny(text, "\x01\x02\x03\x04\x05") {
		return text
	}
	return strings.NewReplacer("\x01", sub.Who, "\x02", sub.Who2, "\x03", sub.Mail, "\x04", sub.IM, "\x05", sub.Code).Replace(text)
}

// given fills a slot from the subject.
func (v *Voice) given(s *draw.Stream, slot string, sub Subject) string {
	switch slot {
	case "who":
		return "\x01"
	case "who2":
		return "\x02"
	case "mail":
		return "\x03"
	case "im":
		return "\x04"
	case "code":
		if sub.Code != "" {
			return "\x05"
		}
	}
	return strconv.Itoa(s.Between(2, 40))
}

// noun draws a noun of the thread's own, mostly.
func (v *Voice) noun(s *draw.Stream, lang string, t *tongue, slot string, sub Subject) string {
	sec := t.noun(sub.Topic, slot)
	i := s.N(len(sec.items))
	if len(sub.Focus) > 0 && s.Chance(650) {
		i = sub.Focus[s.N(len(sub.Focus))] % len(sec.items)
	}
	text := sec.items[i][0].text
	if lang == "de" && v.habit.casing == proper {
		return nounCase(text, slot == "many")
	}
	return text
}

// choose draws an index by the person's preferences.
func (v *Voice) choose(s *draw.Stream, t *tongue, sec *section, name string) int {
	key := taste{t.id, sec.id}
	sum := v.taste[key]
	if sum == nil {
		sum = v.prefer(t, sec, name)
		v.taste[key] = sum
	}
	r := int32(s.N(int(sum[len(sum)-1])))
	for i, c := range sum {
		if r < c {
			return i
		}
	}
	return len(sum) - 1
}

// prefer draws a person's weights for a list: steep for small words, gentle for
// the rest, and none for what a role or a group says.
func (v *Voice) prefer(t *tongue, sec *section, name string) []int32 {
	s := draw.New(v.seed, "taste "+name, v.person, t.id)
	sum := make([]int32, len(sec.items))
	total := int32(0)
	for i := range sum {
		w := int32(8)
		switch name {
		case "open", "hedge", "and", "but", "because", "so", "if", "very", "maybe", "often", "some", "tag", "hello", "bye", "thank", "yes", "no", "can", "must":
			w = []int32{1, 2, 3, 4, 6, 9, 14, 22, 34}[s.N(5)+s.N(5)]
		case "say", "ask":
			w = []int32{3, 4, 6, 9, 13}[s.N(3)+s.N(3)]
		case "time", "place", "adj", "did", "do", "act", "how":
			w = []int32{5, 6, 8, 10, 12}[s.N(3)+s.N(3)]
		}
		total += w
		sum[i] = total
	}
	return sum
}
