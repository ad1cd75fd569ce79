package lease

import "comity/internal/comity"

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

// rack is all shelves in use.
type rack struct {
	slabs [][]shelf
	free  []*shelf
	index index
	full  map[key]*shelf // for which the index had no room
}

// slab is how many shelves are allocated at a time.
const slab = 64

func newRack() rack { return rack{index: newIndex(), full: map[key]*shelf{}} }

func (r *rack) shelf(id uint32) *shelf { return &r.slabs[(id-1)/slab][(id-1)%slab] }

// at is the shelf of k; nil where there is none.
func (r *rack) at(k *key) *shelf {
	tag := k.hash()
	for _, s := range r.index.place(tag) {
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

// add puts up an empty shelf for k, which has none.
func (r *rack) add(k *key) *shelf {
	if len(r.free) == 0 {
		r.room()
	}
	sh := r.free[len(r.free)-1]
	r.free = r.free[:len(r.free)-1]
	sh.key, sh.held, sh.spare = *k, sh.first[:0], &sh.only
	if !r.index.put(slot{k.hash(), sh.id}) {
		r.full[*k] = sh
	}
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

// remove takes down a shelf that holds nothing; it may still be read until the
// next is put up.
func (r *rack) remove(sh *shelf) {
	sh.held = nil
	r.free = append(r.free, sh)
	if !r.index.take(slot{sh.key.hash(), sh.id}) {
		delete(r.full, sh.key)
	}
}

// clients finds the shelf of what each client got last.
type clients struct {
	rack  *rack
	index index
	full  map[string]uint32
}

func newClients(r *rack) *clients { return &clients{r, newIndex(), map[string]uint32{}} }

// slot is that of client; nil where the index has none.
func (c *clients) slot(client string, tag uint32) *slot {
	place := c.index.place(tag)
	for i := range place {
		if s := &place[i]; s.tag == tag && s.id != 0 && c.rack.shelf(s.id).held[0].client == client {
			return s
		}
	}
	return nil
}

// at is what client got last, where it holds that still; else nil.
func (c *clients) at(client string) *holding {
	id := c.full[client]
	if s := c.slot(client, hashOf(client)); s != nil {
		id = s.id
	}
	if id == 0 {
		return nil
	}
	return c.rack.shelf(id).held[0]
}

// set notes that h is what its client got last.
func (c *clients) set(h *holding) {
	tag := hashOf(h.client)
	if s := c.slot(h.client, tag); s != nil {
		s.id = h.shelf.id
		return
	}
	if c.full[h.client] != 0 || !c.index.put(slot{tag, h.shelf.id}) {
		c.full[h.client] = h.shelf.id
	}
}

// forget is asked before h is taken off its shelf.
func (c *clients) forget(h *holding) {
	if !c.index.take(slot{hashOf(h.client), h.shelf.id}) && c.full[h.client] == h.shelf.id {
		delete(c.full, h.client)
	}
}
