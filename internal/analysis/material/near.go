package material

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Reach is how many of 256 bits two perceptual hashes may differ in to be near.
const Reach = 31

// parts is how many parts a hash is cut into, 4 of 22 bits and 8 of 21. At most Reach bits that differ leave one of
// them with at most two.
const parts = 12

// index finds perceptual hashes within Reach of another, all of them and no others. Each part of a hash has a table:
// hashes by the part's leading bits.
type index struct {
	hashes [][32]byte
	tables [parts]table
	kept   int // bits of a part, from the front, that tables are divided by: as many as hashes need
}

// table has the numbers of hashes, divided by a part's value: those of value v from first[v] to first[v+1].
type table struct {
	first []uint32
	of    []uint32
}

// newIndex makes the index of hashes, which must not change any more: 48 bytes for each beside its own 32, and at most
// 144 MiB for the tables' heads.
func newIndex(hashes [][32]byte) *index {
	x := &index{hashes: hashes}
	x.kept = min(max(bits.Len(uint(len(hashes))), 8), 22)
	for p := range parts {
		x.tables[p] = x.divide(p)
	}
	return x
}

func (x *index) divide(p int) table {
	n := min(width(p), x.kept)
	t := table{first: make([]uint32, 1<<n+1), of: make([]uint32, len(x.hashes))}
	for i := range x.hashes {
		t.first[x.part(&x.hashes[i], p)+1]++
	}
	for v := range t.first[1:] {
		t.first[v+1] += t.first[v]
	}
	next := slices.Clone(t.first)
	for i := range x.hashes {
		v := x.part(&x.hashes[i], p)
		t.of[next[v]] = uint32(i)
		next[v]++
	}
	return t
}

// width is how many bits a part has.
func width(p int) int {
	if p < 4 {
		return 22
	}
	return 21
}

// part is the first bits of a part of h, as many as tables are divided by.
func (x *index) part(h *[32]byte, p int) uint32 {
	at := 22*min(p, 4) + 21*max(p-4, 0)
	var room [8]byte
	copy(room[:], h[at/8:])
	n := width(p)
	v := uint32(binary.BigEndian.Uint64(room[:]) << (at % 8) >> (64 - n))
	return v >> (n - min(n, x.kept))
}

// near lists the numbers of hashes at most Reach away from h, ascending.
func (x *index) near(h [32]byte) []int32 {
	q := words(&h)
	var out []int32
	for p := range parts {
		v, n := x.part(&h, p), min(width(p), x.kept)
		out = x.ask(&q, p, v, out)
		for a := range n {
			out = x.ask(&q, p, v^1<<a, out)
			for b := range a {
				out = x.ask(&q, p, v^1<<a^1<<b, out)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ask adds those near q whose part has the value v.
func (x *index) ask(q *[4]uint64, p int, v uint32, out []int32) []int32 {
	t := &x.tables[p]
	for _, n := range t.of[t.first[v]:t.first[v+1]] {
		w := words(&x.hashes[n])
		d := bits.OnesCount64(q[0]^w[0]) + bits.OnesCount64(q[1]^w[1]) + bits.OnesCount64(q[2]^w[2]) + bits.OnesCount64(q[3]^w[3])
		if d <= Reach {
			out = append(out, int32(n))
		}
	}
	return out
}

// words are the bits of h, 64 at a time.
func words(h *[32]byte) [4]uint64 {
	return [4]uint64{binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:]), binary.LittleEndian.Uint64(h[16:]), binary.LittleEndian.Uint64(h[24:])}
}

// distance is how many bits differ.
func distance(a, b *[32]byte) int {
	n, x, y := 0, words(a), words(b)
	for i := range x {
		n += bits.OnesCount64(x[i] ^ y[i])
	}
	return n
}
