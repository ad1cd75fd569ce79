// Package zeek reads the dhcp.log that Zeek, a network monitor, writes of the
// DHCP it sees: one line per exchange, as tab-separated values or JSON. The form
// and every rule are in docs/formats/zeek-dhcp.md.
//
// Lines depend on each other: blocks must be given in the order of the stream,
// to one Parser.
package zeek

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// Parser reads one dhcp.log.
type Parser struct {
	book   *lease.Book
	header header
	cells  [known][]byte
	stated lease.Statement
}

// Open makes a parser for src, whose stream begins with head. A stream that is
// no dhcp.log is an Input error.
func Open(head []byte, src *record.Source) (*Parser, error) {
	book, err := lease.Open(src, "Zeek's dhcp.log files")
	if err != nil {
		return nil, err
	}
	book.ByClient()
	book.RememberEnds()
	if missing := lacks(head); missing != "" {
		return nil, comity.Errorf(comity.Input, "exhibit %s: not a dhcp.log of Zeek: %s", src.Ref, missing).
			WithHint(`ask for the file with its head lines as Zeek wrote it; for any other table write format = "csv" and name its columns`)
	}
	return &Parser{book: book, header: fresh()}, nil
}

// lacks names what keeps head from being the start of a dhcp.log; "" where nothing does.
func lacks(head []byte) string {
	h := fresh()
	for line := range bytes.Lines(record.Unmarked(head)) {
		line = lease.TrimCR(bytes.TrimSuffix(line, []byte{'\n'}))
		switch {
		case len(line) == 0:
		case line[0] == '{':
			return ""
		case line[0] == '#':
			h.directive(line)
		default:
			return h.lacks()
		}
	}
	return h.lacks()
}

// Block reads data, the next whole lines of the stream; base is their offset.
// Assignments go to sink as leases end; each is used again for the next one.
// Lines of places count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.book.Lines(data, base, sink, p.row)
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.book.Skip(lines) }

// Close ends the stream: leases still held are handed over, in the order of
// their places.
func (p *Parser) Close(sink record.Sink) { p.book.Close(sink) }

func (p *Parser) row(line []byte, place record.Place) record.Reason {
	var ok bool
	switch {
	case line[0] == '#':
		p.header.directive(line)
		return record.NoRecord
	case line[0] == '{':
		p.cells = [known][]byte{}
		ok = p.object(line)
	default:
		ok = p.header.lack == "" && p.split(line)
	}
	if !ok {
		return lease.Malformed
	}
	p.stated = lease.Statement{Place: place}
	return p.exchange()
}

// outcome is what an exchange came to.
type outcome uint8

const (
	nothing outcome = iota
	given
	givenBack // given and released
	released
	declined
)

// of reads the messages of an exchange in their order, words with commas between.
func of(messages []byte) (o outcome) {
	switch string(messages) {
	case "REQUEST,ACK", "DISCOVER,OFFER,REQUEST,ACK": // nearly all
		return given
	}
	from := 0
	for i := 0; i <= len(messages); i++ {
		if i == len(messages) || messages[i] == ',' {
			o = o.then(bare(messages[from:i]))
			from = i + 1
		}
	}
	return o
}

// then is what an exchange comes to with one more message.
func (o outcome) then(message []byte) outcome {
	switch string(message) {
	case "ACK":
		return given
	case "DECLINE":
		return declined
	case "RELEASE":
		if o == given {
			return givenBack
		}
		return released
	}
	return o
}

// bare is a word without quotes and blanks around it.
func bare(b []byte) []byte {
	for len(b) > 0 && (b[0] == '"' || b[0] == ' ') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == '"' || b[len(b)-1] == ' ') {
		b = b[:len(b)-1]
	}
	return b
}

// exchange applies a line. The address is asked first.
func (p *Parser) exchange() record.Reason {
	o := of(p.cells[cMessages])
	s := &p.stated
	addr := p.cells[cAssigned]
	if len(addr) == 0 && o == released {
		addr = p.cells[cAddress]
	}
	if o == nothing || len(addr) == 0 && o != released {
		return record.NoRecord // an ACK without address answers an INFORM
	}
	if len(addr) > 0 {
		var ok bool
		if s.First, ok = lease.ParseAddr(addr); !ok {
			return lease.BadAddress
		}
		if s.Last = s.First; p.book.Outside(s.First, s.Last, s.Place) {
			return record.NoRecord
		}
	}
	at, ok := p.when()
	if !ok {
		return lease.BadTime
	}
	if s.Client = p.cells[cMAC]; len(s.Client) == 0 {
		return lease.Missing
	}
	return p.apply(o, at)
}

