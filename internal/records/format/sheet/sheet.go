// Package sheet reads delimited text (RFC 4180) with a header line: what
// providers, banks and billing companies send as "CSV", whatever they part
// their columns with. The form and every rule are in docs/formats/csv.md.
//
// A Parser takes rows apart and gives the cells to a table.Reader. It neither
// reads files nor knows about blocks: whoever streams the exhibit cuts it with
// Boundary and calls Block, from as many goroutines as there are clones. What
// comes out does not depend on where the stream was cut.
package sheet

import (
	"comity/internal/comity"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Parser reads the rows of one exhibit. It keeps scratch buffers: one goroutine
// at a time may use it; Clone gives another one its own.
type Parser struct {
	*table.Reader
	layout // what the header says; shared by clones, never changed
	cells  [][]byte
	plain  []byte // unquoted content of quoted cells
}

// layout is how rows are taken apart.
type layout struct {
	grammar   *grammar
	comma     byte
	header    []byte // the last header line as written, without line end
	headerEnd int    // bytes before the first row
}

// Open makes a parser for src from head: the first bytes of the exhibit, up to
// 64 KiB or all of it. The delimiter is found in the header line, which must
// lie in head whole. An Input error names the key, the columns there are and
// what to write in the manifest.
func Open(head []byte, src *record.Source, cfg table.Config) (*Parser, error) {
	p := &Parser{}
	if err := p.columns(head, src, cfg); err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	p.cells = make([][]byte, p.Width()+1)
	return p, nil
}

// Clone returns a parser for another goroutine.
func (p *Parser) Clone() *Parser {
	return &Parser{Reader: p.Reader.Clone(), layout: p.layout, cells: make([][]byte, len(p.cells))}
}

// Block reads data, which starts and ends where Boundary cuts; the stream's
// last block may end without a line end. base is the offset of data in the
// stream; at 0 data begins with the header. Place.Line counts from 1 at the
// start of data.
//
// Each record goes to sink in the order of the rows; what may be kept of it says
// table.Reader.Row. The strings of an assignment refer to data.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.Into(sink)
	c := cursor{data: data, base: base, line: 1, quote: -1, nul: -1}
	if base == 0 {
		c.skip(min(p.headerEnd, len(data)))
	}
	for c.pos < len(data) {
		p.next(&c)
	}
	p.Into(record.Sink{})
}

// Close ends the stream. A sheet holds nothing back, so nothing follows.
func (p *Parser) Close(record.Sink) {}
