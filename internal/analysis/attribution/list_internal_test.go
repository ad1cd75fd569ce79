package attribution

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGatherAndSort(t *testing.T) {
	pairs := [][2]int32{{3, 9}, {1, 5}, {3, 2}, {3, 9}, {0, 1}, {3, 4}}
	l := gather(5, func(put func(int32, int32)) {
		for _, p := range pairs {
			put(p[0], p[1])
		}
	})
	all := func() (out [][]int32) {
		for i := range int32(5) {
			out = append(out, append([]int32{}, l.at(i)...))
		}
		return out
	}
	if diff := cmp.Diff([][]int32{{1}, {5}, {}, {9, 2, 9, 4}, {}}, all()); diff != "" {
		t.Error(diff)
	}
	l.sort()
	if diff := cmp.Diff([][]int32{{1}, {5}, {}, {2, 4, 9}, {}}, all()); diff != "" {
		t.Error(diff)
	}
}

func TestSlabKeepsListsApart(t *testing.T) {
	var s slab[int]
	var kept [][]int
	for i := range 3 * slabSize {
		kept = append(kept, s.keep([]int{i, -i}))
	}
	kept[0] = append(kept[0], 99)
	for i, list := range kept[1:] {
		if len(list) != 2 || list[0] != i+1 || list[1] != -i-1 {
			t.Fatalf("list %d: %v", i+1, list)
		}
	}
}
