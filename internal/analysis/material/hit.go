package material

import (
	"cmp"
	"context"
	"slices"
)

// Hits says of each row of a list, in the order in which they came, which rows of sets hold its file, as a report does:
// none means new. What rows of one file have in common they share.
func (b *Builder) Hits(ctx context.Context) ([][]Hit, error) {
	file, all := joined(b.rows, len(b.digests.keys))
	sizes, lists, sum := make([]int, all), 0, 0
	for i, r := range b.rows {
		if r.set < 0 {
			lists++
		} else {
			sizes[file[i]]++
			sum++
		}
	}
	room, of := make([]Hit, sum), make([][]Hit, all)
	for f, n := range sizes {
		of[f], room = room[:0:n], room[n:]
	}
	for i, r := range b.rows {
		if r.set >= 0 {
			of[file[i]] = append(of[file[i]], b.hit(r))
		}
	}
	for f := range of {
		if f&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		slices.SortFunc(of[f], compareHits)
	}
	out := make([][]Hit, 0, lists)
	for i, r := range b.rows {
		if r.set < 0 {
			out = append(out, of[file[i]])
		}
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
