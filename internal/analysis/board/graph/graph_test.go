package graph_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/graph"
)

// path is 0 - 1 - 2 - … - n-1.
func path(n int32) (out []graph.Link) {
	for i := range n - 1 {
		out = append(out, graph.Link{From: i, To: i + 1})
	}
	return out
}

func TestBetweenness(t *testing.T) {
	got := graph.New(5, path(5)).Betweenness()
	want := []int64{0, 3 << 20, 4 << 20, 3 << 20, 0} // pairs that the node lies between
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Two ways round a square: each middle has half of the way between the others, twice.
	square := graph.New(4, []graph.Link{{0, 1}, {1, 2}, {2, 3}, {3, 0}}).Betweenness()
	if diff := cmp.Diff([]int64{1 << 19, 1 << 19, 1 << 19, 1 << 19}, square); diff != "" {
		t.Error(diff)
	}
}

// TestPageRank compares with the same sums in fractions.
func TestPageRank(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 40
	var links []graph.Link
	weight := [n][n]float64{}
	out := [n]float64{}
	for range 200 {
		a, b := r.Int32N(n-1), r.Int32N(n)
		if a == b {
			continue
		}
		links = append(links, graph.Link{From: a, To: b})
		weight[a][b]++
		out[a]++
	}
	rank := [n]float64{}
	for i := range rank {
		rank[i] = 1.0 / n
	}
	for range 60 {
		next, idle := [n]float64{}, 0.0
		for i := range rank {
			if out[i] == 0 {
				idle += rank[i]
				continue
			}
			for j := range rank {
				next[j] += rank[i] * weight[i][j] / out[i]
			}
		}
		for i := range rank {
			rank[i] = 0.15/n + 0.85*(next[i]+idle/n)
		}
	}
	for i, got := range graph.New(n, links).PageRank() {
		if d := float64(got)/graph.One - rank[i]; d > 1e-6 || d < -1e-6 {
			t.Errorf("node %d: %g, want %g", i, float64(got)/graph.One, rank[i])
		}
	}
}

func TestCore(t *testing.T) {
	// A clique of four with a tail of two, and one alone.
	got := graph.New(7, []graph.Link{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {3, 2}, {3, 4}, {4, 5}}).Core()
	if diff := cmp.Diff([]int32{3, 3, 3, 3, 1, 1, 0}, got); diff != "" {
		t.Error(diff)
	}
}

// TestCommunities: two dense groups with one link between them.
func TestCommunities(t *testing.T) {
	var links []graph.Link
	for a := range int32(12) {
		for b := range a {
			if a/6 == b/6 {
				links = append(links, graph.Link{From: a, To: b})
			}
		}
	}
	links = append(links, graph.Link{From: 5, To: 6})
	got := graph.New(13, links).Communities()
	if diff := cmp.Diff([]int32{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2}, got); diff != "" {
		t.Error(diff)
	}
}
