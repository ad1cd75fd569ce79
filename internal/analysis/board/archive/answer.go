package archive

import (
	"slices"
	"strings"
)

// answers finds whom each message answers: the author of the one it names as its parent, those it quotes, and whom it
// addresses at its beginning, as people do on chat channels.
func (x *builder) answers() {
	parents := make(map[place]int32, len(x.merging)) // → message
	for c := range x.merging {
		if id := x.post(x.kept[c]).id; id != 0 {
			parents[x.space(x.stream[c], id)] = x.merged.Of[c]
		}
	}
	for n := range x.out.Messages {
		m := &x.out.Messages[n]
		for _, c := range x.merged.Messages[n].Captures {
			p := x.post(x.kept[c])
			x.quotes(m, p)
			if p.parent == 0 || m.Parent != None {
				continue
			}
			if to, known := parents[x.space(x.stream[c], p.parent)]; known && int(to) != n {
				m.Parent = to
				m.answer(x.out.Messages[to].Author)
				x.join(m, &x.out.Messages[to], p.parent)
			}
		}
		m.answer(x.addressed(m.Text))
		slices.Sort(m.Answers)
	}
}

// join makes one discussion of a mail and of the one that it answers: archives that show no threads have only that. On
// boards a post may quote one of another thread.
func (x *builder) join(m, parent *Message, id number) {
	if strings.Contains(x.texts.all[id], "@") && m.Thread != None && parent.Thread != None {
		x.threads.join(m.Thread, parent.Thread)
	}
}

// openers are words that messages begin with, followed by a comma or a colon: who is called so is not addressed by them.
var openers = strings.Fields("no yes ok okay well so oh ah hm hmm hi hey hello thanks thx sorry please also and but now then btw imho fyi note ps edit update re " +
	"sure right true wow lol " + "si sì no ciao grazie allora ecco beh scusa bene ma e " + "ja nein hallo danke also gut naja ach und aber tja " +
	"oui non salut merci bon alors bonjour bref et mais " + "sí hola gracias bueno vale pues y pero " + "nee hoi dus goed bedankt en maar " + "tak nie cześć dzięki dobra hej no i ale")

// addressed is the name that a message begins with, as in "fern: the gate is open".
func (x *builder) addressed(text string) int32 {
	head, _, _ := strings.Cut(text, " ")
	if name := strings.TrimRight(head, ":,"); name != head && !slices.Contains(openers, strings.ToLower(name)) {
		return x.name(name)
	}
	return None
}

// place is an id and where it is looked up.
type place struct {
	stream int32
	id     number
}

// space is where an id is looked up: a mail's names it everywhere, others in the contributor's own copy.
func (x *builder) space(stream int32, id number) place {
	if strings.Contains(x.texts.all[id], "@") {
		return place{None, id}
	}
	return place{stream, id}
}

// quotes keeps the quotes of the capture that has most of them.
func (x *builder) quotes(m *Message, p *post) {
	if int(p.quoted) <= len(m.Quotes) {
		return
	}
	m.Quotes = make([]Quoted, 0, p.quoted)
	for _, q := range x.Builder.quotes[p.quotes:][:p.quoted] {
		n := x.name(x.texts.all[q.author])
		m.Quotes = append(m.Quotes, Quoted{n, x.texts.all[q.text]})
		m.answer(n)
	}
}

// answer notes that m answers a name, once, and nobody answers himself.
func (m *Message) answer(name int32) {
	if name != None && name != m.Author && !slices.Contains(m.Answers, name) {
		m.Answers = append(m.Answers, name)
	}
}

// forest joins threads that share a message.
type forest struct {
	nodes map[threadKey]int32
	up    []int32
}

type threadKey struct {
	stream int32
	thread number
}

func newForest() *forest { return &forest{nodes: map[threadKey]int32{}} }

func (f *forest) node(stream int32, thread number) int32 {
	k := threadKey{stream, thread}
	n, known := f.nodes[k]
	if !known {
		n = int32(len(f.up))
		f.nodes[k] = n
		f.up = append(f.up, n)
	}
	return n
}

func (f *forest) root(n int32) int32 {
	for f.up[n] != n {
		f.up[n] = f.up[f.up[n]]
		n = f.up[n]
	}
	return n
}

func (f *forest) join(a, b int32) {
	a, b = f.root(a), f.root(b)
	f.up[max(a, b)] = min(a, b)
}
