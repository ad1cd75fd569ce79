// Package asa reads what Cisco ASA firewalls send to a syslog server when they
// begin and end to translate an inside address to a port of an outside one:
// messages 305009 to 305012, 305014 and 305015. The form and every rule are in docs/formats/cgnat.md.
//
// Lines depend on each other: blocks must be given in the order of the stream,
// to one Parser.
package asa

import (
	"bytes"

	"comity/internal/comity"
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
	book, err := lease.Open(src, "ASA logs")
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
// Assignments go to sink as translations end; each is used again for the next
// one. Lines of places count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.book.Lines(data, base, sink, p.read)
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.book.Skip(lines) }

// Close ends the stream: translations still held are handed over as open, in
// the order of their places.
func (p *Parser) Close(sink record.Sink) { p.book.Close(sink) }

var (
	ports = []byte("-30501") // 305010 to 305018
	whole = []byte("-305009")
)

// What the last digit of a message's number says, after 30501.
const (
	allocated = '4' // a block of ports is given
	released  = '5' // and taken back
	interim   = '7' // and still held: its form differs between versions
	mapped    = '8' // of MAP, which computes the ports
)

// numbered reports whether messages 30501d are about translations.
func numbered(d byte) bool {
	return d-'0' <= 2 || d == allocated || d == released || d == interim || d == mapped
}

// find is where the message about a translation begins in a line; -1 where it
// has none.
func find(line []byte) int {
	i := bytes.Index(line, ports)
	if i < 0 || len(line) < i+8 || !numbered(line[i+6]) || line[i+7] != ':' {
		if i = bytes.Index(line, whole); i < 0 || len(line) < i+8 || line[i+7] != ':' {
			return -1
		}
	}
	// The name of the family and the severity stand before: %ASA-6, %PIX-6, %FTD-6.
	start := bytes.LastIndexByte(line[:i], '%')
	if start < 0 || i-start > 8 {
		return -1
	}
	return start
}

// read reads one line. Other messages hold no record.
func (p *Parser) read(line []byte, place record.Place) record.Reason {
	i := find(line)
	if i < 0 {
		if !p.dates.Logged(line) {
			return lease.Malformed
		}
		return record.NoRecord
	}
	head, body, _ := bytes.Cut(line[i:], []byte(": "))
	s := &p.stated
	*s = lease.Statement{Place: place}
	m, why := p.numbered(head[len(head)-1], body)
	if why != "" {
		return why
	}
	if p.book.Outside(s.First, s.Last, place) {
		return record.NoRecord
	}
	if why := p.inside(m.inner, s.PortTo > 0 && !m.block); why != "" {
		return why
	}
	if s.From, why = p.dates.When(line[:i]); why == syslog.Outside {
		p.book.PassOver(place)
		return record.NoRecord
	}
	if why != "" {
		return why
	}
	s.Until = s.From
	if m.built {
		s.Term, s.Fresh = lease.Unknown, true
		p.book.Hold(s)
		return ""
	}
	return p.teardown(m.duration)
}

// teardown ends a translation. Where its beginning was lost its duration leads back to it;
// where that lies behind the end, the duration tells whether the clock was put back.
func (p *Parser) teardown(duration comity.Instant) record.Reason {
	s := &p.stated
	at := s.From
	if duration < 0 {
		if why := p.book.End(s, at); why != lease.NoStart {
			return why
		}
		return p.book.EndAlone(s, at, at, false)
	}
	if why := p.book.EndAfter(s, at, duration); why != lease.NoStart {
		return why
	}
	return p.book.EndAlone(s, at, lease.Shift(at, -duration), true)
}

// message is what a line says beside the address in public.
type message struct {
	built    bool
	block    bool // of a block of ports
	inner    []byte
	duration comity.Instant // -1 where it is not said
}

// numbered reads a message by the last digit of its number.
func (p *Parser) numbered(digit byte, body []byte) (message, record.Reason) {
	switch digit {
	case allocated, released:
		return p.block(digit == allocated, body)
	case interim, mapped:
		return message{}, lease.NotRead
	}
	return p.message(body)
}

