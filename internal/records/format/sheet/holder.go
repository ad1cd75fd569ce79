package sheet

import "comity/internal/records/record"

// readHolder reads one row of a bank's list of card or account holders. Such a
// list carries no times and no network addresses: the scope does not apply.
func (p *Parser) readHolder() record.Reason {
	h := &p.holder
	*h = record.Holder{Place: p.place}
	var ok bool
	if h.Card, ok = p.card(kCard); !ok {
		return BadCard
	}
	h.IBAN = p.text(kIBAN)
	h.Person = record.Person{
		Name: p.word(kHolder), Street: p.word(kStreet), Town: p.word(kTown), Country: p.word(kCountry),
		Phone: p.text(kPhone), Email: p.text(kEmail), Born: p.word(kBorn),
	}
	if h.Card.Ends == "" && h.IBAN == "" || h.Person.Name == "" {
		return Missing
	}
	if h.Reported, ok = p.reported(); !ok {
		return BadReported
	}
	h.Status = p.word(kStatus)
	p.sink.Holder(h)
	return ""
}
