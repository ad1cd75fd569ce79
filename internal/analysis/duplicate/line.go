package duplicate

import (
	"bytes"
	"hash/maphash"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Print tells lines apart: equal lines have equal prints, and 96 bits make it
// hopeless to meet an unequal pair.
type Print struct {
	hash  uint64
	check uint32
}

// Lines remembers the lines of logs that may overlap, and how often each comes in
// the log that has it most often. It is not for concurrent use; Printer is.
// Memory: 24 bytes a distinct line, and free room.
type Lines struct {
	slots []slot
	used  int
	turn  uint32 // number of the exhibit being read, from 1
}

// slot of the table; open addressing, length a power of two.
type slot struct {
	Print
	most uint32 // how often some exhibit delivered the line; 0: free
	turn uint32 // the exhibit that delivered it last
	now  uint32 // how often that one has so far
}

// Next begins the next exhibit: what was delivered before may be delivered again.
func (l *Lines) Next() { l.turn++ }

// Seen reports whether an exhibit before delivered p more often than this one has
// so far. Otherwise it is remembered.
func (l *Lines) Seen(p Print) bool {
	if 4*l.used >= 3*len(l.slots) {
		l.grow()
	}
	s := &l.slots[l.find(p)]
	switch {
	case s.most == 0:
		*s = slot{Print: p, turn: l.turn}
		l.used++
	case s.turn != l.turn:
		s.turn, s.now = l.turn, 0
	}
	if s.now++; s.now <= s.most {
		return true
	}
	s.most = s.now
	return false
}

// find is the slot of p, or the free one where it belongs.
func (l *Lines) find(p Print) uint64 {
	mask := uint64(len(l.slots) - 1)
	i := p.hash & mask
	for l.slots[i].most != 0 && l.slots[i].Print != p {
		i = (i + 1) & mask
	}
	return i
}

func (l *Lines) grow() {
	old := l.slots
	l.slots = make([]slot, max(1024, 2*len(old)))
	for _, s := range old {
		if s.most != 0 {
			l.slots[l.find(s.Print)] = s
		}
	}
}

// Printer makes prints. All that are compared come from one seed. Which it is decides nothing: two
// lines that differ would have to share all bits of two hashes.
type Printer struct{ a, b maphash.Seed }

// NewPrinter makes a Printer.
func NewPrinter() Printer { return Printer{maphash.MakeSeed(), maphash.MakeSeed()} }

// Of is the print of an event of a site at an instant, to the second: some
// formats write no fractions. Of the request counts what every format has,
// method and target.
func (p Printer) Of(site []byte, at comity.Instant, e *record.Event) Print {
	var h, c maphash.Hash
	h.SetSeed(p.a)
	c.SetSeed(p.b)
	for _, h := range [...]*maphash.Hash{&h, &c} {
		writeInt(h, at/comity.Second)
		writeInt(h, comity.Instant(e.Addr.Hi))
		writeInt(h, comity.Instant(e.Addr.Lo))
		writeInt(h, comity.Instant(e.Status))
		writeInt(h, comity.Instant(max(e.Size, 0)))
		for _, b := range [...][]byte{site, e.User, target(e.Request)} {
			h.Write(b)
			h.WriteByte(0)
		}
	}
	return Print{h.Sum64(), uint32(c.Sum64())}
}

func writeInt(h *maphash.Hash, n comity.Instant) {
	var b [8]byte
	for i := range b {
		b[i] = byte(n >> (8 * i))
	}
	h.Write(b[:])
}

// target is the request without its protocol.
func target(request []byte) []byte {
	if i := bytes.LastIndex(request, []byte(" HTTP/")); i >= 0 {
		return request[:i]
	}
	return request
}
