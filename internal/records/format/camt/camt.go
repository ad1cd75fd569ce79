// Package camt reads bank statements in XML: the ISO 20022 messages camt.052
// (report within the day), camt.053 (statement) and camt.054 (notification), of
// every version, by the local names of their elements. Each booked transaction
// becomes a payment. The form and every rule are in docs/formats/camt.md.
//
// A document is one tree: blocks must be given in the order of the stream, to
// one Parser. They may be cut anywhere.
package camt

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// Why an entry, or the rest of a document, could not be read.
const (
	NoTime       record.Reason = "neither booking date nor value date"
	BadTime      record.Reason = "bad date"
	NoDirection  record.Reason = "neither credit nor debit"
	NoSum        record.Reason = "transaction of a batch without a sum of its own"
	BadAmount    record.Reason = "bad amount"
	BadCurrency  record.Reason = "bad currency"
	NoStatus     record.Reason = "no status"
	LongValue    record.Reason = "values longer than 64 KiB"
	LongEntry    record.Reason = "entry longer than 1 MiB"
	Character    record.Reason = "character that XML does not allow"
	Entity       record.Reason = "reference to an unknown entity"
	NotXML       record.Reason = "no well-formed XML: the rest is not read"
	DocumentType record.Reason = "document type declaration: the rest is not read"
	TooDeep      record.Reason = "elements more than 64 deep: the rest is not read"
	LongTag      record.Reason = "tag longer than 64 KiB: the rest is not read"
	CutOff       record.Reason = "document is cut off"
	NoStatement  record.Reason = "no statement in the document"
)

const (
	maxEntry  = 1 << 20
	maxValues = 64 << 10 // of one entry, or transaction
)

// Parser reads one document, or several behind one another. Its memory does not
// grow with them.
type Parser struct {
	gate    *record.Gate
	reading *clock.Reading
	site    string
	charset *charset // nil: UTF-8
	sink    record.Sink

	scan scanner
	tree *node
	path []*node // to the element at hand; tree first
	skip int     // elements open that no node describes
	now  value   // being filled

	statement, entry, detail scope
	stated                   scope // a balance
	tally                    bank.Tally
	paged                    bool  // the message is a page of several
	number                   int64 // of the entry in its statement
	statements               int64 // in the stream
	size                     int64 // of the stream so far
	transactions             int64 // of the entry that have ended
	held                     bool  // the entry's only transaction so far awaits its end

	out      record.Payment
	strings  bank.Strings // of out
	currency string
	own      string // the statement's account
}

// Open makes a parser for src, which must hold payments; head is the start of
// the stream.
func Open(head []byte, src *record.Source) (*Parser, error) {
	if src.Kind != record.Payments {
		return nil, comity.Errorf(comity.Input, "exhibit %s: a bank statement holds payments, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "payments"`)
	}
	set, err := encoding(head, src.Encoding)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	p := &Parser{gate: gate, reading: &readings[0], site: src.Site, charset: set, tree: newTree()}
	p.path = append(p.path, p.tree)
	p.scan.to = p
	return p, nil
}

// Block reads data, the next bytes of the stream; base is their offset. A
// payment is used again for the next one, but its strings may be kept. Lines of
// places count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	p.size = base + int64(len(data))
	p.scan.feed(data, base)
	p.sink = record.Sink{}
}

// Close ends the stream. A document that is not whole is rejected from its last
// entry on, or from where its last tag ended.
func (p *Parser) Close(sink record.Sink) {
	p.sink = sink.Complete()
	end := p.size - int64(len(p.scan.carry))
	switch {
	case p.scan.ended:
	case p.entry.open:
		p.reject(p.upTo(p.entry.place, p.size), CutOff)
	case p.scan.depth > 0 || p.scan.inside != content || len(p.scan.carry) > 0:
		p.reject(p.upTo(record.Place{Offset: end, Line: p.scan.line + 1}, p.size), CutOff)
	case p.statements == 0:
		p.reject(p.upTo(record.Place{Line: 1}, p.size), NoStatement)
	}
	p.sink = record.Sink{}
}

// Err is why the document as a whole is not what it was taken for; nil where it
// is. To be asked after Close.
func (p *Parser) Err() error {
	if p.statements > 0 {
		return nil
	}
	return comity.Errorf(comity.Input, "%s", NoStatement).
		WithHint("a bank statement has a Stmt, Rpt or Ntfctn: ask for the export anew, or correct format")
}

// Unbalanced is how many statements do not add up, and the first of them. To be asked after Close.
func (p *Parser) Unbalanced() (int64, bank.Gap) { return p.tally.Gaps() }

// upTo ends a place at the offset, and after as much as one record may have.
func (p *Parser) upTo(at record.Place, end int64) record.Place {
	at.Length = int32(min(end-at.Offset, maxEntry))
	return at
}

func (p *Parser) reject(at record.Place, why record.Reason) {
	p.sink.Reject(record.Reject{Place: at, Reason: why})
}
