package attribution

import (
	"encoding/json"
	"fmt"

	"comity/internal/comity"
)

// Row is one weight of the table, with the reason for its size.
type Row struct {
	Name   string        `json:"name"`
	Weight comity.Weight `json:"weight"` // milli-bans: 1000 is ten to one
	Reason string        `json:"reason"`
}

// TableVersion names the table; a change of any weight is a new version.
const TableVersion = "1"

// table holds every weight, prior included. The figures are judgements of how
// much more often an observation occurs when the claim is true, rounded to
// hundreds; calibration against worlds with known truth comes with
// docs/accuracy.md. A rival's weights are for the rival.
var table = []Row{
	{"prior", -1000, "before any evidence, one account in ten is taken to be used by the subscriber it resolves to"},
	{"assignments-1", 600, "one assignment: a single look-up can be wrong"},
	{"assignments-2", 1300, "two different assignments name the same subscriber"},
	{"assignments-3", 1900, "three or four different assignments name the same subscriber"},
	{"assignments-5", 2400, "five or more different assignments name the same subscriber"},
	{"clocks", 600, "sources with separately stated clocks agree"},
	{"use", 400, "the account was used from the connection, not only paid for"},
	{"use-often", 800, "the account was used from the connection in three sessions or more"},
	{"sign-up", 500, "the account was opened from the connection"},
	{"payment", 300, "payments were made from the connection"},
	{"name-same", 1500, "the name stated with the account is the name of the subscriber"},
	{"name-family", 700, "the name stated with the account shares a part with the subscriber's: a household"},
	{"holder-same", 500, "the issuer's name for the card is the name of the subscriber"},

	{"no-use", -1500, "never used from this connection beyond paying"},
	{"name-unlike", -1500, "the provider's name for the subscriber has nothing in common with any name stated with the account"},
	{"elsewhere", -600, "more sessions resolve to other connections than to this one"},
	{"charge-back", -1000, "a payment was charged back: its card's holder denies it"},
	{"crowd", -2000, "four or more unrelated people's accounts were used from the connection"},

	{"stolen-card/prior", -1500, "most cards are used by their holders"},
	{"stolen-card/charge-back", 2000, "a payment was charged back"},
	{"stolen-card/reported", 3000, "the issuer lists the card as stolen or lost"},
	{"stolen-card/holder-unlike", 1500, "the issuer's name for the card is neither a name stated with the account nor the subscriber's"},
	{"stolen-card/holder-same", -1500, "the issuer's name for the card is the subscriber's"},
	{"stolen-card/never-used", 1500, "the account was paid for and never used from anywhere"},
	{"stolen-card/many-cards", 2500, "cards of four or more people were used from the connection"},
	{"stolen-card/declined", 500, "three or more payments were declined"},
	{"stolen-card/own-name", -500, "the account's names and the card's holder agree"},

	{"shared-address/prior", -1500, "most fixed connections serve one household"},
	{"shared-address/crowd", 4000, "accounts of four or more unrelated people were used from the connection"},
	{"shared-address/name-unlike", 3500, "the subscriber's name has nothing in common with any name stated with the account: an office, a café, a landlord"},
	{"shared-address/name-same", -2000, "the subscriber's name is a name stated with the account"},
	{"shared-address/no-port", 2000, "most look-ups met an address that many subscribers shared, without the port that would tell them apart"},

	{"reseller/prior", -2500, "most accounts are opened by the person who uses them"},
	{"reseller/many-sign-ups", 4500, "accounts in the names of four or more people were opened from the connection"},

	{"account-sharing/prior", -2000, "most accounts are used by one person"},
	{"account-sharing/second-home", 2500, "another private connection, in another name, used the account on three days or more"},

	{"clock-error/prior", -2500, "the clocks are as stated"},
	{"clock-error/edges", 2500, "most look-ups lie so close to the edge of an assignment that the clocks leave several subscribers possible"},
}

// Table returns the weights; the caller must not change them.
func Table() []Row { return table }

// TableDigest is the digest of the table and its version, a part of every run.
func TableDigest() comity.Digest {
	b, err := json.Marshal(struct {
		Version string `json:"version"`
		Rows    []Row  `json:"rows"`
	}{TableVersion, table})
	if err != nil {
		panic("internal error: weight table does not marshal: " + err.Error())
	}
	return comity.DigestOf(b)
}

// row finds a weight by its name; a name that is not in the table is our own bug.
func row(name string) Row {
	for _, r := range table {
		if r.Name == name {
			return r
		}
	}
	panic(fmt.Sprintf("internal error: no weight %q", name))
}
