package board

import (
	"cmp"
	"slices"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/graph"
	"comity/internal/comity"
)

const (
	partners = 10 // of those whom a member answers, or who answer it, so many are listed
	tieCites = 3  // places that show that one name answered, vouched for or outranked another
)

// spoke is how often one name answered another, and the first messages in which it did.
type spoke struct {
	n     int32
	first [tieCites]int32
}

func bump(of []map[int32]spoke, from, to, message int32) {
	if of[from] == nil {
		of[from] = map[int32]spoke{}
	}
	s := of[from][to]
	if s.n < tieCites {
		s.first[s.n] = message
	}
	s.n++
	of[from][to] = s
}

func mark(of []map[int32][]archive.Capture, from, to int32, at archive.Capture) {
	if of[from] == nil {
		of[from] = map[int32][]archive.Capture{}
	}
	if list := of[from][to]; len(list) < tieCites {
		of[from][to] = append(list, at)
	}
}

// named lists partners, the most frequent first.
func (c *computation) named(of map[int32]spoke) []Partner {
	a := c.whole.archive
	out := []Partner{}
	for n, s := range of {
		p := Partner{Name: a.Names[n].Shown, Messages: int(s.n)}
		for _, m := range s.first[:min(s.n, tieCites)] {
			p.Cite = append(p.Cite, a.Cite(m))
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y Partner) int {
		return cmp.Or(cmp.Compare(y.Messages, x.Messages), cmp.Compare(x.Name, y.Name))
	})
	return out[:min(len(out), partners)]
}

// shown lists those whom somebody vouched for, or who vouched, by name.
func (c *computation) shown(of map[int32][]archive.Capture) (out []Vouch) {
	for n, at := range of {
		v := Vouch{Name: c.whole.archive.Names[n].Shown}
		for _, x := range at {
			v.Cite = append(v.Cite, c.whole.archive.Citation(x))
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(x, y Vouch) int { return cmp.Compare(x.Name, y.Name) })
	return out
}

// ranked adds where a rank or group is stated.
func ranked(list []Rank, rank string, at comity.Citation) []Rank {
	i := slices.IndexFunc(list, func(r Rank) bool { return r.Rank == rank })
	if i < 0 {
		return append(list, Rank{Rank: rank, Cite: []comity.Citation{at}})
	}
	if len(list[i].Cite) < tieCites && !slices.Contains(list[i].Cite, at) {
		list[i].Cite = append(list[i].Cite, at)
	}
	return list
}

// closeness is, for each name, its core and its community among who answers whom.
func closeness(a *archive.Archive) (core, community []int32) {
	var links []graph.Link
	for i := range a.Messages {
		for _, to := range a.Messages[i].Answers {
			links = append(links, graph.Link{From: a.Messages[i].Author, To: to})
		}
	}
	g := graph.New(len(a.Names), links)
	return g.Core(), g.Communities()
}
