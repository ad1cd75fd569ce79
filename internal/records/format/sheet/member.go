package sheet

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readMember reads one row of a member table. Its two stamps, sign-up and last
// log-in, are two observations, each with its address: one that the scope does
// not cover is left unread, and the row is outside where that leaves none.
func (p *Parser) readMember() record.Reason {
	m := &p.member
	*m = record.Member{Place: p.place}
	up, hasUp, okUp := p.time(kTime)
	last, hasLast, okLast := p.time(kLastTime)
	if !okUp || !okLast {
		return BadTime
	}
	upIn, lastIn := !hasUp || p.gate.Time(up), !hasLast || p.gate.Time(last)
	if (hasUp || hasLast) && !(hasUp && upIn) && !(hasLast && lastIn) {
		return outside
	}
	var ok bool
	if m.Time, m.Addr, ok = p.observation(up, upIn, kIP); !ok {
		return BadAddress
	}
	if m.LastTime, m.LastAddr, ok = p.observation(last, lastIn, kLastIP); !ok {
		return BadAddress
	}
	if why := p.memberAddr(m); why != "" {
		return why
	}
	if m.User = p.text(kAccount); m.User == "" {
		return Missing
	}
	p.memberText(m)
	if m.Site == "" && comity.Account("", m.User) != "" {
		return NoSite
	}
	p.sink.Member(m)
	return ""
}

// observation reads the address of a stamp, unless the stamp is not covered.
func (p *Parser) observation(s clock.Span, in bool, k key) (clock.Span, comity.Addr, bool) {
	if !in {
		return noTime, comity.Addr{}, true
	}
	a, ok := p.addr(k)
	return s, a, ok
}

// memberAddr drops what the scope's addresses do not cover.
func (p *Parser) memberAddr(m *record.Member) record.Reason {
	if p.gate.AnyAddr() {
		return ""
	}
	up, last := p.gate.Addr(m.Addr, m.Addr), p.gate.Addr(m.LastAddr, m.LastAddr)
	if !up && !last {
		return outside
	}
	if !up {
		m.Time, m.Addr = noTime, comity.Addr{}
	}
	if !last {
		m.LastTime, m.LastAddr = noTime, comity.Addr{}
	}
	return ""
}

func (p *Parser) memberText(m *record.Member) {
	if m.Site = p.word(kSite); m.Site == "" {
		m.Site = p.site
	}
	m.Email, m.Name, m.Born = p.text(kEmail), p.word(kName), p.word(kBorn)
	m.Country, m.Status = p.word(kCountry), p.word(kStatus)
}
