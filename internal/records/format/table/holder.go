package table

import "comity/internal/records/record"

// readHolder reads one row of a bank's list of card or account holders. Such a
// list carries no times and no network addresses: the scope does not apply.
func (r *Reader) readHolder() record.Reason {
	h := &r.holder
	*h = record.Holder{Place: r.place}
	var ok bool
	if h.Card, ok = r.card(kCard); !ok {
		return BadCard
	}
	h.IBAN = r.text(kIBAN)
	h.Person = record.Person{
		Name: r.word(kHolder), Street: r.word(kStreet), Town: r.word(kTown), Country: r.word(kCountry),
		Phone: r.text(kPhone), Email: r.text(kEmail), Born: r.word(kBorn),
	}
	if h.Card.Ends == "" && h.IBAN == "" || h.Person.Name == "" {
		return Missing
	}
	if h.Reported, ok = r.reported(); !ok {
		return BadReported
	}
	h.Status = r.word(kStatus)
	r.sink.Holder(h)
	return ""
}
