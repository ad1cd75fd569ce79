package material

import (
	"context"
	"slices"

	"comity/internal/analysis/material/known"
	"comity/internal/records/record"
)

// sieve is what a row of a set must meet to be kept: it shares a digest with a row kept before, or its perceptual hash
// is near one of a file that a state's list has.
type sieve struct {
	near    *index // of the perceptual hashes of listed files, as of the pass's begin
	began   int    // digests there were when the pass began
	settled bool
}

// Next says whether the rows of all sets must be handed over, once more, after those of the lists: until a pass finds
// no digest that leads further. From the first call on only rows of sets are kept that the report speaks of, so that
// memory follows the lists. Without a call every row is kept; the report is the same.
func (b *Builder) Next() bool {
	first := b.sieve == nil
	if first {
		b.sieve = &sieve{}
	}
	s := b.sieve
	if s.settled {
		return false
	}
	hashes, grew := b.listed(), len(b.digests.keys) > s.began
	if len(b.sets) == 0 || !first && !grew && len(hashes) == len(s.near.hashes) {
		s.settled = true
		return false
	}
	s.near, s.began = newIndex(hashes), len(b.digests.keys)
	b.rows = slices.DeleteFunc(b.rows, func(r *row) bool { return r.set >= 0 && !r.asked })
	for n := range b.sets {
		b.sets[n].Rows = 0
	}
	return true
}

// listed are the perceptual hashes of all files that a list has, as far as rows are kept, each once, in order.
func (b *Builder) listed() (out [][32]byte) {
	if !b.lists || !b.likes {
		return nil
	}
	for _, rows := range join(b.rows, len(b.digests.keys)) {
		if !slices.ContainsFunc(rows, func(i int) bool { return b.rows[i].set < 0 }) {
			continue
		}
		for _, i := range rows {
			if h := &b.rows[i].hashed; h.HasPerceptual {
				out = append(out, h.Perceptual)
			}
		}
	}
	slices.SortFunc(out, func(x, y [32]byte) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(out)
}

// keeps decides on a row of a set.
func (b *Builder) keeps(h *record.Hashed) bool {
	return b.digests.of(h) != [3]int32{none, none, none} ||
		h.HasPerceptual && len(b.sieve.near.hashes) > 0 && len(b.sieve.near.near(h.Perceptual)) > 0
}

// Held is a set of known files that can be asked. known.Set is one.
type Held interface {
	Len() int64      // rows
	Edition() string // that the list names of itself
	// Meet hands over the rows with a digest that begins as one of keys does, and those of whose perceptual hash near,
	// where it is not nil, says so; others may be among them. It puts keys in order. A row that each has kept is not
	// handed over again.
	Meet(ctx context.Context, keys known.Keys, near func([32]byte) bool, each func(*record.Hashed) (kept bool, err error)) error
}

// Ask takes from a set, in a pass that Next asked for, what handing over all of its rows would have kept. It asks
// for what it has not asked that set before.
func (b *Builder) Ask(ctx context.Context, src *record.Source, set Held) error {
	n, s := b.of[src.Ref], b.sieve
	b.edition(n, &record.Hashed{Edition: set.Edition()})
	b.sets[n].Rows = set.Len()
	o := b.origin(n, src)
	o.asked = true
	keys := slices.Clone(b.digests.keys[o.upto:])
	o.upto += len(keys)
	var near func([32]byte) bool
	if len(s.near.hashes) > o.alike {
		o.alike = len(s.near.hashes)
		near = func(h [32]byte) bool { return len(s.near.near(h)) > 0 }
	}
	return set.Meet(ctx, keys, near, func(h *record.Hashed) (bool, error) {
		kept := b.keeps(h)
		if kept {
			b.take(o, h)
		}
		return kept, nil
	})
}
