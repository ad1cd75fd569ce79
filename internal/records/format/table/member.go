package table

import (
	"cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readMember reads one row of a member table. Its two stamps, sign-up and last
// log-in, are two observations, each with its address: one that the scope does
// not cover is left unread, and the row is outside where that leaves none.
func (r *Reader) readMember() record.Reason {
	m := &r.member
	*m = record.Member{Place: r.place}
	up, hasUp, whyUp := r.time(kTime)
	last, hasLast, whyLast := r.time(kLastTime)
	if why := cmp.Or(whyUp, whyLast); why != "" {
		return why
	}
	r.spans = r.under(r.under(r.spans[:0], kTime), kLastTime)
	ups := 0
	if hasUp {
		ups = len(r.others)
	}
	upOthers, lastOthers := r.spans[:ups], r.spans[ups:]
	upIn, lastIn := !hasUp || r.covers(up, upOthers), !hasLast || r.covers(last, lastOthers)
	if (hasUp || hasLast) && !(hasUp && upIn) && !(hasLast && lastIn) {
		return outside
	}
	var ok bool
	if m.Time, m.Addr, ok = r.observation(up, upIn, kIP); !ok {
		return BadAddress
	}
	if m.LastTime, m.LastAddr, ok = r.observation(last, lastIn, kLastIP); !ok {
		return BadAddress
	}
	m.Others, m.LastOthers = upOthers, lastOthers
	if why := r.memberAddr(m); why != "" {
		return why
	}
	if m.User = r.text(kAccount); m.User == "" {
		return Missing
	}
	r.memberText(m)
	if m.Site == "" && comity.Account("", m.User) != "" {
		return NoSite
	}
	r.sink.Member(m)
	return ""
}

// observation reads the address of a stamp, unless the stamp is not covered.
func (r *Reader) observation(s clock.Span, in bool, k key) (clock.Span, comity.Addr, bool) {
	if !in {
		return noTime, comity.Addr{}, true
	}
	a, ok := r.addr(k)
	return s, a, ok
}

// memberAddr drops what the scope's addresses do not cover.
func (r *Reader) memberAddr(m *record.Member) record.Reason {
	if r.gate.AnyAddr() {
		return ""
	}
	up, last := r.gate.Addr(m.Addr, m.Addr), r.gate.Addr(m.LastAddr, m.LastAddr)
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

func (r *Reader) memberText(m *record.Member) {
	if m.Site = r.word(kSite); m.Site == "" {
		m.Site = r.site
	}
	m.Email, m.Name, m.Born = r.text(kEmail), r.word(kName), r.word(kBorn)
	m.Country, m.Status = r.word(kCountry), r.word(kStatus)
}
