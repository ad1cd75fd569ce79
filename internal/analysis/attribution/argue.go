package attribution

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// weighing is the claim "the subscriber of this connection used the accounts",
// argued either way. It is used again and again: what stays is copied out.
type weighing struct {
	c     *Case
	p     *profile
	tally *tally // nil: no connection is named
	crowd crowd
	like  likeness // of the names stated with the accounts to the subscriber's
	known bool     // the provider names the subscriber
	pro   []Argument
	con   []Argument
	score comity.Weight
}

// argue weighs the claim that t's subscriber did it.
func (w *weighing) argue(p *profile, t *tally, crowds []crowd) {
	*w = weighing{c: w.c, p: p, tally: t, pro: w.pro[:0], con: w.con[:0]}
	w.forIt(rowPrior, nil)
	if t == nil {
		return
	}
	w.crowd = crowds[t.sub]
	if person := w.person(); person != noName && len(p.names) > 0 {
		w.known, w.like = true, w.c.bestLikeness(p.names, person)
	}
	w.weighConnection()
	w.weighNames()
	w.weighDoubts()
}

// better prefers the higher score, then more uses, then the lower number.
func (w *weighing) better(than *weighing) bool {
	return cmp.Or(cmp.Compare(w.score, than.score), cmp.Compare(len(w.tally.uses), len(than.tally.uses)),
		cmp.Compare(than.tally.sub, w.tally.sub)) > 0
}

// forIt adds a row that speaks for the claim, with the uses it rests on and the
// figures of its text.
func (w *weighing) forIt(row rowID, uses []int32, figures ...int) {
	w.pro = append(w.pro, newArgument(row, uses, figures))
	w.score += row.weight()
}

// against adds a row that speaks against the claim.
func (w *weighing) against(row rowID, uses []int32, figures ...int) {
	w.con = append(w.con, newArgument(row, uses, figures))
	w.score += row.weight()
}

func newArgument(row rowID, uses []int32, figures []int) Argument {
	a := Argument{Weight: row.weight(), Uses: uses, row: row}
	for i, n := range figures {
		a.figures[i] = int32(n)
	}
	return a
}

func (w *weighing) weighConnection() {
	t := w.tally
	row := rowAssignments5
	switch t.assignments {
	case 1:
		row = rowAssignments1
	case 2:
		row = rowAssignments2
	case 3, 4:
		row = rowAssignments3
	}
	w.forIt(row, t.uses, len(t.uses), int(t.assignments))
	if t.clocks > 1 {
		w.forIt(rowClocks, nil, int(t.clocks))
	}
	switch s := len(t.sessions); {
	case s >= 3:
		w.forIt(rowUseOften, t.sessions, s)
	case s > 0:
		w.forIt(rowUse, t.sessions, s)
	default:
		w.against(rowNoUse, nil)
	}
	if len(t.signUps) > 0 {
		w.forIt(rowSignUp, t.signUps)
	}
	if len(t.payments) > 0 {
		w.forIt(rowPayment, t.payments, len(t.payments))
	}
}

func (w *weighing) weighNames() {
	if w.known {
		switch w.like {
		case same:
			w.forIt(rowNameSame, nil)
		case family:
			w.forIt(rowNameFamily, nil)
		default:
			w.against(rowNameUnlike, nil)
		}
	}
	if person := w.person(); person != noName && w.c.bestLikeness(w.p.holders, person) == same {
		w.forIt(rowHolderSame, nil)
	}
}

// person is who holds the connection; noName where the provider does not say.
func (w *weighing) person() nameID {
	if w.tally == nil {
		return noName
	}
	return w.c.subscribers[w.tally.sub].person
}

func (w *weighing) weighDoubts() {
	here := len(w.tally.sessions)
	if elsewhere := w.p.resolved - here; elsewhere > 0 && elsewhere >= here {
		w.against(rowElsewhere, nil, elsewhere, here) // the uses are listed once the claim is chosen
	}
	if n := w.p.facts.chargebacks; n > 0 {
		w.against(rowChargeBack, nil, n)
	}
	if w.crowd.people >= crowdSize {
		w.against(rowCrowd, nil, int(w.crowd.people))
	}
}

// listElsewhere adds the sessions at other connections to the argument that
// they made.
func (w *weighing) listElsewhere(keep *slab[int32]) {
	i := slices.IndexFunc(w.con, func(a Argument) bool { return a.row == rowElsewhere })
	if i < 0 {
		return
	}
	var uses []int32
	for j := range w.p.tallies {
		if t := &w.p.tallies[j]; t != w.tally {
			uses = append(uses, t.sessions...)
		}
	}
	slices.Sort(uses)
	w.con[i].Uses = keep.keep(uses)
}

// subscribers lists the claimed one first, the others by number of uses.
func (w *weighing) subscribers(to []int32) []int32 {
	if w.tally == nil {
		return to
	}
	to = append(to, w.tally.sub)
	for i := range w.p.tallies {
		if t := &w.p.tallies[i]; t != w.tally {
			to = append(to, t.sub)
		}
	}
	slices.SortStableFunc(to[1:], func(a, b int32) int { return len(w.p.tally(b).uses) - len(w.p.tally(a).uses) })
	return to
}
