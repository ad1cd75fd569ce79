// Package crosscheck joins events with assignments: who, by the providers'
// statements, had this address (and port) at this time?
//
// The smaller side, assignments, becomes an immutable Index: per address, the
// intervals sorted by start. The larger side, log lines, streams past it in
// blocks; a Folder resolves each line and folds the lines of one account inside
// one assignment into one Hit, and a Joiner puts together what block ends cut
// apart.
//
// The package is pure: no I/O, no clock, no floating point, no randomness that
// shows. What comes out depends on the events, the assignments and their order
// alone.
//
// Time is interval arithmetic. An event lies somewhere in [Lo, Hi]; an
// assignment certainly holds in [start.Hi, end.Lo) and possibly in
// [start.Lo, end.Hi). A row is a candidate when the event possibly lies inside.
package crosscheck

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Answer is what the assignments say of an event.
type Answer uint8

// The answers.
const (
	Unassigned Answer = iota // no assignment covers it
	Unique                   // one subscriber, and certainly that one
	Ambiguous                // at the edges of what the clocks allow several subscribers are possible, or one or nobody known; or statements differ
	Shared                   // one public address, many subscribers at once, and no port that tells them apart
)

var answerNames = [...]string{"unassigned", "unique", "ambiguous", "shared"}

// String is the answer's word in findings.
func (a Answer) String() string { return answerNames[a] }

// Row is one assignment in the index.
type Row struct {
	Offset    int64 // place of the statement in its source
	Length    int32
	key       uint32 // IPv4 address while it is read, then the number of its group
	startEdge uint32 // milliseconds, rounded up, between possible and certain start
	endEdge   uint32 // the same at the end
	asked     uint32 // of an answer: the second that was asked about, since 1970, by its last 32 bits; else 0
	name      uint32 // where the subscriber's name begins in Index.names
	nameLen   uint16
	Source    uint16 // number of the source, as given to Batch.Add
	PortFrom  uint16 // both 0: all ports
	PortTo    uint16
	open      bool  // end not stated: the last sign of life is known
	inForce   bool  // end not stated: the line is held until the address is given to somebody else
	point     bool  // an answer that speaks for the asked instant only
	doubtful  bool  // the provider's clock has several readings, and this is the statement under one of them
	ways      uint8 // how many there are; 0 where it is not known
	reading   uint8 // which of them, from 0; 255: that or a later one
}

func (r *Row) hasPorts() bool { return r.PortTo != 0 }

// never certain: an edge beyond what Row can hold.
const boundless = 1<<32 - 1

// edge is a length of time in the unit of Row's edges, rounded up: a wider edge
// only ever makes an answer less certain.
func edge(d comity.Instant) uint32 {
	const ms = comity.Second / 1000
	n := (d + ms - 1) / ms
	if n >= boundless {
		return boundless
	}
	return uint32(n)
}

func edgeLength(e uint32) comity.Instant {
	if e == boundless {
		return comity.Latest / 2
	}
	return comity.Instant(e) * (comity.Second / 1000)
}

// Candidate is one assignment that an event may lie in.
type Candidate struct {
	Row     *Row
	Start   comity.Instant // first instant at which the row possibly holds
	Certain bool           // inside under every instant that the clocks allow
	inside  bool           // the same, but for the provider's clock's other readings
}

// never is an empty window.
var never = clock.Span{Lo: 1, Hi: 0}

// Result of one look-up.
type Result struct {
	Answer     Answer
	Candidates []Candidate
	// Window is an interval in which every event of the same address, without
	// port, has the very same answer and candidates; empty where none is known.
	Window clock.Span
	Doubt  Doubt // of Resolve
}

// Lookup resolves an event of address a and port (0: not known) that lies in t.
// Candidates are appended to dst, in the order of their starts, latest first.
func (x *Index) Lookup(dst []Candidate, a comity.Addr, port uint16, t clock.Span) Result {
	res := Result{Candidates: dst, Window: never}
	if a.Is4() {
		x.exact(&res, a.V4(), t)
	}
	x.covering(&res, a, t)
	res.Candidates = keepPort(res.Candidates, len(dst), port)
	x.certainAnyway(res.Candidates[len(dst):])
	res.Answer = x.answer(res.Candidates[len(dst):], port)
	if res.Answer != Unique && res.Answer != Unassigned {
		res.Window = never
	}
	return res
}

// keepPort drops the rows whose ports exclude the event's.
func keepPort(cands []Candidate, from int, port uint16) []Candidate {
	if port == 0 {
		return cands
	}
	kept := cands[:from]
	for _, c := range cands[from:] {
		if !c.Row.hasPorts() || c.Row.PortFrom <= port && port <= c.Row.PortTo {
			kept = append(kept, c)
		}
	}
	return kept
}

// certainAnyway marks the statements of doubtful clocks that an event lies in whichever
// of the kept readings holds. Where there is somebody else as well it stays in doubt.
func (x *Index) certainAnyway(cands []Candidate) {
	for _, c := range cands {
		if c.Row.ways == 0 || !x.SameSubscriber(c.Row, cands[0].Row) {
			return
		}
	}
	for i, c := range cands {
		if !c.inside {
			continue
		}
		ways := 0
		for _, o := range cands {
			if o.inside && o.Row.sameStatement(c.Row) {
				ways++
			}
		}
		cands[i].Certain = ways == int(c.Row.ways)
	}
}

func (x *Index) answer(cands []Candidate, port uint16) Answer {
	if len(cands) == 0 {
		return Unassigned
	}
	first, others, certain := cands[0].Row, false, 0
	for i, c := range cands {
		if port == 0 && c.Row.hasPorts() {
			return Shared
		}
		if !x.SameSubscriber(first, c.Row) {
			others = true
		}
		if c.Certain && !x.named(cands[:i], c.Row) {
			certain++
		}
	}
	switch {
	case !others && certain > 0:
		return Unique
	case certain > 1:
		return Shared
	}
	return Ambiguous
}

// named reports whether a certain candidate before names the same subscriber.
func (x *Index) named(before []Candidate, r *Row) bool {
	for _, c := range before {
		if c.Certain && x.SameSubscriber(c.Row, r) {
			return true
		}
	}
	return false
}
