package attribution

import (
	"slices"

	"comity/internal/analysis/crosscheck"
)

// Reasons adds to a list the rows that make up the weight of a rival, its prior first,
// each with the uses that it rests on; none where nothing was observed.
func (c *Case) Reasons(to []Argument, s *Subject, r *Rival) []Argument {
	if r.observed == 0 {
		return to
	}
	prior := r.Kind.prior()
	to = append(to, Argument{Weight: prior.weight(), row: prior})
	for _, row := range r.reasons[:r.observed] {
		to = append(to, Argument{Weight: row.weight(), Uses: c.restsOn(s, row), row: row})
	}
	return to
}

// prior is the row that a kind of rival begins with.
func (k RivalKind) prior() rowID {
	return [...]rowID{
		rowStolenCardPrior, rowSharedAddressPrior, rowResellerPrior, rowAccountSharingPrior, rowRemoteAccessPrior, rowNamesakePrior, rowClockErrorPrior,
	}[k]
}

// restsOn lists the uses behind a row of a rival.
func (c *Case) restsOn(s *Subject, row rowID) []int32 {
	t := &tally{}
	if len(s.Subscribers) > 0 {
		t = s.profile.tally(s.Subscribers[0])
	}
	switch row {
	case rowSharedAddressNoPort:
		return c.pick(s, func(u *Use) bool { return u.open(crosscheck.Shared) })
	case rowClockErrorEdges:
		return c.pick(s, (*Use).isEdge)
	case rowClockErrorChanged:
		return c.pick(s, func(u *Use) bool { return u.Changed && u.Subscriber < 0 })
	case rowAccountSharingHandedOver:
		return s.profile.uses
	case rowAccountSharingSecondHome, rowAccountSharingTravel, rowAccountSharingAtOnce, rowAccountSharingTwoLines:
		return c.pick(s, func(u *Use) bool { return u.Subscriber >= 0 })
	case rowStolenCardManyCards, rowStolenCardSequence, rowRemoteAccessCards:
		return s.crowd.payments
	case rowResellerHousehold:
		return c.householdOn(s.profile, t, s.crowd)
	case rowStolenCardOwnName, rowStolenCardHolderSame, rowStolenCardOthers, rowSharedAddressHouseCard, rowSharedAddressHouseMail: // nothing of what was never used
		uses := slices.Concat(t.payments, s.profile.session)
		slices.Sort(uses)
		return slices.Compact(uses)
	case rowStolenCardUsedOn:
		return c.lasting(t)
	case rowSharedAddressNoName, rowSharedAddressNoNameFirm:
		return t.sessions[:min(1, len(t.sessions))]
	case rowSharedAddressNoNameMore:
		uses := slices.Concat(s.crowd.firsts, t.sessions[:min(1, len(t.sessions))])
		slices.Sort(uses)
		return slices.Compact(uses)
	case rowSharedAddressLivesThere:
		return c.livesOn(s.profile, t, s.crowd)
	case rowResellerOwnHome, rowResellerOwnCard:
		return c.ownHomeOn(s.profile, t, s.crowd)
	case rowResellerBought, rowResellerOtherMail:
		if s.profile.disputed > 0 {
			return t.sessions // by which it is not disputed whose the accounts are
		}
	case rowSharedAddressOneVisit:
		return t.uses
	case rowSharedAddressGuests, rowSharedAddressFamilyHome:
		uses := slices.Concat(c.sessionsOf(s.crowd.users, s.crowd, t.sub), t.uses)
		slices.Sort(uses)
		return slices.Compact(uses)
	case rowResellerManySignUps, rowResellerBurst:
		return s.crowd.openings
	case rowSharedAddressCrowd, rowRemoteAccessStrangers:
		return s.crowd.uses
	}
	if row < rowSharedAddressPrior {
		return t.payments
	}
	return t.uses[:min(1, len(t.uses))] // whose the connection is rests on none of its uses; one shows which it is
}

func (c *Case) pick(s *Subject, is func(*Use) bool) []int32 {
	return slices.DeleteFunc(slices.Clone(s.profile.uses), func(i int32) bool { return !is(&c.uses[i]) })
}

// asks say, by kind of rival, what would settle it.
var asks = [rivals]string{
	stolenCard:     "ask the card's issuer for its holder and for complaints, and the sites for log-ins",
	sharedAddress:  "ask the provider who holds the connection, who lives or works there, and for the source port where an address was shared",
	reseller:       "ask the mail provider whose the address is, and the sites who opened the accounts",
	accountSharing: "ask the connections' providers for their holders, and the sites whether password or address of the account were changed",
	remoteAccess:   "have the computer examined for remote control before anybody is taken for its user",
	namesake:       "ask both providers for dates of birth",
	clockError:     "ask the provider for zone, summer time and AM or PM of its clock, and look up again",
}

// Ask says what would settle the rival; "" where it is excluded.
func (r *Rival) Ask() string {
	if r.Verdict == Excluded {
		return ""
	}
	return asks[r.Kind]
}
