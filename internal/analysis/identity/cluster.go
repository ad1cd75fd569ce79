package identity

import (
	"cmp"
	"slices"
)

// tie is a pair that is to be joined, by its weight.
type tie struct {
	pair
	weight int
	exact  bool // nothing that both state differs
}

// grouper joins people, the surest first, and refuses what its guards forbid.
type grouper struct {
	s       *scorer
	group   []uint32            // of each person: the group's number
	members [][]uint32          // of each group, rising; nil: joined to another
	barred  map[uint32][]uint32 // people that a person must not meet
	ties    []tie
	cuts    []cut
}

// cut is a tie that was not followed.
type cut struct {
	tie
	why  Guard
	mean int // weight of the pairs between the parts on the whole, for a bridge
}

func newGrouper(s *scorer) *grouper {
	n := s.t.people()
	g := &grouper{s: s, group: make([]uint32, n), members: make([][]uint32, n), barred: map[uint32][]uint32{}}
	list := make([]uint32, n)
	for p := range uint32(n) {
		g.group[p], list[p] = p, p
		g.members[p] = list[p : p+1 : p+1]
	}
	return g
}

// bar keeps two people apart.
func (g *grouper) bar(a, b uint32) {
	g.barred[a] = append(g.barred[a], b)
	g.barred[b] = append(g.barred[b], a)
}

// ties are the kept pairs at or above the threshold: exact ones first, then by
// weight. Equal ones follow the order of the people's content.
func (s *scorer) ties(kept []pair) []tie {
	var out []tie
	for _, p := range kept {
		if w := s.weight(p); w >= int(s.cfg.Threshold) {
			out = append(out, tie{p, w, s.exact(p.pattern)})
		}
	}
	slices.SortFunc(out, func(x, y tie) int {
		return cmp.Or(-order(x.exact, y.exact), -cmp.Compare(x.weight, y.weight), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return out
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// exact reports whether all that both people state is equal.
func (s *scorer) exact(p pattern) bool {
	for f := range s.t.columns {
		if l := p.at(f); l != missing && l != s.t.columns[f].sort.exact() {
			return false
		}
	}
	return true
}

// follow joins the ends of each tie unless a guard forbids it.
func (g *grouper) follow(ties []tie) {
	g.ties = ties
	for _, t := range ties {
		a, b := g.group[t.a], g.group[t.b]
		if a == b {
			continue
		}
		switch mean := 0; {
		case g.meets(a, b):
			g.cuts = append(g.cuts, cut{t, Refusal, 0})
		case len(g.members[a])+len(g.members[b]) > g.s.cfg.MaxCluster:
			g.cuts = append(g.cuts, cut{t, Size, 0})
		case g.bridge(a, b, &mean):
			g.cuts = append(g.cuts, cut{t, Bridge, mean})
		default:
			g.join(a, b)
		}
	}
}

func (g *grouper) meets(a, b uint32) bool {
	if len(g.barred) == 0 {
		return false
	}
	for _, p := range g.members[a] {
		for _, q := range g.barred[p] {
			if g.group[q] == b {
				return true
			}
		}
	}
	return false
}

// look is how many people of each part are asked across a bridge.
const look = 8

// bridge reports whether the pairs between two groups speak against one person
// on the whole.
func (g *grouper) bridge(a, b uint32, mean *int) bool {
	as, bs := g.members[a], g.members[b]
	if len(as)+len(bs) == 2 {
		return false
	}
	sum, n := 0, 0
	for _, p := range spread(as) {
		for _, q := range spread(bs) {
			x := pair{min(p, q), max(p, q), g.s.t.compare(p, q)}
			sum += g.s.weight(x)
			n++
		}
	}
	*mean = sum / n
	return sum < 0
}

// spread is up to look members, evenly over the list.
func spread(list []uint32) []uint32 {
	if len(list) <= look {
		return list
	}
	out := make([]uint32, look)
	for i := range out {
		out[i] = list[i*len(list)/look]
	}
	return out
}

// join puts the members of both groups into the one with the lower first member.
func (g *grouper) join(a, b uint32) {
	if g.members[b][0] < g.members[a][0] {
		a, b = b, a
	}
	all := make([]uint32, 0, len(g.members[a])+len(g.members[b]))
	all = append(append(all, g.members[a]...), g.members[b]...)
	slices.Sort(all)
	for _, p := range g.members[b] {
		g.group[p] = a
	}
	g.members[a], g.members[b] = all, nil
}
