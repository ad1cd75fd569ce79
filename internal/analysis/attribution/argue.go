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
		w.against(rowNoConnection, nil)
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
	w.forIt(step(int(t.assignments), rowAssignments1, rowAssignments2, rowAssignments3, rowAssignments5, rowAssignments10), t.uses, len(t.uses), int(t.assignments))
	if t.clocks > 1 {
		w.forIt(rowClocks, nil, int(t.clocks))
	}
	switch s := len(t.sessions); {
	case s >= 10:
		w.forIt(rowUseMuch, t.sessions, s)
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

// step is the row for a count: of 1, 2, 3 or 4, 5 to 9, and more.
func step(n int, rows ...rowID) rowID {
	switch {
	case n >= 10:
		return rows[4]
	case n >= 5:
		return rows[3]
	case n >= 3:
		return rows[2]
	}
	return rows[max(0, n-1)]
}

func (w *weighing) weighNames() {
	switch {
	case !w.known:
		w.against(rowNameUnknown, nil)
	case w.like == same:
		w.forIt(rowNameSame, nil)
	case w.like == family:
		w.forIt(rowNameFamily, nil)
	default:
		w.against(rowNameUnlike, nil)
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
	switch elsewhere := w.p.resolved - here; { // the uses are listed once the claim is chosen
	case elsewhere > 0 && elsewhere >= here:
		w.against(rowElsewhere, nil, elsewhere, here)
	case elsewhere > 0:
		w.against(rowElsewhereSome, nil, elsewhere, here)
	}
	if w.p.opened > 0 && len(w.tally.signUps) == 0 {
		w.against(rowOpenedElsewhere, nil)
	}
	if open := w.p.shared + w.p.ambiguous; open > len(w.tally.uses) {
		w.against(rowMostlyOpen, nil, open, len(w.tally.uses))
	}
	if n := len(w.tally.common); n > 0 {
		w.against(rowCommon, w.tally.common, n)
	}
	if n := w.p.facts.chargebacks; n > 0 {
		w.against(rowChargeBack, nil, n)
	}
	switch others := int(w.crowd.people); {
	case others >= crowdSize:
		w.against(rowCrowd, nil, others)
	case others > 1:
		w.against(rowNeighbours, nil, others-1)
	}
	if w.p.disputed > 0 {
		w.against(rowDisputed, nil, w.p.disputed)
	}
	if w.p.mixed {
		w.against(rowMixedNames, nil)
	}
}

// listElsewhere adds the sessions at other connections to the argument that
// they made.
func (w *weighing) listElsewhere(keep *slab[int32]) {
	i := slices.IndexFunc(w.con, func(a Argument) bool { return a.row == rowElsewhere || a.row == rowElsewhereSome })
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
