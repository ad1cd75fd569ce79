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
	"encoding/json"
	"math"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why a line, or a link, could not be read.
const (
	BadJSON    record.Reason = "line is no JSON object, or breaks off"
	NoEntity   record.Reason = "no id or no schema"
	NoParty    record.Reason = "link without a party on one side"
	Unresolved record.Reason = "a party of the link is not in the file, or has no name"
	BadTime    record.Reason = "bad time"
	LongLine   record.Reason = "line longer than 1 MiB"
)

const maxLine = 1 << 20

// Parser reads one file. It holds the names of all entities and the links whose
// parties are not known yet.
type Parser struct {
	reading  *clock.Reading
	sink     record.Sink
	at, line int64 // of the next byte: offset, and line from 1
	named    map[string]party
	held     []link
	out      record.Relation
}

// party is one side of a link: an entity of the file, or a text.
type party struct{ id, name, kind string }

// link is a relation whose parties may not be known yet.
type link struct {
	left, right party
	relation    record.Relation // all but the parties
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
	return &Parser{reading: &readings[0], line: 1, named: map[string]party{}}, nil
}

// Block reads data, the next bytes of the stream, cut at line ends; base is
// their offset. Lines of places count from the start of the stream. A relation
// is used again for the next one; its strings may be kept.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	if base > p.at {
		p.line++ // one overlong line was passed over
	}
	p.at = base + int64(len(data))
	for pos := 0; pos < len(data); {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		line := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		place := record.Place{Offset: base + int64(pos), Length: int32(min(len(line), math.MaxInt32)), Line: p.line}
		if len(bytes.TrimSpace(line)) > 0 {
			if why := p.read(line, place); why != "" {
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
	for i := range p.held {
		if l := &p.held[i]; !p.hand(l) {
			p.sink.Reject(record.Reject{Place: l.relation.Place, Reason: Unresolved})
		}
	}
	p.held = nil
	p.sink = record.Sink{}
}

// entity is a line.
type entity struct {
	ID         string           `json:"id"`
	Schema     string           `json:"schema"`
	Caption    string           `json:"caption"`
	Properties map[string][]any `json:"properties"`
}

// texts are the values of a property. Nested exports put the entity itself where
// others name its id.
func (e *entity) texts(property string) (out []string) {
	for _, v := range e.Properties[property] {
		if nested, is := v.(map[string]any); is {
			v = nested["id"]
		}
		if s, is := v.(string); is && s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (e *entity) first(properties ...string) string {
	for _, property := range properties {
		if v := e.texts(property); len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

func (p *Parser) read(line []byte, place record.Place) record.Reason {
	if len(line) > maxLine {
		return LongLine
	}
	var e entity
	if err := json.Unmarshal(line, &e); err != nil {
		return BadJSON
	}
	if e.ID == "" || e.Schema == "" {
		return NoEntity
	}
	if s, is := links[e.Schema]; is {
		return p.link(&e, s, place)
	}
	if passedOver[e.Schema] {
		p.sink.Aside(place)
		return ""
	}
	p.entity(&e, place)
	return ""
}

// entity remembers what an entity is called, and links a company to its seats.
// A stream may bring an entity in several fragments: the first name holds.
func (p *Parser) entity(e *entity, place record.Place) {
	known := p.named[e.ID]
	if known.name == "" {
		name := e.Caption
		if name == "" {
			name = e.first("name", "title")
		}
		known = party{id: e.ID, name: name, kind: kind(e.Schema)}
		p.named[e.ID] = known
	}
	if !seated[e.Schema] {
		return
	}
	self := party{id: e.ID}
	said := map[string]bool{}
	for _, property := range []string{"jurisdiction", "country"} {
		for _, c := range e.texts(property) {
			if said[c] {
				continue // both properties say the same
			}
			said[c] = true
			p.take(link{self, party{name: c, kind: "country"}, record.Relation{
				Place: place, Relation: "registered in", Country: c, From: never, To: never,
			}})
		}
	}
	for _, a := range e.texts("address") {
		p.take(link{self, party{name: a, kind: "address"}, record.Relation{Place: place, Relation: "registered at", From: never, To: never}})
	}
}

// link reads an entity that stands for a relation between others: each of its
// left parties with each of its right ones.
func (p *Parser) link(e *entity, s schema, place record.Place) record.Reason {
	from, okFrom := p.span(e.first("startDate", "date"))
	to, okTo := p.span(e.first("endDate"))
	if !okFrom || !okTo {
		return BadTime
	}
	left, right := e.texts(s.left), e.texts(s.right)
	if len(left) == 0 || len(right) == 0 {
		return NoParty
	}
	r := record.Relation{Place: place, Relation: s.relation, Role: e.first(s.role...), From: from, To: to}
	for _, l := range left {
		for _, o := range right {
			p.take(link{party{id: l}, party{id: o}, r})
		}
	}
	return ""
}

// take hands a link over, or holds it until its parties are known.
func (p *Parser) take(l link) {
	if !p.hand(&l) {
		p.held = append(p.held, l)
	}
}

func (p *Parser) hand(l *link) bool {
	left, right := p.who(l.left), p.who(l.right)
	if left.name == "" || right.name == "" {
		return false
	}
	p.out = l.relation
	p.out.Left, p.out.LeftKind, p.out.Right, p.out.RightKind = left.name, left.kind, right.name, right.kind
	p.sink.Relation(&p.out)
	return true
}

func (p *Parser) who(of party) party {
	if of.id == "" {
		return of
	}
	return p.named[of.id]
}
