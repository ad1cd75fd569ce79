package table

import (
	"bytes"
	"cmp"
	"slices"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readAssignment reads one line of a provider's list of who had which address.
// Without an end the line is in force: it may have lasted for ever, so the
// period of the scope is asked from its start on.
func (r *Reader) readAssignment() record.Reason {
	a := &r.assignment
	*a = record.Assignment{Place: r.place}
	start, given, whyStart := r.time(kStart)
	if !given {
		return Missing
	}
	end, ended, whyEnd := r.time(kEnd)
	if why := cmp.Or(whyStart, whyEnd); why != "" {
		return why
	}
	end, to, why := r.lasting(start, end, ended)
	if why != "" {
		return why
	}
	a.Open, a.InForce, r.lastSeen = to == noKey, to == noKey, clock.Span{}
	if why := r.period(start, end, kStart, to); why != "" {
		return why
	}
	if why := r.addresses(a); why != "" {
		return why
	}
	if why := r.portRange(a); why != "" {
		return why
	}
	return r.finish(a)
}

// period finds when the row's stamps say that the assignment held, within the
// scope. Under several kept readings that is a list: start and end are read each
// for itself, since an export that lost the half of the day lost it in both.
// Only pairs whose end does not lie before their start, and that are as far apart
// as the row says, say something.
func (r *Reader) period(start, end clock.Span, from, to key) record.Reason {
	r.periods, r.beyond, r.turned = r.periods[:0], 0, false
	r.surveyPeriod(from, to)
	why := r.addPeriod(start, end)
	first := why
	if len(r.others) > 0 {
		why = r.otherPeriods(start, end, from, to, why)
	}
	switch {
	case len(r.periods) == 0 && impossible(why):
		return r.asStated(start, end, from, to, why)
	case len(r.periods) == 0:
		return why
	}
	r.turned = r.turned || impossible(first) && !r.halved()
	return ""
}

// surveyPeriod counts how the row's dates stand in order, where start and end are both written.
func (r *Reader) surveyPeriod(from, to key) {
	if from >= 0 && r.digits[from] != 0 {
		r.survey.AddBegin(r.digits[from])
	}
	if from < 0 || to < 0 || to == kDuration || from == to {
		return
	}
	if a, b := r.digits[from], r.digits[to]; a != 0 && b != 0 {
		r.survey.AddPeriod(a, b)
	}
}

// impossible reports whether a row says something that can't be, by the reading of its
// clock: another reading may make sense of it.
func impossible(why record.Reason) bool { return why == EndBeforeStart || why == EndNotDuration }

// halved reports whether the stamps may have lost which half of the day they are of: then
// each row is of some halves only, and that says nothing against the reading.
func (r *Reader) halved() bool {
	return slices.ContainsFunc(r.others, func(o clock.Reading) bool { return o.Kind == clock.AMPM })
}

// otherPeriods adds what the other kept readings make of the row; why is what the
// first made of it.
func (r *Reader) otherPeriods(start, end clock.Span, from, to key, why record.Reason) record.Reason {
	starts := r.under([]clock.Span{start}, from)
	ends := []clock.Span{end}
	switch {
	case to == kDuration:
		for _, s := range starts[1:] {
			ends = append(ends, clock.Span{Lo: s.Lo + end.Lo - start.Lo, Hi: s.Hi + end.Hi - start.Hi})
		}
	case end != noTime:
		ends = r.under(ends, to)
	}
	// One mistake of the exporter's in both; where no end is stated there is nothing that it could be in.
	joint := end != noTime && (from == to || to == kDuration || r.others[0].Kind == clock.DayMonth)
	for i := range starts {
		for j := range ends {
			if i+j == 0 || joint && i != j {
				continue
			}
			w := r.addPeriod(starts[i], ends[j])
			if w == "" || w == outside && why != "" {
				why = w
			}
			r.turned = r.turned || i == j && impossible(w) && !r.halved()
		}
	}
	return why
}

func (r *Reader) addPeriod(start, end clock.Span) record.Reason {
	switch {
	case !r.held.fits(start, end):
		return EndNotDuration
	case !follows(start, end):
		return EndBeforeStart
	case !r.gate.Time(clock.Span{Lo: start.Lo, Hi: end.Hi}):
		r.beyond++
		return outside
	}
	r.periods = append(r.periods, period{start, end})
	return ""
}

// asStated reads a row that is impossible by the kept readings alone, and not by the
// declared one: the row is fine, and the reading is not sure. Who reads it by the declared
// reading has no row less than before anything was found out about the clock. Where the
// clock may have been put back in between, as the zone that the source states has it and
// the one that it was found in has not, both ends lie somewhere in that hour; else the row
// says what it says as declared. Nothing that it says is certain.
func (r *Reader) asStated(start, end clock.Span, from, to key, why record.Reason) record.Reason {
	if r.declared == nil {
		return why
	}
	was, until, ok := r.stated(start, end, from, to)
	if !ok {
		return why
	}
	if why == EndBeforeStart && start.Lo-end.Hi <= clock.FurthestBack {
		was = clock.Span{Lo: end.Lo, Hi: start.Hi}
		until, r.held = was, length{}
	}
	if why := r.addPeriod(was, until); why != "" {
		return why
	}
	r.turned = true
	r.beyond++ // what the kept readings make of it can't be told
	return ""
}

// stated is what a row's start and end are as declared; ok is false where they are
// impossible so too.
func (r *Reader) stated(start, end clock.Span, from, to key) (was, until clock.Span, ok bool) {
	s, ok := r.written(from, record.View(r.cell(from)))
	if !ok {
		return was, until, false
	}
	if was = r.declared.Span(s); to == kDuration {
		until = clock.Span{Lo: was.Lo + end.Lo - start.Lo, Hi: was.Hi + end.Hi - start.Hi}
	} else {
		e, ok := r.written(to, record.View(r.cell(to)))
		if !ok {
			return was, until, false
		}
		until = r.declared.Span(e)
	}
	return was, until, follows(was, until) && r.held.fits(was, until)
}

// period is one way to read when an assignment held; end is noTime where none is
// stated.
type period struct{ start, end clock.Span }

func (r *Reader) addresses(a *record.Assignment) record.Reason {
	ip := r.cell(kIP)
	if len(ip) == 0 {
		return Missing
	}
	var ok bool
	r.beside = 0
	if a.First, a.Last, ok = parseRange(ip); !ok {
		a.First, r.beside, ok = parseEndpoint(ip)
		a.Last = a.First
	}
	if !ok || r.bare(kIP, ip) {
		return BadAddress
	}
	if !r.gate.Addr(a.First, a.Last) {
		return outside
	}
	return ""
}

// portRange reads the ports; one alone is the whole range.
func (r *Reader) portRange(a *record.Assignment) record.Reason {
	if r.beside > 0 {
		a.PortFrom, a.PortTo = r.beside, r.beside
	}
	if !r.ported {
		return ""
	}
	from, givenFrom, okFrom := r.port(kPortFrom)
	to, givenTo, okTo := r.port(kPortTo)
	if !okFrom && !givenTo { // both ends in one cell
		if low, high, both := bytes.Cut(r.cell(kPortFrom), []byte("-")); both {
			from, okFrom = portOf(trim(low))
			to, okTo = portOf(trim(high))
			givenTo = true
		}
	}
	switch {
	case r.beside > 0 && !givenFrom && !givenTo:
		return ""
	case !givenFrom:
		from = to
	case !givenTo:
		to = from
	}
	if !okFrom || !okTo || from > to || r.beside > 0 && (r.beside < from || r.beside > to) {
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
	a.Subscriber, a.Device = record.View(subscriber), record.View(r.cell(kDevice))
	if r.person {
		a.Person = record.Person{
			Name: record.View(r.cell(kName)), Street: record.View(r.cell(kStreet)), Town: record.View(r.cell(kTown)),
			Country: record.View(r.cell(kCountry)), Phone: record.View(r.cell(kPhone)), Email: record.View(r.cell(kEmail)),
		}
	}
	for i, p := range r.periods {
		a.Start, a.End, a.Reading = p.start, p.end, i
		if a.Doubtful = len(r.others) > 0 || r.turned; a.Doubtful {
			a.Ways = len(r.periods) + r.beyond
		}
		if a.Open {
			a.End = latest(p.start, r.lastSeen)
		}
		r.sink.Assignment(a)
	}
	return ""
}
