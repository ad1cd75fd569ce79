package attribution

import (
	"math/bits"
	"slices"

	"comity/internal/comity"
)

// band applies the precedence of docs/terms.md: contradicted, unresolved, then
// how many of the four tests fail.
func (w *weighing) band(rivals []Rival) (comity.Band, Tests) {
	failed := w.failed(rivals)
	if w.tally != nil && slices.ContainsFunc(rivals, func(r Rival) bool { return r.Verdict == Ahead }) {
		return comity.Contradicted, failed
	}
	if w.tally == nil || w.onlyPayments() || w.p.changed >= len(w.tally.uses) {
		return comity.Unresolved, failed
	}
	switch bits.OnesCount8(uint8(failed)) {
	case 0:
		return comity.Corroborated, failed
	case 1:
		return comity.Supported, failed
	}
	return comity.Unresolved, failed
}

// onlyPayments reports whether nothing resolved but payments.
func (w *weighing) onlyPayments() bool {
	for i := range w.p.tallies {
		if t := &w.p.tallies[i]; len(t.sessions)+len(t.signUps) > 0 {
			return false
		}
	}
	return true
}

// failed are the tests of the top band that fail.
func (w *weighing) failed(rivals []Rival) Tests {
	if w.tally == nil {
		return independence | oneReading | useBeyondPayment | noRival
	}
	var out Tests
	if !w.tally.independent(w.c) {
		out |= independence
	}
	if w.p.edges > w.tally.sure || w.rivalLine() == instead || w.tally.onlyName {
		out |= oneReading
	}
	if len(w.tally.sessions) == 0 {
		out |= useBeyondPayment
	}
	if slices.ContainsFunc(rivals, func(r Rival) bool { return r.Verdict != Excluded }) {
		out |= noRival
	}
	return out
}

// rivalry says whether another connection rivals the claimed one.
type rivalry uint8

const (
	noLine  rivalry = iota
	beside          // one does, and nobody else used the claimed one
	instead         // one does, and which of the two is named would be a matter of chance
)

// rivalLine looks for another connection that was used for at least half as many
// sessions as the claimed one, while neither a name says that the claimed one, or
// both, are the account holder's, nor the account was opened from the claimed one
// alone. Where no names can be compared and the claimed one served these accounts
// alone, it is theirs, whosever the other is: a work-place, a relative's. Not so where
// the other was used far oftener: then the claimed one is where somebody was a guest.
func (w *weighing) rivalLine() rivalry {
	switch {
	case w.known && w.like == same || !slices.ContainsFunc(w.p.tallies, w.rivals):
		return noLine
	case !w.known && w.crowd.people <= 1 && !slices.ContainsFunc(w.p.tallies, w.outdone):
		return beside
	}
	return instead
}

// farOftener is how many times as many sessions make another connection the one that
// is at home.
const farOftener = 3

// outdone reports whether t's connection was used far oftener than the claimed one, of
// which no name says whose it is.
func (w *weighing) outdone(t tally) bool {
	return !w.known && t.sub != w.tally.sub && len(w.tally.sessions) > 0 && len(t.sessions) >= farOftener*len(w.tally.sessions) && w.crowds[t.sub].people < crowdSize
}

// rivals reports whether t's connection does. Where both names can be compared, a place
// where people come and go does not rival a line that is none, for nobody is at home
// there; unless the accounts were used there far oftener: then somebody was a guest here.
func (w *weighing) rivals(t tally) bool {
	if t.sub == w.tally.sub || len(t.sessions) == 0 || 2*len(t.sessions) < len(w.tally.sessions) || len(w.tally.signUps) > 0 && len(t.signUps) == 0 && !w.outdone(t) {
		return false
	}
	if w.known && len(t.sessions) < farOftener*len(w.tally.sessions) && w.public(&t) && !w.public(w.tally) {
		return false
	}
	p, mine := w.c.subscribers[t.sub].person, w.person()
	return p == noName || mine == noName || w.c.bestLikeness([]nameID{mine}, p) != same
}

// Tests is a set of the four tests of the top band.
type Tests uint8

const (
	independence     Tests = 1 << iota // a: two independent events
	oneReading                         // b: one subscriber under all kept readings
	useBeyondPayment                   // c
	noRival                            // d: no rival within one ban
)

func (c *Case) hasAccount(s *Subject) bool {
	return slices.ContainsFunc(s.profile.principals, func(n Node) bool { return c.nodes[n].selector.Type == comity.SelectorAccount })
}

// Letters lists the tests in the set: "a" to "d".
func (t Tests) Letters() []string {
	out := []string{}
	for i, letter := range [...]string{"a", "b", "c", "d"} {
		if t>>i&1 != 0 {
			out = append(out, letter)
		}
	}
	return out
}