func (p *Parser) apply(o outcome, at clock.Span) record.Reason {
	s := &p.stated
	switch o {
	case declined:
		if why := p.book.End(s, at); why != lease.NoStart {
			return why
		}
		return record.NoRecord // it was offered, and never used
	case released:
		return p.release(at)
	}
	if why := p.give(at); why != "" {
		return why
	}
	if o == givenBack {
		return p.book.End(s, at)
	}
	return ""
}

// release ends a lease. One that nothing is known of began before the log: its client
// held it until then. Where the line names no address either, it says nothing.
func (p *Parser) release(at clock.Span) record.Reason {
	s := &p.stated
	if s.First.IsZero() {
		if why := p.book.EndClient(s.Client, at); why != lease.NoStart {
			return why
		}
		return record.NoRecord
	}
	if why := p.book.End(s, at); why != lease.NoStart {
		return why
	}
	p.named()
	return p.book.EndAlone(s, at, at, false)
}

// named takes down device and line.
func (p *Parser) named() {
	s := &p.stated
	s.Device = s.Client
	for _, c := range [...]column{cSubscriber, cRemote, cCircuit} {
		if s.Circuit = p.cells[c]; len(s.Circuit) > 0 {
			break
		}
	}
}

// infinite is a lease without end (RFC 2131, 3.3).
const infinite = 0xffffffff

// give takes the lease down that an exchange gave.
func (p *Parser) give(at clock.Span) record.Reason {
	s := &p.stated
	seconds, ok := interval(p.cells[cLease])
	switch {
	case len(p.cells[cLease]) == 0:
		return lease.Missing
	case !ok:
		return lease.BadTime
	}
	s.From, s.Until = at, lease.Shift(at, seconds)
	if seconds >= infinite*comity.Second {
		s.Until, s.Term = at, lease.Forever
	}
	p.named()
	p.book.Hold(s)
	return ""
}

// when is the time of the exchange: it began at ts and took duration, and the
// message that settled it lies in between.
func (p *Parser) when() (s clock.Span, ok bool) {
	b := p.cells[cTime]
	if len(b) == 0 || len(b) > 40 {
		return s, false
	}
	if s, ok = p.epoch(b); !ok {
		var st clock.Stamp
		st, ok = clock.Parse(record.View(b), "")
		if s = p.book.Reading().Span(st); !p.book.Reading().Agrees(st) {
			return s, false
		}
	}
	if took, has := interval(p.cells[cDuration]); has {
		s.Hi += took
	}
	return s, ok
}

// epoch reads seconds since 1970 with up to nine digits behind the point.
func (p *Parser) epoch(b []byte) (clock.Span, bool) {
	t, ok := interval(b)
	if !ok || len(b) > len("1078235109.123456789") || b[len(b)-1] == '.' {
		return clock.Span{}, false
	}
	s, ok := p.book.Epoch(int64(t / comity.Second))
	return lease.Shift(s, t%comity.Second), ok
}

// interval reads seconds, up to ten digits, with a fraction.
func interval(b []byte) (comity.Instant, bool) {
	n, whole := comity.Instant(0), 0
	for ; whole < len(b) && b[whole] != '.'; whole++ {
		if b[whole]-'0' > 9 {
			return 0, false
		}
		n = n*10 + comity.Instant(b[whole]-'0')
	}
	if whole == 0 || whole > 10 {
		return 0, false
	}
	fraction, unit := comity.Instant(0), comity.Second
	for _, c := range b[min(whole+1, len(b)):] {
		if c -= '0'; c > 9 {
			return 0, false
		}
		if unit > 1 { // what lies behind a microsecond counts nothing
			fraction, unit = fraction*10+comity.Instant(c), unit/10
		}
	}
	return n*comity.Second + fraction*unit, true
}

// Sniff reports whether head begins a dhcp.log.
func Sniff(head []byte) bool {
	if len(head) > 0 && head[0] == '{' {
		line, _, _ := bytes.Cut(head, []byte{'\n'})
		return bytes.Contains(line, []byte(`"msg_types"`)) && bytes.Contains(line, []byte(`"uids"`))
	}
	return len(head) > 0 && head[0] == '#' && lacks(head) == ""
}
