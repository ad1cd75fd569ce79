package attribution

import (
	"encoding/json"

	"comity/internal/comity"
)

// Row is one weight of the table, with the reason for its size.
type Row struct {
	Name   string        `json:"name"`
	Weight comity.Weight `json:"weight"` // milli-bans: 1000 is ten to one
	Reason string        `json:"reason"`
}

// TableVersion names the table; a change of any weight is a new version.
const TableVersion = "2"

// rowID is the place of a row in the table.
type rowID uint8

// The rows, in the order of the table.
const (
	rowPrior rowID = iota
	rowAssignments1
	rowAssignments2
	rowAssignments3
	rowAssignments5
	rowAssignments10
	rowClocks
	rowUse
	rowUseOften
	rowUseMuch
	rowSignUp
	rowPayment
	rowNameSame
	rowNameFamily
	rowHolderSame

	rowNoConnection
	rowNoUse
	rowNameUnlike
	rowNameUnknown
	rowElsewhere
	rowElsewhereSome
	rowOpenedElsewhere
	rowMostlyOpen
	rowCommon
	rowChargeBack
	rowCrowd
	rowNeighbours
	rowDisputed
	rowMixedNames

	rowStolenCardPrior
	rowStolenCardChargeBack
	rowStolenCardReported
	rowStolenCardHolderUnlike
	rowStolenCardHolderSame
	rowStolenCardNeverUsed
	rowStolenCardManyCards
	rowStolenCardDeclined
	rowStolenCardOwnName

	rowSharedAddressPrior
	rowSharedAddressCrowd
	rowSharedAddressNameUnlike
	rowSharedAddressNameSame
	rowSharedAddressNoPort

	rowResellerPrior
	rowResellerManySignUps

	rowAccountSharingPrior
	rowAccountSharingSecondHome

	rowClockErrorPrior
	rowClockErrorEdges
)

