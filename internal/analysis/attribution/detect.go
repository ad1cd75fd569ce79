package attribution

import (
	"slices"

	"comity/internal/comity"
)

// Each of these weighs one rival from what the profile, the connection and the
// people on it show.

func (w *weighing) stolenCard() Rival {
	r := newRival(stolenCard)
	f := &w.p.facts
	r.when(f.chargebacks > 0, rowStolenCardChargeBack)
	r.when(f.reported, rowStolenCardReported)
	r.when(w.neverUsed(), rowStolenCardNeverUsed)
	r.when(w.crowd.cards >= crowdSize, rowStolenCardManyCards)
	r.when(w.crowd.sequence, rowStolenCardSequence)
	r.when(f.declined >= 3, rowStolenCardDeclined)
	r.when(w.abroad(), rowStolenCardAbroad)
	r.when(w.strangeHolder(), rowStolenCardHolderUnlike)
	if w.neverUsed() {
		return r // a thief types the name on the card, and a victim's own payments come from the victim's line
	}
	lost, denied := w.lost(), f.denied
	r.when(lost, rowStolenCardOthers)
	r.when(denied, rowStolenCardDeniedHere)
	r.stays = lost || denied
	if len(w.p.holders) == 0 {
		return r
	}
	person := w.person()
	own := person != noName && w.c.ofHolder(w.p.holders, person)
	r.when(w.p.held == same, rowStolenCardOwnName)
	r.when(own, rowStolenCardHolderSame)
	usedOn := !own && r.pro && w.usedOn()
	r.when(usedOn, rowStolenCardUsedOn)
	r.stays = r.stays || usedOn
	return r
}

// mostDenied reports whether at least half of what was charged was charged back: whose card
// was used without their knowledge denies it all, as far as their bank still takes it back,
// and who regrets or disagrees mostly this or that month.
func (f *facts) mostDenied() bool { return f.chargebacks > 0 && 2*f.chargebacks >= f.charged }

// How long an account is used that lasts: whoever uses it is not locked out.
const (
	usedOnDays = 10
	usedOnSpan = 30 * comity.Day
)

// usedOn reports whether the accounts were used from the connection on many days, over a
// month, in names that no card speaks against, and by hardly anybody else.
func (w *weighing) usedOn() bool {
	return w.tally != nil && w.crowd.people < crowdSize && w.c.lasts(w.c.lasting(w.tally)) && !w.strangeHolder() && !w.disputed()
}

// lasting are the sessions that show it: a payment is no use, and what is known again
// is no reason of its own.
func (c *Case) lasting(t *tally) []int32 {
	if len(t.known) == 0 {
		return t.sessions
	}
	return slices.DeleteFunc(slices.Clone(t.sessions), func(i int32) bool { return c.uses[i].known })
}

// lasts reports whether sessions are on so many days, so far apart.
func (c *Case) lasts(sessions []int32) bool { return c.onDays(sessions, usedOnDays) }

