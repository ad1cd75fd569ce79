// Package radius reads FreeRADIUS "detail" files: what an access provider's
// accounting server wrote each time one of its network access servers (NAS)
// reported that a session began, went on or ended (RFC 2866). Start and stop of
// a session are paired into one assignment of an address to a subscriber. The
// form and every rule are in docs/formats/freeradius.md.
//
// Unlike the rows of a sheet the records of a detail file depend on each other:
// blocks must be given in the order of the stream, to one Parser.
package radius

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Config is what a parser may be told beside the description of the source.
// The zero value works.
type Config struct {
	// Closed is how many sessions that have ended are remembered, so that their
	// repeated records are known as such; 0 is 65,536.
	Closed int
}

// Parser reads one detail file. It holds what is known of every open session:
// its memory grows with them, not with the file.
type Parser struct {
	gate    *record.Gate
	reading *clock.Reading
	sink    record.Sink
	line    int64 // of the next byte; 1 at the start of the stream

	rec      detail
	key      []byte
	open     map[string]*session
	closed   closed
	accounts map[string]string // user names, each allocated once
	out      record.Assignment
}

// Why a record, or a session, could not be read.
const (
	NoTime         record.Reason = "no usable time"
	Missing        record.Reason = "missing needed value"
	BadAddress     record.Reason = "bad address"
	BadAttribute   record.Reason = "a line is no attribute"
	NoAddress      record.Reason = "session without an address"
	EndBeforeStart record.Reason = "end before start"
	CutOff         record.Reason = "record is cut off"
	NULByte        record.Reason = "NUL byte"
	LongRecord     record.Reason = "record longer than 1 MiB"
)

const maxRecord = 1 << 20

// Open makes a parser for src, which must hold assignments.
func Open(src *record.Source, cfg Config) (*Parser, error) {
	if src.Kind != record.Assignments {
		return nil, comity.Errorf(comity.Input, "exhibit %s: a RADIUS detail file holds assignments, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "assignments"`)
	}
	if cfg.Closed < 0 {
		return nil, comity.Errorf(comity.Usage, "radius: %d sessions cannot be remembered", cfg.Closed)
	}
	if cfg.Closed == 0 {
		cfg.Closed = 1 << 16
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return &Parser{
		gate: gate, reading: &readings[0], line: 1, open: map[string]*session{}, accounts: map[string]string{},
		closed: newClosed(cfg.Closed),
	}, nil
}

// Boundary returns how many bytes of data lie before the end of its last blank
// line, 0 where there is none.
func Boundary(data []byte) (cut int) {
	for _, blank := range [...]string{"\n\n", "\n\r\n"} {
		if i := bytes.LastIndex(data, []byte(blank)); i >= 0 {
			cut = max(cut, i+len(blank))
		}
	}
	return cut
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, up to where Boundary cuts
// them; base is their offset. Assignments go to sink as sessions end, not in
// the order of their places; each is used again for the next one, but its
// strings may be kept. A Place is that of the record that began the session,
// its Line counted from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	p.rec.reset()
	for pos := record.PastMark(data, base); pos < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end = pos + n
		}
		p.take(data, pos, end, base)
		p.line++
		pos = end + 1
	}
	p.flush(data, base, len(data) > 0 && data[len(data)-1] != '\n')
	p.sink = record.Sink{}
}

// take adds a line to the record at hand, or ends that.
func (p *Parser) take(data []byte, pos, end int, base int64) {
	line := data[pos:end]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) == 0 {
		p.flush(data, base, false)
		return
	}
	indented := line[0] == '\t' || line[0] == ' '
	if !indented && p.rec.lines > 0 && isHeader(line) {
		p.flush(data, base, false)
	}
	if p.rec.lines == 0 {
		p.rec.start, p.rec.line = pos, p.line
	}
	p.rec.lines++
	p.rec.end = pos + len(line)
	switch {
	case p.rec.lines == 1 && !indented:
		p.rec.header = line
	default:
		p.rec.attribute(line)
	}
}

// Close ends the stream: sessions that are still open are handed over as such,
// in the order of their places.
func (p *Parser) Close(sink record.Sink) {
	p.sink = sink.Complete()
	p.endAll(func(*session) bool { return true })
	p.sink = record.Sink{}
}

// flush reads the record at hand. cut says that its last line has no end.
func (p *Parser) flush(data []byte, base int64, cut bool) {
	if p.rec.lines == 0 {
		return
	}
	r := &p.rec
	place := record.Place{Offset: base + int64(r.start), Length: int32(r.end - r.start), Line: r.line}
	why := record.Reason("")
	switch whole := data[r.start:r.end]; {
	case len(whole) > maxRecord:
		why = LongRecord
	case bytes.IndexByte(whole, 0) >= 0:
		why = NULByte
	case cut:
		why = CutOff
	default:
		why = p.read(place)
	}
	if why != "" {
		p.sink.Reject(record.Reject{Place: place, Reason: why})
	}
	r.reset()
}
