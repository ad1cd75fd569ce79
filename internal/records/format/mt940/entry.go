package mt940

import (
	"bytes"
	"strconv"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// line is a :61: taken apart.
type line struct {
	date      comity.Instant // of booking: midnight as if in UTC
	mark      byte           // C or D
	qualifier byte           // R: reversal, E: expected; else 0
	sum       []byte
	ended     bool   // nothing behind the sum looks like more of it
	code      []byte // of the sort of transaction, such as NTRF
	customer  []byte // reference of the account's owner
	servicer  []byte // reference of the bank
	extra     []byte // supplementary details
}

// read makes a payment of the entry at hand.
func (p *Parser) read() record.Reason {
	var l line
	rest, why := l.dates(p.entry.content)
	if why != "" {
		return why
	}
	y := &p.out
	*y = record.Payment{Place: p.entry.place, Site: p.site, Result: bank.Booked}
	y.Time = p.reading.Span(clock.Stamp{Civil: l.date, Sub: comity.Day})
	if !p.gate.Time(y.Time) || !p.gate.AnyAddr() {
		return outside // a bank sees no addresses
	}
	if !l.split(rest) {
		return BadEntry
	}
	if !l.ended {
		return BadAmount
	}
	if l.qualifier == 'E' {
		return Expected
	}
	c := bytes.TrimRight(p.head.currency[:], "\x00")
	n, ok := bank.Minor(l.sum, ',', c)
	if !ok {
		return BadAmount
	}
	p.parts.read(p.entry.details, &p.text)
	way := bank.Entry{Credit: (l.mark == 'C') != (l.qualifier == 'R'), Returned: l.qualifier == 'R' || l.returns() || p.parts.returns()}
	y.Amount, y.Type = n*way.Sign(), way.Type()
	if p.currency != string(c) {
		p.currency = string(c)
	}
	y.Currency = p.currency
	p.tally.Entry(y.Amount, c)
	p.words(y, &l)
	return ""
}

// dates reads value date and entry date; the entry was booked on the latter,
// which has no year: it is the one that brings the two closest.
func (l *line) dates(b []byte) (rest []byte, why record.Reason) {
	if len(b) < 6 {
		return b, BadEntry
	}
	year, ok1 := record.Digits(b[:2], 2)
	month, ok2 := record.Digits(b[2:4], 2)
	day, ok3 := record.Digits(b[4:6], 2)
	if !ok1 || !ok2 || !ok3 {
		return b, BadEntry
	}
	if year += 1900; year < 1990 {
		year += 100
	}
	var ok bool
	if l.date, ok = date(year, month, day); !ok {
		return b, BadTime
	}
	if b = b[6:]; len(b) < 4 {
		return b, ""
	}
	m, ok1 := record.Digits(b[:2], 2)
	d, ok2 := record.Digits(b[2:4], 2)
	if !ok1 || !ok2 {
		return b, ""
	}
	switch {
	case m-month > 6:
		year--
	case month-m > 6:
		year++
	}
	if l.date, ok = date(year, m, d); !ok {
		return b, BadTime
	}
	return b[4:], ""
}

func date(y, m, d int64) (comity.Instant, bool) {
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return 0, false
	}
	t := clock.Civil(int(y), int(m), int(d))
	return t, t.Time().Day() == int(d) // 30 February is a day in March
}

// split reads what stands behind the dates. A bank was seen to break the line
// before the sum.
func (l *line) split(b []byte) bool {
	if len(b) > 1 && (b[0] == 'R' || b[0] == 'E') {
		l.qualifier, b = b[0], b[1:]
	}
	if len(b) == 0 || b[0] != 'C' && b[0] != 'D' {
		return false
	}
	l.mark, b = b[0], b[1:]
	if len(b) > 0 && b[0] >= 'A' && b[0] <= 'Z' {
		b = b[1:] // third letter of the currency
	}
	b = lineEnds(b)
	n := 0
	for n < len(b) && (b[n] >= '0' && b[n] <= '9' || b[n] == ',') {
		n++
	}
	l.sum, b = b[:n], b[n:]
	if l.ended = ended(b); n > 0 {
		l.references(b)
	}
	return n > 0
}

