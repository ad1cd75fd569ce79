package material

import (
	"context"
	"iter"
	"slices"

	"comity/internal/analysis/material/known"
	"comity/internal/records/record"
)

// sieve is what a row of a set must meet to be kept: it shares a digest with a row kept before, or its perceptual hash
// is near one of a file that a state's list has.
type sieve struct {
	want    map[digest]struct{} // of all rows kept so far; never fewer
	near    *index              // of the perceptual hashes of listed files, as of the pass's begin
	grew    bool                // want has grown since the pass began
	settled bool
}

// Next says whether the rows of all sets must be handed over, once more, after those of the lists: until a pass finds
// no digest that leads further. From the first call on only rows of sets are kept that the report speaks of, so that
// memory follows the lists. Without a call every row is kept; the report is the same.
func (b *Builder) Next() bool {
	first := b.sieve == nil
	if first {
		b.sieve = &sieve{want: map[digest]struct{}{}}
	}
	s := b.sieve
	if s.settled {
		return false
	}
	for i := range b.rows {
		s.add(&b.rows[i].hashed)
	}
	hashes := b.listed()
	if len(b.sets) == 0 || !first && !s.grew && len(hashes) == len(s.near.hashes) {
		s.settled = true
		return false
	}
	s.near, s.grew = newIndex(hashes), false
	b.rows = slices.DeleteFunc(b.rows, func(r row) bool { return r.set >= 0 })
	for n := range b.sets {
		b.sets[n].Rows = 0
	}
	return true
}

// listed are the perceptual hashes of all files that a list has, as far as rows are kept, each once, in order.
func (b *Builder) listed() (out [][32]byte) {
	for _, rows := range join(b.rows) {
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

// keep decides on a row of a set, and adds the digests of one that is kept.
func (s *sieve) keep(h *record.Hashed) bool {
	met := false
	for d := range digests(h) {
		_, there := s.want[d]
		met = met || there
	}
	if !met && !(h.HasPerceptual && len(s.near.hashes) > 0 && len(s.near.near(h.Perceptual)) > 0) {
		return false
	}
	s.add(h)
	return true
}

// Held is a set of known files that can be asked. known.Set is one.
type Held interface {
	Len() int64      // rows
	Edition() string // that the list names of itself
	// Meet hands over the rows with a digest that begins as one of keys does, and those of whose perceptual hash near,
	// where it is not nil, says so; others may be among them.
	Meet(ctx context.Context, keys known.Keys, near func([32]byte) bool, each func(*record.Hashed) error) error
}

// Ask takes from a set, in a pass that Next asked for, what handing over all of its rows would have kept.
func (b *Builder) Ask(ctx context.Context, src *record.Source, set Held) error {
	n, s := b.of[src.Ref], b.sieve
	b.edition(n, &record.Hashed{Edition: set.Edition()})
	b.sets[n].Rows = set.Len()
	keys := make(known.Keys, 0, len(s.want))
	for d := range s.want {
		keys.Add(d[1:])
	}
	keys.Sort()
	var near func([32]byte) bool
	if len(s.near.hashes) > 0 {
		near = func(h [32]byte) bool { return len(s.near.near(h)) > 0 }
	}
	return set.Meet(ctx, keys, near, func(h *record.Hashed) error {
		if s.keep(h) {
			b.take(n, src, h)
		}
		return nil
	})
}

func (s *sieve) add(h *record.Hashed) {
	for d := range digests(h) {
		if _, there := s.want[d]; !there {
			s.want[d], s.grew = struct{}{}, true
		}
	}
}

// digest is a cryptographic hash with its length in front, so that equal ones are of the same file.
type digest [33]byte

// digests are those of a row.
func digests(h *record.Hashed) iter.Seq[digest] {
	return func(yield func(digest) bool) {
		_ = (!h.HasMD5 || yield(digestOf(h.MD5[:]))) && (!h.HasSHA1 || yield(digestOf(h.SHA1[:]))) && (!h.HasSHA256 || yield(digestOf(h.SHA256[:])))
	}
}

func digestOf(b []byte) (d digest) {
	d[0] = byte(len(b))
	copy(d[1:], b)
	return d
}
