package offset

import (
	"slices"

	"comity/internal/records/clock"
)

// suspect notes the reading that others give source n, where nothing agrees with it but what
// providers were asked about its own records: that was copied from them, whatever its clock
// showed. Who differs from it has no second one beside it, so that nobody was blamed. Events in
// assignments, whose times nobody copied, may be the second.
func (s *solver) suspect(n int) {
	if s.wrong[n].is {
		return
	}
	var tells *edge
	copied := false
	for _, e := range s.at(n) {
		switch {
		case e.mute || e.open:
		case s.off(e, s.shift):
			if !s.isCopy(e, n) && !s.wrong[e.a+e.b-n].drift && (tells == nil || e.pairs > tells.pairs) {
				tells = e
			}
		case !s.isCopy(e, n):
			return
		default:
			copied = true
		}
	}
	if tells != nil && copied {
		r := s.shifted(n, Reading{Kept: true, Why: Measured, Pairs: tells.pairs}, s.told(tells, n), tells.width()/2, tells.gain(n))
		s.suspected[n] = &r
	}
}

// setAside takes out what suspects claim: as long as it is not known which of two is wrong, it
// says nothing of others.
func (s *solver) setAside() map[ends][]Claim {
	aside := map[ends][]Claim{}
	for _, k := range s.keys() {
		if s.suspected[k.event] != nil {
			aside[k] = s.claims[k]
			s.forget(k.event)
			delete(s.claims, k)
		}
	}
	return aside
}

// judgeSuspects judges by what was set aside, when all others are judged.
func (s *solver) judgeSuspects(out []Verdict, aside map[ends][]Claim) {
	if len(aside) == 0 {
		return
	}
	for k, list := range aside {
		s.fixed[k.event] = false
		s.bringBack(k, list, out)
	}
	s.blameClaims(out)
}

// bringBack puts claims that were set aside back, by what was found of the assignments' clock since.
func (s *solver) bringBack(k ends, list []Claim, out []Verdict) {
	kept := out[k.provider].Kept()
	list = slices.DeleteFunc(slices.Clone(list), func(c Claim) bool {
		return c.Swapped != kept[0].Swap || s.apart(k.provider, kept, c.At)
	})
	for i := range list {
		list[i].Swapped = false
	}
	s.claims[k] = list
	if s.forget(k.event); kept[0].Kind != clock.Declared && !kept[0].Swap {
		s.correctAssignments(k, &kept[0])
	}
}

// blameClaims judges whoever claims blame, one after the other, until nobody is left.
func (s *solver) blameClaims(out []Verdict) {
	for {
		s.edges = nil
		s.measureClaims()
		n := s.blame()
		if n < 0 {
			return
		}
		s.take(n, s.judgeClaims(n, out[n]), out)
	}
}

// borneOut is the reading that another source gave the clock of source n, rather than the one
// that events in assignments give it, if these say surely more for it than for the declared
// one: who did one thing in two places tells it more finely, and whether it gains. Two errors of
// which neither gains are told apart by events too: there the other one may not be surely better.
func (s *solver) borneOut(n int, found Reading) Reading {
	r := s.suspected[n]
	if r == nil {
		return found
	}
	declared := clock.Adjustment{Kind: clock.Declared}
	if !s.heldBy(n, &r.Adjustment, &declared).surely() {
		return found
	}
	if (found.PerDay != 0) == (r.PerDay != 0) && s.heldBy(n, &found.Adjustment, &r.Adjustment).surely() {
		return found
	}
	return *r
}

// heldBy asks the events of source n in assignments, like byClaims, about readings that may be less
// apart than another zone is.
func (s *solver) heldBy(n int, a, b *clock.Adjustment) (v vote) {
	won, lost := map[uint64]bool{}, map[uint64]bool{}
	other := s.usesRead(n, s.putRight(n, b))
	for i, u := range s.usesRead(n, s.putRight(n, a)) {
		v.apart = max(v.apart, abs(s.errorOf(n, a, u.at)-s.errorOf(n, b, u.at)))
		one, two := u.holdsAt(0), other[i].holdsAt(0)
		switch {
		case one && !two:
			won[u.where] = true
		case two && !one:
			lost[other[i].where] = true
		}
		if !two {
			v.failed++
		}
	}
	v.won, v.lost = len(won), len(lost)
	return v
}
