// Package iis reads the logs of Microsoft's Internet Information Services in the
// W3C Extended Log File Format (W3C Working Draft WD-logfile-960323). The form
// and every rule are in docs/formats/iis.md.
//
// What a line means is said by the #Fields line above it, which a server writes
// anew each time it starts: blocks must be given in the order of the stream, to
// one Parser.
package iis

import (
	"bytes"
	"math"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why a line could not be read.
const (
	NoFields    record.Reason = "no #Fields line above"
	WrongFields record.Reason = "wrong number of fields"
	Unnamed     record.Reason = "#Fields names no time or no client address"
	NoDate      record.Reason = "no date in the line, and no #Date above"
	DayUnknown  record.Reason = "no date in the line, and the day has changed since #Date"
	BadTime     record.Reason = "bad time"
	BadAddress  record.Reason = "client is not an IP address"
	BadPort     record.Reason = "bad port"
	BadStatus   record.Reason = "status is not a number"
	BadSize     record.Reason = "size is not a number"
	NoSite      record.Reason = "account without a site"
	NULByte     record.Reason = "NUL byte"
	LongLine    record.Reason = "line longer than 1 MiB"

	outside record.Reason = "outside the scope" // no reject
)

const (
	maxLine      = 1 << 20
	unauthorized = 401
)

// Parser reads one log. It keeps what the latest directives said.
type Parser struct {
	gate    *record.Gate
	reading *clock.Reading
	site    string
	form    string              // how times are written, as clock.Parse takes it
	mapped  map[string][]string // our key → the file's fields
	sink    record.Sink

	line   int64   // of the next byte, from 1
	fields *fields // of the latest #Fields; nil before the first
	today  []byte  // 2006-01-02 of the latest #Date; empty: not known
	latest comity.Instant
	moved  bool // the time of day has gone back since #Date

	cells   [][]byte
	text    []byte // the stamp at hand
	request []byte
	dates   clock.Dates
	event   record.Event
}

// Open makes a parser for src, which holds access, from head: the start of the
// stream, up to 64 KiB or all of it. The first #Fields line must lie there and
// name the client's address and a time; and the site, where src states none.
func Open(head []byte, src *record.Source) (*Parser, error) {
	p, err := open(src)
	if err == nil {
		err = p.look(head)
	}
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return p, nil
}

func open(src *record.Source) (*Parser, error) {
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, err
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, err
	}
	p := &Parser{gate: gate, reading: &readings[0], site: src.Site, form: src.TimeForm, mapped: src.Columns, line: 1}
	if p.form == "" {
		p.form = src.DateOrder
	}
	return p, knownKeys(src)
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, cut at line ends; base is
// their offset. Lines of places count from the start of the stream. User,
// Site and Agent of an event point into data; Request is used again for the next line.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	for pos := record.PastMark(data, base); pos < len(data); {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		line := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		p.take(line, record.Place{
			Offset: base + int64(pos), Length: int32(min(len(line), math.MaxInt32)), Line: p.line,
		})
		p.line++
		pos = next
	}
	p.sink = record.Sink{}
}

// Close ends the stream. A log holds nothing back, so nothing follows.
func (p *Parser) Close(record.Sink) {}

// take reads a line: a directive, an event or neither.
func (p *Parser) take(line []byte, place record.Place) {
	switch {
	case len(trim(line)) == 0:
		return
	case line[0] == '#' && len(line) <= maxLine:
		p.directive(line)
		return
	}
	switch why := p.read(line); why {
	case "":
		p.sink.Event(&p.event, place)
	case outside:
		p.sink.Outside(place)
	default:
		p.sink.Reject(record.Reject{Place: place, Reason: why})
	}
}

// read makes the event of a line; the scope is asked before values that it may
// not cover are read.
func (p *Parser) read(line []byte) record.Reason {
	switch {
	case len(line) > maxLine:
		return LongLine
	case bytes.IndexByte(line, 0) >= 0:
		return NULByte
	case p.fields == nil:
		return NoFields
	case !p.split(line):
		return WrongFields
	case !p.fields.complete():
		return Unnamed
	}
	e := &p.event
	*e = record.Event{Size: -1}
	if why := p.stamp(e); why != "" {
		return why
	}
	if !p.reading.Agrees(e.Stamp) {
		return record.ZoneClash
	}
	if !p.gate.Time(p.reading.Span(e.Stamp)) {
		return outside
	}
	good := false
	if e.Addr, good = address(p.cell(fIP)); !good {
		return BadAddress
	}
	if !p.gate.Addr(e.Addr, e.Addr) {
		return outside
	}
	return p.rest(e)
}

// rest reads what may be missing.
func (p *Parser) rest(e *record.Event) record.Reason {
	port, good := p.number(fPort, 5)
	if !good || port > 65535 {
		return BadPort
	}
	e.Port = uint16(max(port, 0))
	status, good := p.number(fStatus, 3)
	if !good {
		return BadStatus
	}
	e.Status = int(max(status, 0))
	if e.Size, good = p.number(fBytes, 18); !good {
		return BadSize
	}
	e.Site = host(p.cell(fSite))
	if e.Status != unauthorized {
		e.User = p.cell(fAccount)
	}
	e.Request, e.Agent = p.target(), p.cell(fAgent)
	if e.User != nil && e.Site == nil && p.site == "" {
		return NoSite
	}
	return ""
}
