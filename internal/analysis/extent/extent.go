// Package extent says what the use of a subject's accounts amounts to: on how
// many sites, in how many sessions, on how many days, with how many payments and
// renewals, from when to when, month by month. It weighs nothing. Whether that
// was occasional curiosity is for people to say, and they may say so either way.
//
// What is counted comes from hits of the subject's own accounts, and from the
// payments of these accounts that made no hit. Each thing is counted once, as the
// best of what it rests on: a session with one line from the claimed connection is
// the subject's own, whatever its other lines are.
//
// The package is pure: no I/O, no clock, no floating point. The order of the
// events shows nowhere in the result. Days and months are of UTC.
package extent

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// Class says how an event is tied to the subject, best first.
type Class uint8

// The classes.
const (
	Own       Class = iota // certainly from the connection that the subject points to
	Elsewhere              // certainly from another connection
	Uncertain              // several subscribers are possible, or the address was shared
	Unplaced               // a payment of the account that is tied to no connection
)

// Kind says what an event is.
type Kind uint8

// The kinds. Other is a sign-up or a log-in as a member list states it: a use on
// a day, but no session that a log shows.
const (
	Session Kind = iota
	Payment
	Other
)

// Event is a hit, or a payment that made none.
type Event struct {
	First, Last comity.Instant // earliest and latest instant; Latest where the time is not stated
	Lines       int64
	Account     int32 // number of the account: payments of one account after the first are renewals
	Site        int32 // number of the account's site; negative: none is named
	Kind        Kind
	Class       Class
}

// at is the instant that an event begins at: one line lies somewhere between
// First and Last.
func (e *Event) at() comity.Instant {
	if e.Lines > 1 {
		return e.First
	}
	return e.First/2 + e.Last/2
}

// timed reports whether the event has a time.
func (e *Event) timed() bool { return e.First != comity.Latest }

// Count is a number of things, and how many of them rest on nothing better than
// another connection, an uncertain hit, or no hit at all; the others are the
// subject's own.
type Count struct {
	All       int64 `json:"all"`
	Elsewhere int64 `json:"elsewhere,omitempty"`
	Uncertain int64 `json:"uncertain,omitempty"`
	Unplaced  int64 `json:"unplaced,omitempty"`
}

// Own is how many are certainly from the claimed connection.
func (c Count) Own() int64 { return c.All - c.Elsewhere - c.Uncertain - c.Unplaced }

func (c *Count) add(class Class) {
	c.All++
	switch class {
	case Elsewhere:
		c.Elsewhere++
	case Uncertain:
		c.Uncertain++
	case Unplaced:
		c.Unplaced++
	}
}

// Extent is what a subject's use amounts to.
type Extent struct {
	Sites    Count   `json:"sites"`
	Sessions Count   `json:"sessions"`
	Payments Count   `json:"payments"`
	Renewals Count   `json:"renewals"` // payments of the same account after its first
	Days     Count   `json:"days"`     // of UTC, with a hit
	Hits     Count   `json:"hits"`
	Span     *Span   `json:"span,omitempty"` // of the hits that are not uncertain; nil: there is none
	Months   []Month `json:"months"`         // those with anything in them, ascending
}

// Clone is x in memory of its own.
func (x Extent) Clone() Extent {
	if x.Span != nil {
		span := *x.Span
		x.Span = &span
	}
	x.Months = append(make([]Month, 0, len(x.Months)), x.Months...)
	return x
}

// Span is from the first instant to the last.
type Span struct {
	First comity.Instant `json:"first"`
	Last  comity.Instant `json:"last"`
}

// Meter measures one subject after another. One for each goroutine: it has
// scratch of its own. Gap is the idle time that ends a session.
type Meter struct {
	Gap comity.Instant

	events []Event
	marks  []mark
	months []Month
	span   Span
}

// mark is something that is counted once, as the best of its classes.
type mark struct {
	number int64 // of a site, or a day
	class  Class
}

// Reset forgets the events.
func (m *Meter) Reset() { m.events = m.events[:0] }

// Add takes an event of the subject.
func (m *Meter) Add(e Event) { m.events = append(m.events, e) }

// Measure says what the events since Reset amount to. Span and Months are good
// until the next call.
func (m *Meter) Measure() Extent {
	var x Extent
	m.months = m.months[:0]
	if !slices.IsSortedFunc(m.events, compare) {
		slices.SortFunc(m.events, compare)
	}
	m.hits(&x)
	m.sites(&x)
	m.sessions(&x)
	m.payments(&x)
	m.days(&x)
	x.Months = sum(m.months)
	return x
}

