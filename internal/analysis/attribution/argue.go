package attribution

import (
	"cmp"
	"fmt"
	"slices"

	"comity/internal/comity"
)

// weighing is the claim "the subscriber of this connection used the accounts",
// argued either way, and its rivals.
type weighing struct {
	c      *Case
	p      *profile
	tally  *tally // nil: no connection is named
	crowd  int
	opened int
	paid   int
	like   likeness // of the names stated with the accounts to the subscriber's
	known  bool     // the provider names the subscriber
	pro    []Argument
	con    []Argument
	score  comity.Weight
	rivals []Rival
}

// argue weighs the claim that t's subscriber did it.
func (c *Case) argue(p *profile, t *tally, crowd crowd) *weighing {
	w := &weighing{c: c, p: p, tally: t}
	w.forIt("prior", "before any evidence", nil)
	if t == nil {
		return w
	}
	w.crowd, w.opened, w.paid = crowd.people[t.sub], crowd.signUps[t.sub], crowd.cards[t.sub]
	if person := c.subscribers[t.sub].Person; person != "" && len(p.names) > 0 {
		w.known, w.like = true, bestLikeness(p.names, []string{person})
	}
	w.weighConnection()
	w.weighNames()
	w.weighDoubts()
	return w
}

// better prefers the higher score, then more uses, then the lower number.
func (w *weighing) better(than *weighing) bool {
	return cmp.Or(cmp.Compare(w.score, than.score), cmp.Compare(len(w.tally.uses), len(than.tally.uses)),
		cmp.Compare(than.tally.sub, w.tally.sub)) > 0
}

func (w *weighing) forIt(name, text string, uses []int) {
	r := row(name)
	w.pro = append(w.pro, Argument{r.Weight, text, w.hits(uses)})
	w.score += r.Weight
}

func (w *weighing) against(name, text string, uses []int) {
	r := row(name)
	w.con = append(w.con, Argument{r.Weight, text, w.hits(uses)})
	w.score += r.Weight
}

func (w *weighing) hits(uses []int) []HitRef {
	out := make([]HitRef, len(uses))
	for i, u := range uses {
		out[i] = w.c.uses[u].Hit
	}
	return out
}

func (w *weighing) weighConnection() {
	t := w.tally
	n := len(t.assignments)
	name := "assignments-5"
	switch {
	case n == 1:
		name = "assignments-1"
	case n == 2:
		name = "assignments-2"
	case n < 5:
		name = "assignments-3"
	}
	w.forIt(name, fmt.Sprintf("%d events in %d assignments name this subscriber", len(t.uses), n), t.uses)
	if len(t.clocks) > 1 {
		w.forIt("clocks", fmt.Sprintf("%d separately stated clocks agree", len(t.clocks)), nil)
	}
	switch s := len(t.sessions); {
	case s >= 3:
		w.forIt("use-often", fmt.Sprintf("the account was used from here in %d sessions", s), t.sessions)
	case s > 0:
		w.forIt("use", fmt.Sprintf("the account was used from here in %d sessions", s), t.sessions)
	default:
		w.against("no-use", "nothing but payment or sign-up came from here", nil)
	}
	if len(t.signUps) > 0 {
		w.forIt("sign-up", "the account was opened from here", t.signUps)
	}
	if len(t.payments) > 0 {
		w.forIt("payment", fmt.Sprintf("%d payments were made from here", len(t.payments)), t.payments)
	}
}

func (w *weighing) weighNames() {
	if w.known {
		switch w.like {
		case same:
			w.forIt("name-same", "the name stated with the account is the subscriber's", nil)
		case family:
			w.forIt("name-family", "the name stated with the account shares a part with the subscriber's", nil)
		default:
			w.against("name-unlike", "no name stated with the account resembles the subscriber's", nil)
		}
	}
	if person := w.person(); person != "" && bestLikeness(w.p.holders, []string{person}) == same {
		w.forIt("holder-same", "the issuer names the subscriber as the card's holder", nil)
	}
}

func (w *weighing) person() string {
	if w.tally == nil {
		return ""
	}
	return w.c.subscribers[w.tally.sub].Person
}

func (w *weighing) weighDoubts() {
	here, elsewhere := len(w.tally.sessions), []int(nil)
	for _, t := range w.p.tallies {
		if t != w.tally {
			elsewhere = append(elsewhere, t.sessions...)
		}
	}
	slices.Sort(elsewhere)
	if len(elsewhere) > here {
		w.against("elsewhere", fmt.Sprintf("%d sessions resolve to other connections, %d to this one", len(elsewhere), here), elsewhere)
	}
	if w.p.facts.chargebacks > 0 {
		w.against("charge-back", fmt.Sprintf("%d payments were charged back", w.p.facts.chargebacks), nil)
	}
	if w.crowd >= crowdSize {
		w.against("crowd", fmt.Sprintf("accounts of %s unrelated people were used from here", atLeast(w.crowd)), nil)
	}
}

func atLeast(n int) string {
	if n >= enough {
		return fmt.Sprintf("%d or more", enough)
	}
	return fmt.Sprint(n)
}

// subscribers lists the claimed one first, the others by number of uses.
func (w *weighing) subscribers() []int32 {
	if w.tally == nil {
		return nil
	}
	others := slices.DeleteFunc(slices.Clone(w.p.tallies), func(t *tally) bool { return t == w.tally })
	slices.SortStableFunc(others, func(a, b *tally) int { return len(b.uses) - len(a.uses) })
	out := []int32{w.tally.sub}
	for _, t := range others {
		out = append(out, t.sub)
	}
	return out
}

// band applies the precedence of docs/terms.md: contradicted, unresolved, then
// how many of the four tests fail.
func (w *weighing) band() (comity.Band, []string) {
	missing := w.missing()
	for _, r := range w.rivals {
		if w.tally != nil && r.Verdict == Ahead {
			return comity.Contradicted, missing
		}
	}
	if w.tally == nil || w.onlyPayments() || len(w.p.shared) > len(w.tally.uses) || len(w.p.ambiguous) > len(w.tally.uses) {
		return comity.Unresolved, missing
	}
	switch len(missing) {
	case 0:
		return comity.Corroborated, missing
	case 1:
		return comity.Supported, missing
	}
	return comity.Unresolved, missing
}

// onlyPayments reports whether nothing resolved but payments.
func (w *weighing) onlyPayments() bool {
	for _, t := range w.p.tallies {
		if len(t.sessions)+len(t.signUps) > 0 {
			return false
		}
	}
	return true
}

// missing lists the tests of the top band that fail: (a) two independent
// events, (b) one subscriber under all kept readings, (c) use beyond payment,
// (d) no rival within one ban.
func (w *weighing) missing() []string {
	out := []string{}
	if w.tally == nil {
		return []string{"a", "b", "c", "d"}
	}
	if !w.tally.independent(w.c) {
		out = append(out, "a")
	}
	if len(w.p.ambiguous) > 0 && len(w.p.ambiguous)*4 > len(w.tally.uses) {
		out = append(out, "b")
	}
	if len(w.tally.sessions) == 0 {
		out = append(out, "c")
	}
	if slices.ContainsFunc(w.rivals, func(r Rival) bool { return r.Verdict != Excluded }) {
		out = append(out, "d")
	}
	return out
}
