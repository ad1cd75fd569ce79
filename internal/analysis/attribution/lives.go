package attribution

import (
	"slices"

	"comity/internal/comity"
)

// livesOn are the uses by which somebody lives there: theirs; those that make a public place
// of another connection that they used as often; those by which others are visitors; and those
// of a household, where one is why a selector of others' says nothing. All of theirs, where most
// came from here and none shows where the accounts were opened: see openedUnseen.
func (c *Case) livesOn(p *profile, t *tally, on *crowd) []int32 {
	uses := c.homeOn(p, t)
	for _, q := range on.profiles {
		if visits(q, q.tally(t.sub)) {
			uses = append(append(uses, t.signUps...), q.uses...)
		}
	}
	if p.disputed > 0 {
		uses = append(uses, c.householdOn(p, t, on)...)
	}
	if on.others > 1 && len(t.signUps) == 0 {
		uses = append(uses, p.uses...)
	}
	slices.Sort(uses)
	return slices.Compact(uses)
}

// homeOn are the uses by which somebody is at home there: see atHomeHere.
func (c *Case) homeOn(p *profile, t *tally) []int32 {
	here := c.lasting(t)
	return c.appendCrowds(slices.Clone(here), p, func(x *tally) bool { return x.sub != t.sub && len(x.sessions) >= len(here) })
}

// ownHomeOn are the uses by which the accounts are at home on their own line, and those by which
// the others under their selectors are not.
func (c *Case) ownHomeOn(p *profile, t *tally, on *crowd) []int32 {
	uses := append(c.homeOn(p, t), c.householdOn(p, t, on)...)
	for i, n := range on.users {
		if slices.Contains(p.beside, n) {
			for j := range on.profiles[i].tallies {
				uses = append(uses, c.sessionsOfOne(n, &on.profiles[i].tallies[j])...)
			}
		}
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
	if len(w.tally.signUps) > 0 || w.openedUnseen() {
		others = w.crowd.stayed
	}
	if !w.known || w.like != unlike || others > 1 || w.crowd.people >= crowdSize {
		return false
	}
	f := &w.p.facts
	if f.chargebacks > 0 || f.reported || w.p.mixed || w.thirdHolder() || w.disputed() && !w.household() || w.ofFirm() {
		return false
	}
	return w.atHomeHere()
}

// openedUnseen reports whether no record shows from where the accounts were opened, as where
// they are older than the records, and nothing tells that they are not their first user's:
// one that was bought or is shared was opened elsewhere, and is used elsewhere too. Most of
// their sessions came from the claimed connection, those of which nobody is known included.
func (w *weighing) openedUnseen() bool {
	return w.p.opened == 0 && 2*len(w.tally.sessions) > w.p.sessions && !w.disputed() && !w.handedOver()
}

// atHomeHere reports whether the accounts were used from the claimed connection on many days,
// over a month, and from no other private one as often.
func (w *weighing) atHomeHere() bool {
	here := w.c.lasting(w.tally)
	return w.c.onDays(here, livesDays) && !slices.ContainsFunc(w.p.tallies, func(t tally) bool {
		return t.sub != w.tally.sub && len(t.sessions) >= len(here) && !w.public(&t)
	})
}

// ownHome reports whether the accounts are disputed, and yet at home on a line in their own
// name, or the family's: whoever buys for others with one card or address, the user of an
// account in the name of the line's holder lives there. No card speaks against it, and nobody
// complained.
func (w *weighing) ownHome() bool {
	if w.tally == nil || !w.known || w.mail || w.like < family || w.crowd.people >= crowdSize || !w.disputed() {
		return false
	}
	f := &w.p.facts
	return f.chargebacks == 0 && !f.reported && !w.p.mixed && !w.thirdHolder() && w.atHomeHere()
}

// ownCard reports whether what stands with others' accounts are cards alone, and their issuers
// name who holds the connection, as the accounts do: a few others were paid for with them, all
// at home elsewhere, and this account is the card holder's own.
func (w *weighing) ownCard() bool {
	person := w.person()
	if len(w.p.soldUnder) > 0 || len(w.p.beside) >= largeCrowd || slices.ContainsFunc(w.p.beside, w.atHome) {
		return false
	}
	return w.like == same && person != noName && !slices.ContainsFunc(w.p.contested, func(n Node) bool {
		nd := &w.c.nodes[n]
		return nd.selector.Type != comity.SelectorCard || nd.holder == noName || w.c.bestLikeness([]nameID{nd.holder}, person) != same
	})
}
