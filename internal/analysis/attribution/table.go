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
const TableVersion = "33"

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
	rowSignUp
	rowNameSame
	rowNameFamily
	rowNameMail
	rowBulk
	rowBulkUnused

	rowNoConnection
	rowNoUse
	rowNeverUsed
	rowNameUnlike
	rowNameOther
	rowHolderUnlike
	rowElsewhere
	rowOpenedElsewhere
	rowMostlyOpen
	rowCommon
	rowCommonName
	rowCommonKnown
	rowChargeBack
	rowDenied
	rowCrowd
	rowCrowdLarge
	rowCrowdOwn
	rowNeighbours
	rowNeighboursUnused
	rowDisputed
	rowMixedNames

	rowStolenCardPrior
	rowStolenCardChargeBack
	rowStolenCardReported
	rowStolenCardHolderUnlike
	rowStolenCardHolderSame
	rowStolenCardNeverUsed
	rowStolenCardManyCards
	rowStolenCardSequence
	rowStolenCardDeclined
	rowStolenCardAbroad
	rowStolenCardOwnName
	rowStolenCardUsedOn
	rowStolenCardOthers
	rowStolenCardDeniedHere

	rowSharedAddressPrior
	rowSharedAddressCrowd
	rowSharedAddressNameUnlike
	rowSharedAddressNameUsual
	rowSharedAddressNameFirm
	rowSharedAddressNameUntold
	rowSharedAddressNameFamily
	rowSharedAddressHouseCard
	rowSharedAddressHouseMail
	rowSharedAddressNameMail
	rowSharedAddressMailHeld
	rowSharedAddressNameSame
	rowSharedAddressNoName
	rowSharedAddressNoNameFirm
	rowSharedAddressNoNameMore
	rowSharedAddressOneVisit
	rowSharedAddressGuests
	rowSharedAddressFamilyHome
	rowSharedAddressLivesThere
	rowSharedAddressNoPort

	rowResellerPrior
	rowResellerManySignUps
	rowResellerBurst
	rowResellerDisputed
	rowResellerHousehold
	rowResellerOwnHome
	rowResellerOwnCard
	rowResellerOtherMail
	rowResellerBought

	rowAccountSharingPrior
	rowAccountSharingSecondHome
	rowAccountSharingTravel
	rowAccountSharingAtOnce
	rowAccountSharingHandedOver
	rowAccountSharingForeign
	rowAccountSharingTwoLines

	rowRemoteAccessPrior
	rowRemoteAccessStrangers
	rowRemoteAccessCards

	rowNamesakePrior
	rowNamesakeSame

	rowClockErrorPrior
	rowClockErrorEdges
	rowClockErrorChanged
)

