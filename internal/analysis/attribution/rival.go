package attribution

import "comity/internal/comity"

// Rival is another explanation, weighed.
type Rival struct {
	Weight   comity.Weight
	Kind     RivalKind
	Verdict  Verdict
	reasons  [maxReasons]rowID // what was observed, in the order of weighing
	observed uint8             // how many of them
	pro      bool              // some row speaks for it
	stays    bool              // possible, however much the claim weighs
}

// maxReasons is how many rows one rival has at most, its prior aside.
const maxReasons = 11

// RivalKind says what a rival supposes.
type RivalKind uint8

const (
	stolenCard RivalKind = iota
	sharedAddress
	reseller
	accountSharing
	remoteAccess
	namesake
	clockError
	rivals // how many there are
)

// String is the kind's word in findings.
func (k RivalKind) String() string {
	return [...]string{"stolen-card", "shared-address", "reseller", "account-sharing", "remote-access", "namesake", "clock-error"}[k]
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

func newRival(kind RivalKind) Rival {
	return Rival{Kind: kind, Weight: kind.prior().weight()}
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
	all := [...]Rival{w.stolenCard(), w.sharedAddress(), w.reseller(), w.accountSharing(), w.remoteAccess(), w.namesake(), w.clockError()}
	for i := range all {
		r := &all[i]
		switch {
		case !r.pro:
		case r.Weight > w.score:
			r.Verdict = Ahead
		case r.Weight > w.score-oneBan || r.stays:
			r.Verdict = Possible
		}
	}
	return all
}