// compare is a total order: the result must not depend on how events came.
func compare(a, b Event) int {
	if c := cmp.Compare(a.First, b.First); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.Class, b.Class),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Lines, b.Lines), cmp.Compare(a.Site, b.Site))
}

func (m *Meter) hits(x *Extent) {
	first, last := comity.Latest, comity.Earliest
	for i := range m.events {
		e := &m.events[i]
		if e.Class == Unplaced {
			continue
		}
		x.Hits.add(e.Class)
		if e.Class < Uncertain {
			first, last = min(first, e.First), max(last, e.Last)
		}
	}
	if first <= last {
		m.span = Span{first, last}
		x.Span = &m.span
	}
}

func (m *Meter) sites(x *Extent) {
	m.marks = m.marks[:0]
	for i := range m.events {
		if e := &m.events[i]; e.Site >= 0 {
			m.marks = append(m.marks, mark{int64(e.Site), e.Class})
		}
	}
	m.best(func(k mark) { x.Sites.add(k.class) })
}

// best calls each for every number among the marks, ascending, with its best class.
func (m *Meter) best(each func(mark)) {
	slices.SortFunc(m.marks, func(a, b mark) int {
		if c := cmp.Compare(a.number, b.number); c != 0 {
			return c
		}
		return cmp.Compare(a.class, b.class)
	})
	for i, k := range m.marks {
		if i == 0 || m.marks[i-1].number != k.number {
			each(k)
		}
	}
}

// sessions puts together the hits that lie no further apart than Gap, whatever
// address or account they are of. The events are sorted by their beginning.
func (m *Meter) sessions(x *Extent) {
	var open *Event
	var end comity.Instant
	var class Class
	for i := range m.events {
		e := &m.events[i]
		if e.Kind != Session || !e.timed() {
			continue
		}
		if open != nil && e.First-end <= m.Gap {
			end, class = max(end, e.Last), min(class, e.Class)
			continue
		}
		if open != nil {
			m.session(x, open, class)
		}
		open, end, class = e, e.Last, e.Class
	}
	if open != nil {
		m.session(x, open, class)
	}
}

func (m *Meter) session(x *Extent, begin *Event, class Class) {
	x.Sessions.add(class)
	m.months = append(m.months, Month{Month: monthOf(begin.at()), Sessions: 1})
}

// payments counts those after an account's first as renewals. Of two at one
// instant the better tied is the first.
func (m *Meter) payments(x *Extent) {
	m.marks = m.marks[:0]
	for i := range m.events {
		e := &m.events[i]
		if e.Kind != Payment {
			continue
		}
		x.Payments.add(e.Class)
		if e.timed() {
			m.months = append(m.months, Month{Month: monthOf(e.at()), Payments: 1})
		}
		m.marks = append(m.marks, mark{int64(e.Account), e.Class})
	}
	// Stable: payments of one account stay in the order of time.
	slices.SortStableFunc(m.marks, func(a, b mark) int { return cmp.Compare(a.number, b.number) })
	for i, k := range m.marks {
		if i > 0 && m.marks[i-1].number == k.number {
			x.Renewals.add(k.class)
		}
	}
}

func (m *Meter) days(x *Extent) {
	m.marks = m.marks[:0]
	for i := range m.events {
		if e := &m.events[i]; e.Class != Unplaced && e.timed() {
			m.mark(e)
		}
	}
	m.best(func(k mark) {
		x.Days.add(k.class)
		month := Month{Month: monthOf(comity.Instant(k.number) * comity.Day), Days: 1}
		switch k.class {
		case Elsewhere:
			month.Elsewhere = 1
		case Uncertain:
			month.Uncertain = 1
		}
		m.months = append(m.months, month)
	})
}

// mark marks the days of an event. So many lines cannot touch more days than
// that: a longer span is what the clocks leave open, and its middle counts.
func (m *Meter) mark(e *Event) {
	from, to := dayOf(e.First), dayOf(e.Last)
	if to-from >= e.Lines {
		from = dayOf(e.First/2 + e.Last/2)
		to = from
	}
	for d := from; d <= to; d++ {
		m.marks = append(m.marks, mark{d, e.Class})
	}
}
