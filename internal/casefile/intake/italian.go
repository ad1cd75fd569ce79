package intake

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// italianTable has each text of drafts in English, a tab, and the same in Italian, with
// what is put into it in the same order: %s and %d stand for what the files say, %m for
// another text, %l for a list of words of the table.
//
//go:embed italian.tsv
var italianTable string

// Languages are those that drafts are written in, English first.
func Languages() []string { return []string{"en", "it"} }

// Say is a text of a report in a language, as far as it is translated: reports are English.
// What a text quotes from the files stays as it is.
func Say(lang, english string) string {
	if lang != "it" {
		return english
	}
	return italian().say(english)
}

var italian = sync.OnceValue(newPhrases)

// phrases are the texts of a language, found by their English.
type phrases struct {
	list  []phrase          // the longest first
	words map[string]string // those without anything put in
}

type phrase struct {
	english string         // the longest piece between what is put in
	find    *regexp.Regexp // nil: the English as it stands
	verbs   []byte
	own     string
	pieces  int  // letters of the English that are its own
	label   bool // it stands in front of names
}

// verb is where something is put into a text.
var verb = regexp.MustCompile(`%[sdml]`)

// wholeText is how long a text is at least that is looked for within others.
const wholeText = 16

func newPhrases() *phrases {
	p := &phrases{words: map[string]string{}}
	for line := range strings.Lines(italianTable) {
		english, own, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !verb.MatchString(english) {
			p.words[english] = own
		}
		p.list = append(p.list, newPhrase(english, own))
	}
	slices.SortStableFunc(p.list, func(a, b phrase) int { return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.pieces, a.pieces)) })
	return p
}

// label is how a text begins that says what names behind it are: these may be called like a phrase.
var label = regexp.MustCompile(`^[a-z]+ [a-z]+: %s`)

// rank puts phrases that hold others before those, and those of few words last.
func (f *phrase) rank() int {
	switch {
	case f.label:
		return -1
	case f.pieces < wholeText:
		return 2
	case f.find == nil:
		return 1
	}
	return 0
}

func newPhrase(english, own string) phrase {
	f := phrase{own: own, label: label.MatchString(english)}
	var b strings.Builder
	at := 0
	for _, v := range verb.FindAllStringIndex(english, -1) {
		f.piece(&b, english[at:v[0]])
		kind := english[v[0]+1]
		f.verbs, at = append(f.verbs, kind), v[1]
		switch {
		case kind == 'd':
			b.WriteString(`(\d+)`)
		case at == len(english):
			b.WriteString(`(.*)`)
		default:
			b.WriteString(`(.*?)`)
		}
	}
	f.piece(&b, english[at:])
	if f.verbs == nil {
		return f
	}
	form := "(?s)" + b.String()
	if f.label || strings.HasPrefix(english, "%") {
		form = "(?s)^" + b.String()
	}
	if at == len(english) {
		form += "$"
	}
	f.find = regexp.MustCompile(form)
	return f
}

func (f *phrase) piece(b *strings.Builder, text string) {
	b.WriteString(regexp.QuoteMeta(text))
	if f.pieces += len(text); len(text) > len(f.english) {
		f.english = text
	}
}

// say puts what it knows of a text into the language. The longest phrase goes first, and
// then what stands before and behind it.
func (p *phrases) say(text string) string {
	if own, ok := p.words[text]; ok || strings.TrimSpace(text) == "" {
		if !ok {
			own = text
		}
		return own
	}
	for i := range p.list {
		f := &p.list[i]
		if !strings.Contains(text, f.english) {
			continue
		}
		if f.find == nil {
			if at := outside(text, f.english); at >= 0 && len(f.english) >= wholeText {
				return p.say(text[:at]) + f.own + p.say(text[at+len(f.english):])
			}
			continue
		}
		if m := f.find.FindStringSubmatchIndex(text); m != nil {
			return p.say(text[:m[0]]) + p.fill(f, text, m) + p.say(text[m[1]:])
		}
	}
	return text
}

// outside is where a piece first stands in a text, but for names in quotes; -1: nowhere.
func outside(text, piece string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], piece)
		if at < 0 {
			return -1
		}
		if at += from; strings.Count(text[:at], `"`)%2 == 0 {
			return at
		}
		from = at + len(piece)
	}
}

// fill puts into a phrase what the English one holds.
func (p *phrases) fill(f *phrase, text string, m []int) string {
	n := 0
	return verb.ReplaceAllStringFunc(f.own, func(string) string {
		n++
		arg := text[m[2*n]:m[2*n+1]]
		switch f.verbs[n-1] {
		case 'm':
			return p.say(arg)
		case 'l':
			return p.each(arg)
		}
		return arg
	})
}

// each says the words of a list.
func (p *phrases) each(list string) string {
	var out []string
	for _, one := range strings.Split(list, "; ") {
		number, what, numbered := strings.Cut(one, ": ")
		if !numbered {
			number, what = "", one
		} else {
			number += ": "
		}
		what, example, shown := strings.Cut(what, ", as ")
		var words []string
		for _, w := range strings.Split(what, ", ") {
			if own, ok := p.words[w]; ok {
				w = own
			}
			words = append(words, w)
		}
		if what = number + strings.Join(words, ", "); shown {
			what += ", come " + example
		}
		out = append(out, what)
	}
	return strings.Join(out, "; ")
}
