package attribution

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

// A payment is not proof: a card counts among a subject's selectors only where
// nothing says that it is somebody else's.

// appendDoubtful adds the selectors that are not contested and yet not shown to be the
// user's: e-mail addresses in others' names; cards whose payers and holders bear other
// names than the account's user; and cards for which no issuer vouches, where they are
// several and as many as everything else: a family pays with each other's. Where no name
// of the user is known but the payers' own, the e-mail addresses have to name them. A
// card that its holder denies is nobody's own as long as it may be stolen; where nobody
// used the accounts there is no user to whom it would be given.
func (w *weighing) appendDoubtful(to []Node, stolen *Rival) []Node {
	to = w.appendThose(to, w.p.emails, w.isOthers)
	to = w.appendThose(to, w.p.cards, w.strange)
	if stolen.Verdict != Excluded && !w.neverUsed() {
		to = w.appendThose(to, w.p.cards, w.denied())
	}
	with := w.appendThose(to, w.p.cards, w.unvouched)
	cards, all := len(with)-len(to), len(w.p.principals)+len(w.p.emails)+len(w.p.cards)-len(to)
	if cards > 1 && 2*cards >= all {
		return with
	}
	return to
}

// denied tells which cards may be stolen: those that are lost, and whatever else is
// their holders'; where none was reported and a payment was charged back, any.
func (w *weighing) denied() func(card Node) bool {
	if !w.p.facts.reported {
		return func(Node) bool { return w.p.facts.chargebacks > 0 }
	}
	var holders []nameID
	for _, n := range w.p.cards {
		if nd := &w.c.nodes[n]; w.isLost(n) && nd.holder != noName {
			holders = append(holders, nd.holder)
		}
	}
	holders = ascending(holders)
	return func(card Node) bool {
		_, is := slices.BinarySearch(holders, w.c.nodes[card].holder)
		return is || w.isLost(card)
	}
}

// lost reports whether some card is.
func (w *weighing) lost() bool { return slices.ContainsFunc(w.p.cards, w.isLost) }

// isLost reports whether a card was reported, and its holder is not who the provider says
// holds the claimed connection. A name stated with an account is typed by whoever opens
// it, and so are the numbers of more of that holder's cards: neither ties it to the line.
func (w *weighing) isLost(card Node) bool {
	nd := &w.c.nodes[card]
	if !nd.facts.reported {
		return false
	}
	person := w.person()
	return nd.holder == noName || person == noName || w.c.bestLikeness([]nameID{nd.holder}, person) != same
}

// appendThose adds what is so of a list in which each is once, and is not there yet.
func (w *weighing) appendThose(to, list []Node, is func(Node) bool) []Node {
	there := to
	if len(there) > few {
		there = slices.Clone(there)
		slices.Sort(there)
	}
	for _, n := range list {
		if !contains(there, n) && is(n) {
			to = append(to, n)
		}
	}
	return to
}

// contains reports whether a list has an element. Where these are not few, it is ascending.
func contains(list []Node, n Node) bool {
	if len(list) <= few {
		return slices.Contains(list, n)
	}
	_, is := slices.BinarySearch(list, n)
	return is
}

// unvouched reports whether no issuer says whose the card is, and it does not stand in
// for an account.
func (w *weighing) unvouched(card Node) bool {
	_, stands := slices.BinarySearch(w.p.principals, card)
	return !stands && w.c.nodes[card].holder == noName
}

// isOthers reports whether an e-mail address is in the full name of somebody else, with
// whom neither the account's names nor the subscriber's have anything in common.
func (w *weighing) isOthers(mail Node) bool {
	return contains(w.p.othersMail, mail) && w.c.othersMail(mail, w.p.names, w.person())
}

// openedByAnother reports whether such an address stands with the accounts that the claim
// rests on: who opened them may be another than who uses them.
func (w *weighing) openedByAnother() bool {
	return w.tally != nil && slices.ContainsFunc(w.p.othersMail, w.isOthers) && !w.usedBeside(w.p.openedFor)
}

