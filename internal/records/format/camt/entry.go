package camt

import (
	"bytes"
	"strconv"

	"comity/internal/records/clock"
	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// endDetail ends a transaction. The first of an entry is held back: where it
// stays the only one, the whole entry is cited for it.
func (p *Parser) endDetail(end int64) {
	d := &p.detail
	d.open = false
	d.place = p.upTo(d.place, end)
	if end-d.place.Offset > maxEntry {
		d.bad = LongEntry
	}
	p.transactions++
	if p.held = p.transactions == 1; !p.held {
		p.payment(d.place, true)
	}
}

// release hands over the transaction held back.
func (p *Parser) release(batch bool) {
	if p.held {
		p.held = false
		p.payment(p.detail.place, batch)
	}
}

func (p *Parser) endEntry(end int64) {
	e := &p.entry
	e.place = p.upTo(e.place, end)
	if end-e.place.Offset > maxEntry && p.transactions < 2 {
		e.bad = LongEntry
	}
	if p.transactions < 2 {
		p.held = false
		p.payment(e.place, false)
	}
	p.tallied()
	e.open = false
}

// payment hands over the transaction at hand, or says what becomes of it
// instead. batch: it is one of several of its entry, and speaks for itself.
func (p *Parser) payment(at record.Place, batch bool) {
	switch why := p.read(at, batch); why {
	case "":
		p.sink.Payment(&p.out)
	case NotBooked:
		p.sink.Aside(record.Reject{Place: at, Reason: why})
	case outside:
		p.tally.Unknown()
		p.sink.Outside(at)
	default:
		p.tally.Unknown()
		p.reject(at, why)
	}
}

// booked is the status of an entry that counts.
const booked = "BOOK"

// NotBooked is an entry that the bank says is no payment yet: it is set aside.
const NotBooked record.Reason = "announced or pending, not booked"

// outside is what read returns for what the legal basis does not cover.
const outside record.Reason = "outside the scope"

func (p *Parser) read(at record.Place, batch bool) record.Reason {
	e, y := &p.entry, &p.out
	*y = record.Payment{Place: at, Site: p.site, Result: bank.Booked}
	st, why := p.stamp()
	if why == "" && !p.reading.Agrees(st) {
		why = record.ZoneClash
	}
	if why == "" {
		y.Time = p.reading.Span(st)
		if !p.gate.Time(y.Time) || !p.gate.AnyAddr() {
			return outside // a bank sees no addresses
		}
	}
	switch {
	case e.bad != "":
		return e.bad
	case p.detail.bad != "":
		return p.detail.bad
	case len(e.get(status)) == 0:
		return NoStatus
	case string(e.get(status)) != booked:
		return NotBooked
	case why != "":
		return why
	}
	way, ok := p.way(batch)
	if !ok {
		return NoDirection
	}
	if why := p.money(way, batch); why != "" {
		return why
	}
	y.Type = way.Type()
	p.words(y, way, batch)
	return ""
}

// stamp is when the entry was booked, else from when its money counts.
func (p *Parser) stamp() (st clock.Stamp, why record.Reason) {
	b := p.entry.get(bookingDate)
	if len(b) == 0 {
		b = p.entry.get(valueDate)
	}
	if len(b) == 0 {
		return st, NoTime
	}
	form := ""
	switch {
	case len(b) == len("2006-01-02"):
		form = "2006-01-02"
	case len(b) > len("2006-01-02") && b[10] != 'T':
		form = "2006-01-02Z07:00"
	}
	st, ok := clock.Parse(record.View(b), form)
	if !ok {
		why = BadTime
	}
	return st, why
}

// way is which way the money went.
func (p *Parser) way(batch bool) (w bank.Entry, ok bool) {
	d := p.entry.get(direction)
	if own := p.detail.get(direction); batch && len(own) > 0 {
		d = own
	}
	w.Credit = string(d) == "CRDT"
	back := p.entry.get(reversal)
	w.Returned = string(back) == "true" || string(back) == "1" || len(p.detail.get(returned)) > 0 ||
		takesBack(p.entry.get(family)) || takesBack(p.detail.get(family))
	return w, w.Credit || string(d) == "DBIT"
}

// takesBack reports whether a sub-family of transactions undoes others (ISO
// 20022 external code set BankTransactionSubFamily).
func takesBack(code []byte) bool {
	switch string(code) {
	case "RRTN", "UPDD", "UPCT", "UPCQ", "PRDD", "RPCR", "RCDD", "ARET", "AREV":
		return true
	}
	return false
}

// money reads the sum: the entry's own, as it was booked, and in a batch the
// transaction's.
func (p *Parser) money(way bank.Entry, batch bool) record.Reason {
	v, c := p.entry.get(sum), p.entry.get(currency)
	if batch {
		if v, c = p.detail.get(sum), p.detail.get(currency); len(v) == 0 {
			v, c = p.detail.get(ownSum), p.detail.get(ownCurrency)
		}
		if len(v) == 0 {
			return NoSum
		}
	}
	if !bank.Currency(c) {
		return BadCurrency
	}
	n, ok := bank.Minor(v, '.', c)
	if !ok {
		return BadAmount
	}
	p.out.Amount = n * way.Sign()
	if p.currency != string(c) {
		p.currency = string(c)
	}
	p.out.Currency = p.currency
	return ""
}

// words reads names and references.
func (p *Parser) words(y *record.Payment, way bank.Entry, batch bool) {
	d, t := &p.detail, &p.strings
	if own := p.statement.get(ownAccount); p.own != string(own) {
		p.own = string(own)
	}
	y.Own = p.own
	p.id(&y.ID, batch)
	ref := stated(d.get(endToEnd))
	if len(ref) == 0 {
		ref = stated(d.get(mandate))
	}
	t.Set(&y.Ref, ref)
	name, account := debtor, debtorAccount
	if p.toOther(way) {
		name, account = creditor, creditorAccount
	}
	t.Set(&y.Name, d.get(name))
	t.Set(&y.IBAN, d.get(account))
	t.Set(&y.Descript, p.descript(batch))
	t.Done()
}

// toOther reports whether the other party of the payment is its creditor. Which
// party holds the statement's account tells; else the way that money went.
func (p *Parser) toOther(way bank.Entry) bool {
	own := p.statement.get(ownAccount)
	from := bytes.Equal(own, p.detail.get(debtorAccount))
	to := bytes.Equal(own, p.detail.get(creditorAccount))
	if len(own) > 0 && from != to {
		return from
	}
	return way.Credit == way.Returned
}

// descript is what the payment was said to be for.
func (p *Parser) descript(batch bool) []byte {
	for _, f := range [...]field{remittance, reference, additional} {
		if b := p.detail.get(f); len(b) > 0 {
			return b
		}
	}
	if batch {
		return nil
	}
	return p.entry.get(additional)
}

// id names the payment: by the reference of the bank, else the entry's, else the
// payer's, else by its number in its statement.
func (p *Parser) id(to *string, batch bool) {
	d, e := &p.detail, &p.entry
	order := [...][]byte{e.get(servicerRef), d.get(servicerRef), e.get(entryRef), d.get(endToEnd)}
	if batch { // the entry's references are those of all its transactions
		order = [...][]byte{d.get(servicerRef), d.get(endToEnd), nil, nil}
	}
	for _, b := range order {
		if b = stated(b); len(b) > 0 {
			p.strings.Set(to, b)
			return
		}
	}
	b := append(make([]byte, 0, 64), stated(e.get(servicerRef))...)
	if len(b) == 0 { // a message may give the statements of all its accounts one id
		if own := p.statement.get(ownAccount); len(own) > 0 {
			b = append(append(b, own...), '/')
		}
		b = strconv.AppendInt(append(append(b, p.statement.get(statementID)...), '/'), p.number, 10)
	}
	if batch {
		b = strconv.AppendInt(append(b, '/'), p.transactions, 10)
	}
	p.strings.Set(to, b)
}

// stated is a reference; empty where the payer gave none (EPC rulebooks).
func stated(b []byte) []byte {
	switch string(b) {
	case "NOTPROVIDED", "NONREF":
		return nil
	}
	return b
}
