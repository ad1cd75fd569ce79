package graph

import (
	"maps"
	"slices"
)

// Communities gives each node the number of its community: groups with more links inside than chance would have, found by
// moving single nodes as long as modularity grows, then groups as nodes (Blondel and others 2008). Numbers begin at 0 in the
// order of the first node; a node without links is alone.
func (g *Graph) Communities() []int32 {
	u := g.both()
	of := make([]int32, len(u.out))
	for i := range of {
		of[i] = int32(i)
	}
	for range 16 {
		part, moved := u.move()
		if !moved {
			break
		}
		for i := range of {
			of[i] = part[of[i]]
		}
		u = u.fold(part)
	}
	return number(of)
}

// move puts each node where most of its weight is beyond what chance would have, until nobody moves; loops, which
// folding makes, stand among a node's edges.
func (g *Graph) move() (part []int32, moved bool) {
	n := len(g.out)
	part = make([]int32, n)
	weight, total := make([]int64, n), make([]int64, n)
	all := int64(0)
	for i, es := range g.out {
		part[i] = int32(i)
		for _, e := range es {
			weight[i] += e.Weight
		}
		total[i] = weight[i]
		all += weight[i]
	}
	to := make([]int64, n)
	for range 32 {
		changed := false
		for i := range g.out {
			if g.best(int32(i), part, weight, total, to, all) {
				changed, moved = true, true
			}
		}
		if !changed {
			break
		}
	}
	return number(part), moved
}

// best moves node i to the neighbouring community that gains most; to is scratch, all zero before and after.
func (g *Graph) best(i int32, part []int32, weight, total, to []int64, all int64) bool {
	old := part[i]
	for _, e := range g.out[i] {
		if e.To != i {
			to[part[e.To]] += e.Weight
		}
	}
	total[old] -= weight[i]
	gain := func(c int32) int64 { return to[c] - share(weight[i], total[c], max(all, 1)) }
	best, most := old, gain(old)
	for _, e := range g.out[i] {
		if c := part[e.To]; gain(c) > most {
			best, most = c, gain(c)
		}
	}
	total[best] += weight[i]
	part[i] = best
	for _, e := range g.out[i] {
		if e.To != i {
			to[part[e.To]] = 0
		}
	}
	to[old] = 0
	return best != old
}

// fold makes one node of each community.
func (g *Graph) fold(part []int32) *Graph {
	n := int32(0)
	for _, p := range part {
		n = max(n, p+1)
	}
	sums := make([]map[int32]int64, n)
	for i, es := range g.out {
		p := part[i]
		if sums[p] == nil {
			sums[p] = map[int32]int64{}
		}
		for _, e := range es {
			sums[p][part[e.To]] += e.Weight
		}
	}
	u := &Graph{out: make([][]Edge, n)}
	for p := range u.out {
		for _, to := range slices.Sorted(maps.Keys(sums[p])) {
			u.out[p] = append(u.out[p], Edge{to, sums[p][to]})
		}
	}
	return u
}

// number renames numbers in the order in which they first come.
func number(of []int32) []int32 {
	names := map[int32]int32{}
	out := make([]int32, len(of))
	for i, o := range of {
		n, known := names[o]
		if !known {
			n = int32(len(names))
			names[o] = n
		}
		out[i] = n
	}
	return out
}
