package attribution

import (
	"slices"

	"comity/internal/comity"
)

// Rival is another explanation, weighed.
type Rival struct {
	Weight   comity.Weight
	Kind     RivalKind
	Verdict  Verdict
	reasons  [maxReasons]rowID // what was observed, in the order of weighing
	observed uint8             // how many of them
	pro      bool              // some row speaks for it
}

// maxReasons is how many rows one rival has at most, its prior aside.
const maxReasons = 8

// RivalKind says what a rival supposes.
type RivalKind uint8

const (
	stolenCard RivalKind = iota
	sharedAddress
	reseller
	accountSharing
	clockError
	rivals // how many there are
)

// String is the kind's word in findings.
func (k RivalKind) String() string {
	return [...]string{"stolen-card", "shared-address", "reseller", "account-sharing", "clock-error"}[k]
}

// Verdict says how a rival compares with the claim.
type Verdict uint8

// The verdicts on a rival.
const (
	Excluded Verdict = iota
	Possible         // within one ban of the claim
	Ahead            // weighs more than the claim
)

// String is the verdict's word in findings.
func (v Verdict) String() string { return [...]string{"excluded", "possible", "ahead"}[v] }

// oneBan is the distance within which a rival keeps a subject out of the top band.
const oneBan comity.Weight = 1000

func newRival(kind RivalKind, prior rowID) Rival {
	return Rival{Kind: kind, Weight: prior.weight()}
}

// when adds a row, for the rival or against it, where the condition holds.
func (r *Rival) when(cond bool, row rowID) {
	if cond {
		w := row.weight()
		r.Weight += w
		r.pro = r.pro || w > 0
		r.reasons[r.observed] = row
		r.observed++
	}
}

// weighRivals computes the rivals and their verdicts from the finished score. A
// rival that nothing speaks for is excluded however weak the claim is: that is
// for the tests of the band to say.
func (w *weighing) weighRivals() [rivals]Rival {
	all := [...]Rival{w.stolenCard(), w.sharedAddress(), w.reseller(), w.accountSharing(), w.clockError()}
	for i := range all {
		r := &all[i]
		switch {
		case !r.pro:
		case r.Weight > w.score:
			r.Verdict = Ahead
		case r.Weight > w.score-oneBan:
			r.Verdict = Possible
		}
	}
	return all
}

func (w *weighing) stolenCard() Rival {
	r := newRival(stolenCard, rowStolenCardPrior)
	f := &w.p.facts
	r.when(f.chargebacks > 0, rowStolenCardChargeBack)
	r.when(f.reported, rowStolenCardReported)
	r.when(f.payments > 0 && w.p.sessions == 0, rowStolenCardNeverUsed)
	r.when(w.crowd.cards >= crowdSize, rowStolenCardManyCards)
	r.when(f.declined >= 3, rowStolenCardDeclined)
	if len(w.p.holders) == 0 {
		return r
	}
	person := w.person()
	ownName := w.c.bestLikeness(w.p.holders, w.p.names...)
	ofLine := person != noName && w.c.bestLikeness(w.p.holders, person) != unlike
	r.when(ownName == same, rowStolenCardOwnName)
	r.when(ofLine, rowStolenCardHolderSame)
	r.when(ownName == unlike && !ofLine, rowStolenCardHolderUnlike)
	return r
}

func (w *weighing) sharedAddress() Rival {
	r := newRival(sharedAddress, rowSharedAddressPrior)
	r.when(w.crowd.people >= crowdSize, rowSharedAddressCrowd)
	r.when(w.known && w.like == unlike, rowSharedAddressNameUnlike)
	r.when(w.known && w.like == same, rowSharedAddressNameSame)
	r.when(w.p.shared*2 > len(w.p.uses), rowSharedAddressNoPort)
	return r
}

func (w *weighing) reseller() Rival {
	r := newRival(reseller, rowResellerPrior)
	r.when(w.crowd.signUps >= crowdSize, rowResellerManySignUps)
	return r
}

// secondHome is on how many days another private connection must have used the
// account before it counts as somebody else's.
const secondHome = 3

func (w *weighing) accountSharing() Rival {
	r := newRival(accountSharing, rowAccountSharingPrior)
	person := w.person()
	other := slices.ContainsFunc(w.p.tallies, func(t tally) bool {
		if w.tally == nil || t.sub == w.tally.sub || t.days < secondHome || len(t.sessions) == 0 {
			return false
		}
		p := w.c.subscribers[t.sub].person
		return p != noName && person != noName && w.like != same && w.c.bestLikeness(w.p.names, p) == unlike &&
			w.c.bestLikeness([]nameID{person}, p) != same
	})
	r.when(other, rowAccountSharingSecondHome)
	return r
}

func (w *weighing) clockError() Rival {
	r := newRival(clockError, rowClockErrorPrior)
	r.when(w.p.ambiguous*2 > len(w.p.uses), rowClockErrorEdges)
	return r
}
