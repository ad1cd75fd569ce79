package attribution

import "slices"

// livesOn are the uses by which somebody lives there: theirs; those that make a public place
// of another connection that they used as often; those by which others are visitors; and those
// of a household, where one is why a selector of others' says nothing.
func (c *Case) livesOn(p *profile, t *tally, on *crowd) []int32 {
	here := c.lasting(t)
	uses := c.appendCrowds(slices.Clone(here), p, func(x *tally) bool { return x.sub != t.sub && len(x.sessions) >= len(here) })
	for _, q := range on.profiles {
		if visits(q, q.tally(t.sub)) {
			uses = append(append(uses, t.signUps...), q.uses...)
		}
	}
	if p.disputed > 0 {
		uses = append(uses, c.householdOn(p, t, on)...)
	}
	slices.Sort(uses)
	return slices.Compact(uses)
}

// householdOn are the uses by which the accounts of others under one's selectors are at home
// on the same connection.
func (c *Case) householdOn(p *profile, t *tally, on *crowd) []int32 {
	uses := slices.Concat(c.sessionsOf(p.beside, on, t.sub), t.sessions)
	for i, n := range on.users {
		if !slices.Contains(p.beside, n) {
			continue
		}
		q := on.profiles[i]
		here := len(c.sessionsOfOne(n, q.tally(t.sub)))
		uses = c.appendCrowds(uses, q, func(x *tally) bool { return x.sub != t.sub && len(c.sessionsOfOne(n, x)) > here })
	}
	slices.Sort(uses)
	return slices.Compact(uses)
}

// appendCrowds appends the uses that make a public place of those of p's connections that are
// meant.
func (c *Case) appendCrowds(to []int32, p *profile, is func(*tally) bool) []int32 {
	for i := range p.tallies {
		if x := &p.tallies[i]; c.crowds[x.sub].people >= crowdSize && is(x) {
			to = append(to, c.crowds[x.sub].uses...)
		}
	}
	return to
}

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
// and by nobody else but its holder, that one's family and, where the account was opened from
// there, visitors; these are in one name, no card speaks against who they are stated to be, and
// the holder is no firm. Couples of two names, those who share a flat, and tenants are so;
// a guest, a thief or an employee for long may be, so that it is never more than possible.
func (w *weighing) livesThere() bool {
	others := w.crowd.others
	if len(w.tally.signUps) > 0 { // an account that was bought or is shared was opened elsewhere
		others = w.crowd.stayed
	}
	if !w.known || w.like != unlike || others > 1 || w.crowd.people >= crowdSize {
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
