package run

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/extent"
	"comity/internal/records/clock"
)

// bill is a payment that went through and made no hit: the processor renewed it
// by itself, or no assignment covers the address.
type bill struct {
	who  attribution.Node
	time clock.Span
}

// unplaced keeps a payment that nothing ties to a connection.
func (c *computation) unplaced(e *event) {
	if e.kind == attribution.Payment && !e.attempt && e.who != attribution.None {
		c.bills = append(c.bills, bill{e.who, e.time})
	}
}

// numberSites numbers the sites of the accounts, and sorts the bills by account.
func (c *computation) numberSites() {
	numbers := map[string]int32{"": -1}
	c.sites = make([]int32, c.graph.Nodes())
	for p := range c.sites {
		site, _, named := strings.Cut(c.graph.Account(attribution.Node(p)), ":")
		if !named {
			site = ""
		}
		n, known := numbers[site]
		if !known {
			n = int32(len(numbers) - 1)
			numbers[site] = n
		}
		c.sites[p] = n
	}
	slices.SortStableFunc(c.bills, func(a, b bill) int { return cmp.Compare(a.who, b.who) })
}

// extent measures what the use of the subject's accounts amounts to.
func (c *computation) extent(m *extent.Meter, s *attribution.Subject) extent.Extent {
	m.Reset()
	for _, i := range c.graph.Uses(s) {
		m.Add(c.used(c.graph.UseAt(i), s))
	}
	for _, p := range c.graph.Principals(s) {
		i, _ := slices.BinarySearchFunc(c.bills, p, func(b bill, n attribution.Node) int { return cmp.Compare(b.who, n) })
		for ; i < len(c.bills) && c.bills[i].who == p; i++ {
			t := c.bills[i].time
			m.Add(extent.Event{First: t.Lo, Last: t.Hi, Lines: 1, Account: int32(p), Site: c.site(p), Kind: extent.Payment, Class: extent.Unplaced})
		}
	}
	return m.Measure()
}

// used is a hit as the extent sees it.
func (c *computation) used(u *attribution.Use, s *attribution.Subject) extent.Event {
	e := extent.Event{First: u.First, Last: u.Last, Lines: int64(u.Lines), Account: int32(u.Node), Site: c.site(u.Node), Kind: extent.Other}
	switch u.Hit.Event {
	case attribution.Access:
		e.Kind = extent.Session
	case attribution.Payment:
		e.Kind = extent.Payment
	}
	switch {
	case u.Answer != crosscheck.Unique || u.Changed:
		e.Class = extent.Uncertain
	case len(s.Subscribers) == 0 || s.Subscribers[0] != u.Subscriber:
		e.Class = extent.Elsewhere
	}
	return e
}

// site is the number of an account's site; -1 where it has none.
func (c *computation) site(n attribution.Node) int32 { return c.sites[n] }

// appendExtent appends what encoding/json would make of the extent.
func (e *subjectEncoder) appendExtent(b []byte, s *attribution.Subject) []byte {
	x := e.c.extent(&e.meter, s)
	b = appendCount(append(b, `{"sites":`...), x.Sites)
	b = appendCount(append(b, `,"sessions":`...), x.Sessions)
	b = appendCount(append(b, `,"payments":`...), x.Payments)
	b = appendCount(append(b, `,"renewals":`...), x.Renewals)
	b = appendCount(append(b, `,"days":`...), x.Days)
	b = appendCount(append(b, `,"hits":`...), x.Hits)
	if x.Span != nil {
		b = appendInstant(append(b, `,"span":{"first":`...), x.Span.First)
		b = append(appendInstant(append(b, `,"last":`...), x.Span.Last), '}')
	}
	b = appendList(append(b, `,"months":`...), x.Months, func(b []byte, m *extent.Month) []byte {
		b, _ = m.Month.AppendText(append(b, `{"month":"`...)) // it never fails
		b = strconv.AppendInt(append(b, `","sessions":`...), m.Sessions, 10)
		b = strconv.AppendInt(append(b, `,"days":`...), m.Days, 10)
		b = strconv.AppendInt(append(b, `,"payments":`...), m.Payments, 10)
		b = appendSome(b, `,"elsewhere":`, m.Elsewhere)
		return append(appendSome(b, `,"uncertain":`, m.Uncertain), '}')
	})
	return append(b, '}')
}

func appendCount(b []byte, c extent.Count) []byte {
	b = strconv.AppendInt(append(b, `{"all":`...), c.All, 10)
	b = appendSome(b, `,"elsewhere":`, c.Elsewhere)
	b = appendSome(b, `,"uncertain":`, c.Uncertain)
	return append(appendSome(b, `,"unplaced":`, c.Unplaced), '}')
}

// appendSome appends a number that JSON leaves out where it is none.
func appendSome(b []byte, key string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, key...), n, 10)
}
