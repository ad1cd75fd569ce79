package lease

import (
	"encoding/binary"
	"math/bits"
)

// index says under which hash which shelves are. A search reads 64 bytes of it,
// which is a line of a processor's cache: of many addresses each is asked long
// after it was asked last, and then what takes time is waiting for memory.
type index struct {
	places [][8]slot // as many as a power of two
	used   int       // slots
}

// slot is a shelf; id 0: none. The low bits of tag, a hash, say which place is its.
type slot struct{ tag, id uint32 }

// spread is how many of the eight slots of a place are in use, on average, when
// the index grows.
const spread = 3

func newIndex() index { return index{places: make([][8]slot, 64)} }

func (x *index) place(tag uint32) *[8]slot { return &x.places[int(tag)&(len(x.places)-1)] }

// put reports whether there was room for s. Hardly ever there is none, but those
// who choose what they are called may crowd one place.
func (x *index) put(s slot) bool {
	if x.used >= spread*len(x.places) {
		x.grow()
	}
	place := x.place(s.tag)
	for i := range place {
		if place[i].id == 0 {
			place[i] = s
			x.used++
			return true
		}
	}
	return false
}

// grow makes two of each place: what was in one has room in them.
func (x *index) grow() {
	old := x.places
	x.places, x.used = make([][8]slot, 2*len(old)), 0
	for i := range old {
		for _, s := range old[i] {
			if s.id != 0 {
				x.put(s)
			}
		}
	}
}

// take removes s and reports whether it was there.
func (x *index) take(s slot) bool {
	place := x.place(s.tag)
	for i := range place {
		if place[i] == s {
			place[i] = slot{}
			x.used--
			return true
		}
	}
	return false
}

// Factors of the hashes: digits of pi, which favour nothing.
const (
	pi1 = 0x243f6a8885a308d3
	pi2 = 0x13198a2e03707344
	pi3 = 0xa4093822299f31d0
)

// mix is a number in which each bit depends on all of a and b.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^pi1, b^pi2)
	return high ^ low
}

func fold(h uint64) uint32 { return uint32(h ^ h>>32) }

func (k *key) hash() uint32 {
	h := mix(k.first.Lo, k.first.Hi)
	if k.first == k.last && k.port == 0 && k.lane == 0 {
		return fold(h)
	}
	rest := k.last.Lo ^ bits.RotateLeft64(k.last.Hi, 32) ^ uint64(k.port)<<40 ^ uint64(k.lane)<<56
	return fold(mix(h, rest^pi3))
}

func hashOf(name string) uint32 {
	h := uint64(len(name))
	var last [8]byte
	for ; len(name) > len(last); name = name[len(last):] {
		copy(last[:], name)
		h = mix(h, binary.LittleEndian.Uint64(last[:]))
	}
	last = [8]byte{}
	copy(last[:], name)
	return fold(mix(h, binary.LittleEndian.Uint64(last[:])^pi3))
}
