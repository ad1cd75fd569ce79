package attribution

import (
	"strconv"
	"strings"
)

// texts say what was observed where a row of the table applies; each "#" stands
// for one of the figures of the case at hand. Plain ASCII that JSON need not
// escape: who writes findings relies on that.
var texts = [len(table)]string{
	rowPrior:         "before any evidence",
	rowAssignments1:  "# events in # assignments name this subscriber",
	rowAssignments2:  "# events in # assignments name this subscriber",
	rowAssignments3:  "# events in # assignments name this subscriber",
	rowAssignments5:  "# events in # assignments name this subscriber",
	rowAssignments10: "# events in # assignments name this subscriber",
	rowClocks:        "# separately stated clocks agree",
	rowUse:           "the account was used from here in # sessions",
	rowSignUp:        "the account was opened from here",
	rowNameSame:      "the name stated with the account is the subscriber's",
	rowNameFamily:    "the name stated with the account shares a part with the subscriber's",
	rowNameMail:      "an e-mail address of the account bears a part of the subscriber's name",
	rowBulk:          "accounts in # names were opened from here",
	rowBulkUnused:    "only paid for from here, like those of others",

	rowNoConnection:     "no look-up names a connection",
	rowNoUse:            "nothing but payment or sign-up came from here",
	rowNeverUsed:        "paid for, and used from nowhere",
	rowNameUnlike:       "no name stated with the account resembles the subscriber's",
	rowNameOther:        "used from here on several days, over a month, and by hardly anybody else",
	rowHolderUnlike:     "the issuer's holder is neither the account's name nor the subscriber's",
	rowElsewhere:        "# sessions resolve to other connections",
	rowOpenedElsewhere:  "the account was opened from another connection",
	rowMostlyOpen:       "# events leave open who it was",
	rowCommon:           "# events may be of several subscribers; nobody else was among them each time",
	rowCommonName:       "# events may be of several subscribers; of those who fit them all, only the subscriber bears a name like the account's",
	rowCommonKnown:      "# events may be of several subscribers, this one among them, whose other look-ups are sure",
	rowChargeBack:       "# payments were charged back",
	rowDenied:           "charged back, and used by nobody",
	rowCrowd:            "accounts of # unrelated people were used from here",
	rowCrowdLarge:       "that many people are no household",
	rowCrowdOwn:         "accounts of # unrelated people were used from here",
	rowNeighbours:       "accounts of # other people were used from here",
	rowNeighboursUnused: "only paid for from here, where others used theirs",
	rowDisputed:         "# e-mail addresses or cards of the account stand with accounts in other names",
	rowMixedNames:       "the accounts are in names that have nothing in common",

	rowStolenCardChargeBack:   "a payment was charged back",
	rowStolenCardReported:     "the issuer lists a card as stolen or lost",
	rowStolenCardHolderUnlike: "the issuer's holder is neither the account's name nor the subscriber's",
	rowStolenCardHolderSame:   "the issuer's holder is the subscriber or of the same name",
	rowStolenCardNeverUsed:    "paid for and never used",
	rowStolenCardManyCards:    "cards of many people were used from the connection",
	rowStolenCardSequence:     "cards with numbers in sequence were used from the connection",
	rowStolenCardDeclined:     "several payments were declined",
	rowStolenCardAbroad:       "issuer, connection and stated address are in different countries",
	rowStolenCardOwnName:      "the issuer's holder is named in the account",
	rowStolenCardUsedOn:       "used from the connection on many days, over a month",
	rowStolenCardOthers:       "the provider does not name that card's holder as the subscriber",
	rowStolenCardDeniedHere:   "the card's holder denies at least half of what was charged, and whether that is true no record tells",

	rowSharedAddressCrowd:      "many unrelated people use the connection",
	rowSharedAddressNameUnlike: "the subscriber bears no name stated with the account",
	rowSharedAddressNameUsual:  "the subscriber's name and the account's have only a usual part in common",
	rowSharedAddressNameFirm:   "the subscriber is a firm, and its name and the account's have only a part in common",
	rowSharedAddressNameUntold: "the subscriber's name and the account's cannot be compared",
	rowSharedAddressNameFamily: "the subscriber is of the same family name",
	rowSharedAddressHouseCard:  "the account is in the name of another of the family, and its card is the subscriber's",
	rowSharedAddressHouseMail:  "the subscriber's name stands on the card alone, and an e-mail address of the account bears a part of it beside another given name or initial",
	rowSharedAddressNameMail:   "an e-mail address of the account bears a part of the subscriber's name, and no name stated with it does",
	rowSharedAddressMailHeld:   "the card's issuer names its holder as the account does, so that this name is not made up",
	rowSharedAddressNameSame:   "the subscriber bears the name stated with the account",
	rowSharedAddressNoName:     "who holds the connection, or in whose name the account is, is not stated",
	rowSharedAddressNoNameFirm: "the subscriber may be a firm or a house open to guests, and nothing says in whose name the account is",
	rowSharedAddressNoNameMore: "accounts that nothing ties to this one were used from there as well",
	rowSharedAddressOneVisit:   "all that came from the connection came within a day",
	rowSharedAddressGuests:     "these accounts are in names that have nothing in common with this one's, and few look-ups name the connection",
	rowSharedAddressFamilyHome: "these accounts are in names of one family, and this one was used from there on many days, over a month",
	rowSharedAddressLivesThere: "the accounts were used from there on several days, over a month, from no other private connection as often, and by nobody else but the subscriber and visitors",
	rowSharedAddressNoPort:     "most look-ups met a shared address without port",

	rowResellerManySignUps: "accounts in many names were opened from the connection",
	rowResellerBurst:       "accounts in several names were opened from the connection within a day",
	rowResellerHousehold:   "the accounts in other names were used from here too, on two days or more each, and from no other private connection oftener",
	rowResellerOwnHome:     "these accounts are in the name of who holds the connection, or of the family, and were used from there on several days, over a month, from no other private connection as often",
	rowResellerOwnCard:     "the cards that stand with them are, by their issuers, of who holds the connection",
	rowResellerDisputed:    "an e-mail address or card of the account stands with accounts in other names",
	rowResellerBought:      "a card or an e-mail address of the account stands with accounts of many others",
	rowResellerOtherMail:   "an e-mail address of the account is in the full name of somebody else",

	rowAccountSharingSecondHome: "another connection, in another name, used the account on several days",
	rowAccountSharingTravel:     "used from two countries within an hour",
	rowAccountSharingAtOnce:     "used from two connections at once, with two programs",
	rowAccountSharingHandedOver: "used from elsewhere until a day, and only from here since",
	rowAccountSharingForeign:    "the connection is in another country than the customer and the card",

	rowAccountSharingTwoLines: "another connection was used about as often; nobody else used this one",
	rowRemoteAccessStrangers:  "accounts in several names, none of them the subscriber's, were used from here",
	rowRemoteAccessCards:      "cards of several people, none of them the subscriber's, were used from here",

	rowNamesakeSame: "another connection is held by somebody of the same name",

	rowClockErrorEdges:   "most look-ups lie at the edge of an assignment, or are different subscribers' by different readings of a clock",
	rowClockErrorChanged: "another kept reading of a clock names other subscribers for most look-ups",
}

// nothing is the text of a rival that no row speaks for or against.
const nothing = "nothing observed speaks for it"

// AppendText appends what the argument says, in words.
func (a *Argument) AppendText(b []byte) []byte {
	text := texts[a.row]
	if text == "" {
		text = texts[rowPrior]
	}
	for _, n := range a.figures {
		before, after, found := strings.Cut(text, "#")
		if !found {
			break
		}
		b = strconv.AppendInt(append(b, before...), int64(n), 10)
		if (a.row == rowCrowd || a.row == rowCrowdOwn) && n >= enough {
			b = append(b, " or more"...)
		}
		text = after
	}
	return append(b, text...)
}

// AppendText appends what was observed for the rival and against it, in words.
func (r *Rival) AppendText(b []byte) []byte {
	if r.observed == 0 {
		return append(b, nothing...)
	}
	for i, row := range r.reasons[:r.observed] {
		if i > 0 {
			b = append(b, "; "...)
		}
		b = append(b, texts[row]...)
	}
	return b
}

// Sentences lists everything that AppendText can say, with # in the place of
// figures: for those who say it in another language.
func Sentences() []string {
	list := []string{nothing}
	for _, t := range texts {
		if t != "" {
			list = append(list, t)
		}
	}
	return list
}
