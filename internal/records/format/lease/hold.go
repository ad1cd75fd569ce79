package lease

import (
	"bytes"
	"slices"
	"sort"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

func (s *Statement) key() key {
	k := key{first: s.First, last: s.Last, lane: s.Lane}
	if s.PortFrom == s.PortTo {
		k.port = s.PortFrom
	}
	return k
}

// over is the range of holdings that share a port with from to to.
func (s *shelf) over(from, to uint16) (i, n int) {
	if len(s.held) == 1 && s.held[0].portFrom <= to && s.held[0].portTo >= from {
		return 0, 1
	}
	i = sort.Search(len(s.held), func(i int) bool { return s.held[i].portTo >= from })
	for n = i; n < len(s.held) && s.held[n].portFrom <= to; n++ {
	}
	return i, n
}

// Hold takes a statement down. Of one that renews what the same client holds
// the newest end counts. Another client's holding of the same ports ends where
// the statement begins; where its end was not known, it lies between the last
// sign of life and there. A statement that begins before the latest of another
// client contradicts that: then both are kept as they were stated.
func (b *Book) Hold(s *Statement) {
	b.newest = max(b.newest, s.From.Lo)
	k := s.key()
	sh := b.shelf(&k)
	if sh != nil {
		i, n := sh.over(s.PortFrom, s.PortTo)
		if n == i+1 && sh.held[i].continues(s) {
			sh.held[i].extend(s)
			b.next = sh.held[i].after
			return
		}
		for ; n > i; n-- {
			b.supersede(sh.held[n-1], s)
		}
		if len(sh.held) == 0 {
			sh = nil // it is free, and not under this key any more
		}
	}
	b.put(&k, sh, s)
	b.tidy()
}

// shelf is that of k; nil where there is none. Clients renew after the same part of
// the same time: who comes next is often who came next the time before.
func (b *Book) shelf(k *key) *shelf {
	next := b.next
	if next == nil {
		next = b.oldest
	}
	if next != nil && next.shelf.key == *k {
		return next.shelf
	}
	return b.shelves.at(k)
}

// continues reports whether s speaks of h going on.
func (h *holding) continues(s *Statement) bool {
	switch {
	case h.portFrom != s.PortFrom || h.portTo != s.PortTo || h.client != string(s.Client):
		return false
	case differ(h.circuit, s.Circuit) || differ(h.device, s.Device):
		return false
	case s.Fresh:
		return s.From.Lo <= h.start.Lo+retry && s.From.Lo >= h.start.Lo-retry
	}
	return h.term != Stated || s.From.Lo <= h.end.Hi
}

// differ reports whether two names, where both are known, are not the same.
func differ(a string, b []byte) bool { return a != "" && len(b) > 0 && a != string(b) }

func (h *holding) extend(s *Statement) {
	if h.circuit == "" {
		h.circuit = string(s.Circuit)
	}
	if h.device == "" {
		h.device = string(s.Device)
	}
	if s.From.Lo < h.start.Lo {
		h.start = s.From
	}
	switch {
	case s.From.Lo >= h.latest:
		h.latest, h.end, h.term, h.ended = s.From.Lo, s.Until, s.Term, s.Place
	case h.term != Forever && s.Until.Hi > h.end.Hi: // told late: it takes nothing away
		h.end, h.ended = s.Until, s.Place
	}
}

func (b *Book) supersede(h *holding, s *Statement) {
	end := h.end
	switch {
	case s.From.Lo < h.latest:
	case h.term == Unknown:
		end, h.term = clock.Span{Lo: h.end.Lo, Hi: max(h.end.Hi, s.From.Hi)}, Stated
	case h.term == Forever || s.From.Lo < h.end.Lo:
		end, h.term = s.From, Stated
	}
	b.hand(h, end)
}

// End notes that what client holds of the addresses and ports of s has ended;
// no client: whoever holds it. NoStart where nobody does; EndBeforeStart where
// it began later, and then it goes on. Where only the reading of the clock may say
// so, it began and ended somewhere in between.
func (b *Book) End(s *Statement, at clock.Span) record.Reason {
	h := b.find(s)
	if h == nil {
		return NoStart
	}
	return b.end(h, s.Place, at)
}

// Turned notes that the reading of the clock, and not the row, makes what a row says impossible.
func (b *Book) Turned(p record.Place) { b.sink.Turned(p) }

// EndAfter is End of what is known to have been held so long: where the end lies before
// the beginning by as much as clocks are put back, that is what happened in between.
func (b *Book) EndAfter(s *Statement, at clock.Span, lasted comity.Instant) record.Reason {
	if h := b.find(s); h != nil {
		at = clock.PutBack(h.start, at, lasted)
	}
	return b.End(s, at)
}

// EndClient is End for all that is known is who gives up what it got last.
func (b *Book) EndClient(client []byte, at clock.Span) record.Reason {
	h := b.clients.at(record.View(client))
	if h == nil {
		return NoStart
	}
	return b.end(h, record.Place{}, at)
}

// end ends h by the record at the place; of Length 0: by that which told of it first.
func (b *Book) end(h *holding, by record.Place, at clock.Span) record.Reason {
	if at.Hi < h.start.Lo {
		both, ok := clock.Unbend(h.start, at, b.reading.Bend())
		if !ok {
			return EndBeforeStart
		}
		both.Hi = max(both.Hi, h.latest) // it was renewed then
		h.start, at = both, both
		b.Turned(by)
	}
	if h.term = Stated; by.Length > 0 {
		h.ended = by
	}
	b.ends.note(h, at)
	b.hand(h, at)
	return ""
}

// Held says until when the client of s, or whoever where it names none, holds
// its addresses and ports, and from when the latest statement of it was.
func (b *Book) Held(s *Statement) (latest comity.Instant, end clock.Span, term Term, ok bool) {
	h := b.find(s)
	if h == nil {
		return 0, end, 0, false
	}
	return h.latest, h.end, h.term, true
}

func (b *Book) find(s *Statement) *holding {
	k := s.key()
	sh := b.shelves.at(&k)
	if sh == nil {
		return nil
	}
	i, n := sh.over(s.PortFrom, s.PortTo)
	for _, h := range sh.held[i:n] {
		if h.portFrom == s.PortFrom && h.portTo == s.PortTo && (len(s.Client) == 0 || h.client == string(s.Client)) {
			return h
		}
	}
	return nil
}

// put opens a holding on a shelf, or where there is none on a new one.
func (b *Book) put(k *key, sh *shelf, s *Statement) {
	if sh == nil {
		sh = b.shelves.add(k)
	}
	h := sh.spare
	if sh.spare = nil; h == nil {
		h = new(holding)
	}
	*h = holding{
		place: s.Place, shelf: sh, portFrom: s.PortFrom, portTo: s.PortTo,
		start: s.From, end: s.Until, latest: s.From.Lo, term: s.Term,
	}
	h.client, h.circuit, h.device = b.names(s)
	i, _ := sh.over(s.PortFrom, s.PortTo)
	sh.held = slices.Insert(sh.held, i, h)
	b.append(h)
	if b.clients != nil {
		b.clients.set(h)
	}
}

// append puts h behind all that are held.
func (b *Book) append(h *holding) {
	if h.before = b.last; h.before == nil {
		b.oldest = h
	} else {
		h.before.after = h
	}
	b.last = h
	b.held++
}

func (b *Book) remove(h *holding) {
	if b.next == h {
		b.next = h.after
	}
	if h.before == nil {
		b.oldest = h.after
	} else {
		h.before.after = h.after
	}
	if h.after == nil {
		b.last = h.before
	} else {
		h.after.before = h.before
	}
	h.before, h.after = nil, nil
	b.held--
}

// names copies the names of a statement, with one allocation for the three. Where
// the device is what tells clients apart it is not copied twice.
func (b *Book) names(s *Statement) (client, circuit, device string) {
	b.text = append(append(b.text[:0], s.Client...), s.Circuit...)
	same := bytes.Equal(s.Client, s.Device)
	if !same {
		b.text = append(b.text, s.Device...)
	}
	all, n, m := string(b.text), len(s.Client), len(s.Client)+len(s.Circuit)
	if same {
		return all[:n], all[n:], all[:n]
	}
	return all[:n], all[n:m], all[m:]
}

// forget takes a holding off its shelf; it may still be read until the next is put there.
func (b *Book) forget(h *holding) {
	sh := h.shelf
	if b.clients != nil {
		b.clients.forget(h)
	}
	i := slices.Index(sh.held, h)
	sh.held = slices.Delete(sh.held, i, i+1)
	sh.spare = h
	b.remove(h)
	if len(sh.held) == 0 {
		b.shelves.remove(sh)
	}
}