// table holds every weight, prior included. Those of the claim were fitted on
// simulated worlds that no figure of docs/accuracy.md comes from, by logistic
// regression of "the first subscriber is right" on what was observed, rounded to
// hundreds; none against the sense of its reason, and rows that said nothing
// were left out or weigh 0 (docs/decisions/0010-weights.md). The weights of
// rivals are judgements: what speaks for innocence is weighed high, so that a
// claim in the top band leads by a factor of ten. A rival's weights are for the
// rival.
var table = [...]Row{
	rowPrior:         {"prior", -1000, "before any evidence, one account in eleven is taken to be used by the subscriber it resolves to"},
	rowAssignments1:  {"assignments-1", 2100, "one assignment: hardly any connection but this one fits by chance, but a single look-up can be wrong"},
	rowAssignments2:  {"assignments-2", 2200, "two different assignments name the same subscriber"},
	rowAssignments3:  {"assignments-3", 2300, "three or four different assignments name the same subscriber"},
	rowAssignments5:  {"assignments-5", 2500, "five or more different assignments name the same subscriber"},
	rowAssignments10: {"assignments-10", 3100, "ten or more different assignments name the same subscriber"},
	rowClocks:        {"clocks", 100, "sources with separately stated clocks agree"},
	rowUse:           {"use", 200, "the account was used from the connection, not only paid for"},
	rowSignUp:        {"sign-up", 400, "the account was opened from the connection"},
	rowNameSame:      {"name-same", 800, "the name stated with the account is the name of the subscriber"},
	rowNameFamily:    {"name-family", 700, "the name stated with the account shares a part with the subscriber's: a household"},
	rowNameMail:      {"name-mail", 700, "no name stated with the account is like the subscriber's, but an e-mail address of it that nobody else's account states bears a part of that name which not many have, by itself or with another part or its initial, in a word that is in no name stated: a household"},
	rowBulk:          {"bulk", 500, "accounts in ten or more names were opened from the connection: one hand at work rather than many guests"},
	rowBulkUnused:    {"bulk-unused", 1000, "many people's accounts were paid for from the connection and this one was not used from there: one hand at work"},

	rowNoConnection:     {"no-connection", -1000, "no look-up names a connection"},
	rowNoUse:            {"no-use", -100, "never used from this connection beyond paying"},
	rowNeverUsed:        {"never-used", -600, "the account was paid for and used from nowhere"},
	rowNameUnlike:       {"name-unlike", -2000, "the provider's name for the subscriber has nothing in common with any name stated with the account"},
	rowNameOther:        {"name-other", 1000, "the same, and the account was at home there for months, which takes half of that back: lines of couples, of those who share a flat and of tenants are in one of their names"},
	rowHolderUnlike:     {"holder-unlike", -1400, "the issuer's name for the card is neither a name stated with the account nor the subscriber's"},
	rowElsewhere:        {"elsewhere", -300, "more sessions resolve to other connections than to this one"},
	rowOpenedElsewhere:  {"opened-elsewhere", -100, "the account was opened from another connection"},
	rowMostlyOpen:       {"mostly-open", -700, "more look-ups leave open who it was than name the subscriber"},
	rowCommon:           {"common", -300, "look-ups rest on elimination: of those whom each may be of, nobody else was among them each time"},
	rowCommonName:       {"common-name", -300, "look-ups rest on elimination and a name: of those who fit nearly all of them, only the subscriber bears one like the account's; it says nothing more then"},
	rowCommonKnown:      {"common-known", -100, "look-ups name several, this subscriber among them oftener than chance has it, whose other look-ups are sure"},
	rowChargeBack:       {"charge-back", -100, "a payment was charged back: its card's holder denies it"},
	rowDenied:           {"denied", -1700, "it was for an account that nobody used"},
	rowCrowd:            {"crowd", -2100, "accounts of four or more unrelated people were used from the connection"},
	rowCrowdLarge:       {"crowd-large", -400, "of twenty-five or more"},
	rowCrowdOwn:         {"crowd-own", -600, "accounts of four or more unrelated people were used from the connection, and this one is in the name of its subscriber"},
	rowNeighbours:       {"neighbours", -800, "accounts of one or two other unrelated people were used from the connection"},
	rowNeighboursUnused: {"neighbours-unused", -700, "the same, and this account was not used from there"},
	rowDisputed:         {"disputed", -1500, "an e-mail address or card of the account stands with accounts in other names"},
	rowMixedNames:       {"mixed-names", -600, "the accounts are in names that have nothing in common"},

	rowStolenCardPrior:        {"stolen-card/prior", -1500, "most cards are used by their holders"},
	rowStolenCardChargeBack:   {"stolen-card/charge-back", 2000, "a payment was charged back"},
	rowStolenCardReported:     {"stolen-card/reported", 3000, "the issuer lists the card as stolen or lost"},
	rowStolenCardHolderUnlike: {"stolen-card/holder-unlike", 1500, "the issuer's name for the card is neither a name stated with the account nor the subscriber's"},
	rowStolenCardHolderSame:   {"stolen-card/holder-same", -1500, "the issuer's name for the card is the subscriber's"},
	rowStolenCardNeverUsed:    {"stolen-card/never-used", 1500, "the account was paid for and never used from anywhere"},
	rowStolenCardManyCards:    {"stolen-card/many-cards", 2500, "cards of four or more people were used from the connection"},
	rowStolenCardSequence:     {"stolen-card/sequence", 2500, "cards with numbers in sequence were used from the connection"},
	rowStolenCardDeclined:     {"stolen-card/declined", 500, "three or more payments were declined"},
	rowStolenCardAbroad:       {"stolen-card/abroad", 500, "the card's issuer, the connection and the stated address are in three countries"},
	rowStolenCardOwnName:      {"stolen-card/own-name", -500, "the account's names and the card's holder agree"},

	rowStolenCardUsedOn:     {"stolen-card/used-on", -1500, "the accounts were used from the connection on ten days or more, over a month: with a stolen card that lasts until its holder notices; whose the card was is left open, however much the claim weighs"},
	rowStolenCardOthers:     {"stolen-card/others", 100, "the provider does not name the holder of a card that the issuer lists as the subscriber, and what ties it to the connection is typed by customers; possible however much the claim weighs"},
	rowStolenCardDeniedHere: {"stolen-card/denied-here", 100, "at least half of the payments for the accounts were charged back, and these were used: the card's holder says that it was somebody else. Who regrets says so, and so does whose computer, network or purse another used, on their own line and in their own name; no record tells which; possible however much the claim weighs"},

	rowSharedAddressPrior:      {"shared-address/prior", -1500, "most fixed connections serve one household"},
	rowSharedAddressCrowd:      {"shared-address/crowd", 2000, "accounts of four or more unrelated people were used from the connection"},
	rowSharedAddressNameUnlike: {"shared-address/name-unlike", 3500, "the subscriber's name has nothing in common with any name stated with the account: an office, a café, a landlord"},
	rowSharedAddressNameUsual:  {"shared-address/name-usual", 2100, "the subscriber's name and the account's have but a part in common that many names have: one family, or chance; it weighs like a holder who is not stated, and is possible however much the claim weighs"},
	rowSharedAddressNameFirm:   {"shared-address/name-firm", 2100, "the subscriber is a firm or a house open to guests, and the account's name has but a part of its name: a firm has no family, and who works or stays there, or bears the name by chance, used it as well as its owner; it weighs like a holder who is not stated, and is possible however much the claim weighs"},
	rowSharedAddressNameUntold: {"shared-address/name-untold", 2100, "the subscriber's name and the account's are stated and cannot be compared, in two scripts or with letters lost: anybody's; it weighs like a holder who is not stated, and is possible however much the claim weighs"},
	rowSharedAddressNameFamily: {"shared-address/name-family", 1500, "the subscriber shares a part of the name stated with the account: somebody of the household may have used it"},
	rowSharedAddressHouseCard:  {"shared-address/house-card", 100, "the same, no part besides is in common, and an issuer says of a card of the account that it is the subscriber's, and none is the account's own, by its issuer or, where that is silent, by who paid: two of one family, of whom one has the card and the line and the other the account; no record tells which of them used it, and whether the other knew; possible however much the claim weighs"},
	rowSharedAddressHouseMail:  {"shared-address/house-mail", 1600, "the subscriber's name stands on the card alone, and an e-mail address of the account has a part of it beside another's given name or initial: another of the house with the subscriber's card; it takes back what the name said, and is possible however much the claim weighs"},
	rowSharedAddressNameMail:   {"shared-address/name-mail", 1500, "an e-mail address of the account bears a part of the subscriber's name, and no name stated with it does: somebody of the household may have used it"},
	rowSharedAddressMailHeld:   {"shared-address/name-mail-held", 100, "the same, and a card's issuer names its holder as the account does, and nobody of the subscriber's name: the name is not made up, and whoever opened the account typed the address; possible however much the claim weighs"},
	rowSharedAddressNameSame:   {"shared-address/name-same", -1500, "the subscriber's name is a name stated with the account"},
	rowSharedAddressNoName:     {"shared-address/no-name", 2100, "nothing says who holds the connection from which the account was used, or in whose name the account is"},
	rowSharedAddressNoNameFirm: {"shared-address/no-name-firm", 100, "the same, and by its name the subscriber is a firm or a house open to guests, whoever works or stays there; a name that may be a person's is taken for a house's; possible however much the claim weighs"},
	rowSharedAddressNoNameMore: {"shared-address/no-name-more", 200, "the same, and accounts that nothing ties to this one were used from there: perhaps another's of the household"},
	rowSharedAddressOneVisit:   {"shared-address/one-visit", 100, "the same, or an e-mail address alone bears a part of the subscriber's name, and all that came from the connection came within a day: a visit, however many clocks agree on it; possible however much the claim weighs"},
	rowSharedAddressGuests:     {"shared-address/guests", 700, "the same, these are two or more, in no name like this one's, and fewer than five assignments name the connection: a shop, an office, where each was for some days"},
	rowSharedAddressFamilyHome: {"shared-address/family-home", -1000, "the same, all of them are in names of this account's family, and it was used from there on ten days or more, over a month: the family's home"},
	rowSharedAddressLivesThere: {"shared-address/lives-there", -3500, "the subscriber's name has nothing in common with the account's, which was used from there on five days or more, over a month, from no other private connection as often, and by nobody else but the subscriber, and, where the account was opened from there, or no record shows where and most of its use came from there, visitors who came once, opened and paid for nothing and are seen on other known connections more than twice as often: a couple of two names, a flat that is shared; it takes back what the name said, and is possible however much the claim weighs"},
	rowSharedAddressNoPort:     {"shared-address/no-port", 500, "most look-ups met an address that many subscribers shared, without the port that would tell them apart"},

	rowResellerPrior:       {"reseller/prior", -2500, "most accounts are opened by the person who uses them"},
	rowResellerManySignUps: {"reseller/many-sign-ups", 4500, "accounts in the names of four or more people were opened from the connection"},
	rowResellerBurst:       {"reseller/burst", 1000, "accounts in three or more names were opened from the connection within a day"},
	rowResellerDisputed:    {"reseller/disputed", 4500, "an e-mail address or card of the account stands with accounts in other names"},
	rowResellerHousehold:   {"reseller/household", -3500, "those accounts were used from the connection too, on two days or more each and from no other private one oftener, and hardly any other was: a family's card or address; a reseller's customers are at home in several places; possible however much the claim weighs"},
	rowResellerOwnHome:     {"reseller/own-home", -3500, "those accounts are elsewhere, and this one is in the name of who holds the connection, or of the family, and was used from there on five days or more, over a month, and from no other private connection as often: whoever has bought for others, this account's user is at home there; possible however much the claim weighs"},
	rowResellerOwnCard:     {"reseller/own-card", -1000, "the same, and what stands with the others' accounts are cards alone, of which the issuers say that they are of who holds the connection, whose name the account bears in full: others were paid for with them elsewhere, and the holder's own account is used at the holder's home; so told, the rival is possible only as far as it weighs"},
	rowResellerOtherMail:   {"reseller/other-mail", 4800, "an e-mail address of the account is in the full name of somebody else of the evidence, with whose name the account's has nothing in common: who opened it may be another than who uses it"},
	rowResellerBought:      {"reseller/bought", 2500, "a card or e-mail address of the account stands with accounts of four others or more, whoever they are: bought for others; possible however much the claim weighs"},

	rowAccountSharingPrior:      {"account-sharing/prior", -2000, "most accounts are used by one person"},
	rowAccountSharingSecondHome: {"account-sharing/second-home", 2500, "another private connection, in another name, used the account on three days or more"},
	rowAccountSharingTravel:     {"account-sharing/travel", 2000, "the account was used from connections in two countries within an hour"},
	rowAccountSharingAtOnce:     {"account-sharing/at-once", 1500, "the account was used from two connections at once, with two programs, as one log has it: two people, or one with two computers"},
	rowAccountSharingHandedOver: {"account-sharing/handed-over", 3500, "the account was used from elsewhere on three days or more, and from some day on from this connection alone, which no name ties to it: bought, or taken over"},
	rowAccountSharingForeign:    {"account-sharing/foreign", 3500, "the connection is in another country than the customer stated and the card's issuer, and no name ties them"},

	rowAccountSharingTwoLines: {"account-sharing/two-lines", 1000, "another connection was used about as often, no name says which is the customer's, and nobody else used the claimed one: one person's two, or two people's one account; possible however much the claim weighs"},

	rowRemoteAccessPrior:     {"remote-access/prior", -2500, "most computers are worked by who sits in front of them"},
	rowRemoteAccessStrangers: {"remote-access/strangers", 2500, "accounts in several names, none of them the subscriber's, were used from a connection whose holder is known, and not by one who lives there and visitors"},
	rowRemoteAccessCards:     {"remote-access/cards", 2000, "cards of several people were used from the connection, none of them the subscriber's; who lives there, as strangers have it, is none at work on a computer"},

	rowNamesakePrior: {"namesake/prior", -3000, "few connections of one case are held by people of one name"},
	rowNamesakeSame:  {"namesake/same", 2000, "another connection in the evidence is held by somebody of the same name"},

	rowClockErrorPrior:   {"clock-error/prior", -2500, "the clocks are as stated, or as measured"},
	rowClockErrorEdges:   {"clock-error/edges", 2500, "most look-ups lie so close to the edge of an assignment that the clocks leave several subscribers possible, or kept readings of a clock give them to different subscribers"},
	rowClockErrorChanged: {"clock-error/changed", 3500, "under another kept reading of a clock, most look-ups name another subscriber"},
}

