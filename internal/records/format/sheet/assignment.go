package sheet

import (
	"unsafe"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readAssignment reads one line of a provider's list of who had which address.
// Without an end the line is in force: it may have lasted for ever, so the
// period of the scope is asked from its start on.
func (p *Parser) readAssignment() record.Reason {
	a := &p.assignment
	*a = record.Assignment{Place: p.place}
	start, end, why := p.period(kStart)
	if why != "" {
		return why
	}
	a.Start, a.End, a.Open = start, end, end.Lo == comity.Latest
	if !p.gate.Time(clock.Span{Lo: start.Lo, Hi: end.Hi}) {
		return outside
	}
	if a.Open {
		a.End, a.InForce = a.Start, true
	}
	if why := p.addresses(a); why != "" {
		return why
	}
	if why := p.portRange(a); why != "" {
		return why
	}
	return p.finish(a)
}

// period reads start, which is needed, and end.
func (p *Parser) period(from key) (start, end clock.Span, why record.Reason) {
	start, given, ok := p.time(from)
	if !given {
		return start, end, Missing
	}
	end, _, okEnd := p.time(kEnd)
	switch {
	case !ok || !okEnd:
		return start, end, BadTime
	case !ordered(start, end):
		return start, end, EndBeforeStart
	}
	return start, end, ""
}

func (p *Parser) addresses(a *record.Assignment) record.Reason {
	ip := p.cell(kIP)
	if len(ip) == 0 {
		return Missing
	}
	var ok bool
	if a.First, a.Last, ok = parseRange(ip); !ok {
		return BadAddress
	}
	if !p.gate.Addr(a.First, a.Last) {
		return outside
	}
	return ""
}

// portRange reads the ports; one alone is the whole range.
func (p *Parser) portRange(a *record.Assignment) record.Reason {
	from, givenFrom, okFrom := p.port(kPortFrom)
	to, givenTo, okTo := p.port(kPortTo)
	switch {
	case !givenFrom:
		from = to
	case !givenTo:
		to = from
	}
	if !okFrom || !okTo || from > to {
		return BadPort
	}
	a.PortFrom, a.PortTo = from, to
	return ""
}

// finish reads who it was and hands the assignment over.
func (p *Parser) finish(a *record.Assignment) record.Reason {
	subscriber := p.cell(kSubscriber)
	if len(subscriber) == 0 {
		return Missing
	}
	a.Subscriber, a.Device = view(subscriber), view(p.cell(kDevice))
	if p.person {
		a.Person = record.Person{
			Name: view(p.cell(kName)), Street: view(p.cell(kStreet)), Town: view(p.cell(kTown)),
			Country: view(p.cell(kCountry)), Phone: view(p.cell(kPhone)), Email: view(p.cell(kEmail)),
		}
	}
	p.sink.Assignment(a)
	return ""
}

// view is b as a string that shares its bytes: good until the row has been
// handed over. There are millions of assignments, and few of them are kept.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
