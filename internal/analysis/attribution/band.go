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
	if w.tally == nil || w.onlyPayments() || w.p.shared > len(w.tally.uses) || w.p.ambiguous > len(w.tally.uses) {
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
	if w.p.ambiguous > 0 && w.p.ambiguous*4 > len(w.tally.uses) {
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

// Tests is a set of the four tests of the top band.
type Tests uint8

const (
	independence     Tests = 1 << iota // a: two independent events
	oneReading                         // b: one subscriber under all kept readings
	useBeyondPayment                   // c
	noRival                            // d: no rival within one ban
)

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
