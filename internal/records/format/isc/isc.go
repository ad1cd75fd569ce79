// Package isc reads the lease files of ISC's dhcpd, dhcpd.leases and
// dhcpd6.leases: declarations in braces, to which the server appends one each
// time a lease changes. The form and every rule are in docs/formats/isc.md.
//
// Declarations depend on each other: blocks must be given in the order of the
// stream, to one Parser.
package isc

import (
	"bytes"

	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// Parser reads one lease file.
type Parser struct {
	book *lease.Book
	line int64 // of the next byte; 1 at the start of the stream
	decl declaration
	text []byte // names, decoded
	date clock.Dates
}

// Open makes a parser for src.
func Open(src *record.Source) (*Parser, error) {
	book, err := lease.Open(src, "ISC lease files")
	if err != nil {
		return nil, err
	}
	return &Parser{book: book, line: 1}, nil
}

// Boundary returns how many bytes of data lie before the end of its last line
// that is a closing brace and nothing else, 0 where there is none.
func Boundary(data []byte) (cut int) {
	for end := len(data); end > 0; {
		i := bytes.LastIndexByte(data[:end], '}')
		if i < 0 {
			return 0
		}
		if next := afterClosing(data, i); next > 0 {
			return next
		}
		end = i
	}
	return 0
}

// afterClosing is where the line begins that follows the brace at i, if that is
// a line of its own; else 0.
func afterClosing(data []byte, i int) int {
	if i > 0 && data[i-1] != '\n' {
		return 0
	}
	for _, end := range [...]string{"\n", "\r\n"} {
		if bytes.HasPrefix(data[i+1:], []byte(end)) {
			return i + 1 + len(end)
		}
	}
	return 0
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, up to where Boundary cuts
// them; base is their offset. Assignments go to sink as leases end; each is
// used again for the next one. Lines of places count from the start of the
// stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.book.Begin(sink)
	p.decl.reset()
	for pos := record.PastMark(data, base); pos < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end = pos + n
		}
		p.take(data, pos, pos+len(lease.TrimCR(data[pos:end])), base)
		p.line++
		pos = end + 1
	}
	p.flush(data, base, lease.CutOff)
	p.book.Done()
}

// Close ends the stream: leases still held are handed over, in the order of
// their places.
func (p *Parser) Close(sink record.Sink) { p.book.Close(sink) }

// take adds a line to the declaration at hand, begins one, or ends it. A line
// that is a closing brace alone always ends it, wherever the braces inside
// stand: so blocks may be cut there.
func (p *Parser) take(data []byte, pos, end int, base int64) {
	line, d := data[pos:end], &p.decl
	if d.open && begins(line) {
		p.flush(data, base, lease.CutOff)
	}
	if !d.open {
		p.top(data, pos, end, base)
		return
	}
	d.end = end
	if len(line) == 1 && line[0] == '}' {
		p.flush(data, base, "")
	}
}

// top reads a line outside of declarations: one of its own, or the first of one.
func (p *Parser) top(data []byte, pos, end int, base int64) {
	line, d := bytes.TrimSpace(data[pos:end]), &p.decl
	if len(line) == 0 || line[0] == '#' {
		return
	}
	d.start, d.end, d.line, d.open = pos, end, p.line, true
	last, opened := line[len(line)-1], bytes.Count(line, []byte{'{'})
	switch {
	case opened == 0 && last != ';' && last != '}':
		p.flush(data, base, lease.Malformed)
	case opened == 0, last == '}' && opened <= bytes.Count(line, []byte{'}'}):
		p.flush(data, base, "")
	}
}

// flush reads the declaration at hand, unless a reason why not is known.
func (p *Parser) flush(data []byte, base int64, why record.Reason) {
	d := &p.decl
	if !d.open {
		return
	}
	text := data[d.start:d.end]
	place := record.Place{Offset: base + int64(d.start), Length: int32(min(len(text), lease.MaxRecord)), Line: d.line}
	switch {
	case len(text) > lease.MaxRecord:
		why = lease.LongRecord
	case bytes.IndexByte(text, 0) >= 0:
		why = lease.NULByte
	case why == "":
		why = p.read(text, place)
	}
	if why != "" && why != record.NoRecord {
		p.book.Reject(place, why)
	}
	d.reset()
}

// begins reports whether a line begins a declaration of leases.
func begins(line []byte) bool {
	_, ok := kindOf(line)
	return ok
}

// Sniff reports whether head begins a lease file: in it stands the first line of
// a declaration of leases, and nothing before that could not.
func Sniff(head []byte) bool {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		switch {
		case begins(line):
			return line[len(line)-1] == '{' || line[len(line)-1] == '}'
		case len(line) == 0 || line[0] == '#' || line[len(line)-1] == ';' || line[len(line)-1] == '{' || line[0] == '}':
		default:
			return false
		}
	}
	return false
}
