package radius

import (
	"cmp"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// retry is within what time two records that claim to begin, or to continue,
// the same session are one record that was sent again. No NAS gives the same
// subscriber the same session number twice within it.
const retry = comity.Minute

// session is what is known of one that has not ended.
type session struct {
	place  record.Place // of the record that told of it first
	latest record.Place // of that which told of it last; Length 0: the first
	key    string
	nas    string
	user   string
	start  clock.Span
	last   clock.Span // last sign of life
	leases [slots]lease
	told   bool // something of it went to the sink
}

// lease is an address of a session; Start differs from the session's where the
// address changed on the way.
type lease struct {
	prefix
	start clock.Span
}

// read makes of the record at hand what it says about a session.
func (p *Parser) read(place record.Place) record.Reason {
	d := &p.rec
	kind := d.kind()
	switch {
	case d.broken:
		return BadAttribute
	case len(d.status) == 0 && !access(d.packet):
		return Missing
	case kind == other:
		return ""
	case kind == reboot:
		return p.reboot(string(d.server()))
	case len(d.session) == 0 || len(d.user) == 0:
		return Missing // exports often lack the NAS: then its sessions are told apart by number and user
	}
	at, why := p.when(d)
	if why != "" {
		return why
	}
	addrs, ok := d.addresses()
	if !ok {
		return BadAddress
	}
	return p.observe(place, kind, at, addrs)
}

// access reports whether a packet belongs to logging in, not to accounting.
func access(packet []byte) bool { return strings.HasPrefix(string(packet), "Access-") }

func (p *Parser) reboot(nas string) record.Reason {
	if nas == "" {
		return Missing
	}
	p.endAll(func(s *session) bool { return s.nas == nas })
	return ""
}

// observe applies a Start, Interim-Update or Stop to its session.
func (p *Parser) observe(place record.Place, kind event, at clock.Span, addrs [slots]prefix) record.Reason {
	d := &p.rec
	p.key = append(append(append(append(append(p.key[:0], d.server()...), 0), d.session...), 0), d.user...)
	s := p.open[string(p.key)]
	if s != nil && kind == begin && at.Lo > s.start.Lo+retry {
		p.end(s, s.last, true) // its stop was lost, and the NAS counts anew
		s = nil
	}
	if s == nil {
		if p.closed.covers(p.key, at) {
			return ""
		}
		s = p.begin(place, kind, at)
	}
	stamped := at
	if n, ok := record.Digits(d.duration, 9); kind == stop && ok {
		at = clock.PutBack(s.start, at, comity.Instant(n)*comity.Second)
	}
	if kind == stop && at.Hi < s.start.Lo {
		both, ok := clock.Unbend(s.start, at, p.reading.Bend())
		if !ok {
			return EndBeforeStart
		}
		both.Hi = max(both.Hi, s.last.Hi) // it was seen then
		s.unbend(both)
		at = both
		p.sink.Turned(place)
	}
	s.give(p, addrs, at)
	if place.Offset != s.place.Offset {
		s.latest = place
	}
	if at.Hi > s.last.Hi {
		s.last = at
	}
	if kind == stop {
		p.end(s, at, false)
		p.closed.add(s.key, min(s.start.Lo, stamped.Lo), at.Lo) // it may be sent again
	}
	return ""
}

// unbend lets a session begin somewhere in a stretch in which it ends too: the reading of
// the clock, and not the record, puts the end before the start.
func (s *session) unbend(both clock.Span) {
	s.start = both
	for i := range s.leases {
		s.leases[i].start = both
	}
}

// begin opens a session. Where its Start was lost, the time that it had lasted
// (Acct-Session-Time) leads back to it.
func (p *Parser) begin(place record.Place, kind event, at clock.Span) *session {
	start := at
	if kind != begin {
		if n, ok := record.Digits(p.rec.duration, 9); ok {
			start = shift(at, -comity.Instant(n)*comity.Second)
		}
	}
	s := &session{
		place: place, key: string(p.key), nas: string(p.rec.server()), user: p.account(p.rec.user), start: start, last: at,
	}
	p.open[s.key] = s
	return s
}

// maxAccounts bounds the user names remembered; beyond it they are allocated anew.
const maxAccounts = 1 << 18

func (p *Parser) account(b []byte) string {
	if s, ok := p.accounts[string(b)]; ok {
		return s
	}
	if len(p.accounts) >= maxAccounts {
		clear(p.accounts)
	}
	s := string(b)
	p.accounts[s] = s
	return s
}

// give notes the addresses of a record. One that replaces another ends that: the
// old was last seen when the session last was.
func (s *session) give(p *Parser, addrs [slots]prefix, at clock.Span) {
	for i, a := range addrs {
		l := &s.leases[i]
		switch {
		case a.first.IsZero() || a == l.prefix:
		case l.first.IsZero():
			*l = lease{a, s.start}
		default:
			p.hand(s, l, s.last, true)
			*l = lease{a, at}
		}
	}
}

// end closes a session and hands its assignments over.
func (p *Parser) end(s *session, at clock.Span, open bool) {
	delete(p.open, s.key)
	p.closed.add(s.key, s.start.Lo, at.Lo)
	addressed := false
	for i := range s.leases {
		if l := &s.leases[i]; !l.first.IsZero() {
			addressed = true
			p.hand(s, l, at, open)
		}
	}
	switch {
	case !addressed:
		p.sink.Reject(record.Reject{Place: s.place, Reason: NoAddress})
	case !s.told:
		p.sink.Outside(s.place)
	}
}

// hand gives one assignment to the sink, if the scope covers it.
func (p *Parser) hand(s *session, l *lease, end clock.Span, open bool) {
	if end.Hi < l.start.Lo {
		end = l.start
	}
	if !p.gate.Time(clock.Span{Lo: l.start.Lo, Hi: end.Hi}) || !p.gate.Addr(l.first, l.last) {
		return
	}
	s.told = true
	p.out = record.Assignment{
		Place: s.place, First: l.first, Last: l.last, Start: l.start, End: end, Open: open, Subscriber: s.user,
		Ended: s.latest,
	}
	p.sink.Assignment(&p.out)
}

// endAll ends the sessions that which picks, in the order of their places.
func (p *Parser) endAll(which func(*session) bool) {
	var ended []*session
	for _, s := range p.open {
		if which(s) {
			ended = append(ended, s)
		}
	}
	slices.SortFunc(ended, func(a, b *session) int { return cmp.Compare(a.place.Line, b.place.Line) })
	for _, s := range ended {
		p.end(s, s.last, true)
	}
}

// closed remembers the latest sessions that ended, so that a record that is
// sent again, or overtaken by the stop, does not open them anew. Times are the
// early ends of spans: both are widened alike.
type closed struct {
	spans map[string]period
	ring  []string
	next  int
}

type period struct{ from, to comity.Instant }

func newClosed(n int) closed { return closed{spans: map[string]period{}, ring: make([]string, n)} }

func (c *closed) add(key string, from, to comity.Instant) {
	if _, again := c.spans[key]; !again {
		delete(c.spans, c.ring[c.next])
		c.ring[c.next] = key
		c.next = (c.next + 1) % len(c.ring)
	}
	c.spans[key] = period{from, to}
}

// covers reports whether a record at that time belongs to a session that ended.
func (c *closed) covers(key []byte, at clock.Span) bool {
	s, ok := c.spans[string(key)]
	return ok && at.Lo >= s.from-retry && at.Lo <= s.to+retry
}
