package voice

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"comity/internal/comity"
)

//go:embed lexicon/*.txt
var lexicons embed.FS

// Book holds the words and sentence patterns of every language. It is only read
// once it is open, and may be shared.
type Book struct {
	langs []string // sorted
	of    map[string]*tongue
}

// tongue is one language: its sections by name, each a list of patterns.
type tongue struct {
	id       int
	sections map[string]*section
	slips    []slip
}

// section is a list that one slot draws from.
type section struct {
	id    int
	items [][]token
}

// token is a literal, or the name of a slot.
type token struct {
	text string
	slot bool
}

// slip is a habitual misspelling: wrong stands for right.
type slip struct{ wrong, right string }

// Open reads the embedded lexicons. An error is our own fault.
func Open() (*Book, error) {
	names, err := fs.Glob(lexicons, "lexicon/*.txt")
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "lexicons: %w", err)
	}
	b := &Book{of: map[string]*tongue{}}
	for i, name := range names {
		raw, err := lexicons.ReadFile(name)
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "lexicon %s: %w", name, err)
		}
		lang := strings.TrimSuffix(strings.TrimPrefix(name, "lexicon/"), ".txt")
		b.langs = append(b.langs, lang)
		if b.of[lang], err = parse(i, string(raw)); err != nil {
			return nil, comity.Errorf(comity.Fault, "lexicon %s: %w", name, err)
		}
	}
	return b, nil
}

// Langs lists the languages by their two letters, sorted.
func (b *Book) Langs() []string { return slices.Clone(b.langs) }

// Topics lists the subjects that people write about.
func Topics() []string { return []string{"gardens", "trains", "stamps", "models"} }

// Security lists the topics of security advice, as the lexicons' sections name them.
func Security() []string {
	return []string{"password", "encryption", "backup", "anonymity", "hiding", "searched"}
}

// Indicators lists the signs of groupthink, as the lexicons' sections name them.
func Indicators() []string { return []string{"safe", "right", "outsider", "dissent", "unity"} }

func parse(id int, raw string) (*tongue, error) {
	t := &tongue{id: id, sections: map[string]*section{}}
	var now *section
	typo := false
	for _, line := range strings.Split(raw, "\n") {
		switch line = strings.TrimSpace(line); {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name := strings.Trim(line, "[]")
			now, typo = &section{id: len(t.sections)}, name == "typo"
			t.sections[name] = now
		case typo:
			for _, pair := range strings.Split(line, " | ") {
				wrong, right, _ := strings.Cut(pair, "=")
				t.slips = append(t.slips, slip{strings.TrimSpace(wrong), strings.TrimSpace(right)})
			}
		default:
			for _, item := range strings.Split(line, " | ") {
				now.items = append(now.items, tokens(strings.TrimSpace(item)))
			}
		}
	}
	return t, t.check()
}

// tokens parts a pattern into literals and slots.
func tokens(s string) []token {
	var list []token
	for s != "" {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			return append(list, token{text: s})
		}
		if open > 0 {
			list = append(list, token{text: s[:open]})
		}
		end := strings.IndexByte(s, '}')
		list = append(list, token{text: s[open+1 : end], slot: true})
		s = s[end+1:]
	}
	return list
}

// check makes sure that every slot has something to draw from.
func (t *tongue) check() error {
	for _, sec := range t.sections {
		for _, item := range sec.items {
			for _, k := range item {
				if k.slot && !given(k.text) && !topical(k.text) && t.sections[k.text] == nil {
					return comity.Errorf(comity.Fault, "slot {%s} has no section", k.text)
				}
			}
		}
	}
	return nil
}

// given are the slots that a Subject fills.
func given(slot string) bool {
	switch slot {
	case "who", "who2", "mail", "im", "code", "num":
		return true
	}
	return false
}

// topical are the slots that a topic's own sections fill.
func topical(slot string) bool { return slot == "the" || slot == "obj" || slot == "many" }

// noun is the topic's section for a slot; what has no object forms uses the plain ones.
func (t *tongue) noun(topic, slot string) *section {
	if sec := t.sections[topic+"."+slot]; sec != nil {
		return sec
	}
	return t.sections[topic+".the"]
}