// message reads "Built dynamic TCP translation from inside:10.1.2.3/1772 to
// outside:198.51.100.44/8256", or Teardown and its duration. What is translated
// without ports has no protocol either.
func (p *Parser) message(b []byte) (m message, why record.Reason) {
	word, rest := cut(b)
	if m.built = string(word) == "Built"; !m.built && string(word) != "Teardown" {
		return m, lease.Malformed
	}
	_, rest = cut(rest) // dynamic or static
	protocol, rest := cut(rest)
	word = protocol
	ported := string(protocol) != "translation"
	if ported {
		word, rest = cut(rest)
	}
	inner, ok := bytes.CutPrefix(rest, []byte("from "))
	to := bytes.Index(inner, []byte(" to "))
	if string(word) != "translation" || !ok || to < 0 {
		return m, lease.Malformed
	}
	if ported && !p.lane(protocol) {
		return m, record.NoRecord
	}
	outer, tail := cut(inner[to+len(" to "):])
	m.inner, m.duration = inner[:to], length(tail)
	return m, p.outside(outer, ported)
}

// lane tells the protocols apart whose ports an event can have; false for one
// without ports, such as ICMP, whose number is none.
func (p *Parser) lane(protocol []byte) bool {
	switch string(protocol) {
	case "TCP":
		p.stated.Lane = 1
	case "UDP":
		p.stated.Lane = 2
	case "SCTP":
		p.stated.Lane = 3
	default:
		return false
	}
	return true
}

// outside reads "outside:198.51.100.44/8256", the address and port in public.
func (p *Parser) outside(b []byte, ported bool) record.Reason {
	s := &p.stated
	addr, port, why := endpoint(b, ported)
	if why != "" {
		return why
	}
	var ok bool
	if s.First, ok = lease.ParseAddr(addr); !ok {
		return lease.BadAddress
	}
	s.Last = s.First
	if !ported {
		return ""
	}
	n, ok := record.Digits(port, 5)
	if !ok || n < 1 || n > 65535 {
		return lease.BadPort
	}
	s.PortFrom, s.PortTo = uint16(n), uint16(n)
	return ""
}

// inside reads "inside:10.1.2.3/1772", perhaps with "(DOMAIN\user)" behind: whom
// the firewall knows the address as.
func (p *Parser) inside(b []byte, ported bool) record.Reason {
	s := &p.stated
	if n := len(b); n > 0 && b[n-1] == ')' {
		if i := bytes.LastIndexByte(b, '('); i > 0 && bytes.IndexByte(b[:i], ':') > 0 && bytes.IndexByte(b[i:], ':') < 0 {
			s.Circuit, b = b[i+1:n-1], bytes.TrimRight(b[:i], " ")
		}
	}
	addr, _, why := endpoint(b, ported)
	if why != "" {
		return why
	}
	if _, ok := lease.ParseAddr(addr); !ok {
		return lease.BadAddress
	}
	s.Client = addr
	if len(s.Circuit) > 0 {
		s.Device = addr
	}
	return ""
}

// endpoint parts the name of an interface, which may have parentheses, from
// address and port.
func endpoint(b []byte, ported bool) (addr, port []byte, why record.Reason) {
	i := bytes.IndexByte(b, ':')
	if i < 0 {
		return nil, nil, lease.Malformed
	}
	addr, port, has := bytes.Cut(b[i+1:], []byte{'/'})
	if has != ported {
		return nil, nil, lease.BadPort
	}
	return addr, port, ""
}

// length reads "duration 0:00:30": hours, minutes, seconds; -1 where it is none.
func length(b []byte) comity.Instant {
	rest, ok := bytes.CutPrefix(b, []byte("duration "))
	text, _ := cut(rest)
	hours, text, _ := bytes.Cut(text, []byte{':'})
	minutes, seconds, _ := bytes.Cut(text, []byte{':'})
	h, okH := record.Digits(hours, 6)
	m, okM := record.Digits(minutes, 2)
	s, okS := record.Digits(seconds, 2)
	if !ok || !okH || !okM || !okS || m > 59 || s > 59 {
		return -1
	}
	return comity.Instant(h*3600+m*60+s) * comity.Second
}

// cut parts the first word from the rest.
func cut(b []byte) (word, rest []byte) {
	i := bytes.IndexByte(b, ' ')
	if i < 0 {
		return b, nil
	}
	return b[:i], b[i+1:]
}

// Stamps counts the lines of head about translations by whose stamps they bear.
func Stamps(head []byte) syslog.Stamps { return syslog.Survey(head, find) }

// Sniff reports whether head holds a message about a translation.
func Sniff(head []byte) bool {
	for line := range bytes.Lines(head) {
		if find(line) >= 0 {
			return true
		}
	}
	return false
}
