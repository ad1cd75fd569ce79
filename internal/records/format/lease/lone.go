package lease

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// EndAlone is End where nobody was told to hold the addresses and ports of s: the log
// begins in the middle, or the message of the beginning was lost. Where known, from is
// when that was; else all that is said is who held them when it ended, and the holding
// begins as it ends. NoStart where that contradicts another who holds them now, and
// where the same end was told within the minute before: not of what is known to have begun
// after that.
func (b *Book) EndAlone(s *Statement, at, from clock.Span, known bool) record.Reason {
	if b.ends.told(s, at, from, known) || !known && b.taken(s) {
		return NoStart
	}
	s.From, s.Until, s.Term = from, at, Stated
	if known {
		b.Hold(s)
	} else {
		k := s.key()
		b.put(&k, b.shelves.at(&k), s)
	}
	if h := b.find(s); h != nil {
		return b.end(h, record.Place{}, at)
	}
	return "" // it was over long ago, and has been handed over
}

// taken reports whether somebody holds one of the ports of s.
func (b *Book) taken(s *Statement) bool {
	k := s.key()
	sh := b.shelves.at(&k)
	if sh == nil {
		return false
	}
	i, n := sh.over(s.PortFrom, s.PortTo)
	return n > i
}

// ends remembers the latest ends: whose, of what, and when. Each has one place, by
// its hash; what another takes the place of is forgotten.
type ends []end

type end struct {
	tag uint64
	at  comity.Instant
}

const remembered = 1 << 14

// RememberEnds lets EndAlone tell a message that was sent twice.
func (b *Book) RememberEnds() { b.ends = make(ends, remembered) }

// place is where the end of what client holds of ports from to to under k is remembered, and its tag.
func (e ends) place(k *key, from, to uint16, client string) (*end, uint64) {
	tag := mix(mix(uint64(k.hash()), uint64(hashOf(client))), uint64(from)<<16|uint64(to)) | 1 // 0: none
	return &e[tag>>1%remembered], tag
}

func (e ends) note(h *holding, at clock.Span) {
	if e == nil {
		return
	}
	p, tag := e.place(&h.shelf.key, h.portFrom, h.portTo, h.client)
	*p = end{tag, at.Lo}
}

func (e ends) told(s *Statement, at, from clock.Span, known bool) bool {
	if e == nil {
		return false
	}
	k := s.key()
	p, tag := e.place(&k, s.PortFrom, s.PortTo, record.View(s.Client))
	again := !known || from.Lo < p.at || from == at
	return p.tag == tag && again && at.Lo >= p.at-retry && at.Lo <= p.at+retry
}
