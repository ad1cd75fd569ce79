package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/log/proof"
)

// linked are acts of these numbers; each names the one before it, but that of the number broken.
func linked(broken int64, seqs ...int64) (out []act.Act) {
	name := func(seq int64) comity.Digest { return comity.Digest{byte(seq), byte(seq >> 8), byte(seq >> 16)} }
	for _, n := range seqs {
		a := act.Act{Seq: n, Digest: name(n), Prev: name(n - 1)}
		if n == broken {
			a.Prev = comity.Digest{0xff}
		}
		out = append(out, a)
	}
	return out
}

// A receipt shows the act that it names and those before it, as far as the chain goes; one under a
// checkpoint that meets the policy is taken rather than a nearer one.
func TestCover(t *testing.T) {
	for _, tt := range []struct {
		name string
		acts []act.Act
		held []int64
		met  []int64
		want map[int64]int64
	}{
		{"each its own", linked(0, 1, 2, 3), []int64{1, 2, 3}, nil, map[int64]int64{1: 1, 2: 2, 3: 3}},
		{"a later one", linked(0, 1, 2, 3), []int64{3}, nil, map[int64]int64{1: 3, 2: 3, 3: 3}},
		{"a gap", linked(0, 1, 3, 4), []int64{4}, nil, map[int64]int64{3: 4, 4: 4}},
		{"another chain", linked(3, 1, 2, 3), []int64{3}, nil, map[int64]int64{3: 3}},
		{"one that meets the policy", linked(0, 1, 2, 3), []int64{1, 2, 3}, []int64{2}, map[int64]int64{1: 2, 2: 2, 3: 3}},
		{"one behind a gap", linked(0, 1, 2, 4), []int64{1, 4}, []int64{4}, map[int64]int64{1: 1, 4: 4}},
		{"two of one number", append(linked(0, 1, 2), linked(9, 2, 3)...), []int64{3}, nil, map[int64]int64{2: 3, 3: 3}},
		{"none", linked(0, 1, 2), nil, nil, map[int64]int64{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &Packed{acts: tt.acts, covered: map[int64]int64{}, stood: map[int64]proof.Standing{}}
			held := map[int64]bool{}
			for _, n := range tt.held {
				held[n] = true
			}
			for _, n := range tt.met {
				p.stood[n] = proof.Standing{Met: true}
			}
			p.cover(held)
			if d := cmp.Diff(tt.want, p.covered); d != "" {
				t.Error(d)
			}
		})
	}
}
