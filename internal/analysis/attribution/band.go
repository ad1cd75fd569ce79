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
	if w.p.edges > w.tally.sure || w.rivalLine() || w.tally.onlyName {
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

// rivalLine reports whether another connection was used for at least half as
// many sessions as the claimed one, while neither a name says that the claimed one,
// or both, are the account holder's, nor the account was opened from the claimed
// one alone: then which of the two is named would be a matter of chance.
func (w *weighing) rivalLine() bool {
	if w.known && w.like == same {
		return false
	}
	here := len(w.tally.sessions)
	return slices.ContainsFunc(w.p.tallies, func(t tally) bool {
		if t.sub == w.tally.sub || len(t.sessions) == 0 || 2*len(t.sessions) < here || len(w.tally.signUps) > 0 && len(t.signUps) == 0 {
			return false
		}
		p, mine := w.c.subscribers[t.sub].person, w.person()
		return p == noName || mine == noName || w.c.bestLikeness([]nameID{mine}, p) != same
	})
}

// Tests is a set of the four tests of the top band.
type Tests uint8

const (
	independence     Tests = 1 << iota // a: two independent events
	oneReading                         // b: one subscriber under all kept readings
	useBeyondPayment                   // c
	noRival                            // d: no rival within one ban
)

// Claim is what the worth of s is told by.
func (c *Case) Claim(s *Subject) Claim {
	isAccount := func(n Node) bool { return c.nodes[n].selector.Type == comity.SelectorAccount }
	return Claim{
		Score: s.Score, Named: len(s.Subscribers) > 0, Used: s.Missing&useBeyondPayment == 0,
		Account: slices.ContainsFunc(s.profile.principals, isAccount), Disputed: len(s.disputed) > 0,
	}
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
