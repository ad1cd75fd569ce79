package identity

import (
	"comity/internal/analysis/parallel"
)

// source gives the pairs to compare, each once, in numbered pieces.
type source interface {
	pieces() int
	piece(i int, each func(a, b uint32))
}

// all is every pair of n people.
type all int

func (n all) pieces() int { return int(n) }

func (n all) piece(i int, each func(a, b uint32)) {
	for b := i + 1; b < int(n); b++ {
		each(uint32(i), uint32(b))
	}
}

// under is the pairs of one rule that no earlier one gives.
type under struct {
	*rule
	all *blocks
	n   int // rules before it
}

// blocks holds each person's block under every rule, side by side: a pair asks
// for those of two people.
type blocks struct {
	rules int
	of    []uint32
}

func newBlocks(rules []*rule, people int) *blocks {
	b := &blocks{len(rules), make([]uint32, len(rules)*people)}
	for i, r := range rules {
		for p, v := range r.block {
			b.of[p*b.rules+i] = v
		}
		r.block = nil
	}
	return b
}

// known reports whether one of the first n rules compares two people.
func (b *blocks) known(x, y uint32, n int) bool {
	i, j := int(x)*b.rules, int(y)*b.rules
	xs, ys := b.of[i:i+n], b.of[j:j+n]
	for k, v := range xs {
		if v == ys[k] && v != 0 {
			return true
		}
	}
	return false
}

func (u under) pieces() int { return u.blocks() }

func (u under) piece(i int, each func(a, b uint32)) {
	list := u.members(i)
	for k, a := range list {
		for _, b := range list[k+1:] {
			if u.n == 0 || !u.all.known(a, b, u.n) {
				each(a, b)
			}
		}
	}
}

// chance is n pairs drawn by SplitMix64 from a fixed seed; people stand in the
// order of their content, so the pairs depend on nothing else.
type chance struct {
	people, n int
}

const chancePiece = 4096

func (c chance) pieces() int { return (c.n + chancePiece - 1) / chancePiece }

func (c chance) piece(i int, each func(a, b uint32)) {
	const golden = 0x9e3779b97f4a7c15
	for k := i * chancePiece; k < min(c.n, (i+1)*chancePiece); k++ {
		x := mix(uint64(2*k+1) * golden)
		y := mix(uint64(2*k+2) * golden)
		a, b := uint32(x%uint64(c.people)), uint32(y%uint64(c.people))
		if a != b {
			each(min(a, b), max(a, b))
		}
	}
}

// tally counts the patterns of a source's pairs. A pair counts as often as its
// people have copies, up to maxCopies each.
func (t *Table) tally(workers int, from source, most uint64) map[pattern]uint64 {
	parts := make([]map[pattern]uint64, parallel.Workers(workers, from.pieces()))
	for i := range parts {
		parts[i] = map[pattern]uint64{}
	}
	_ = parallel.EachBy(workers, from.pieces(), func(worker, i int) error {
		from.piece(i, func(a, b uint32) {
			if most < unit && mix(uint64(a)<<32|uint64(b))>>32 >= most {
				return
			}
			parts[worker][t.compare(a, b)] += t.times(a) * t.times(b)
		})
		return nil
	})
	for _, m := range parts[1:] {
		for p, n := range m {
			parts[0][p] += n
		}
	}
	return parts[0]
}

// maxCopies bounds how much rows that repeat one another say in training.
const maxCopies = 4

func (t *Table) times(p uint32) uint64 { return uint64(min(len(t.copies[p]), maxCopies)) }
