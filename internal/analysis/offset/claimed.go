package offset

import (
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// judgeClaims says which readings of source n the evidence keeps, where only
// events in assignments tell of it.
func (s *solver) judgeClaims(n int, v Verdict) Verdict {
	declared := v.Readings[0]
	switch e := s.open(n); {
	case e != nil:
		declared.Why = OneOfTwo
		return Verdict{[]Reading{declared, s.shifted(n, Reading{Kept: true, Why: OneOfTwo, Pairs: e.pairs}, e.ahead(n, s.shift), e.width()/2, fitted{})}}
	case s.wrong[n].is:
		declared.Kept, declared.Why = false, Off
		found := s.borneOut(n, s.claimed(n, Reading{Kept: true, Why: Measured}))
		if found.Kind == clock.Drift && s.suspected[n] == nil && s.picked(n) {
			s.wrong[n], s.shift[n] = blamed{}, 0
			declared.Kept, declared.Why, declared.Pairs = true, EventsAgree, found.Pairs
			found.Kept, found.Why = false, Picked
			return Verdict{[]Reading{declared, found}}
		}
		list := append([]Reading{declared}, s.contest(n, found, s.byClaims(n))...)
		return Verdict{append(list, s.gainBeside(n, list[1])...)}
	case len(v.Readings) == 1 && len(s.of(n)) > 0:
		r, ok := s.partly(n)
		if !ok {
			r, ok = s.sometimes(n, declared, s.otherZones(n), s.byClaims(n), func(vote) bool { return true })
		}
		switch ask := s.byClaims(n); {
		case ok && s.isLog(n) && !ask(&r.Adjustment, &declared.Adjustment).outvotes(): // one provider's word: either may be off
			declared.Why, r.Why = OneOfTwo, OneOfTwo
			return Verdict{[]Reading{declared, r}}
		case ok:
			declared.Kept, declared.Why = false, Off
			return Verdict{[]Reading{declared, r}}
		}
		declared.Why, declared.Pairs = EventsAgree, s.pairsOf(n)
		return Verdict{[]Reading{declared}}
	}
	return v
}

// ofZone judges source n by events in its assignments, before anybody is blamed: in another zone,
// if that explains more than what it says, and more than any error or gain. What differs by an
// hour at some times only looks like a gain of everybody else's clock.
func (s *solver) ofZone(n int, v Verdict) (Verdict, bool) {
	ask, declared := s.byClaims(n), v.Readings[0]
	r, ok := s.sometimes(n, declared, s.otherZones(n), ask, vote.outvotes)
	if !ok {
		return v, false
	}
	e := edge{a: s.all(), b: n, x: -1, y: -1}
	var all []Claim
	for _, k := range s.keys() {
		switch n {
		case k.event:
			e.a, e.b = n, s.all()
			fallthrough
		case k.provider:
			all = append(all, s.claims[k]...)
		}
	}
	if w, ok := cover(slices.DeleteFunc(all, func(c Claim) bool { return c.Swapped })); ok && w.off {
		e.found(&w)
		best := s.shifted(n, Reading{Kept: true}, e.ahead(n, s.shift), e.width()/2, e.gain(n))
		if !ask(&r.Adjustment, &best.Adjustment).surely() {
			return v, false
		}
	}
	declared.Kept, declared.Why = false, Off
	return Verdict{append([]Reading{declared}, s.contest(n, r, ask)...)}, true
}

// partly is the zone in which by far more events lie in assignments of source n than
// in the declared one: a clock that is right in winter and wrong in summer has no one
// error that all others could measure.
func (s *solver) partly(n int) (Reading, bool) {
	r := Reading{Kept: true, Why: Measured, Pairs: s.holding(n, func(t comity.Instant) comity.Instant { return t })}
	best := s.zoneOf(n, r.Pairs+r.Pairs/100+fewest)
	if best < 0 {
		return r, false
	}
	return s.rewritten(n, r, best), true
}

// zoneOf is the other zone in which most events lie in assignments of source n, and
// more than most; -1 where none is.
func (s *solver) zoneOf(n, most int) int {
	best := -1
	for i, w := range s.clocks[n].Rewrite {
		if w.Zone == "" {
			continue
		}
		if held := s.holding(n, w.Of); held > most {
			best, most = i, held
		}
	}
	return best
}

// otherZones are those that the stamps of source n may be in.
func (s *solver) otherZones(n int) (out []*Rewrite) {
	for i := range s.clocks[n].Rewrite {
		if w := &s.clocks[n].Rewrite[i]; w.Zone != "" {
			out = append(out, w)
		}
	}
	return out
}

// rewritten is r as the reading in another zone.
func (s *solver) rewritten(n int, r Reading, zone int) Reading {
	w, t := &s.clocks[n].Rewrite[zone], s.middle(n)
	r.Adjustment, r.Seconds = w.Adjustment, s.secondsOf(n, w, t)
	return r
}

// secondsOf is by how much the clock of source n is ahead by another reading at t; of one
// that has to do with summer time, in summer, whenever most events are.
func (s *solver) secondsOf(n int, w *Rewrite, t comity.Instant) comity.Instant {
	switch {
	case w.Kind != clock.DST:
		return t - w.Of(t)
	case strings.HasSuffix(w.Zone, clock.Twice):
		return s.clocks[n].Summer
	}
	return -s.clocks[n].Summer
}

// exchangedVerdict says that days and months of assignments are exchanged.
func exchangedVerdict(swapped, stated int) Verdict {
	return Verdict{[]Reading{
		{Adjustment: clock.Adjustment{Kind: clock.Declared}, Why: Off, Pairs: stated},
		{Adjustment: clock.Adjustment{Kind: clock.DayMonth, Swap: true}, Kept: true, Why: Measured, Pairs: swapped},
	}}
}

// held counts the events that lie in assignments of source n only where days and months are
// exchanged, and only where they stand as declared. Those of days that can't be months lie in the
// same assignment either way, and say nothing.
func (s *solver) held(n int) (swapped, stated int) {
	var by [2][]Claim
	for k, list := range s.claims {
		if k.provider != n {
			continue
		}
		for _, c := range list {
			if c.Swapped {
				by[1] = append(by[1], c)
			} else {
				by[0] = append(by[0], c)
			}
		}
	}
	if len(by[1]) == 0 {
		return 0, 0
	}
	right := covered{high: 1}
	net := map[comity.Instant]int{} // events of one time that hold where exchanged, less those that hold as declared
	for i, list := range by {
		for _, u := range usesOf(list) {
			if u.holdsAt(right.at(u.at)) {
				net[u.at] += 2*i - 1
			}
		}
	}
	for _, m := range net {
		swapped, stated = swapped+max(m, 0), stated+max(-m, 0)
	}
	return swapped, stated
}

// claimed is measured from events in assignments, by the source's edge to all
// others together.
func (s *solver) claimed(n int, r Reading) Reading {
	for _, e := range s.of(n) {
		if e.a+e.b-n == s.all() {
			r.Pairs = e.pairs
			r = s.shifted(n, r, e.ahead(n, s.shift), e.width()/2, e.gain(n))
			return s.renamed(n, r, e)
		}
	}
	return s.shifted(n, r, s.shift[n], 0, fitted{})
}

// picked reports whether events in assignments say of source n no more than that one of many gains explains
// some that fail: a zone may explain them, of which there are few, but a gain is not told by it.
func (s *solver) picked(n int) bool {
	return slices.ContainsFunc(s.of(n), func(e *edge) bool { return e.a+e.b-n == s.all() && e.picked })
}

// gainBeside is a gain that explains more events than the constant error that was found of
// source n, though not surely: which of the two it is nobody knows, and early events may be
// of a time when the clock was right.
func (s *solver) gainBeside(n int, found Reading) []Reading {
	if found.Kind != clock.Skew {
		return nil
	}
	for _, e := range s.of(n) {
		if e.a+e.b-n == s.all() && e.beside != nil {
			gains := *e
			gains.found(e.beside)
			return []Reading{s.shifted(n, Reading{Kept: true, Why: SomeWeeks, Pairs: gains.pairs}, gains.ahead(n, s.shift), gains.width()/2, gains.gain(n))}
		}
	}
	return nil
}
