// Package juniper reads what Juniper routers send to a syslog server when
// carrier-grade NAT gives a subscriber a block of ports of a public address, and
// takes it back. The form and every rule are in docs/formats/cgnat.md.
//
// Lines depend on each other: blocks must be given in the order of the stream,
// to one Parser.
package juniper

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/format/syslog"
	"comity/internal/records/record"
)

// Parser reads one log.
type Parser struct {
	book   *lease.Book
	dates  *syslog.Dater
	stated lease.Statement
}

// Open makes a parser for src, whose stream begins with head.
func Open(head []byte, src *record.Source) (*Parser, error) {
	book, err := lease.Open(src, "Juniper NAT logs")
	if err != nil {
		return nil, err
	}
	book.RememberEnds()
	dates, err := syslog.New(src, book.Reading(), head, find)
	if err != nil {
		return nil, err
	}
	return &Parser{book: book, dates: dates}, nil
}

// Block reads data, the next whole lines of the stream; base is their offset.
// Assignments go to sink as blocks of ports are given back; each is used again
// for the next one. Lines of places count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.book.Lines(data, base, sink, p.read)
}

// Placed is what the second stamp in the lines says of the clock of the first: syslog.Dater.
func (p *Parser) Placed() (ahead comity.Instant, ok bool) { return p.dates.Placed() }

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.book.Skip(lines) }

// Close ends the stream: blocks of ports still held are handed over as open, in
// the order of their places.
func (p *Parser) Close(sink record.Sink) { p.book.Close(sink) }

// tag is what the older messages about blocks have in their names, behind ASP_ or JSERVICES_.
var tag = []byte("NAT_PORT_BLOCK_")

// find is where the message about a block begins in a line; -1 where it has none.
func find(line []byte) int {
	i := bytes.Index(line, tag)
	if i < 0 {
		i = bytes.Index(line, pbaTag)
	}
	for i > 0 && (line[i-1]-'A' < 26 || line[i-1] == '_') {
		i--
	}
	return i
}

// event is what a message reports.
type event uint8

const (
	alloc event = iota
	active
	release
)

// read reads one line. Messages that tell of no translation hold no record.
func (p *Parser) read(line []byte, place record.Place) record.Reason {
	i := find(line)
	if i < 0 {
		return p.other(line)
	}
	m, why := named(line[i:])
	if why != "" {
		return why
	}
	s := &p.stated
	*s = lease.Statement{Place: place}
	inner, given, why := m.read(p)
	if why != "" {
		return why
	}
	if p.book.Outside(s.First, s.Last, place) {
		return record.NoRecord
	}
	if why = p.inside(inner); why != "" {
		return why
	}
	if s.From, why = p.dates.When(line[:i]); why == syslog.Outside {
		p.book.PassOver(place)
		return record.NoRecord
	}
	if why != "" {
		return why
	}
	return p.apply(m.what, given)
}

// other judges a line without a message about a block.
func (p *Parser) other(line []byte) record.Reason {
	switch {
	case !p.dates.Logged(line):
		return lease.Malformed
	case bytes.Contains(line, flowTag):
		return lease.NotRead
	}
	return record.NoRecord
}

// message is what stands in a line about a block.
type message struct {
	what  event
	newer bool // of the RT_ family
	body  []byte
}

// named parts the name of a message from what it says.
func named(b []byte) (m message, why record.Reason) {
	n := 0
	for n < len(b) && (b[n]-'A' < 26 || b[n] == '_') {
		n++
	}
	name, rest := b[:n], b[n:]
	before := tag
	if m.newer = !bytes.Contains(name, tag); m.newer {
		before = pbaTag
	}
	var known bool
	if m.what, known = kindOf(name[bytes.Index(name, before)+len(before):]); !known {
		if m.newer {
			return m, lease.NotRead
		}
		return m, lease.Malformed
	}
	if m.body = bytes.TrimPrefix(rest, []byte{':'}); len(m.body) == 0 || !m.newer && rest[0] != ':' {
		return m, lease.Malformed
	}
	return m, ""
}

func (m *message) read(p *Parser) (inner []byte, given int64, why record.Reason) {
	if m.newer {
		return p.pba(m.body)
	}
	return p.block(m.body)
}

func kindOf(word []byte) (event, bool) {
	switch string(word) {
	case "ALLOC":
		return alloc, true
	case "ACTIVE", "INTERIM":
		return active, true
	case "RELEASE":
		return release, true
	}
	return 0, false
}

