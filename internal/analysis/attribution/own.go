package attribution

import "slices"

// A payment is not proof: a card counts among a subject's selectors only where
// nothing says that it is somebody else's.

// appendStrange adds the cards whose payers and holders bear other names than
// the account's user. Where no name of the user is known but the payers' own,
// the e-mail addresses have to name them.
func (w *weighing) appendStrange(to []Node) []Node {
	for _, n := range w.p.cards {
		if _, is := slices.BinarySearch(w.p.contested, n); !is && w.strange(n) {
			to = append(to, n)
		}
	}
	return to
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
	var days severalDays
	for _, i := range w.tally.sessions {
		u := &w.c.uses[i]
		if _, is := slices.BinarySearch(w.p.implicated, u.Node); !is {
			days.add(u.First)
		}
	}
	return !days.are()
}