// othersMail reports whether an e-mail address is in the full name of somebody of the
// evidence with whom neither the names nor the person have anything in common.
func (c *Case) othersMail(mail Node, names []nameID, person nameID) bool {
	if len(names) == 0 {
		return false
	}
	handle, _, _ := strings.Cut(c.nodes[mail].selector.Value, "@")
	parts, _ := nameParts(handle)
	if len(parts) < 2 {
		return false
	}
	slices.Sort(parts)
	return slices.ContainsFunc(c.bearers[strings.Join(parts, " ")], func(n nameID) bool {
		return c.bestLikeness(names, n) < family && (person == noName || c.bestLikeness([]nameID{n}, person) < family)
	})
}

func (w *weighing) strange(card Node) bool {
	c := w.c
	nd := &c.nodes[card]
	if len(nd.payers) == 0 && nd.holder == noName {
		return false
	}
	user := w.userNames()
	if len(user) == 0 {
		return !w.mailNames(nd.payers) && !w.mailNames([]nameID{nd.holder})
	}
	return c.bestLikeness(user, nd.payers...) != same && (nd.holder == noName || c.bestLikeness(user, nd.holder) != same)
}

// userNames are the names of the user that do not come from payments: stated
// with the accounts or, where none is, by the provider of the connection.
func (w *weighing) userNames() (list []nameID) {
	for _, n := range w.p.principals {
		list = append(list, w.c.nodes[n].names...)
	}
	if person := w.person(); len(list) == 0 && person != noName {
		list = append(list, person)
	}
	return list
}

// mailNames reports whether an e-mail address of the profile holds a part of one
// of the names.
func (w *weighing) mailNames(names []nameID) bool {
	return slices.ContainsFunc(w.p.emails, func(m Node) bool { return w.c.handleNames(m, names) })
}

// disputed reports whether it is disputed whose the accounts are that the claim
// rests on: a reseller's customer may have accounts besides, under selectors of
// which nobody else has any, and where those were used from the connection on
// several days, they speak for themselves.
func (w *weighing) disputed() bool {
	if w.p.disputed == 0 || w.tally == nil {
		return w.p.disputed > 0
	}
	return !w.usedBeside(w.p.implicated)
}

// household reports whether the accounts of other names under the same selectors are at
// home on the claimed connection too, which hardly anybody else used: a family's card, or
// its address. A reseller's customers are at home in several places.
func (w *weighing) household() bool {
	if w.tally == nil || w.crowd.people >= crowdSize || len(w.p.beside) >= largeCrowd || !w.disputed() {
		return false
	}
	var days severalDays
	for _, i := range w.tally.sessions {
		days.add(w.c.uses[i].First)
	}
	return days.are() && !slices.ContainsFunc(w.p.beside, func(n Node) bool { return !w.atHome(n) })
}

// atHome reports whether an account was used from the claimed connection on two days or
// more, for who logs in once is a guest, and from no other private one oftener.
func (w *weighing) atHome(account Node) bool {
	i := slices.Index(w.crowd.users, account)
	if i < 0 {
		return false
	}
	p := w.crowd.profiles[i]
	here := w.c.sessionsOfOne(account, p.tally(w.tally.sub))
	if !slices.ContainsFunc(here, func(u int32) bool { return w.c.uses[u].First/comity.Day != w.c.uses[here[0]].First/comity.Day }) {
		return false
	}
	return !slices.ContainsFunc(p.tallies, func(t tally) bool {
		return t.sub != w.tally.sub && w.crowds[t.sub].people < crowdSize && len(w.c.sessionsOfOne(account, &t)) > len(here)
	})
}

// sessionsOf are the sessions that some accounts had on a connection.
func (c *Case) sessionsOf(accounts []Node, on *crowd, sub int32) (uses []int32) {
	for i, n := range on.users {
		if slices.Contains(accounts, n) {
			uses = append(uses, c.sessionsOfOne(n, on.profiles[i].tally(sub))...)
		}
	}
	return uses
}

func (c *Case) sessionsOfOne(account Node, t *tally) (uses []int32) {
	for _, u := range t.sessions {
		if c.uses[u].Node == account {
			uses = append(uses, u)
		}
	}
	return uses
}

// usedBeside reports whether accounts that are none of these were used from the
// connection on several days.
func (w *weighing) usedBeside(accounts []Node) bool {
	var days severalDays
	for _, i := range w.tally.sessions {
		u := &w.c.uses[i]
		if _, is := slices.BinarySearch(accounts, u.Node); !is {
			days.add(u.First)
		}
	}
	return days.are()
}
