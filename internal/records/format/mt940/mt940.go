// Package mt940 reads bank statements in the SWIFT messages MT940 (statement)
// and MT942 (report within the day), as banks write them: with envelopes or
// without, and with the fields of the German, Dutch and plain sorts behind
// :86:. Each entry becomes a payment. The form and every rule are in
// docs/formats/mt940.md.
//
// Entries depend on the head of their statement: blocks must be given in the
// order of the stream, to one Parser.
package mt940

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/clock"
	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// Why an entry could not be read.
const (
	BadEntry    record.Reason = "an entry begins with a date, a mark for credit or debit, and a sum"
	BadTime     record.Reason = "bad date"
	BadAmount   record.Reason = "bad amount"
	NULByte     record.Reason = "NUL byte"
	LongEntry   record.Reason = "entry longer than 1 MiB"
	NoStatement record.Reason = "no statement in the file"
)

const maxEntry = 1 << 20

// Parser reads one file of any number of statements. Its memory does not grow
// with them.
type Parser struct {
	gate    *record.Gate
	reading *clock.Reading
	site    string
	sink    record.Sink
	line    int64 // of the next byte; 1 at the start of the stream
	size    int64 // of the stream so far
	fields  int64 // fields seen in the stream

	head  head
	field field  // at hand
	colon colon  // the last line was this alone
	entry entry  // the :61: that fields may still follow
	text  []byte // scratch of details
	parts details

	out      record.Payment
	strings  bank.Strings
	decoder  *charset.Decoder // nil: the text stays as it came
	decoded  []byte           // scratch
	currency string
	own      string // the statement's account
	tally    bank.Tally
}

// head is what a statement says before its entries.
type head struct {
	reference [35]byte // :20:
	sequence  [35]byte // :28C:
	account   [35]byte // :25:
	currency  [3]byte
	n, m, a   int   // lengths of reference, sequence and account
	number    int64 // entries so far
}

// field is one tag and what stands behind it, to the next tag.
type field struct {
	tag      []byte
	start    int // of the tag's colon in the block
	from, to int // of the content; to is behind the last line's text
	line     int64
	open     bool
}

// colon is one that stands at the start of a line, and perhaps alone.
type colon struct {
	at   int
	line int64
	to   int // where the field before it ended
}

// entry is a :61: with the :86: that follow.
type entry struct {
	place   record.Place
	content []byte   // of :61:
	details [][]byte // of each :86:
	open    bool
	end     int // in the block
	start   int
}

// Open makes a parser for src, which must hold payments.
func Open(src *record.Source) (*Parser, error) {
	if src.Kind != record.Payments {
		return nil, comity.Errorf(comity.Input, "exhibit %s: a bank statement holds payments, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "payments"`)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	decoder, err := charset.NewDecoder(src.Encoding)
	if err != nil {
		return nil, comity.Errorf(comity.KindOf(err), "exhibit %s: %w", src.Ref, err)
	}
	return &Parser{gate: gate, reading: &readings[0], site: src.Site, line: 1, decoder: decoder}, nil
}

// Boundary returns how many bytes of data lie before its last :20: or :61: that
// begins a line, 0 where there is none.
func Boundary(data []byte) int {
	for end := len(data); ; {
		i := bytes.LastIndex(data[:end], []byte("\n:"))
		if i < 0 {
			return 0
		}
		if tag := data[i+1:]; bytes.HasPrefix(tag, []byte(":20:")) || bytes.HasPrefix(tag, []byte(":61:")) {
			return i + 1
		}
		end = i
	}
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) {
	p.line += lines
	p.tally.Unknown()
}

// Block reads data, the next bytes of the stream, up to where Boundary cuts
// them; base is their offset. A payment is used again for the next one, but its
// strings may be kept. Lines of places count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.sink = sink.Complete()
	p.size = base + int64(len(data))
	p.field, p.colon, p.entry.open = field{}, colon{}, false
	for pos := record.PastMark(data, base); pos < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end = pos + n
		}
		p.take(data, pos, end, base)
		p.line++
		pos = end + 1
	}
	p.endField(data, base)
	p.endEntry(data)
	p.sink = record.Sink{}
}

// Close ends the stream. A stream without a single field is rejected.
func (p *Parser) Close(sink record.Sink) {
	if p.fields == 0 {
		sink = sink.Complete()
		whole := record.Place{Length: int32(min(p.size, maxEntry)), Line: 1}
		sink.Reject(record.Reject{Place: whole, Reason: NoStatement})
	}
}

// Unbalanced is how many statements do not add up, and the first of them. To be asked after Close.
func (p *Parser) Unbalanced() (int64, bank.Gap) { return p.tally.Gaps() }

// Err is why the file is not what it was taken for; nil where it is. To be
// asked after Close.
func (p *Parser) Err() error {
	if p.fields > 0 {
		return nil
	}
	return comity.Errorf(comity.Input, "%s", NoStatement).
		WithHint("lines of a bank statement begin with tags such as :20: and :61: — correct format, or ask for the export anew")
}

// take adds a line to the field at hand, or begins another.
func (p *Parser) take(data []byte, pos, end int, base int64) {
	to := end
	if to > pos && data[to-1] == '\r' {
		to--
	}
	text, begins := data[pos:to], colon{pos, p.line, p.field.to}
	torn := p.colon
	p.colon = colon{}
	switch {
	case len(text) > 0 && text[0] == ':':
		text = text[1:]
	case torn.line > 0: // a bank was seen to break the line behind the colon
		begins = torn
	default:
		p.continues(data, text, to, base)
		return
	}
	n := tag(text)
	if n == 0 {
		if len(text) == 0 {
			p.colon = begins
		}
		p.continues(data, data[pos:to], to, base)
		return
	}
	p.field.to = begins.to
	p.endField(data, base)
	from := to - len(text) + n + 1
	p.field = field{tag: text[:n], start: begins.at, from: from, to: to, line: begins.line, open: true}
}

// continues adds a line to the text of the field at hand.
func (p *Parser) continues(data, text []byte, to int, base int64) {
	switch {
	case !p.field.open || len(text) == 0:
	case closes(text):
		p.endField(data, base)
		p.endEntry(data)
	default:
		p.field.to = to
	}
}

// closes reports whether a line ends a message: "-" alone, or "-}" and what the
// envelope has behind.
func closes(line []byte) bool {
	return line[0] == '-' && (bytes.HasPrefix(line, []byte("-}")) || string(bytes.TrimRight(line, " ")) == "-")
}

// tag is the length of the tag that b begins with, behind its first colon; 0
// where that is none of the fields of the messages read here, nor of those that
// banks put among them. Anything else between colons is text.
func tag(b []byte) int {
	n := bytes.IndexByte(b[:min(len(b), 4)], ':')
	if n < 0 {
		return 0
	}
	switch string(b[:n]) {
	case "20", "21", "25", "25P", "28", "28C", "60F", "60M", "61", "86", "62F", "62M", "64", "65", "13", "13D", "34F", "90C", "90D", "NS", "940":
		return n
	}
	return 0
}