// onDays reports whether sessions are on many days or more, over a month.
func (c *Case) onDays(sessions []int32, many int) bool {
	if len(sessions) < many {
		return false
	}
	var days []comity.Instant
	for _, i := range sessions {
		days = append(days, c.uses[i].First/comity.Day)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	return len(days) >= many && (days[len(days)-1]-days[0])*comity.Day >= usedOnSpan
}

// abroad reports whether the connection, the card's issuer and what the customer
// stated are in three different countries.
func (w *weighing) abroad() bool {
	if w.tally == nil || w.p.issuer == "" || w.p.country == "" {
		return false
	}
	here := w.c.subscribers[w.tally.sub].Country
	return here != "" && here != w.p.issuer && here != w.p.country && w.p.issuer != w.p.country
}

func (w *weighing) sharedAddress() Rival {
	r := newRival(sharedAddress)
	r.when(w.crowd.people >= crowdSize, rowSharedAddressCrowd)
	r.when(w.known && w.like == unlike, rowSharedAddressNameUnlike)
	r.when(w.usual, rowSharedAddressNameUsual)
	r.when(w.firm, rowSharedAddressNameFirm)
	r.when(w.untold, rowSharedAddressNameUntold)
	noName := !w.known && w.tally != nil && len(w.tally.sessions) > 0
	visit := (noName || w.mail && len(w.tally.sessions) > 0) && w.oneVisit()
	r.when(w.lives, rowSharedAddressLivesThere)
	guests := noName && !w.untold && w.ofFirm()
	held := w.mailHeld()
	house, mail := w.houseCard(), w.houseMail()
	r.stays = w.usual || w.firm || w.untold || visit || guests || w.lives || held || house || mail
	r.when(w.known && w.like == family && !w.mail, rowSharedAddressNameFamily)
	r.when(house, rowSharedAddressHouseCard)
	r.when(mail, rowSharedAddressHouseMail)
	r.when(w.mail, rowSharedAddressNameMail)
	r.when(held, rowSharedAddressMailHeld)
	r.when(w.known && w.like == same, rowSharedAddressNameSame)
	r.when(noName && !w.untold, rowSharedAddressNoName)
	r.when(guests, rowSharedAddressNoNameFirm)
	r.when(visit, rowSharedAddressOneVisit)
	more := noName && len(w.crowd.firsts) > 1
	r.when(more, rowSharedAddressNoNameMore)
	if more {
		kin, strangers, others := w.company()
		r.when(strangers > 1 && kin == 0 && w.tally.assignments < fewAssignments, rowSharedAddressGuests)
		r.when(kin > 0 && kin == others && w.c.lasts(w.c.lasting(w.tally)), rowSharedAddressFamilyHome)
	}
	r.when(w.p.shared*2 > len(w.p.uses), rowSharedAddressNoPort)
	return r
}

// oneVisit reports whether all that came from the connection came within a day: clocks
// that agree say when that was, and not that whoever came was at home.
func (w *weighing) oneVisit() bool { return w.tally.last-w.tally.first < comity.Day }

// fewAssignments is from how many on whoever comes from a connection is hardly a guest.
const fewAssignments = 5

// company counts the other subjects that used accounts from the connection: those in
// names of the family of the names stated with these accounts, and of each other's, those
// in other names, and all, whatever can be told of their names.
func (w *weighing) company() (kin, strangers, others int) {
	var last *profile
	var relatives []*profile
	for i, p := range w.crowd.profiles {
		if _, own := slices.BinarySearch(w.p.principals, w.crowd.users[i]); own || p == last {
			continue
		}
		last = p
		others++
		switch like := w.c.bestLikeness(w.p.names, p.names...); {
		case like >= family:
			if !slices.ContainsFunc(relatives, func(r *profile) bool { return w.c.bestLikeness(r.names, p.names...) < family }) {
				relatives = append(relatives, p)
			}
		case like.differs():
			strangers++
		}
	}
	return len(relatives), strangers, others
}

func (w *weighing) reseller() Rival {
	r := newRival(reseller)
	r.when(w.crowd.signUps >= crowdSize, rowResellerManySignUps)
	r.when(w.crowd.burst, rowResellerBurst)
	r.when(w.disputed(), rowResellerDisputed)
	household, own := w.household(), w.ownHome()
	r.when(household, rowResellerHousehold)
	r.when(own && !household, rowResellerOwnHome)
	ownCard := own && !household && w.ownCard()
	r.when(ownCard, rowResellerOwnCard)
	r.stays = household || own && !ownCard
	r.when(!w.disputed() && w.openedByAnother(), rowResellerOtherMail)
	bought := w.bought()
	r.when(bought, rowResellerBought)
	r.stays = r.stays || bought
	return r
}

// secondHome is on how many days another private connection must have used the
// account before it counts as somebody else's.
const secondHome = 3

func (w *weighing) accountSharing() Rival {
	r := newRival(accountSharing)
	r.when(w.otherHome(), rowAccountSharingSecondHome)
	r.when(w.p.travel, rowAccountSharingTravel)
	r.when(w.p.twice, rowAccountSharingAtOnce)
	r.stays = w.tally != nil && w.rivalLine() == beside
	r.when(r.stays, rowAccountSharingTwoLines)
	if w.tally != nil && w.like < family { // no name says that it is the customer's own connection
		r.when(w.handedOver(), rowAccountSharingHandedOver)
		r.when(w.foreign(), rowAccountSharingForeign)
	}
	return r
}

// handedOver reports whether one of the accounts was used from elsewhere on several
// days before anything came from the claimed connection, and afterwards on several
// days from that connection alone: it was bought, or taken over. Who opened an
// account from there is no buyer.
func (w *weighing) handedOver() bool {
	if len(w.tally.signUps) > 0 {
		return false
	}
	type days struct {
		before, here severalDays
		beside       bool
	}
	var room [4]days
	accounts := append(room[:0], make([]days, len(w.p.principals))...)
	for _, i := range w.p.uses {
		u := &w.c.uses[i]
		if !u.isSession() || u.Subscriber < 0 && find(u.Alternatives, w.tally.sub) != nil {
			continue
		}
		at, _ := slices.BinarySearch(w.p.principals, u.Node)
		switch a := &accounts[at]; {
		case u.Subscriber == w.tally.sub:
			a.here.add(u.First)
		case u.First >= w.tally.first:
			a.beside = true
		default:
			a.before.add(u.First)
		}
	}
	return slices.ContainsFunc(accounts, func(a days) bool { return !a.beside && a.before.are() && a.here.are() })
}

// severalDays counts days (UTC) until they are as many as secondHome.
type severalDays struct {
	seen  [secondHome]comity.Instant
	count int
}

func (d *severalDays) add(at comity.Instant) {
	if day := at / comity.Day; !d.are() && !slices.Contains(d.seen[:d.count], day) {
		d.seen[d.count] = day
		d.count++
	}
}

func (d *severalDays) are() bool { return d.count == secondHome }

// foreign reports whether the connection is in another country than the customer
// stated, and than the card's issuer where that is known.
func (w *weighing) foreign() bool {
	here := w.c.subscribers[w.tally.sub].Country
	return here != "" && w.p.country != "" && here != w.p.country && here != w.p.issuer
}

// public reports whether t's connection is a place where people come and go: many use
// it, or its holder is surely no person.
func (w *weighing) public(t *tally) bool {
	if w.crowds[t.sub].people >= crowdSize {
		return true
	}
	return w.c.surelyFirm(w.c.subscribers[t.sub].person)
}

func (w *weighing) otherHome() bool {
	person := w.person()
	if person == noName || w.like == same {
		return false
	}
	return slices.ContainsFunc(w.p.tallies, func(t tally) bool {
		p := w.c.subscribers[t.sub].person
		return t.sub != w.tally.sub && t.days >= secondHome && len(t.sessions) > 0 && p != noName && !w.public(&t) &&
			w.c.bestLikeness(w.p.names, p) < family && w.c.bestLikeness([]nameID{person}, p) != same
	})
}

// remoteAccess: strangers work through the computer of somebody who is known and
// has no account. One who lives there, and visitors, are no such strangers.
func (w *weighing) remoteAccess() Rival {
	r := newRival(remoteAccess)
	strangers := w.person() != noName && !w.crowd.own && !w.lives
	r.when(strangers && w.crowd.people > 1, rowRemoteAccessStrangers)
	r.when(strangers && w.crowd.cards > 1, rowRemoteAccessCards)
	return r
}

func (w *weighing) namesake() Rival {
	r := newRival(namesake)
	r.when(w.known && w.like == same && w.c.homonyms[w.c.nameKey(w.person())] > 1, rowNamesakeSame)
	return r
}

func (w *weighing) clockError() Rival {
	r := newRival(clockError)
	r.when(w.p.edges*2 > len(w.p.uses), rowClockErrorEdges)
	r.when(w.p.changed*2 > len(w.p.uses), rowClockErrorChanged)
	return r
}
