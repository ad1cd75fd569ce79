// Package lexicon finds what a text speaks of, by versioned lists of words and phrases in several languages.
//
// A phrase that is found is a place to read, not a meaning: lists know no irony and no context, so what rests on them shows
// the passages.
package lexicon

import (
	"embed"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/unicode/norm"

	"comity/internal/comity"
)

//go:embed table/*.toml
var tables embed.FS

// Kind groups topics.
type Kind string

// The kinds of topic.
const (
	Security   Kind = "security"
	Entry      Kind = "entry"
	Groupthink Kind = "groupthink"
)

// Topic is something that texts speak of.
type Topic struct {
	Name string
	Kind Kind
	Text string // what it means, for people
}

// Lexicon is the lists, ready to be looked up. It does not change.
type Lexicon struct {
	Topics  []Topic
	Digest  comity.Digest // of the files
	Version string
	phrases map[string][]phrase // by first word, or by the first letters of one that ends in a star
}

// phrase is a list of words; one that ends in a star is the beginning of a word.
type phrase struct {
	words []string
	topic int32
}

// file is the form of a table.
type file struct {
	Version string `toml:"version"`
	Topic   []row  `toml:"topic"`
}

type row struct {
	Name string   `toml:"name"`
	Kind Kind     `toml:"kind"`
	Text string   `toml:"text"`
	En   []string `toml:"en"`
	It   []string `toml:"it"`
	De   []string `toml:"de"`
	Fr   []string `toml:"fr"`
	Es   []string `toml:"es"`
	Nl   []string `toml:"nl"`
	Pl   []string `toml:"pl"`
}

// Languages are those that the lists have phrases in.
func (l *Lexicon) Languages() []string { return []string{"de", "en", "es", "fr", "it", "nl", "pl"} }

// stem is how many letters of a word with a star lead to it.
const stem = 3

// Open reads the lists that come with the program.
func Open() (*Lexicon, error) {
	l := &Lexicon{phrases: map[string][]phrase{}}
	var all []byte
	for _, name := range []string{"table/security.toml", "table/group.toml"} {
		data, err := tables.ReadFile(name)
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "lexicon %s: %w", name, err)
		}
		if err := l.add(name, data); err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	l.Digest = comity.DigestOf(all)
	return l, nil
}

func (l *Lexicon) add(name string, data []byte) error {
	var f file
	if err := toml.Unmarshal(data, &f); err != nil {
		return comity.Errorf(comity.Fault, "lexicon %s: %w", name, err)
	}
	l.Version = f.Version
	for _, r := range f.Topic {
		n := int32(len(l.Topics))
		l.Topics = append(l.Topics, Topic{r.Name, r.Kind, r.Text})
		for _, list := range [][]string{r.En, r.It, r.De, r.Fr, r.Es, r.Nl, r.Pl} {
			for _, p := range list {
				l.phrase(n, p)
			}
		}
	}
	return nil
}

// phrase enters a phrase of a topic.
func (l *Lexicon) phrase(topic int32, text string) {
	words := strings.Fields(text)
	key := words[0]
	if strings.HasSuffix(key, "*") {
		key = key[:min(stem, len(key)-1)] + "*"
	}
	l.phrases[key] = append(l.phrases[key], phrase{words, topic})
}

// Found is a topic that a text speaks of.
type Found struct {
	Topic int32
	Words string // as folded
}

// Find lists the topics of a text, each once, with the first phrase that tells it.
func (l *Lexicon) Find(text string) []Found {
	words := Words(text)
	var out []Found
	for i, w := range words {
		out = l.at(out, words[i:], w)
		for n := 1; n <= min(stem, len(w)); n++ {
			out = l.at(out, words[i:], w[:n]+"*")
		}
	}
	slices.SortStableFunc(out, func(a, b Found) int { return int(a.Topic - b.Topic) })
	return out
}

// at appends what the phrases under a key find at the beginning of words.
func (l *Lexicon) at(out []Found, words []string, key string) []Found {
	for _, p := range l.phrases[key] {
		if p.begins(words) && !slices.ContainsFunc(out, func(f Found) bool { return f.Topic == p.topic }) {
			out = append(out, Found{p.topic, strings.Join(words[:len(p.words)], " ")})
		}
	}
	return out
}

func (p *phrase) begins(words []string) bool {
	if len(words) < len(p.words) {
		return false
	}
	for i, w := range p.words {
		if head, open := strings.CutSuffix(w, "*"); open && strings.HasPrefix(words[i], head) || w == words[i] {
			continue
		}
		return false
	}
	return true
}

// Words folds a text into small letters without accents, word by word; letters of any script and digits make words.
func Words(text string) []string {
	var b strings.Builder
	b.Grow(len(text))
	plain := true
	for i := 0; i < len(text); i++ {
		plain = plain && text[i] < 0x80
	}
	if !plain {
		text = norm.NFD.String(text)
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteString(fold(unicode.ToLower(r)))
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// fold writes letters that no accent was taken from as their nearest.
func fold(r rune) string {
	switch r {
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'đ':
		return "d"
	case 'ß':
		return "ss"
	}
	return string(r)
}
