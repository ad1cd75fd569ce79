// Package ftm reads FollowTheMoney entities as JSON lines: what investigative
// archives and registers of companies exchange. Its links (who owns, directs or
// represents whom) and the seats of its companies become relations of a network.
// The form and every rule are in docs/formats/ftm.md.
//
// An entity may be named before the line that says what it is called: blocks must
// be given in the order of the stream, to one Parser, which holds such links.
package ftm

import (
	"bytes"
	"math"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why a line, or a link, could not be read.
const (
	BadJSON    record.Reason = "line is no JSON object, or breaks off"
	NoEntity   record.Reason = "no id or no schema"
	Repeated   record.Reason = "a member that is read stands twice"
	NoParty    record.Reason = "link without a party on one side"
	ManyPairs  record.Reason = "link between more than 10,000 pairs of parties"
	Unresolved record.Reason = "a party of the link is not in the file, or has no name"
	BadTime    record.Reason = "bad time"
	LongLine   record.Reason = "line longer than 1 MiB"
	Passed     record.Reason = "a link of kin, money or papers, which a network does not hold" // set aside
)

const maxLine = 1 << 20

// maxPairs is how many relations one link may stand for.
const maxPairs = 10_000

// Parser reads one file. It holds the names of all entities and the links whose
// parties are not known yet.
type Parser struct {
	reading *clock.Reading
	sink    record.Sink
	line    int64 // of the next byte, from 1

	entity entity // the line at hand
	named  map[string]*party
	room   []party // for the next ones named
	held   shelf[link]
	beside shelf[side] // of held links
	out    record.Relation

	left, right []side // of the link at hand
	words       words
	kinds       words    // of schemata, in lower case
	plain       schema   // of an entity that is read for its name only
	last        struct { // found in schemata
		name   string
		schema *schema
	}
	said  map[string]bool // countries of the entity at hand
	dates clock.Dates
	text  []byte
}

// Open makes a parser for src, which must hold a network.
func Open(src *record.Source) (*Parser, error) {
	if src.Kind != record.Network {
		return nil, comity.Errorf(comity.Input, "exhibit %s: FollowTheMoney entities hold a network, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "network"`)
	}
	if len(src.Columns) > 0 || len(src.Values) > 0 {
		return nil, comity.Errorf(comity.Input, "exhibit %s: columns and values are not used with format \"ftm\"", src.Ref).
			WithHint("leave them out: the schemata say what a property means")
	}
	said := src.Clock
	if said.Zone == "" {
		said.Zone = "unknown" // a network's dates need no clock
	}
	readings, err := clock.Readings(said)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return &Parser{reading: &readings[0], line: 1, named: map[string]*party{}, words: words{}, kinds: words{}, said: map[string]bool{}}, nil
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, cut at line ends; base is
// their offset. Lines of places count from the start of the stream. A relation
// is used again for the next one; its strings may be kept.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	for pos := 0; pos < len(data); {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		line := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		place := record.Place{Offset: base + int64(pos), Length: int32(min(len(line), math.MaxInt32)), Line: p.line}
		if len(bytes.TrimSpace(line)) > 0 {
			if why := p.read(record.Unmarked(line), place); why != "" {
				p.sink.Reject(record.Reject{Place: place, Reason: why})
			}
		}
		p.line++
		pos = next
	}
	p.sink = record.Sink{}
}

// Close ends the stream: the links that waited for a name are handed over in the
// order of their places.
func (p *Parser) Close(sink record.Sink) {
	p.sink = sink.Complete()
	for l := range p.held.all {
		p.settle(l)
	}
	p.held, p.beside = shelf[link]{}, shelf[side]{}
	p.sink = record.Sink{}
}

func (p *Parser) read(line []byte, place record.Place) record.Reason {
	if len(line) > maxLine {
		return LongLine
	}
	e := &p.entity
	if why := e.read(line); why != "" {
		return why
	}
	if len(e.id.value) == 0 || len(e.schema.value) == 0 {
		return NoEntity
	}
	s := p.schema()
	switch {
	case s.passed:
		p.sink.Aside(record.Reject{Place: place, Reason: Passed})
		return ""
	case s.relation != "":
		return p.link(s, place)
	}
	p.name(s, place)
	return ""
}
