package material

import (
	"cmp"
	"context"
	"slices"
)

// Hits says of each digest that Digest took, in their order, which rows of sets hold its file, as a report does: none
// means new. What digests of one file have in common they share.
func (b *Builder) Hits(ctx context.Context) ([][]Hit, error) {
	file, all := joined(b.rows, len(b.digests.keys))
	sizes, sum := make([]int, all), 0
	with := make([]int32, len(b.digests.keys)) // file that a digest is of, counted from one
	for i, r := range b.rows {
		for _, d := range r.of {
			if d != none {
				with[d] = file[i] + 1
			}
		}
		if r.set >= 0 {
			sizes[file[i]]++
			sum++
		}
	}
	room, of := make([]Hit, sum), make([][]Hit, all+1)
	of[0] = []Hit{}
	for f, n := range sizes {
		of[f+1], room = room[:0:n], room[n:]
	}
	for i, r := range b.rows {
		if f := file[i] + 1; r.set >= 0 {
			of[f] = append(of[f], b.hit(r))
		}
	}
	for f := range of {
		if f&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		slices.SortFunc(of[f], compareHits)
	}
	out := make([][]Hit, 0, len(b.asked))
	for _, d := range b.asked {
		out = append(out, of[with[d]])
	}
	return out, nil
}

// hit is what a row of a set says.
func (b *Builder) hit(r *row) Hit {
	s := &b.sets[r.set]
	return Hit{Set: s.Ref, Owner: cmp.Or(r.hashed.Owner, s.Owner), Label: r.hashed.Label, Cite: r.cite()}
}

func compareHits(x, y Hit) int {
	return cmp.Or(cmp.Compare(x.Owner, y.Owner), cmp.Compare(x.Set, y.Set), compareCite(x.Cite, y.Cite))
}
