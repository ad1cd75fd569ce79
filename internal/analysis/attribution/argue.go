package attribution

import (
	"cmp"
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// weighing is the claim "the subscriber of this connection used the accounts",
// argued either way. It is used again and again: what stays is copied out.
type weighing struct {
	c      *Case
	p      *profile
	tally  *tally // nil: no connection is named
	crowd  *crowd
	nobody *crowd   // where no connection is named
	crowds []crowd  // by subscriber
	like   likeness // of the names stated with the accounts to the subscriber's
	known  bool     // the provider names the subscriber, and that can be compared
	untold bool     // the provider names the subscriber, and that cannot be compared
	lives  bool     // whoever uses the accounts lives on the line of somebody of another name, or is there as long
	usual  bool     // they have but a part in common that many names have: a family, or chance
	firm   bool     // they have but a part in common, and the subscriber is a firm: no family
	mail   bool     // they are not alike, and an address of the accounts is in the subscriber's name: one family
	pro    []Argument
	con    []Argument
	score  comity.Weight
}

// argue weighs the claim that t's subscriber did it.
func (w *weighing) argue(p *profile, t *tally, crowds []crowd) {
	*w = weighing{c: w.c, p: p, tally: t, crowd: w.nobody, nobody: w.nobody, crowds: crowds, pro: w.pro[:0], con: w.con[:0]}
	w.forIt(rowPrior, nil)
	if t == nil {
		w.against(rowNoConnection, nil)
		return
	}
	w.crowd = &crowds[t.sub]
	w.compareNames(w.person())
	w.lives = w.livesThere()
	w.weighConnection()
	w.weighNames()
	w.weighDoubts()
}

// compareNames says what the names stated with the accounts, and their addresses, have to do
// with who holds the connection.
func (w *weighing) compareNames(person nameID) {
	if person == noName {
		return
	}
	if len(w.p.names) > 0 {
		w.like, w.firm = w.c.likeHolder(w.p.names, person)
	}
	if w.like < family && w.mailBears() {
		w.like, w.known, w.mail = family, true, true
		return
	}
	w.usual = w.like.usual() && !w.firm
	w.known = w.like != untold
	w.untold = !w.known && w.c.says(person) && slices.ContainsFunc(w.p.names, w.c.says)
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
	t := w.c.naming(w.tally)
	w.forIt(step(int(t.assignments), rowAssignments1, rowAssignments2, rowAssignments3, rowAssignments5, rowAssignments10), t.uses, len(t.uses), int(t.assignments))
	if t.clocks > 1 {
		w.forIt(rowClocks, w.c.withAll(t, t.clockUses), int(t.clocks))
	}
	if s := len(t.sessions); s > 0 {
		w.forIt(rowUse, w.c.withAll(t, t.sessions), s)
	} else {
		w.against(rowNoUse, nil)
	}
	if len(t.signUps) > 0 {
		w.forIt(rowSignUp, w.c.withAll(w.tally, w.tally.signUps))
	}
}

// naming is what names the subscriber, for the rows of the connection: t without what is
// known again, unless a row tells that the claim leans on it.
func (c *Case) naming(t *tally) *tally {
	if len(t.known) == 0 || t.leans {
		return t
	}
	out := *t
	out.uses, out.clockUses, out.sessions = nil, nil, c.lasting(t)
	var assignments []int32
	for _, i := range t.uses {
		u := &c.uses[i]
		if u.known {
			continue
		}
		out.uses, assignments = append(out.uses, i), append(assignments, u.Assignment)
		if u.Clock != NoClock && !slices.ContainsFunc(out.clockUses, func(j int32) bool { return c.uses[j].Clock == u.Clock }) {
			out.clockUses = append(out.clockUses, i)
		}
	}
	slices.Sort(assignments)
	out.assignments, out.clocks = int32(len(slices.Compact(assignments))), int32(len(out.clockUses))
	return &out
}

// withAll are uses from the connection, and where some of them name several all the
// others, by which they were found to be its.
func (c *Case) withAll(t *tally, uses []int32) []int32 {
	if slices.ContainsFunc(uses, func(i int32) bool { return c.uses[i].isSettled() }) {
		return t.uses
	}
	return uses
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

// weighNames compares the names. That they agree says nothing of an account that
// nobody used: a thief types the name on the card. That they differ says nothing
// where many people's accounts are used, or where they share a usual part.
func (w *weighing) weighNames() {
	used := !w.neverUsed() && len(w.tally.byName) < len(w.tally.uses) // what a name decided says nothing more of the name
	switch {
	case !w.known:
	case w.like == same && used:
		w.forIt(rowNameSame, w.p.session)
	case w.mail && used:
		w.forIt(rowNameMail, w.p.session)
	case w.like == family && used:
		w.forIt(rowNameFamily, w.p.session)
	case w.like == unlike && w.crowd.people < crowdSize:
		w.against(rowNameUnlike, nil)
	}
	if w.lives {
		w.forIt(rowNameOther, w.c.livesOn(w.p, w.tally, w.crowd))
	}
	if w.strangeHolder() {
		w.against(rowHolderUnlike, nil)
	}
}

// strangeHolder reports whether issuers name holders of the cards, and none of
// them is named with the account or holds the connection, as far as can be told.
func (w *weighing) strangeHolder() bool {
	like := w.p.held
	if len(w.p.holders) == 0 || like >= family {
		return false
	}
	person := w.person()
	return person == noName || max(like, w.c.bestLikeness(w.p.holders, person)).differs()
}

// person is who holds the connection; noName where the provider does not say.
func (w *weighing) person() nameID {
	if w.tally == nil {
		return noName
	}
	return w.c.subscribers[w.tally.sub].person
}

func (w *weighing) weighDoubts() {
	w.weighElsewhere()
	w.weighOthers()
	if n := len(w.tally.common); n > 0 {
		w.against(rowCommon, w.tally.common, n)
	}
	if n := len(w.tally.known); w.tally.leans {
		w.against(rowCommonKnown, w.tally.uses, n)
	}
	if n := len(w.tally.byName); n > 0 {
		w.against(rowCommonName, w.tally.byName, n)
	}
	if open := w.p.shared + w.p.ambiguous; open > len(w.tally.uses) {
		w.against(rowMostlyOpen, nil, open)
	}
	if w.neverUsed() {
		w.against(rowNeverUsed, nil)
		if w.p.facts.chargebacks > 0 && w.crowd.people < crowdSize {
			w.against(rowDenied, w.tally.payments)
		}
	}
	if n := w.p.facts.chargebacks; n > 0 {
		w.against(rowChargeBack, w.tally.payments, n)
	}
	if w.disputed() && w.crowd.people < crowdSize {
		w.against(rowDisputed, nil, w.p.disputed)
	}
	if w.p.mixed {
		w.against(rowMixedNames, nil)
	}
}

// neverUsed reports whether the accounts were paid for and used from nowhere.
func (w *weighing) neverUsed() bool { return w.p.facts.payments > 0 && w.p.sessions == 0 }

func (w *weighing) weighElsewhere() {
	here := len(w.tally.sessions)
	if elsewhere := w.p.resolved - here; elsewhere > 0 && elsewhere >= here {
		w.against(rowElsewhere, nil, elsewhere) // the uses are listed once the claim is chosen
	}
	if w.p.opened > 0 && len(w.tally.signUps) == 0 {
		w.against(rowOpenedElsewhere, nil)
	}
}

// weighOthers looks at whose accounts were used from the connection besides.
func (w *weighing) weighOthers() {
	unused := len(w.tally.sessions) == 0
	switch others := int(w.crowd.people); {
	case others >= crowdSize && w.known && w.like == same:
		w.against(rowCrowdOwn, w.crowd.uses, others)
	case others >= crowdSize:
		w.weighCrowd(others, unused)
	case others > 1:
		w.against(rowNeighbours, w.crowd.uses, others-1)
		if unused {
			w.against(rowNeighboursUnused, w.crowd.uses)
		}
	}
}

// weighCrowd: many people's accounts come from a café, or from one hand at work.
func (w *weighing) weighCrowd(others int, unused bool) {
	w.against(rowCrowd, w.crowd.uses, others)
	if others >= largeCrowd {
		w.against(rowCrowdLarge, w.crowd.uses)
	}
	if stranger := w.known && w.like < family; w.crowd.signUps >= bulkSize && !stranger {
		w.forIt(rowBulk, w.crowd.openings, int(w.crowd.signUps))
	}
	if unused {
		w.forIt(rowBulkUnused, w.crowd.uses)
	}
}

// listUses adds, to the arguments that what happened elsewhere made, the uses
// that they rest on. Where some of what names several was found to be somebody's, that
// rests on the others of his as well, as does what was not.
func (w *weighing) listUses(keep *slab[int32]) {
	settled := slices.ContainsFunc(w.p.uses, func(i int32) bool { return w.c.uses[i].isSettled() })
	for i := range w.con {
		var is func(*Use) bool
		switch w.con[i].row {
		case rowElsewhere:
			is = func(u *Use) bool {
				return u.Subscriber >= 0 && u.Subscriber != w.tally.sub && (settled || u.isSession())
			}
		case rowOpenedElsewhere:
			is = func(u *Use) bool {
				return u.Subscriber >= 0 && u.Subscriber != w.tally.sub && (settled || u.Hit.Event == SignUp)
			}
		case rowMostlyOpen:
			is = func(u *Use) bool {
				return u.open(crosscheck.Shared) || u.open(crosscheck.Ambiguous) || settled && u.Subscriber >= 0
			}
		default:
			continue
		}
		var uses []int32
		for _, u := range w.p.uses {
			if is(&w.c.uses[u]) {
				uses = append(uses, u)
			}
		}
		w.con[i].Uses = keep.keep(uses)
	}
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
