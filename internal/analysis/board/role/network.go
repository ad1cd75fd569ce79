package role

import (
	"cmp"
	"slices"

	"comity/internal/analysis/board/graph"
)

// The network says little of few ties.
const (
	leastCore  = 4  // the deepest core below which nobody is in the middle or at the rim
	leastTies  = 10 // answers given and got below which nothing is said of communities
	leastCrowd = 3  // members of a community that counts as one
)

// network is what who answers whom says of each name.
type network struct {
	rank      []int32 // places by PageRank, from 0
	between   []int64 // permille of the greatest
	core      []int32
	deepest   int32     // of core
	beside    [][]int32 // messages that tie a name to others of its core or a deeper one; at most five, of different ones
	community []int32
	crossing  []crossing
	usual     int64 // the median of what crosses, of names with ties enough
}

// crossing is how a name's ties go to communities.
type crossing struct {
	ties     int64
	spread   int64   // permille: the participation of Guimerà and Amaral (2005), 0 where all ties go to one community
	reached  int     // communities other than its own
	examples []int32 // the first message that ties it to each of them; at most five
}

// network measures who is answered, who lies between others, in the middle of them, or in several circles.
func (j *judge) network() {
	a := j.Archive
	var links []graph.Link
	for n := range a.Messages {
		for _, to := range a.Messages[n].Answers {
			links = append(links, graph.Link{From: a.Messages[n].Author, To: to})
		}
	}
	g := graph.New(len(a.Names), links)
	j.net = network{rank: places(g.PageRank()), between: g.Betweenness(), core: g.Core(), community: g.Communities()}
	most := int64(1)
	for _, b := range j.net.between {
		most = max(most, b)
	}
	for i, b := range j.net.between {
		j.net.between[i] = b / max(most/1000, 1)
	}
	j.cores()
	j.communities()
}

// cores finds the deepest core, and for each name messages that show how deep it lies.
func (j *judge) cores() {
	a, net := j.Archive, &j.net
	for _, k := range net.core {
		net.deepest = max(net.deepest, k)
	}
	net.beside = make([][]int32, len(a.Names))
	others := make([][]int32, len(a.Names))
	tie := func(n, other, message int32) {
		if net.core[other] >= net.core[n] && len(others[n]) < examples && !slices.Contains(others[n], other) {
			others[n] = append(others[n], other)
			net.beside[n] = append(net.beside[n], message)
		}
	}
	for m := range a.Messages {
		from := a.Messages[m].Author
		for _, to := range a.Messages[m].Answers {
			tie(from, to, int32(m))
			tie(to, from, int32(m))
		}
	}
}

// communities measures how each name's ties, given and got, are spread over communities.
func (j *judge) communities() {
	a, net := j.Archive, &j.net
	crowd := map[int32]int{}
	for _, c := range net.community {
		crowd[c]++
	}
	to := make([]map[int32]int64, len(a.Names)) // of each name: ties by community
	net.crossing = make([]crossing, len(a.Names))
	tie := func(n, other, message int32) {
		c, x := net.community[other], &net.crossing[n]
		if crowd[c] < leastCrowd {
			return
		}
		if to[n] == nil {
			to[n] = map[int32]int64{}
		}
		if to[n][c] == 0 && c != net.community[n] {
			if x.reached++; len(x.examples) < examples {
				x.examples = append(x.examples, message)
			}
		}
		to[n][c]++
		x.ties++
	}
	for m := range a.Messages {
		from := a.Messages[m].Author
		for _, other := range a.Messages[m].Answers {
			tie(from, other, int32(m))
			tie(other, from, int32(m))
		}
	}
	var known []int64
	for n := range net.crossing {
		x := &net.crossing[n]
		if x.ties < leastTies {
			continue
		}
		same := int64(0)
		for _, k := range to[n] {
			same += k * k
		}
		x.spread = 1000 - share(same, x.ties*x.ties)
		known = append(known, x.spread)
	}
	if slices.Sort(known); len(known) > 0 {
		net.usual = known[len(known)/2]
	}
}

// share is part/whole in permille, for wholes up to the square of a board's messages.
func share(part, whole int64) int64 {
	for whole > 1<<50 {
		part, whole = part>>1, whole>>1
	}
	return part * 1000 / max(whole, 1)
}

// depth is how deep a name lies among those who answer each other, from 0 at the rim to 1000 in the deepest core; known is
// false where a board is too small or too loose to have a middle.
func (j *judge) depth(n int32) (permille int64, known bool) {
	if j.net.deepest < leastCore {
		return 0, false
	}
	return 1000 * int64(j.net.core[n]) / int64(j.net.deepest), true
}

// core speaks for a name by how deep it lies, up to so many points in the deepest core, and as much against it at the rim;
// with points below zero the other way about.
func (j *judge) core(n int32, points int64) Reason {
	depth, known := j.depth(n)
	if !known {
		return Reason{}
	}
	r := Reason{Kind: "in-core", Count: int(j.net.core[n]), Points: points * (depth - 500) / 500, Examples: j.read(j.net.beside[n])}
	if depth < 500 {
		r.Kind = "at-rim"
	}
	return r
}

// bridges speaks for a name whose ties are spread over more communities than most names' are, and against one that keeps
// to its own.
func (j *judge) bridges(n int32, points int64) Reason {
	x := &j.net.crossing[n]
	if x.ties < leastTies {
		return Reason{}
	}
	beyond := x.spread - j.net.usual
	r := Reason{Kind: "bridges-communities", Count: x.reached, Points: max(-points, min(beyond*points/250, points)), Examples: j.read(x.examples)}
	if beyond < 0 {
		r.Kind = "keeps-to-one-community"
	}
	return r
}

// backed adds what the network suggests to what a name did or is called, if that speaks for it at all: nobody has a role for
// being in the middle.
func backed(of []Reason, network ...Reason) []Reason {
	sum := int64(0)
	for _, r := range of {
		sum += r.Points
	}
	if sum <= 0 {
		return of
	}
	return append(of, network...)
}

// places ranks values, the greatest first, from 0; equals share the better place.
func places(values []int64) []int32 {
	order := make([]int32, len(values))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(values[b], values[a]) })
	out := make([]int32, len(values))
	for i, n := range order {
		out[n] = int32(i)
		if i > 0 && values[n] == values[order[i-1]] {
			out[n] = out[order[i-1]]
		}
	}
	return out
}
