package sheet

import (
	"comity/internal/comity"
	"comity/internal/records/record"
)

// readPayment reads one row of a billing table.
func (p *Parser) readPayment() record.Reason {
	y := &p.payment
	*y = record.Payment{Place: p.place}
	t, given, ok := p.time(kTime)
	switch {
	case !given:
		return Missing
	case !ok:
		return BadTime
	case !p.gate.Time(t):
		return outside
	}
	y.Time = t
	if y.Addr, ok = p.addr(kIP); !ok {
		return BadAddress
	}
	if !p.gate.Addr(y.Addr, y.Addr) {
		return outside
	}
	if y.Port, _, ok = p.port(kPort); !ok {
		return BadPort
	}
	if y.Amount, ok = p.amount(kAmount); !ok {
		return BadAmount
	}
	if y.Card, ok = p.card(kCard); !ok {
		return BadCard
	}
	if y.ID = p.text(kID); y.ID == "" {
		return Missing
	}
	if y.Type, ok = p.choice(kType, paymentTypes[:]); !ok {
		return BadType
	}
	if y.Result, ok = p.choice(kResult, paymentResults[:]); !ok {
		return BadResult
	}
	p.paymentText(y)
	if y.Site == "" && comity.Account("", y.User) != "" {
		return NoSite
	}
	p.sink.Payment(y)
	return ""
}

func (p *Parser) paymentText(y *record.Payment) {
	if y.Site = p.word(kSite); y.Site == "" {
		y.Site = p.site
	}
	y.User, y.Name, y.Email = p.word(kAccount), p.word(kName), p.word(kEmail)
	y.Currency, y.Country, y.Issuer = p.word(kCurrency), p.word(kCountry), p.word(kIssuer)
	y.Ref, y.Descript = p.text(kRef), p.word(kDescriptor)
}