// table holds every weight, prior included. The figures are judgements of how
// much more often an observation occurs when the claim is true, rounded to
// hundreds; calibration against worlds with known truth comes with
// docs/accuracy.md. A rival's weights are for the rival.
var table = [...]Row{
	rowPrior:         {"prior", -1000, "before any evidence, one account in ten is taken to be used by the subscriber it resolves to"},
	rowAssignments1:  {"assignments-1", 600, "one assignment: a single look-up can be wrong"},
	rowAssignments2:  {"assignments-2", 1300, "two different assignments name the same subscriber"},
	rowAssignments3:  {"assignments-3", 1900, "three or four different assignments name the same subscriber"},
	rowAssignments5:  {"assignments-5", 2400, "five or more different assignments name the same subscriber"},
	rowAssignments10: {"assignments-10", 2600, "ten or more different assignments name the same subscriber"},
	rowClocks:        {"clocks", 600, "sources with separately stated clocks agree"},
	rowUse:           {"use", 400, "the account was used from the connection, not only paid for"},
	rowUseOften:      {"use-often", 800, "the account was used from the connection in three sessions or more"},
	rowUseMuch:       {"use-much", 900, "the account was used from the connection in ten sessions or more"},
	rowSignUp:        {"sign-up", 500, "the account was opened from the connection"},
	rowPayment:       {"payment", 300, "payments were made from the connection"},
	rowNameSame:      {"name-same", 1500, "the name stated with the account is the name of the subscriber"},
	rowNameFamily:    {"name-family", 700, "the name stated with the account shares a part with the subscriber's: a household"},
	rowHolderSame:    {"holder-same", 500, "the issuer's name for the card is the name of the subscriber"},

	rowNoConnection:    {"no-connection", -1000, "no look-up names a connection"},
	rowNameUnknown:     {"name-unknown", -1, "the provider does not say who holds the connection, or no name is stated with the account"},
	rowElsewhereSome:   {"elsewhere-some", -1, "some sessions resolve to other connections"},
	rowOpenedElsewhere: {"opened-elsewhere", -1, "the account was opened from another connection"},
	rowMostlyOpen:      {"mostly-open", -1, "more look-ups leave open who it was than name the subscriber"},
	rowCommon:          {"common", -1, "look-ups rest on elimination: nobody else was behind the shared address each time"},
	rowNeighbours:      {"neighbours", -1, "accounts of one or two other unrelated people were used from the connection"},
	rowDisputed:        {"disputed", -1, "an e-mail address or card of the account stands with accounts in other names"},
	rowMixedNames:      {"mixed-names", -1, "the accounts are in names that have nothing in common"},
	rowNoUse:           {"no-use", -1500, "never used from this connection beyond paying"},
	rowNameUnlike:      {"name-unlike", -1500, "the provider's name for the subscriber has nothing in common with any name stated with the account"},
	rowElsewhere:       {"elsewhere", -600, "more sessions resolve to other connections than to this one"},
	rowChargeBack:      {"charge-back", -1000, "a payment was charged back: its card's holder denies it"},
	rowCrowd:           {"crowd", -2000, "four or more unrelated people's accounts were used from the connection"},

	rowStolenCardPrior:        {"stolen-card/prior", -1500, "most cards are used by their holders"},
	rowStolenCardChargeBack:   {"stolen-card/charge-back", 2000, "a payment was charged back"},
	rowStolenCardReported:     {"stolen-card/reported", 3000, "the issuer lists the card as stolen or lost"},
	rowStolenCardHolderUnlike: {"stolen-card/holder-unlike", 1500, "the issuer's name for the card is neither a name stated with the account nor the subscriber's"},
	rowStolenCardHolderSame:   {"stolen-card/holder-same", -1500, "the issuer's name for the card is the subscriber's"},
	rowStolenCardNeverUsed:    {"stolen-card/never-used", 1500, "the account was paid for and never used from anywhere"},
	rowStolenCardManyCards:    {"stolen-card/many-cards", 2500, "cards of four or more people were used from the connection"},
	rowStolenCardDeclined:     {"stolen-card/declined", 500, "three or more payments were declined"},
	rowStolenCardOwnName:      {"stolen-card/own-name", -500, "the account's names and the card's holder agree"},

	rowSharedAddressPrior:      {"shared-address/prior", -1500, "most fixed connections serve one household"},
	rowSharedAddressCrowd:      {"shared-address/crowd", 4000, "accounts of four or more unrelated people were used from the connection"},
	rowSharedAddressNameUnlike: {"shared-address/name-unlike", 3500, "the subscriber's name has nothing in common with any name stated with the account: an office, a café, a landlord"},
	rowSharedAddressNameSame:   {"shared-address/name-same", -2000, "the subscriber's name is a name stated with the account"},
	rowSharedAddressNoPort:     {"shared-address/no-port", 2000, "most look-ups met an address that many subscribers shared, without the port that would tell them apart"},

	rowResellerPrior:       {"reseller/prior", -2500, "most accounts are opened by the person who uses them"},
	rowResellerManySignUps: {"reseller/many-sign-ups", 4500, "accounts in the names of four or more people were opened from the connection"},

	rowAccountSharingPrior:      {"account-sharing/prior", -2000, "most accounts are used by one person"},
	rowAccountSharingSecondHome: {"account-sharing/second-home", 2500, "another private connection, in another name, used the account on three days or more"},

	rowClockErrorPrior: {"clock-error/prior", -2500, "the clocks are as stated"},
	rowClockErrorEdges: {"clock-error/edges", 2500, "most look-ups lie so close to the edge of an assignment that the clocks leave several subscribers possible"},
}

// Table returns the weights; the caller must not change them.
func Table() []Row { return table[:] }

// TableDigest is the digest of the table, its version and the thresholds beside
// it, a part of every run.
func TableDigest() comity.Digest {
	b, err := json.Marshal(struct {
		Version    string         `json:"version"`
		Rows       []Row          `json:"rows"`
		Thresholds map[string]int `json:"thresholds"`
	}{TableVersion, table[:], map[string]int{
		"too_common": tooCommon, "crowd": crowdSize, "second_home_days": secondHome, "edge_share": edgeShare, "one_ban": int(oneBan),
	}})
	if err != nil {
		panic("internal error: weight table does not marshal: " + err.Error())
	}
	return comity.DigestOf(b)
}

// weight is what the row adds to a score.
func (r rowID) weight() comity.Weight { return table[r].Weight }
