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
	rowUseOften:      "the account was used from here in # sessions",
	rowUseMuch:       "the account was used from here in # sessions",
	rowSignUp:        "the account was opened from here",
	rowPayment:       "# payments were made from here",
	rowNameSame:      "the name stated with the account is the subscriber's",
	rowNameFamily:    "the name stated with the account shares a part with the subscriber's",
	rowHolderSame:    "the issuer names the subscriber as the card's holder",

	rowNoConnection:    "no look-up names a connection",
	rowNameUnknown:     "who holds the connection, or whose the account is, is not stated",
	rowElsewhereSome:   "# sessions resolve to other connections, # to this one",
	rowOpenedElsewhere: "the account was opened from another connection",
	rowMostlyOpen:      "# events leave open who it was, # name this subscriber",
	rowCommon:          "# events met a shared address; nobody else was behind it each time",
	rowNeighbours:      "accounts of # other people were used from here",
	rowDisputed:        "# e-mail addresses or cards of the account stand with accounts in other names",
	rowMixedNames:      "the accounts are in names that have nothing in common",
	rowNoUse:           "nothing but payment or sign-up came from here",
	rowNameUnlike:      "no name stated with the account resembles the subscriber's",
	rowElsewhere:       "# sessions resolve to other connections, # to this one",
	rowChargeBack:      "# payments were charged back",
	rowCrowd:           "accounts of # unrelated people were used from here",

	rowStolenCardChargeBack:   "a payment was charged back",
	rowStolenCardReported:     "the issuer lists a card as stolen or lost",
	rowStolenCardNeverUsed:    "paid for and never used",
	rowStolenCardManyCards:    "cards of many people were used from the connection",
	rowStolenCardDeclined:     "several payments were declined",
	rowStolenCardOwnName:      "the issuer's holder is named in the account",
	rowStolenCardHolderSame:   "the issuer's holder is the subscriber or of the same name",
	rowStolenCardHolderUnlike: "the issuer's holder is neither the account's name nor the subscriber's",

	rowSharedAddressCrowd:      "many unrelated people use the connection",
	rowSharedAddressNameUnlike: "the subscriber bears no name stated with the account",
	rowSharedAddressNameSame:   "the subscriber bears the name stated with the account",
	rowSharedAddressNoPort:     "most look-ups met a shared address without port",

	rowResellerManySignUps: "accounts in many names were opened from the connection",

	rowAccountSharingSecondHome: "another connection, in another name, used the account on several days",

	rowClockErrorEdges: "most look-ups lie at the edge of an assignment",
}

// nothing is the text of a rival that no row speaks for or against.
const nothing = "nothing observed speaks for it"

// AppendText appends what the argument says, in words.
func (a *Argument) AppendText(b []byte) []byte {
	text := texts[a.row]
	for _, n := range a.figures {
		before, after, found := strings.Cut(text, "#")
		if !found {
			break
		}
		b = strconv.AppendInt(append(b, before...), int64(n), 10)
		if a.row == rowCrowd && n >= enough {
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