// Table returns the weights; the caller must not change them.
func Table() []Row { return table[:] }

// TableDigest is the digest of the table, its version and the thresholds beside
// it, a part of every run.
func TableDigest() comity.Digest { return comity.DigestOf(TableText()) }

// TableText is what TableDigest is the digest of: JSON, for whoever weighs anew. The words
// by which a holder is a firm are in it, each with whether no person bears it, and so are
// the days of birth that nobody was born on, and the words that name nobody: a rule of another word is another rule.
func TableText() []byte {
	b, err := json.Marshal(struct {
		Version    string          `json:"version"`
		Rows       []Row           `json:"rows"`
		Thresholds map[string]int  `json:"thresholds"`
		Firms      map[string]bool `json:"firm_words"`
		Births     []string        `json:"preset_births"`
		Blanks     []string        `json:"blank_words"`
		AsNames    []string        `json:"blank_words_as_names"`
	}{TableVersion, table[:], map[string]int{
		"too_common": tooCommon, "generation": generation, "lives_days": livesDays, "least_borne": leastBorne, "crowd": crowdSize, "second_home_days": secondHome, "one_ban": int(oneBan),
		"bulk": bulkSize, "crowd_large": largeCrowd, "least_handed": leastHanded, "burst": burstSize, "sequence": sequenceSize, "common_occasions": commonOccasions, "common_margin": commonMargin, "common_miss": commonMiss, "common_part": commonPart, "common_lines": commonLines, "common_chance": commonChance, "known_occasions": knownOccasions, "known_chance": knownChance, "known_both": knownBoth, "known_one": knownOne, "times_apart": int(timesApart / comity.Hour), "most_in_turn": mostInTurn, "far_oftener": farOftener, "few_assignments": fewAssignments, "last_occasions": lastOccasions, "usual": usual, "least_given": leastGiven, "mostly_given": mostlyGiven, "least_given_letters": leastGivenLetters, "nameless_crowd": namelessCrowd, "common_known": commonKnown, "common_again": commonAgain, "used_on_days": usedOnDays, "used_on_span": int(usedOnSpan / comity.Day),
	}, firms(), presets, blankWords, blankAsNames})
	if err != nil {
		panic("internal error: weight table does not marshal: " + err.Error())
	}
	return b
}

// weight is what the row adds to a score.
func (r rowID) weight() comity.Weight { return table[r].Weight }
