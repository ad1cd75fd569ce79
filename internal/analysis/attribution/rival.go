package attribution

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

// rivalSum adds up one rival from rows of the table.
type rivalSum struct {
	kind    string
	weight  comity.Weight
	pro     bool // some row speaks for it
	reasons []string
}

func newRival(kind string) *rivalSum {
	return &rivalSum{kind: kind, weight: row(kind + "/prior").Weight}
}

// when adds a row, for the rival or against it, where the condition holds.
func (r *rivalSum) when(cond bool, name, text string) {
	if cond {
		w := row(r.kind + "/" + name).Weight
		r.weight += w
		r.pro = r.pro || w > 0
		r.reasons = append(r.reasons, text)
	}
}

// weighRivals computes the rivals and their verdicts from the finished score. A
// rival that nothing speaks for is excluded however weak the claim is: that is
// for the tests of the band to say.
func (w *weighing) weighRivals() {
	for _, r := range []*rivalSum{w.stolenCard(), w.sharedAddress(), w.reseller(), w.accountSharing(), w.clockError()} {
		verdict := Excluded
		switch {
		case !r.pro:
		case r.weight > w.score:
			verdict = Ahead
		case r.weight > w.score-oneBan:
			verdict = Possible
		}
		text := "nothing observed speaks for it"
		if len(r.reasons) > 0 {
			text = strings.Join(r.reasons, "; ")
		}
		w.rivals = append(w.rivals, Rival{r.kind, r.weight, verdict, text})
	}
}

func (w *weighing) stolenCard() *rivalSum {
	r := newRival("stolen-card")
	f := w.p.facts
	r.when(f.chargebacks > 0, "charge-back", "a payment was charged back")
	r.when(f.reported, "reported", "the issuer lists a card as stolen or lost")
	r.when(f.payments > 0 && w.p.sessions == 0, "never-used", "paid for and never used")
	r.when(w.paid >= crowdSize, "many-cards", "cards of many people were used from the connection")
	r.when(f.declined >= 3, "declined", "several payments were declined")
	if len(w.p.holders) == 0 {
		return r
	}
	person := w.person()
	ownName := bestLikeness(w.p.holders, w.p.names)
	ofLine := person != "" && bestLikeness(w.p.holders, []string{person}) != unlike
	r.when(ownName == same, "own-name", "the issuer's holder is named in the account")
	r.when(ofLine, "holder-same", "the issuer's holder is the subscriber or of the same name")
	r.when(ownName == unlike && !ofLine, "holder-unlike", "the issuer's holder is neither the account's name nor the subscriber's")
	return r
}

func (w *weighing) sharedAddress() *rivalSum {
	r := newRival("shared-address")
	r.when(w.crowd >= crowdSize, "crowd", "many unrelated people use the connection")
	r.when(w.known && w.like == unlike, "name-unlike", "the subscriber bears no name stated with the account")
	r.when(w.known && w.like == same, "name-same", "the subscriber bears the name stated with the account")
	r.when(len(w.p.shared)*2 > len(w.p.uses), "no-port", "most look-ups met a shared address without port")
	return r
}

func (w *weighing) reseller() *rivalSum {
	r := newRival("reseller")
	r.when(w.opened >= crowdSize, "many-sign-ups", "accounts in many names were opened from the connection")
	return r
}

// secondHome is on how many days another private connection must have used the
// account before it counts as somebody else's.
const secondHome = 3

func (w *weighing) accountSharing() *rivalSum {
	r := newRival("account-sharing")
	person := w.person()
	other := slices.ContainsFunc(w.p.tallies, func(t *tally) bool {
		if t == w.tally || w.tally == nil || len(t.days) < secondHome || len(t.sessions) == 0 {
			return false
		}
		p := w.c.subscribers[t.sub].Person
		mine := person != "" && p != "" && compareNames(person, p) == same || p != "" && bestLikeness(w.p.names, []string{p}) == same
		return !mine && p != "" && bestLikeness(w.p.names, []string{p}) == unlike && person != "" && w.like != same
	})
	r.when(other, "second-home", "another connection, in another name, used the account on several days")
	return r
}

func (w *weighing) clockError() *rivalSum {
	r := newRival("clock-error")
	r.when(len(w.p.ambiguous)*2 > len(w.p.uses), "edges", "most look-ups lie at the edge of an assignment")
	return r
}
