// Package kea reads the lease files of Kea's DHCPv4 and DHCPv6 servers: the
// "memfile" lease database, delimited text to which the servers append a row
// each time a lease is given, renewed, given up or removed. The form and every
// rule are in docs/formats/kea.md.
//
// Rows depend on each other: blocks must be given in the order of the stream,
// to one Parser.
package kea

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// Parser reads one lease file.
type Parser struct {
	book    *lease.Book
	columns columns
	cells   [maxColumns + 1][]byte // one more shows that a row has too many
	stated  lease.Statement
	text    []byte // of a relay's name, decoded
	seen    comity.Instant
	gone    []ended
}

// ended is a lease that was removed before its end: when, the rows around say.
type ended struct {
	stated lease.Statement // without names
	client string
	latest comity.Instant // of the lease that was removed
	span   clock.Span
}

// Open makes a parser for src, whose stream begins with head. A head line that
// Kea does not write is an Input error: nothing is known of such a file.
func Open(head []byte, src *record.Source) (*Parser, error) {
	book, err := lease.Open(src, "Kea lease files")
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(record.Unmarked(head), []byte{'\n'})
	p := &Parser{book: book}
	if missing := p.columns.read(lease.TrimCR(line)); missing != "" {
		return nil, comity.Errorf(comity.Input, "exhibit %s: line 1 is not the head of a Kea lease file: no column %q", src.Ref, missing).
			WithHint(`ask for the file as Kea's memfile wrote it; for any other table write format = "csv" and name its columns`)
	}
	return p, nil
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
func (p *Parser) Close(sink record.Sink) {
	p.book.Begin(sink)
	p.settle(comity.Latest)
	p.book.Done()
	p.book.Close(sink)
}

// row reads one line. The address is asked first: what the scope does not cover
// is read no further.
func (p *Parser) row(line []byte, place record.Place) record.Reason {
	if isHead(line) {
		if p.columns.read(line) != "" {
			return lease.Malformed
		}
		return record.NoRecord
	}
	if !p.split(line) {
		return lease.Malformed
	}
	first, last, ok := p.addresses()
	if !ok {
		return lease.BadAddress
	}
	if p.book.Outside(first, last, place) {
		return record.NoRecord
	}
	p.stated = lease.Statement{Place: place, First: first, Last: last}
	return p.lease()
}

// addresses of the row: one, or the prefix that was delegated.
func (p *Parser) addresses() (first, last comity.Addr, ok bool) {
	a, ok := lease.ParseAddr(p.cell(cAddress))
	if !ok || string(p.cell(cType)) != delegated {
		return a, a, ok
	}
	bits, ok := record.Digits(p.cell(cPrefix), 3)
	if !ok {
		return a, a, false
	}
	return lease.Prefix(a, bits)
}

const delegated = "2" // lease_type: 0 IA_NA, 1 IA_TA, 2 IA_PD

// The states of a lease.
const (
	assigned   = "0"
	declined   = "1"
	reclaimed  = "2"
	released   = "3"
	registered = "4"
)

// infinite is a valid lifetime that never ends (RFC 2131, 3.3).
const infinite = 0xffffffff

// lease applies the row to what is known of its address.
func (p *Parser) lease() record.Reason {
	s := &p.stated
	valid, ok := record.Digits(p.cell(cValid), 10)
	expire, okExpire := record.Digits(p.cell(cExpire), 12)
	if !ok || !okExpire {
		return lease.BadTime
	}
	from := expire - valid
	if valid == infinite {
		from = expire - infinite
		if from < 0 { // versions that kept 32 bits
			from += 1 << 32
		}
		s.Term = lease.Forever
	}
	if s.From, ok = p.book.Epoch(from); !ok {
		return lease.BadTime
	}
	if s.Until = s.From; s.Term == lease.Stated {
		if s.Until, ok = p.book.Epoch(expire); !ok {
			return lease.BadTime
		}
	}
	return p.apply(valid)
}

func (p *Parser) apply(valid int64) record.Reason {
	s := &p.stated
	p.who()
	switch state := string(p.cell(cState)); {
	case state == declined:
		s.Client = nil
		return p.remove()
	case valid == 0 || state == released:
		return p.remove()
	case state != "" && state != assigned && state != reclaimed && state != registered:
		return lease.Malformed
	case len(s.Client) == 0 && state == reclaimed:
		return record.NoRecord // it had been declined
	case len(s.Client) == 0:
		return lease.Missing
	case state != reclaimed:
		p.settle(s.From.Lo)
	}
	p.seen = max(p.seen, s.From.Lo)
	p.book.Hold(s)
	return ""
}

// remove ends a lease. Where the row tells of a later dealing than the lease
// itself that is the end. Else the server merely took it off its list: at the
// end where that is past, or before, and then the next row tells how long before.
func (p *Parser) remove() record.Reason {
	s := &p.stated
	latest, end, term, ok := p.book.Held(s)
	switch {
	case !ok:
		return record.NoRecord // says since when nobody has it, and not who had it
	case term == lease.Stated && max(p.seen, s.From.Lo) >= end.Lo:
		return p.book.End(s, end)
	case s.From.Lo > latest:
		p.seen = max(p.seen, s.From.Lo)
		return p.book.End(s, s.From)
	}
	lo := max(p.seen, s.From.Lo)
	if term != lease.Stated {
		end.Hi = comity.Latest
	}
	e := ended{stated: *s, client: string(s.Client), latest: latest, span: clock.Span{Lo: lo, Hi: max(lo, end.Hi)}}
	e.stated.Client, e.stated.Circuit, e.stated.Device = nil, nil, nil
	if p.gone = append(p.gone, e); len(p.gone) == maxGone {
		p.settle(comity.Latest)
	}
	return ""
}

// maxGone bounds the removals that wait for the next row.
const maxGone = 1 << 16

// settle ends what was removed before a row that was written at that time: one
// that gives a lease.
func (p *Parser) settle(at comity.Instant) {
	if len(p.gone) == 0 || at < p.seen {
		return
	}
	for i := range p.gone {
		e := &p.gone[i]
		e.stated.Client = []byte(e.client)
		latest, _, _, ok := p.book.Held(&e.stated)
		if !ok || latest != e.latest {
			continue // it was told of anew
		}
		if at >= e.span.Lo {
			e.span.Hi = min(e.span.Hi, at)
		}
		if e.span.Hi == comity.Latest {
			e.span.Hi = e.span.Lo
		}
		p.book.End(&e.stated, e.span)
	}
	clear(p.gone)
	p.gone = p.gone[:0]
}

// Sniff reports whether head begins a Kea lease file.
func Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	var c columns
	return c.read(lease.TrimCR(line)) == ""
}
