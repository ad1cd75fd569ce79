package table

import (
	"cmp"
	"unsafe"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readAssignment reads one line of a provider's list of who had which address.
// Without an end the line is in force: it may have lasted for ever, so the
// period of the scope is asked from its start on.
func (r *Reader) readAssignment() record.Reason {
	a := &r.assignment
	*a = record.Assignment{Place: r.place}
	start, end, why := r.period(kStart)
	if why != "" {
		return why
	}
	a.Start, a.End, a.Open = start, end, end.Lo == comity.Latest
	if !r.gate.Time(clock.Span{Lo: start.Lo, Hi: end.Hi}) {
		return outside
	}
	if a.Open {
		a.End, a.InForce = a.Start, true
	}
	if why := r.addresses(a); why != "" {
		return why
	}
	if why := r.portRange(a); why != "" {
		return why
	}
	return r.finish(a)
}

// period reads start, which is needed, and end, or how long it lasted.
func (r *Reader) period(from key) (start, end clock.Span, why record.Reason) {
	start, given, whyStart := r.time(from)
	if !given {
		return start, end, Missing
	}
	end, ended, whyEnd := r.time(kEnd)
	if why = cmp.Or(whyStart, whyEnd); why == "" {
		end, _, why = r.lasting(start, end, ended)
	}
	switch {
	case why != "":
		return start, end, why
	case !ordered(start, end):
		return start, end, EndBeforeStart
	}
	return start, end, ""
}

func (r *Reader) addresses(a *record.Assignment) record.Reason {
	ip := r.cell(kIP)
	if len(ip) == 0 {
		return Missing
	}
	var ok bool
	if a.First, a.Last, ok = parseRange(ip); !ok {
		return BadAddress
	}
	if !r.gate.Addr(a.First, a.Last) {
		return outside
	}
	return ""
}

// portRange reads the ports; one alone is the whole range.
func (r *Reader) portRange(a *record.Assignment) record.Reason {
	if !r.ported {
		return ""
	}
	from, givenFrom, okFrom := r.port(kPortFrom)
	to, givenTo, okTo := r.port(kPortTo)
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
func (r *Reader) finish(a *record.Assignment) record.Reason {
	subscriber := r.cell(kSubscriber)
	if len(subscriber) == 0 {
		return Missing
	}
	a.Subscriber, a.Device = view(subscriber), view(r.cell(kDevice))
	if r.person {
		a.Person = record.Person{
			Name: view(r.cell(kName)), Street: view(r.cell(kStreet)), Town: view(r.cell(kTown)),
			Country: view(r.cell(kCountry)), Phone: view(r.cell(kPhone)), Email: view(r.cell(kEmail)),
		}
	}
	r.sink.Assignment(a)
	return ""
}

// view is b as a string that shares its bytes: good until the row has been
// handed over. There are millions of assignments, and few of them are kept.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
