package table

import (
	"cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readAnswer reads a provider's reply to one asked address and time. Without
// start and end it speaks for the asked instant, and the asked port, only. With
// one of them, where a duration behind a start is an end, the asked time stands
// for the other: a start alone leaves the assignment in force, last seen at the
// asked time.
func (r *Reader) readAnswer() record.Reason {
	a := &r.assignment
	*a = record.Assignment{Place: r.place}
	asked, given, whyAsked := r.time(kAskedTime)
	start, hasStart, whyStart := r.time(kStart)
	end, hasEnd, whyEnd := r.time(kEnd)
	if !given {
		return Missing
	}
	if why := cmp.Or(whyAsked, whyStart, whyEnd); why != "" {
		return why
	}
	from, to := kStart, kEnd
	if hasStart {
		var why record.Reason
		if end, to, why = r.lasting(start, end, hasEnd); why != "" {
			return why
		}
		hasEnd = to != noKey
	} else {
		start, from, r.held = asked, kAskedTime, length{}
	}
	if !hasEnd {
		end, to = latest(start, asked), kAskedTime
	}
	a.Asked = asked.Lo
	a.Open, a.Point = hasStart && !hasEnd, !hasStart && !hasEnd
	a.InForce = a.Open
	if a.Open {
		r.surveyPeriod(kStart, kAskedTime)
		if !follows(start, end) {
			return EndBeforeStart
		}
		r.lastSeen, end = asked, noTime
	}
	if why := r.period(start, end, from, to); why != "" {
		return why
	}
	if why := r.asked(a); why != "" {
		return why
	}
	return r.finish(a)
}

// asked reads the address and the port that were asked about.
func (r *Reader) asked(a *record.Assignment) record.Reason {
	ip, ok := r.addr(kAskedIP)
	switch {
	case !ok:
		return BadAddress
	case ip == comity.Addr{}:
		return Missing
	case !r.gate.Addr(ip, ip):
		return outside
	}
	a.First, a.Last = ip, ip
	port, ok := r.portBeside(kAskedPort)
	if !ok {
		return BadPort
	}
	// The reply speaks for the port that was asked, whatever its period: behind
	// a shared address the next port is another subscriber's.
	a.PortFrom, a.PortTo = port, port
	return ""
}

// latest is the later of two spans.
func latest(a, b clock.Span) clock.Span {
	if b.Hi > a.Hi {
		return b
	}
	return a
}
