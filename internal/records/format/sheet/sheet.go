// Package sheet reads delimited text (RFC 4180) with a header line: what
// providers, banks and billing companies send as "CSV", whatever they part
// their columns with. The form and every rule are in docs/formats/csv.md.
//
// A Parser turns rows into records of the exhibit's kind and hands them to a
// record.Sink. It neither reads files nor knows about blocks: whoever streams
// the exhibit cuts it with Boundary and calls Block, from as many goroutines as
// there are clones. What comes out does not depend on where the stream was cut.
package sheet

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Config is what a parser needs beside the description of the source. The
// zero value works.
type Config struct {
	// Cards turns card numbers into tokens. Without it a card keeps its first
	// six and last four digits only, and no two cards can be told to be equal.
	Cards record.Cards
}

// Parser reads the rows of one exhibit. It keeps scratch buffers: one goroutine
// at a time may use it; Clone gives another one its own.
type Parser struct {
	layout // what the header and the source say; shared by clones, never changed
	scratch
}

// layout is how the columns of the exhibit are to be read.
type layout struct {
	kind      record.Kind
	grammar   *grammar
	comma     byte
	width     int    // columns
	header    []byte // the header line as written, without line end
	headerEnd int    // bytes before the first row
	at        [keys]int16
	joins     [][]int16               // columns of the keys that several columns make up
	values    [keys]map[string][]byte // the file's word → ours
	person    bool                    // a column tells of the person
	read      func(*Parser) record.Reason

	gate    *record.Gate
	reading *clock.Reading
	stamps  string
	decimal byte
	cards   record.Cards
	site    string
}

// scratch is what one goroutine writes to.
type scratch struct {
	cells  [][]byte
	plain  []byte   // unquoted content of quoted cells
	joined [][]byte // content of joined columns
	words  words
	dates  clock.Dates
	odd    Odd // the first word outside its vocabulary
	sink   record.Sink
	place  record.Place

	assignment record.Assignment
	payment    record.Payment
	member     record.Member
	holder     record.Holder
}

// Open makes a parser for src from head: the first bytes of the exhibit, up to
// 64 KiB or all of it. The delimiter is found in the header line, which must
// lie in head whole. An Input error names the key, the columns there are and
// what to write in the manifest.
func Open(head []byte, src *record.Source, cfg Config) (*Parser, error) {
	p := &Parser{}
	p.kind, p.site, p.stamps, p.cards = src.Kind, src.Site, src.TimeForm, cfg.Cards
	if p.cards == nil {
		p.cards = endsOnly{}
	}
	if err := p.describe(src); err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	if err := p.columns(head, src); err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	p.scratch = newScratch(&p.layout)
	return p, nil
}

// describe takes over what does not depend on the header.
func (p *Parser) describe(src *record.Source) error {
	var err error
	if p.read = reader(src.Kind); p.read == nil {
		return comity.Errorf(comity.Input, "kind %q is not read from a sheet", src.Kind).
			WithHint("a sheet holds assignments, answers, payments, holders or members")
	}
	if p.gate, err = record.NewGate(src.Scope); err != nil {
		return err
	}
	switch src.Decimal {
	case "", ".":
		p.decimal = '.'
	case ",":
		p.decimal = ','
	default:
		return comity.Errorf(comity.Input, "decimal %.20q is no decimal mark", src.Decimal).
			WithHint(`write decimal = "," or leave it out for "."`)
	}
	if !src.Kind.Timed() {
		return nil
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return err
	}
	p.reading = &readings[0]
	return nil
}

func newScratch(l *layout) scratch {
	return scratch{cells: make([][]byte, l.width), joined: make([][]byte, len(l.joins)), words: newWords()}
}

// Clone returns a parser for another goroutine.
func (p *Parser) Clone() *Parser {
	return &Parser{layout: p.layout, scratch: newScratch(&p.layout)}
}

// Block reads data, which starts and ends where Boundary cuts; the stream's
// last block may end without a line end. base is the offset of data in the
// stream; at 0 data begins with the header. Place.Line counts from 1 at the
// start of data.
//
// Each record goes to sink in the order of the rows. The record that a sink
// function is given is used again for the next row: keep copies. The strings of
// payments, members and holders may be kept. Those of an assignment refer to
// data: whoever keeps one clones it.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	c := cursor{data: data, base: base, line: 1, quote: -1, nul: -1}
	if base == 0 {
		c.skip(min(p.headerEnd, len(data)))
	}
	for c.pos < len(data) {
		p.next(&c)
	}
	p.sink = record.Sink{}
}

// Close ends the stream. A sheet holds nothing back, so nothing follows.
func (p *Parser) Close(record.Sink) {}

// Sited reports whether every account that the exhibit names can be told from
// one of the same name elsewhere: its source states a site, the sheet has a
// column for it, or there is no column for accounts.
func (p *Parser) Sited() bool {
	return p.site != "" || p.at[kSite] != absent || p.at[kAccount] == absent
}

// endsOnly is the Cards of a parser without a key.
type endsOnly struct{}

func (endsOnly) Card(number string) (record.Card, bool) {
	ends, _, ok := comity.CardEnds(number)
	return record.Card{Ends: ends}, ok
}
