package crosscheck

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Doubt says what it matters for an event that a clock has several kept
// readings. A greater one includes the lesser.
type Doubt uint8

// The doubts.
const (
	NoDoubt   Doubt = iota // one reading
	Uncertain              // several readings
	Moved                  // the event falls into another assignment under one of them
	Changed                // into another subscriber's
)

var doubtNames = [...]string{"", "uncertain", "moved", "changed"}

// String is the doubt's word in findings; "" for none.
func (d Doubt) String() string { return doubtNames[d] }

// Resolve is Lookup under every kept reading of the event's clock: t under the
// first, others under the rest. The answer is unique only where every reading
// gives it and names one subscriber; candidates of all readings are listed, each
// statement once.
func (x *Index) Resolve(dst []Candidate, a comity.Addr, port uint16, t clock.Span, others []clock.Span) Result {
	from := len(dst)
	res := x.Lookup(dst, a, port, t)
	if len(others) == 0 {
		res.Doubt = x.doubt(res.Candidates[from:], NoDoubt)
		return res
	}
	res.Window = never
	for _, o := range others {
		at := len(res.Candidates)
		r := x.Lookup(res.Candidates, a, port, o)
		res.Candidates, res.Answer = r.Candidates, x.agree(res.Answer, r.Answer, res.Candidates[from:at], r.Candidates[at:])
	}
	res.Candidates = res.Candidates[:from+len(eachOnce(res.Candidates[from:]))]
	res.Doubt = x.doubt(res.Candidates[from:], Uncertain)
	return res
}

// agree is what two readings say together.
func (x *Index) agree(a, b Answer, as, bs []Candidate) Answer {
	switch {
	case a == Shared || b == Shared:
		return Shared
	case a == b && (a != Unique || x.SameSubscriber(as[0].Row, bs[0].Row)):
		return a
	}
	return Ambiguous
}

// doubt compares the candidates of all readings. Where a statement itself is
// doubtful, its provider's clock has several readings, and so has the event.
func (x *Index) doubt(cands []Candidate, d Doubt) Doubt {
	for i := range cands {
		if cands[i].Row.doubtful {
			d = max(d, Uncertain)
		}
	}
	for i := 1; i < len(cands) && d != NoDoubt; i++ {
		switch {
		case !x.SameSubscriber(cands[0].Row, cands[i].Row):
			return Changed
		case !cands[0].Row.sameStatement(cands[i].Row):
			d = Moved
		}
	}
	return d
}

func (r *Row) sameStatement(o *Row) bool { return r.Source == o.Source && r.Offset == o.Offset }

// eachOnce drops the candidates whose statement stands before.
func eachOnce(cands []Candidate) []Candidate {
	kept := cands[:0]
next:
	for _, c := range cands {
		for i := range kept {
			if kept[i].Row.sameStatement(c.Row) {
				kept[i].Certain = kept[i].Certain && c.Certain
				continue next
			}
		}
		kept = append(kept, c)
	}
	return kept
}
