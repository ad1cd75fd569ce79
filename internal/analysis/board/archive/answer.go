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
		if id := x.merging[c].ID; id != "" {
			parents[x.space(x.stream[c], id)] = x.merged.Of[c]
		}
	}
	for n := range x.out.Messages {
		m := &x.out.Messages[n]
		for _, c := range x.merged.Messages[n].Captures {
			p := x.post(x.kept[c])
			x.quotes(m, p)
			if p.parent == "" || m.Parent != None {
				continue
			}
			if to, known := parents[x.space(x.stream[c], p.parent)]; known && int(to) != n {
				m.Parent = to
				m.answer(x.out.Messages[to].Author)
			}
		}
		m.answer(x.addressed(m.Text))
		slices.Sort(m.Answers)
	}
}

// addressed is the name that a message begins with, as in "fern: the gate is open".
func (x *builder) addressed(text string) int32 {
	head, _, _ := strings.Cut(text, " ")
	if name := strings.TrimRight(head, ":,"); name != head {
		return x.name(name)
	}
	return None
}

// place is an id and where it is looked up.
type place struct {
	stream int32
	id     string
}

// space is where an id is looked up: a mail's names it everywhere, others in the contributor's own copy.
func (x *builder) space(stream int32, id string) place {
	if strings.Contains(id, "@") {
		return place{None, id}
	}
	return place{stream, id}
}

// quotes keeps the quotes of the capture that has most of them.
func (x *builder) quotes(m *Message, p *post) {
	if len(p.quotes) <= len(m.Quotes) {
		return
	}
	m.Quotes = m.Quotes[:0]
	for _, q := range p.quotes {
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
