package lease

import (
	"math/bits"

	"comity/internal/comity"
)

// key is what holdings are found by. One port alone is part of it; wider blocks
// lie side by side on one shelf.
type key struct {
	first, last comity.Addr
	port        uint16
	lane        uint8
}

// shelf is what is held under one key: blocks of ports that do not overlap, in
// their order. Mostly it is one. What a renewal asks stands close together.
type shelf struct {
	key   key
	id    uint32
	held  []*holding
	first [1]*holding // room for it
	spare *holding
	only  holding
}

// rack is all shelves in use. A search reads 64 bytes of its index, which is a
// line of a processor's cache, and then the shelf: of many addresses each is
// asked long after it was asked last, and what it takes is the waiting.
type rack struct {
	slabs [][]shelf
	free  []*shelf
	index [][8]slot // its length is a power of two
	used  int       // slots of index
	// full holds those for which index has no room. Addresses that were chosen to
	// crowd one place of it are found slower, and no slower than that.
	full map[key]*shelf
}

// slot is a shelf; id 0: none. tag is the hash of its key, whose low bits say
// where in the index it stands.
type slot struct{ tag, id uint32 }

// slab is how many shelves are allocated at a time, spread how many of eight
// slots are in use, on average, when the index grows.
const (
	slab   = 64
	spread = 3
)

func newRack() rack { return rack{index: make([][8]slot, 64), full: map[key]*shelf{}} }

// Factors of the hash: the digits of pi's fraction, which favour nothing.
const (
	pi1 = 0x243f6a8885a308d3
	pi2 = 0x13198a2e03707344
	pi3 = 0xa4093822299f31d0
)

func (k *key) hash() uint32 {
	high, low := bits.Mul64(k.first.Lo^pi1, k.first.Hi^pi2)
	if h := high ^ low; k.first == k.last && k.port == 0 && k.lane == 0 {
		return uint32(h ^ h>>32)
	}
	rest := k.last.Lo ^ bits.RotateLeft64(k.last.Hi, 32) ^ uint64(k.port)<<40 ^ uint64(k.lane)<<56
	high, low = bits.Mul64(high^low^pi1, rest^pi3)
	h := high ^ low
	return uint32(h ^ h>>32)
}

// at is the shelf of k; nil where there is none.
func (r *rack) at(k *key) *shelf {
	tag := k.hash()
	for _, s := range r.place(tag) {
		if s.tag == tag && s.id != 0 {
			if sh := r.shelf(s.id); sh.key == *k {
				return sh
			}
		}
	}
	if len(r.full) == 0 {
		return nil
	}
	return r.full[*k]
}

func (r *rack) place(tag uint32) *[8]slot { return &r.index[int(tag)&(len(r.index)-1)] }

func (r *rack) shelf(id uint32) *shelf { return &r.slabs[(id-1)/slab][(id-1)%slab] }

// add puts up an empty shelf for k, which has none.
func (r *rack) add(k *key) *shelf {
	if len(r.free) == 0 {
		r.room()
	}
	sh := r.free[len(r.free)-1]
	r.free = r.free[:len(r.free)-1]
	sh.key, sh.held, sh.spare = *k, sh.first[:0], &sh.only
	if r.used >= spread*len(r.index) {
		r.grow()
	}
	r.enter(sh)
	return sh
}

// room makes shelves that are taken in the order in which they lie.
func (r *rack) room() {
	more := make([]shelf, slab)
	for i := len(more) - 1; i >= 0; i-- {
		more[i].id = uint32(len(r.slabs)*slab + i + 1)
		r.free = append(r.free, &more[i])
	}
	r.slabs = append(r.slabs, more)
}

func (r *rack) enter(sh *shelf) {
	if s := (slot{sh.key.hash(), sh.id}); r.put(s) {
		r.used++
		return
	}
	r.full[sh.key] = sh
}

// put reports whether the index had room for s.
func (r *rack) put(s slot) bool {
	place := r.place(s.tag)
	for i := range place {
		if place[i].id == 0 {
			place[i] = s
			return true
		}
	}
	return false
}

// grow doubles the index. Each place of it becomes two, so that all of it fits.
func (r *rack) grow() {
	old, full := r.index, r.full
	r.index, r.full = make([][8]slot, 2*len(old)), map[key]*shelf{}
	for i := range old {
		for _, s := range old[i] {
			if s.id != 0 {
				r.put(s)
			}
		}
	}
	for _, sh := range full {
		r.enter(sh)
	}
}

// remove takes down a shelf that holds nothing; it may still be read until the
// next is put up.
func (r *rack) remove(sh *shelf) {
	r.free = append(r.free, sh)
	place := r.place(sh.key.hash())
	for i := range place {
		if place[i].id == sh.id {
			place[i] = slot{}
			r.used--
			return
		}
	}
	delete(r.full, sh.key)
}
