package table

import (
	"comity/internal/comity"
	"comity/internal/records/record"
)

// readPayment reads one row of a billing table.
func (r *Reader) readPayment() record.Reason {
	y := &r.payment
	*y = record.Payment{Place: r.place}
	t, given, why := r.time(kTime)
	r.spans = r.under(r.spans[:0], kTime)
	switch {
	case !given:
		return Missing
	case why != "":
		return why
	case !r.covers(t, r.spans):
		return outside
	}
	y.Time, y.Others = t, r.spans
	var ok bool
	if y.Addr, ok = r.addr(kIP); !ok {
		return BadAddress
	}
	if !r.gate.Addr(y.Addr, y.Addr) {
		return outside
	}
	if y.Port, ok = r.portBeside(kPort); !ok {
		return BadPort
	}
	var side string
	if y.Amount, side, why = r.money(); why != "" {
		return why
	}
	if y.Card, ok = r.card(kCard); !ok {
		return BadCard
	}
	if y.ID = r.text(kID); y.ID == "" {
		return Missing
	}
	if y.Type, ok = r.choice(kType, paymentTypes[:]); !ok {
		return BadType
	}
	if y.Type == "" {
		y.Type = side
	}
	if y.Result, ok = r.choice(kResult, paymentResults[:]); !ok {
		return BadResult
	}
	r.paymentText(y)
	if y.Site == "" && comity.Account("", y.User) != "" {
		return NoSite
	}
	r.sink.Payment(y)
	return ""
}

func (r *Reader) paymentText(y *record.Payment) {
	if y.Site = r.word(kSite); y.Site == "" {
		y.Site = r.site
	}
	y.User, y.Name, y.Email = r.word(kAccount), r.word(kName), r.word(kEmail)
	y.Currency, y.Country, y.Issuer = r.word(kCurrency), r.word(kCountry), r.word(kIssuer)
	y.Ref, y.Descript = r.text(kRef), r.word(kDescriptor)
}
