package main

import (
	"fmt"
	"strings"

	"comity/internal/analysis/derivation"
)

// shownLinks is how many links of one kind a node of the graph shows without --all.
const shownLinks = 5

// graph prints what a claim rests on, as a tree. What several rest on is
// followed once; the other places point to it.
func (a *app) graph(g *derivation.Grounds) {
	if g == nil || len(g.Nodes) == 0 {
		return
	}
	t := graphTree{a: a, nodes: map[string]*derivation.Node{}, shown: map[string]bool{}}
	for _, n := range g.Nodes {
		t.nodes[n.ID] = n
	}
	a.title(a.words().GraphTitle)
	t.node(t.nodes[g.Root], derivation.Link{}, "  ", "  ")
}

// graphTree is one printing of a graph.
type graphTree struct {
	a     *app
	nodes map[string]*derivation.Node
	shown map[string]bool
}

// node prints a node behind first, and what it rests on behind rest.
func (t *graphTree) node(n *derivation.Node, l derivation.Link, first, rest string) {
	if n == nil {
		return
	}
	text := strings.TrimRight(t.how(l)+t.a.words().GraphKinds[string(n.Kind)]+" "+t.says(n), " ")
	if t.shown[n.ID] && len(n.Rests) > 0 {
		t.a.print("%s%s  (%s)\n", first, harmless(text), t.a.words().GraphBefore)
		return
	}
	t.shown[n.ID] = true
	t.a.print("%s%s\n", first, harmless(text))
	t.links(n, rest)
}

// links prints what a node rests on, of each kind so many.
func (t *graphTree) links(n *derivation.Node, rest string) {
	type line struct {
		link derivation.Link
		cut  string
	}
	var lines []line
	count := map[derivation.NodeKind]int{}
	for i, l := range n.Rests {
		kind := t.nodes[l.To].Kind
		count[kind]++
		if t.a.all || count[kind] <= shownLinks {
			lines = append(lines, line{link: l})
			continue
		}
		if count[kind] == shownLinks+1 {
			lines = append(lines, line{cut: fmt.Sprintf(t.a.words().GraphMore, t.left(n.Rests[i:], kind), t.a.words().GraphMany[string(kind)])})
		}
	}
	for i, l := range lines {
		first, next := "├ ", "│ "
		if i == len(lines)-1 {
			first, next = "└ ", "  "
		}
		if l.cut != "" {
			t.a.print("%s%s%s\n", rest, first, l.cut)
			continue
		}
		t.node(t.nodes[l.link.To], l.link, rest+first, rest+next)
	}
}

// left counts the links to nodes of a kind.
func (t *graphTree) left(links []derivation.Link, kind derivation.NodeKind) (n int) {
	for _, l := range links {
		if t.nodes[l.To].Kind == kind {
			n++
		}
	}
	return n
}

// how is the way in which a node is rested on, before it.
func (t *graphTree) how(l derivation.Link) string {
	w, out := t.a.words(), ""
	if l.May {
		out = w.GraphMay + " "
	}
	switch as := w.GraphAs[l.As]; {
	case l.As == derivation.Between:
		out += fmt.Sprintf(as, l.Count) + ": "
	case as != "":
		out += as + ": "
	}
	return out
}

// says is what a node is, in a line.
func (t *graphTree) says(n *derivation.Node) string {
	w := t.a.words()
	var out []string
	add := func(s string) { out = append(out, s) }
	if n.Weight != nil {
		add(bans(*n.Weight))
	}
	switch n.Kind {
	case derivation.Claim:
		add(w.say(n.Text))
	case derivation.Weight:
		add(strings.TrimPrefix(n.ID, string(n.Kind)+":") + ": " + n.Text)
	case derivation.Hit:
		add(strings.TrimPrefix(n.ID, string(n.Kind)+":") + "  " + n.Text + "  " + fmt.Sprintf(w.GraphSays["events"], n.Count))
		if n.More > 0 {
			add(fmt.Sprintf(w.GraphSays["more"], n.More))
		}
	case derivation.Cite:
		add(n.Cite.String())
	case derivation.Sealed:
		add(n.Ref + "  sha256 " + n.Digest.String() + "  " + fmt.Sprintf(w.GraphSays["bytes"], n.Bytes))
	case derivation.Seal:
		add(n.File + "  sha256 " + n.Digest.Short())
		if n.Root == nil {
			add(w.GraphSays["no tree"])
		} else {
			add(fmt.Sprintf(w.GraphSays["leaves"], *n.Leaves, n.Rule) + "  " + n.Root.String())
		}
	case derivation.Act:
		add(fmt.Sprintf("%d %s %s  sha256 %s", n.Act, n.Text, n.Time, n.Digest.Short()))
		if n.Run != nil {
			add(w.Run + " " + n.Run.String())
		}
	case derivation.Table:
		add(w.GraphSays[n.Text] + "  sha256 " + n.Digest.String())
	case derivation.Parameter:
		add(fmt.Sprintf("%s = %d", n.Text, *n.Value))
	}
	return strings.Join(out, "  ")
}
