package truth

import (
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"comity/internal/simulate/export"
)

// assignment is a stretch of time in which an address was a connection's.
type assignment struct {
	from, to int64 // seconds since 1970, both ends included
	id       int32 // unique within the index
	line     int32 // connection
	portFrom uint16
	portTo   uint16 // 0: no ports
}

// index holds the assignments of connections that matter, and finds them by
// plain search: nothing clever, so that it can be believed.
type index struct {
	mu    sync.Mutex
	lines map[Connection]int32
	exact map[netip.Addr][]assignment
	nets  map[netip.Prefix][]assignment
	bits  map[int]bool // prefix lengths that occur in nets
	n     int32
}

func newIndex(people []Person) *index {
	x := &index{lines: map[Connection]int32{}, exact: map[netip.Addr][]assignment{}, nets: map[netip.Prefix][]assignment{}, bits: map[int]bool{}}
	for i := range people {
		for _, c := range people[i].Subscribers {
			if _, known := x.lines[c]; !known {
				x.lines[c] = int32(len(x.lines))
			}
		}
	}
	return x
}

// add takes one statement about addresses, ranges or prefixes. It may be called
// from several goroutines: the numbers given differ, what they tell apart does not.
func (x *index) add(c Connection, a assignment, where ...string) {
	line, own := x.lines[c]
	if !own {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.n++
	a.id, a.line = x.n, line
	for _, w := range where {
		x.enter(w, a)
	}
}

func (x *index) enter(where string, a assignment) {
	if p, err := netip.ParsePrefix(where); err == nil {
		x.bits[p.Bits()] = true
		x.nets[p] = with(x.nets[p], a)
		return
	}
	first, last, isRange := strings.Cut(where, "-")
	from, err := netip.ParseAddr(first)
	if err != nil {
		return
	}
	to := from
	if isRange {
		if to, err = netip.ParseAddr(last); err != nil {
			return
		}
	}
	for ; from.Compare(to) <= 0; from = from.Next() {
		x.exact[from] = with(x.exact[from], a)
	}
}

// with adds a to list; a statement made twice is one assignment.
func with(list []assignment, a assignment) []assignment {
	for _, b := range list {
		b.id = a.id
		if b == a {
			return list
		}
	}
	return append(list, a)
}

// find calls hit with each assignment of ip at t that the event's port allows.
func (x *index) find(ip netip.Addr, t int64, port uint16, hit func(assignment)) {
	each := func(list []assignment) {
		for _, a := range list {
			if t >= a.from && t <= a.to && (a.portTo == 0 || port >= a.portFrom && port <= a.portTo && port > 0) {
				hit(a)
			}
		}
	}
	each(x.exact[ip])
	for bits := range x.bits {
		if p, err := ip.Prefix(bits); err == nil {
			each(x.nets[p])
		}
	}
}

// instant reads a table's time with the exhibit's own format and true clock. An
// hour that a change of summer time makes ambiguous is not read.
func instant(e *export.Exhibit, s string) (int64, bool) {
	if e.TimeFormat == export.Epoch {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return n, false
		}
		return e.Clock.True(time.Unix(n, 0).UTC())
	}
	layout := e.TimeFormat
	if layout == "" {
		layout = export.Plain
	}
	if e.Clock.Digits() {
		at, err := time.Parse(layout, s)
		if err != nil {
			return 0, false
		}
		return e.Clock.True(at)
	}
	at, err := time.ParseInLocation(layout, s, e.Clock.Loc)
	if err != nil {
		return 0, false
	}
	for _, d := range []time.Duration{-time.Hour, time.Hour} {
		if at.Add(d).Format(layout) == s {
			return 0, false
		}
	}
	return e.Clock.True(at)
}