// ended reports whether a sum ends before b. 29.90 or 1 234,56 is not 29 or 1:
// sums have no mark but the comma, and whoever wrote another meant something by it.
func ended(b []byte) bool {
	if len(b) == 0 || len(lineEnds(b[:1])) == 0 || b[0] == '/' || b[0]|32 >= 'a' && b[0]|32 <= 'z' {
		return true
	}
	rest := bytes.TrimLeft(b, " ")
	return len(rest) < len(b) && (len(rest) == 0 || !digit(rest[0]) && rest[0] != ',' && rest[0] != '.')
}

// references reads the sort of transaction, 16 characters of the owner's
// reference, perhaps "//" and the bank's, and supplementary details.
func (l *line) references(b []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b, l.extra = bytes.TrimRight(b[:i], "\r"), b[i+1:]
	}
	if len(b) >= 4 && b[0] >= 'A' && b[0] <= 'Z' {
		l.code, b = b[:4], b[4:]
	}
	if own, servicer, ok := bytes.Cut(b, []byte("//")); ok && len(own) <= 16 {
		l.customer, l.servicer = own, bytes.TrimSpace(servicer)
		return
	}
	l.customer = b
	if len(b) > 16 {
		l.customer = b[:16]
		if len(l.extra) == 0 {
			l.extra = b[16:]
		}
	}
}

// returns reports whether the sort of transaction is a returned item.
func (l *line) returns() bool { return len(l.code) == 4 && string(l.code[1:]) == "RTI" }

// words reads names and references.
func (p *Parser) words(y *record.Payment, l *line) {
	d, t := &p.parts, &p.strings
	if own := p.head.own(); p.own != string(own) {
		p.own = string(own)
	}
	y.Own = p.own
	own, payer := stated(l.customer), stated(d.endToEnd)
	t.Set(&y.Name, p.said(bank.Blanks(d.name)))
	t.Set(&y.IBAN, squeeze(d.account))
	t.Set(&y.Ref, p.said(first(payer, stated(d.mandate), own, stated(d.customer))))
	id := first(stated(l.servicer), payer, own)
	if len(id) == 0 {
		id = p.head.numbered()
	}
	t.Set(&y.ID, p.said(id))
	purpose := bank.Blanks(d.purpose)
	if len(purpose) == 0 { // last: the details lie in the same scratch
		p.text = append(p.text[:0], l.extra...)
		purpose = bank.Blanks(p.text)
	}
	t.Set(&y.Descript, p.said(purpose))
	t.Done()
}

// said is what b says in the statement's encoding; valid until the next call.
func (p *Parser) said(b []byte) (text []byte) {
	text, p.decoded = p.decoder.Decode(b, p.decoded[:0])
	return text
}

// own is the account without what stands below it, such as the code of its bank (:25P:).
func (h *head) own() []byte {
	own, _, _ := bytes.Cut(h.account[:h.a], []byte("\n"))
	return bytes.TrimSpace(own)
}

// numbered names the entry at hand by its place in its statement. Banks give the statements of
// all accounts one reference and number each from 1: the account tells them apart.
func (h *head) numbered() []byte {
	b := make([]byte, 0, 128)
	if h.a > 0 {
		b = append(append(b, h.account[:h.a]...), '/')
	}
	b = append(append(b, h.reference[:h.n]...), '/')
	b = append(append(b, h.sequence[:h.m]...), '/')
	return strconv.AppendInt(b, h.number, 10)
}

// first is the first text that is not empty.
func first(texts ...[]byte) []byte {
	for _, b := range texts {
		if len(b) > 0 {
			return b
		}
	}
	return nil
}

// squeeze takes the blanks out of b, in place.
func squeeze(b []byte) []byte {
	out := b[:0]
	for _, c := range b {
		if c != ' ' {
			out = append(out, c)
		}
	}
	return out
}

// stated is a reference; empty where the bank writes that there is none, or
// that it stands behind :86:.
func stated(b []byte) []byte {
	b = bytes.TrimSpace(b)
	switch string(b) {
	case "NONREF", "NOTPROVIDED", "KREF+", "EREF+", "MREF+", "EREF", "PREF", "MARF":
		return nil
	}
	return b
}
