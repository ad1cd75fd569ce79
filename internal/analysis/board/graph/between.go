package graph

// pivots is how many nodes betweenness is measured from at most: it costs as many walks over all edges.
const pivots = 1024

// unit is one path, in betweenness.
const unit = 1 << 20

// Betweenness is for each node how many shortest ways between others lead over it (Brandes 2001), in units of 1/2^20.
// Directions and weights do not count. In graphs of more than 1,024 nodes it is measured from that many, evenly
// spaced, and scaled.
func (g *Graph) Betweenness() []int64 {
	u := g.both()
	n := len(u.out)
	w := walk{graph: u, paths: make([]int64, n), depth: make([]int32, n), credit: make([]int64, n)}
	out := make([]int64, n)
	starts := min(n, pivots)
	for k := range starts {
		w.from(int32(k*n/starts), out)
	}
	for i := range out {
		out[i] = share(out[i], int64(n), int64(max(starts, 1))) / 2 // each way was walked from both ends
	}
	return out
}

// walk is one search from a node.
type walk struct {
	graph  *Graph
	paths  []int64 // shortest ways from the start, at most many
	depth  []int32
	credit []int64
	order  []int32
}

// many is where numbers of ways stop: beyond it shares no longer matter.
const many = 1 << 40

func (w *walk) from(start int32, out []int64) {
	for i := range w.depth {
		w.paths[i], w.depth[i], w.credit[i] = 0, -1, 0
	}
	w.order = append(w.order[:0], start)
	w.paths[start], w.depth[start] = 1, 0
	for head := 0; head < len(w.order); head++ {
		v := w.order[head]
		for _, e := range w.graph.out[v] {
			if w.depth[e.To] < 0 {
				w.depth[e.To] = w.depth[v] + 1
				w.order = append(w.order, e.To)
			}
			if w.depth[e.To] == w.depth[v]+1 {
				w.paths[e.To] = min(w.paths[e.To]+w.paths[v], many)
			}
		}
	}
	for k := len(w.order) - 1; k > 0; k-- {
		v := w.order[k]
		for _, e := range w.graph.out[v] {
			if w.depth[e.To] == w.depth[v]-1 {
				w.credit[e.To] += share(unit+w.credit[v], min(w.paths[e.To], w.paths[v]), w.paths[v])
			}
		}
		out[v] += w.credit[v]
	}
}