// block reads "10.0.0.7 -> 198.51.100.3:1050-1099 0x4eae1f4c"; the number, in
// seconds since 1970, is when the block was given, 0 where there is none.
func (p *Parser) block(b []byte) (inner []byte, given int64, why record.Reason) {
	inner, rest, ok := bytes.Cut(b, []byte(" -> "))
	if !ok {
		return nil, 0, lease.Malformed
	}
	outer, tail, _ := bytes.Cut(rest, []byte{' '})
	i := bytes.LastIndexByte(outer, ':')
	if i < 0 {
		return nil, 0, lease.Malformed
	}
	low, high, ok := bytes.Cut(outer[i+1:], []byte{'-'})
	if why = p.public(outer[:i], low, high); why == "" && !ok {
		why = lease.BadPort
	}
	return inner, since(tail), why
}

// public reads the address in public, and its first and last port.
func (p *Parser) public(addr, from, to []byte) record.Reason {
	s := &p.stated
	var ok bool
	if s.First, ok = lease.ParseAddr(addr); !ok {
		return lease.BadAddress
	}
	s.Last = s.First
	low, okLow := record.Digits(from, 5)
	high, okHigh := record.Digits(to, 5)
	if !okLow || !okHigh || low > high || high > 65535 || high == 0 {
		return lease.BadPort
	}
	s.PortFrom, s.PortTo = uint16(low), uint16(high)
	return ""
}

// inside reads the subscriber's own address, the last word before the arrow.
func (p *Parser) inside(b []byte) record.Reason {
	b = bytes.TrimSpace(b)
	if i := bytes.LastIndexByte(b, ' '); i >= 0 {
		b = b[i+1:]
	}
	p.stated.Client = b
	if _, ok := lease.ParseAddr(b); !ok {
		return lease.BadAddress
	}
	return ""
}

// since reads the hexadecimal number behind a block; 0 where there is none.
func since(b []byte) int64 {
	b = bytes.Trim(b, " []")
	if len(b) < 3 || b[0] != '0' || b[1] != 'x' {
		return 0
	}
	return hexadecimal(b[2:])
}

// hexadecimal reads up to eight digits; 0 where there is something else.
func hexadecimal(b []byte) int64 {
	if len(b) > 8 {
		return 0
	}
	v := int64(0)
	for _, c := range b {
		d := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
		if d < 0 {
			return 0
		}
		v = v<<4 | int64(d)
	}
	return v
}

func (p *Parser) apply(what event, given int64) record.Reason {
	s := &p.stated
	at := s.From
	s.Until, s.Term = at, lease.Unknown
	switch what {
	case alloc:
		s.Fresh = true
	case active:
		p.begun(given, at)
	case release:
		why := p.book.End(s, at)
		if why != lease.NoStart {
			return why
		}
		known := p.begun(given, at)
		return p.book.EndAlone(s, at, s.From, known)
	}
	p.book.Hold(s)
	return ""
}

// begun sets the beginning of a block whose message was lost, where the number
// behind the block tells it; not later than the message itself.
func (p *Parser) begun(given int64, at clock.Span) bool {
	_, _, _, held := p.book.Held(&p.stated)
	start, ok := p.book.Epoch(given)
	if held || !ok || start.Lo < at.Lo-longest {
		return false
	}
	if start.Lo > at.Hi {
		// The line's own stamp and the number are two clocks' when the reading moves the one and not the other.
		if !p.book.Reading().Moved() {
			return false
		}
		if both, ok := clock.Unbend(start, at, p.book.Reading().Bend()); ok {
			start = both
		} else {
			start = at
		}
		p.book.Turned(p.stated.Place)
	}
	p.stated.From = start
	return true
}

// longest is how long ago a block may have been given that still is in use.
const longest = 366 * comity.Day

// Stamps counts the lines of head about blocks by whose stamps they bear.
func Stamps(head []byte) syslog.Stamps { return syslog.Survey(head, find) }

// Sniff reports whether head holds a message about a block of ports.
func Sniff(head []byte) bool {
	for line := range bytes.Lines(head) {
		i := find(line)
		if i < 0 {
			continue
		}
		if m, why := named(line[i:]); why == "" {
			return m.newer || bytes.Contains(line, []byte(" -> "))
		}
	}
	return false
}
