package mt940

import (
	"bytes"

	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// endField reads the field at hand.
func (p *Parser) endField(data []byte, base int64) {
	f := p.field
	if !f.open {
		return
	}
	p.field = field{}
	p.fields++
	content := data[f.from:f.to]
	if string(f.tag) == "86" {
		if p.entry.open {
			p.entry.details = append(p.entry.details, content)
			p.entry.end = f.to
		}
		return
	}
	p.endEntry(data)
	switch string(f.tag) {
	case "61":
		place := record.Place{Offset: base + int64(f.start), Line: f.line}
		p.entry = entry{place: place, content: content, details: p.entry.details[:0], open: true, start: f.start, end: f.to}
	case "20":
		p.head = head{}
		p.head.n = copy(p.head.reference[:], bytes.TrimSpace(content))
	default:
		p.head.read(string(f.tag), content)
		p.balance(string(f.tag), content, f.line)
	}
}

// balance adds the statement's balances to the tally; its entries lie between them.
func (p *Parser) balance(tag string, b []byte, line int64) {
	opening := tag == "60F" || tag == "60M"
	if !opening && tag != "62F" && tag != "62M" {
		return
	}
	if opening {
		p.tally.Begin(line)
	}
	b, _, _ = bytes.Cut(bytes.TrimSpace(b), []byte("\n"))
	sum, currency, ok := signed(bytes.TrimSpace(b))
	switch {
	case !ok:
		p.tally.Unknown()
	case opening:
		p.tally.Opening(sum, currency)
	default:
		p.tally.Closing(sum, currency)
		p.tally.End()
	}
}

// signed reads a balance: C or D, six digits of its day, the currency, the sum.
func signed(b []byte) (sum int64, currency []byte, ok bool) {
	const currencyAt, sumAt = len("C040319"), len("C040319EUR")
	if len(b) <= sumAt || b[0] != 'C' && b[0] != 'D' {
		return 0, nil, false
	}
	currency = b[currencyAt:sumAt]
	if sum, ok = bank.Minor(b[sumAt:], ',', currency); b[0] == 'D' {
		sum = -sum
	}
	return sum, currency, ok && bank.Currency(currency)
}

// read takes over what a field says of the whole statement.
func (h *head) read(tag string, b []byte) {
	b = bytes.TrimSpace(b)
	switch tag {
	case "28", "28C":
		h.m = copy(h.sequence[:], b)
	case "25", "25P":
		h.a = copy(h.account[:], b)
		h.money(b[max(0, len(b)-3):])
	case "60F", "60M", "62F", "62M":
		if len(b) >= 10 {
			h.money(b[7:10])
		}
	case "34F":
		h.money(b[:min(len(b), 3)])
	}
}

// money takes the statement's currency, where b is one. A balance or a floor
// limit overrules what ends the account's number.
func (h *head) money(b []byte) {
	if bank.Currency(b) {
		copy(h.currency[:], b)
	}
}

// endEntry reads the entry at hand.
func (p *Parser) endEntry(data []byte) {
	e := &p.entry
	if !e.open {
		return
	}
	e.open = false
	p.head.number++
	whole := data[e.start:e.end]
	e.place.Length = int32(len(whole))
	why := record.Reason("")
	switch {
	case len(whole) > maxEntry:
		why = LongEntry
	case bytes.IndexByte(whole, 0) >= 0:
		why = NULByte
	default:
		why = p.read()
	}
	switch why {
	case "":
		p.sink.Payment(&p.out)
	case Expected:
		p.sink.Aside(record.Reject{Place: e.place, Reason: why})
	case outside:
		p.tally.Unknown()
		p.sink.Outside(e.place)
	default:
		p.tally.Unknown()
		p.sink.Reject(record.Reject{Place: e.place, Reason: why})
	}
}

// Expected is an entry that the bank expects and has not booked: it is set aside.
const Expected record.Reason = "expected, not booked"

// outside is what read returns for what the legal basis does not cover.
const outside record.Reason = "outside the scope"
