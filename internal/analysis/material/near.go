package material

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Reach is how many of 256 bits two perceptual hashes may differ in to be near.
const Reach = 31

// slots is how many parts of 16 bits a hash has. At most 31 bits that differ leave
// one of 16 parts with at most one.
const slots = 16

// index finds perceptual hashes within Reach of another, all of them and no others.
type index struct {
	hashes  [][32]byte
	buckets [slots]map[uint16][]int32
}

func newIndex() *index {
	x := &index{}
	for s := range x.buckets {
		x.buckets[s] = map[uint16][]int32{}
	}
	return x
}

// add takes a hash; its number counts from 0.
func (x *index) add(h [32]byte) {
	n := int32(len(x.hashes))
	x.hashes = append(x.hashes, h)
	for s := range slots {
		v := part(&h, s)
		x.buckets[s][v] = append(x.buckets[s][v], n)
	}
}

// near lists the numbers of hashes at most Reach away from h, ascending.
func (x *index) near(h [32]byte) []int32 {
	var out []int32
	try := func(s int, v uint16) {
		for _, n := range x.buckets[s][v] {
			if distance(&h, &x.hashes[n]) <= Reach {
				out = append(out, n)
			}
		}
	}
	for s := range slots {
		v := part(&h, s)
		try(s, v)
		for bit := range 16 {
			try(s, v^1<<bit)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func part(h *[32]byte, s int) uint16 { return binary.LittleEndian.Uint16(h[2*s:]) }

// distance is how many bits differ.
func distance(a, b *[32]byte) int {
	n := 0
	for i := 0; i < len(a); i += 8 {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]))
	}
	return n
}
