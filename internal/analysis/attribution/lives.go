package attribution

import "slices"

// thirdHolder reports whether an issuer names, as holder of one of the cards, somebody who
// is neither named with the accounts nor holds the connection, as far as can be told.
func (w *weighing) thirdHolder() bool {
	return slices.ContainsFunc(w.p.holders, func(h nameID) bool {
		return max(w.c.bestLikeness(w.p.names, h), w.c.bestLikeness([]nameID{h}, w.person())).differs()
	})
}

// livesDays is on how many days, over a month, who lives somewhere was there at least.
const livesDays = 5

// ofFirm reports whether the claimed connection may be a firm's.
func (w *weighing) ofFirm() bool {
	is, _ := w.c.isFirm(w.person())
	return is
}

// livesThere reports whether the accounts were at home on the line of somebody of another
// name: used from there on many days, over a month, from no other private line as often,
// and by nobody else but its holder and that one's family; these are in one name, no card speaks against who they are stated to be, and
// the holder is no firm. Couples of two names, those who share a flat, and tenants are so;
// a guest, a thief or an employee for long may be, so that it is never more than possible.
func (w *weighing) livesThere() bool {
	if !w.known || w.like != unlike || w.crowd.others > 1 || w.crowd.people >= crowdSize {
		return false
	}
	f := &w.p.facts
	if f.chargebacks > 0 || f.reported || w.p.mixed || w.thirdHolder() || w.disputed() && !w.household() || w.ofFirm() {
		return false
	}
	here := w.c.lasting(w.tally)
	return w.c.onDays(here, livesDays) && !slices.ContainsFunc(w.p.tallies, func(t tally) bool {
		return t.sub != w.tally.sub && len(t.sessions) >= len(here) && !w.public(&t)
	})
}
