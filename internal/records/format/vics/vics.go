// Package vics reads hash sets in the manner of VICS: one JSON document with arrays
// of media objects, each with hashes, a category and the files that had it. The
// form and every rule are in docs/formats/vics.md.
//
// The document is read as a stream: at most one media object is held.
package vics

import (
	"math"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why an object could not be read.
const (
	BadJSON    record.Reason = "media object breaks the rules of JSON, or breaks off"
	BadValue   record.Reason = "a member has the wrong type"
	BadTime    record.Reason = "bad time"
	LongObject record.Reason = "media object longer than 1 MiB"
)

const (
	maxObject = 1 << 20
	maxDepth  = 64
	maxKey    = 64
)

// Parser reads one document in order.
type Parser struct {
	src      string
	readings []clock.Reading
	gate     *record.Gate
	form     string // of times
	dates    clock.Dates
	labels   map[string][]byte
	walk     walk
	object   []byte // the media object at hand, as far as it came
	at       record.Place
	media    media
	err      error
}

// Open makes a parser for src, which must hold hashes and say nothing of columns.
func Open(src *record.Source) (*Parser, error) {
	if src.Kind != record.Hashes {
		return nil, comity.Errorf(comity.Input, "exhibit %s: format \"vics\" holds hashes, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "hashes"`)
	}
	if len(src.Columns) > 0 {
		return nil, comity.Errorf(comity.Input, "exhibit %s: columns are not used with format \"vics\"", src.Ref).
			WithHint("leave them out: the format says what its members mean")
	}
	if err := src.CheckKeys([]string{"label"}); err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	said := src.Clock
	if said.Zone == "" {
		said.Zone = "unknown"
	}
	readings, err := clock.Readings(said)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	form := src.TimeForm
	if form == "" {
		form = src.DateOrder
	}
	return &Parser{src: src.Ref, readings: readings, gate: gate, form: form, labels: src.Words("label"), walk: walk{line: 1}}, nil
}

// Block reads data, the next bytes of the stream, cut anywhere; base is their
// offset. A record is used again for the next one.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	sink = sink.Complete()
	for i := 0; i < len(data) && p.err == nil; {
		if n := p.walk.pass(data[i:]); n > 0 {
			p.hold(data[i : i+n])
			i += n
			continue
		}
		p.step(data[i], base+int64(i), sink)
		i++
	}
}

// hold keeps what a media object goes on with, as far as one is read.
func (p *Parser) hold(data []byte) {
	if p.walk.capturing {
		p.at.Length = int32(min(int64(p.at.Length)+int64(len(data)), math.MaxInt32))
		p.object = append(p.object, data[:min(len(data), maxObject-len(p.object))]...)
	}
}

func (p *Parser) step(c byte, at int64, sink record.Sink) {
	w := &p.walk
	was, line := w.capturing, w.line
	if !w.next(c) {
		p.err = comity.Errorf(comity.Input, "exhibit %s: line %d is no JSON: brackets do not match, or are nested too deep", p.src, line).
			WithHint(`ask for the export again, or seal it as kind = "document"`)
		return
	}
	if !was && w.capturing {
		p.object, p.at = p.object[:0], record.Place{Offset: at, Line: line}
	}
	if was || w.capturing {
		if p.at.Length++; len(p.object) < maxObject {
			p.object = append(p.object, c)
		} else if p.at.Length < 0 { // longer than a place can say
			p.at.Length--
		}
	}
	if was && !w.capturing && !w.nested {
		p.whole(sink)
	}
}

// whole hands the media object at hand over.
func (p *Parser) whole(sink record.Sink) {
	why := LongObject
	if int(p.at.Length) <= maxObject {
		why = p.read(sink)
	}
	if why != "" {
		sink.Reject(record.Reject{Place: p.at, Reason: why})
	}
}

// Close rejects an object that the stream broke off in.
func (p *Parser) Close(sink record.Sink) {
	if p.err == nil && p.walk.capturing {
		sink.Complete().Reject(record.Reject{Place: p.at, Reason: BadJSON})
	}
}

// Err says why the stream is no such document; asked after Close.
func (p *Parser) Err() error {
	if p.err == nil && !p.walk.seen {
		return comity.Errorf(comity.Input, "exhibit %s: no array \"Media\" or \"value\" in the document", p.src).
			WithHint(`ask for an export in VICS, or seal it as kind = "document"`)
	}
	return p.err
}
