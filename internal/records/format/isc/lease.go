package isc

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// read makes of a declaration what it says of addresses.
func (p *Parser) read(text []byte, place record.Place) record.Reason {
	d := &p.decl
	if !d.parse(text) {
		return lease.Malformed
	}
	p.text = p.text[:0]
	why := record.NoRecord
	covered, outside := 0, 0
	for i := range d.leases {
		s, given := lease.Statement{Place: place}, &d.leases[i]
		var ok bool
		if s.First, s.Last, ok = given.addresses(); !ok {
			why = worse(why, lease.BadAddress)
			continue
		}
		if !p.book.Covers(s.First, s.Last) {
			outside++
			continue
		}
		covered++
		if d.kind == six {
			why = worse(why, p.six(&s, given))
		} else {
			why = worse(why, p.four(&s, given))
		}
	}
	if covered == 0 && outside > 0 {
		p.book.PassOver(place)
	}
	return why
}

// worse keeps the first reason to reject a declaration of several addresses.
func worse(a, b record.Reason) record.Reason {
	if a == record.NoRecord || a == "" {
		return b
	}
	return a
}

func (l *part) addresses() (first, last comity.Addr, ok bool) {
	text, length, has := bytes.Cut(l.addr, []byte{'/'})
	if has != l.prefix {
		return first, last, false
	}
	a, ok := lease.ParseAddr(text)
	if !ok || !has {
		return a, a, ok
	}
	bits, ok := record.Digits(length, 3)
	if !ok {
		return a, a, false
	}
	return lease.Prefix(a, bits)
}

func (l *part) active() bool { return len(l.state) == 0 || string(l.state) == "active" }

// four applies a lease of an IPv4 address.
func (p *Parser) four(s *lease.Statement, l *part) record.Reason {
	s.Device = l.hardware
	s.Client = p.decode(l.uid)
	if len(s.Client) == 0 {
		s.Client = s.Device
	}
	if s.Circuit = p.decode(l.remote); len(s.Circuit) == 0 {
		s.Circuit = p.decode(l.circuit)
	}
	return p.apply(s, l, l.starts, l.active())
}

// six applies an address or prefix of an identity association: its client is
// named by four octets, which tell its interfaces apart, and its DUID.
func (p *Parser) six(s *lease.Statement, l *part) record.Reason {
	octets := p.octets(p.decl.name)
	if len(octets) <= 4 {
		return lease.Missing
	}
	s.Client = p.print(octets[4:])
	return p.apply(s, l, p.decl.cltt, l.active())
}

// apply takes the lease down. One that is no longer active is told with the end
// that it came to; abandoned is an address that nobody has.
func (p *Parser) apply(s *lease.Statement, l *part, from []byte, active bool) record.Reason {
	if l.abandoned || string(l.state) == "abandoned" {
		return p.abandon(s, from)
	}
	if len(s.Client) == 0 {
		if active {
			return lease.Missing
		}
		return record.NoRecord // nobody had it
	}
	if why := p.period(s, l, from); why != "" {
		return why
	}
	p.book.Hold(s)
	return ""
}

func (p *Parser) abandon(s *lease.Statement, from []byte) record.Reason {
	s.Client = nil
	latest, end, term, ok := p.book.Held(s)
	at, _, okAt := p.when(from)
	if ok && okAt && at.Lo > latest && (term != lease.Stated || at.Lo < end.Lo) {
		return p.book.End(s, at)
	}
	return record.NoRecord
}

// period reads from when until when. An association without cltt began its
// max-life before its end.
func (p *Parser) period(s *lease.Statement, l *part, from []byte) record.Reason {
	if len(l.ends) == 0 || len(from) == 0 && len(l.life) == 0 {
		return lease.Missing
	}
	var forever, ok bool
	if s.Until, forever, ok = p.when(l.ends); !ok {
		return lease.BadTime
	}
	if len(from) > 0 {
		var never bool
		if s.From, never, ok = p.when(from); !ok || never {
			return lease.BadTime
		}
	} else if life, ok := record.Digits(l.life, 10); ok && !forever {
		s.From = lease.Shift(s.Until, -comity.Instant(life)*comity.Second)
	} else {
		return lease.Missing
	}
	if forever {
		s.Term, s.Until = lease.Forever, s.From
		return ""
	}
	// Who ends it within the hour in which the machine's clock is put back writes an end before the start. Unread,
	// the lease would go on as it was stated before.
	before := s.Until.Hi < s.From.Lo
	if s.Until, ok = clock.PutBackSomewhere(s.From, s.Until); !ok {
		return lease.EndBeforeStart
	}
	if before && p.book.Reading().Bend() > 0 {
		p.book.Turned(s.Place)
	}
	return ""
}

// when reads a time: "2 2004/03/02 14:05:09", the day of the week and UTC; or
// "epoch 1078236309". forever is "never".
func (p *Parser) when(b []byte) (s clock.Span, forever, ok bool) {
	if string(b) == "never" {
		return s, true, true
	}
	word, rest := cut(b)
	if string(word) == "epoch" {
		n, ok := record.Digits(rest, 12)
		if ok {
			s, ok = p.book.Epoch(n)
		}
		return s, false, ok
	}
	if len(word) != 1 || word[0] < '0' || word[0] > '6' || len(rest) != len(layout) {
		return s, false, false
	}
	st, ok := p.date.Parse(record.View(rest), layout)
	st.HasOffset = true
	return p.book.Reading().Span(st), false, ok
}

const layout = "2006/01/02 15:04:05"

// decode is a name as text, or in hexadecimal digits where it is none.
func (p *Parser) decode(b []byte) []byte { return p.print(p.octets(b)) }

func (p *Parser) print(octets []byte) []byte {
	at := len(p.text)
	p.text = lease.Printed(p.text, octets)
	return p.text[at:]
}

// octets decodes a quoted string, whose octets that cannot be printed are
// written as a backslash and three octal digits, or hexadecimal numbers with
// colons between. Whatever is neither is taken as written.
func (p *Parser) octets(b []byte) []byte {
	at := len(p.text)
	if n := len(b); n >= 2 && b[0] == '"' && b[n-1] == '"' {
		b = b[1 : n-1]
	} else if p.colons(b) {
		return p.text[at:]
	}
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c == '\\' && i+1 < len(b) {
			if v, ok := octal(b[i+1:]); ok {
				c, i = v, i+3
			} else {
				i++
				c = b[i]
			}
		}
		p.text = append(p.text, c)
	}
	return p.text[at:]
}

func octal(b []byte) (byte, bool) {
	if len(b) < 3 || b[0] > '3' {
		return 0, false
	}
	v := byte(0)
	for _, c := range b[:3] {
		if c < '0' || c > '7' {
			return 0, false
		}
		v = v<<3 | (c - '0') // Go's | binds no closer than -
	}
	return v, true
}

// colons appends the octets of "1:2:0:ff"; false where b is something else.
func (p *Parser) colons(b []byte) bool {
	at := len(p.text)
	for cell := range bytes.SplitSeq(b, []byte{':'}) {
		v := 0
		for _, c := range cell {
			d := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
			if d < 0 || d < 10 && c != c|0x20 {
				p.text = p.text[:at]
				return false
			}
			v = v<<4 | d
		}
		if len(cell) < 1 || len(cell) > 2 {
			p.text = p.text[:at]
			return false
		}
		p.text = append(p.text, byte(v))
	}
	return true
}
