package camt

import "comity/internal/records/format/bank"

// endBalance adds the balance at hand to the tally. A statement begins with what was booked when it
// opened, or when the one before closed, and ends with what was booked when it closed;
// other balances are of moments between, or of money to come.
func (p *Parser) endBalance() {
	b := &p.stated
	b.open = false
	code := string(b.get(sort))
	opening := code == "OPBD" || code == "PRCD"
	if !opening && code != "CLBD" {
		return
	}
	sum, ok := signed(b)
	switch {
	case !ok:
		p.tally.Unknown()
	case opening:
		p.tally.Opening(sum, b.get(currency))
	default:
		p.tally.Closing(sum, b.get(currency))
	}
}

// tallied adds the entry at hand to the tally, as it was booked on the account: a batch in one sum.
func (p *Parser) tallied() {
	e := &p.entry
	if !p.tally.Open() || string(e.get(status)) != booked {
		return
	}
	if sum, ok := signed(e); ok {
		p.tally.Entry(sum, e.get(currency))
	} else {
		p.tally.Unknown()
	}
}

// signed is a scope's sum, below zero where the account owes it, or paid it.
func signed(s *scope) (n int64, ok bool) {
	c := s.get(currency)
	if n, ok = bank.Minor(s.get(sum), '.', c); !ok || !bank.Currency(c) || s.bad != "" {
		return 0, false
	}
	switch string(s.get(direction)) {
	case "CRDT":
		return n, true
	case "DBIT":
		return -n, true
	}
	return 0, false
}

// page reports whether what was read of the statement, or of the message's header, is a page of several.
func (p *Parser) page() bool {
	n, last := string(p.statement.get(page)), string(p.statement.get(lastPage))
	return n != "" && n != "1" && n != "0" || last == "false" || last == "0"
}
