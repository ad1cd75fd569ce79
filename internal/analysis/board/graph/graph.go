// Package graph measures who matters among people who answer each other: PageRank, betweenness, cores and communities.
//
// It computes in whole numbers. Fractions are rounded in other ways by other processors, and a rank that rests on the last
// digit would differ between two machines that compute the same case.
package graph

import (
	"cmp"
	"math/bits"
	"slices"
)

// Edge is how often one node speaks to another.
type Edge struct {
	To     int32
	Weight int64
}

// Graph has directed, weighted edges between nodes that are numbered from 0.
type Graph struct {
	out [][]Edge
}

// Link is an edge with both ends.
type Link struct{ From, To int32 }

// New makes a graph of n nodes; links that occur several times weigh as often. Links to oneself are left out.
func New(n int, links []Link) *Graph {
	links = slices.Clone(links)
	slices.SortFunc(links, func(a, b Link) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	g := &Graph{out: make([][]Edge, n)}
	for _, l := range links {
		if l.From == l.To {
			continue
		}
		o := g.out[l.From]
		if k := len(o); k > 0 && o[k-1].To == l.To {
			o[k-1].Weight++
			continue
		}
		g.out[l.From] = append(o, Edge{l.To, 1})
	}
	return g
}

// both is the same graph without directions: weights of the two directions added up.
func (g *Graph) both() *Graph {
	u := &Graph{out: make([][]Edge, len(g.out))}
	for from, es := range g.out {
		for _, e := range es {
			u.out[from] = append(u.out[from], e)
			u.out[e.To] = append(u.out[e.To], Edge{int32(from), e.Weight})
		}
	}
	for i, es := range u.out {
		slices.SortFunc(es, func(a, b Edge) int { return cmp.Compare(a.To, b.To) })
		k := 0
		for _, e := range es {
			if k > 0 && es[k-1].To == e.To {
				es[k-1].Weight += e.Weight
				continue
			}
			es[k] = e
			k++
		}
		u.out[i] = es[:k]
	}
	return u
}

// One is the sum of all PageRanks.
const One = 1 << 40

// PageRank is the share of a reader who follows answers at random, and in 15 of a hundred steps begins anew anywhere
// (Brin and Page 1998); in units of 1/One.
func (g *Graph) PageRank() []int64 {
	n := len(g.out)
	if n == 0 {
		return nil
	}
	rank, next := make([]int64, n), make([]int64, n)
	weight := make([]int64, n)
	for i, es := range g.out {
		rank[i] = One / int64(n)
		for _, e := range es {
			weight[i] += e.Weight
		}
	}
	for range 60 {
		idle := int64(0) // rank of those who answer nobody goes to everybody
		for i := range next {
			next[i] = 0
		}
		for i, es := range g.out {
			if weight[i] == 0 {
				idle += rank[i]
				continue
			}
			for _, e := range es {
				next[e.To] += share(rank[i], e.Weight, weight[i])
			}
		}
		base := One * 15 / 100 / int64(n)
		for i := range next {
			next[i] = base + (next[i]+idle/int64(n))/100*85
		}
		rank, next = next, rank
	}
	return rank
}

// share is x*part/whole without overflow; part is at most whole.
func share(x, part, whole int64) int64 {
	hi, lo := bits.Mul64(uint64(x), uint64(part))
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return int64(q)
}

// Core is for each node the greatest k such that it belongs to a part in which everybody has k others of that part
// (Seidman 1983); directions do not count.
func (g *Graph) Core() []int32 {
	u := g.both()
	n := len(u.out)
	degree, core := make([]int32, n), make([]int32, n)
	todo := make([][]int32, n+1)
	for i, es := range u.out {
		degree[i] = int32(len(es))
		todo[degree[i]] = append(todo[degree[i]], int32(i))
	}
	gone := make([]bool, n)
	for d, k := 0, int32(0); d <= n; d++ {
		for len(todo[d]) > 0 {
			i := todo[d][len(todo[d])-1]
			todo[d] = todo[d][:len(todo[d])-1]
			if gone[i] || degree[i] > int32(d) {
				continue
			}
			k = max(k, degree[i])
			gone[i], core[i] = true, k
			for _, e := range u.out[i] {
				if !gone[e.To] && degree[e.To] > int32(d) {
					degree[e.To]--
					todo[degree[e.To]] = append(todo[degree[e.To]], e.To)
				}
			}
		}
	}
	return core
}
