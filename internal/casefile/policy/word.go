package policy

import (
	"slices"
	"strings"
)

// Act is something that a rule allows or forbids.
type Act string

// The acts.
const (
	List     Act = "list"    // what a case holds, without what is in it: exhibits, runs, acts
	Verify   Act = "verify"  // that it is whole
	Rebuild  Act = "rebuild" // its index
	Init     Act = "init"    // open a case
	Seal     Act = "seal"    // put evidence in
	Check    Act = "check"   // compute findings
	Show     Act = "show"    // look at findings, notes and decisions
	Find     Act = "find"    // search for a selector
	Cat      Act = "cat"     // read evidence itself
	Note     Act = "note"
	Decide   Act = "decide"
	Outcome  Act = "outcome"  // record what became of a lead
	Permit   Act = "permit"   // record a contributor's yes
	Tell     Act = "tell"     // tell another state
	Pack     Act = "pack"     // hand evidence over to another state or a court
	Disclose Act = "disclose" // hand the defence its subject's rows
	Withdraw Act = "withdraw" // take an exhibit back
	Restrict Act = "restrict" // keep something from being used (Directive 2016/680, article 16)
	Rectify  Act = "rectify"
	Erase    Act = "erase"
	Approve  Act = "approve" // be the second of four eyes
	Looks    Act = "looks"   // read who looked at what
	Keys     Act = "keys"    // rotate and revoke the node's keys, pin partners' cards
)

// Acts are the acts, in the order of the tables.
func Acts() []Act {
	return []Act{
		List, Verify, Rebuild, Init, Seal, Check, Show, Find, Cat, Note, Decide, Outcome,
		Permit, Tell, Pack, Disclose, Withdraw, Restrict, Rectify, Erase, Approve, Looks, Keys,
	}
}

// Roles are the roles that node.toml gives to actors.
func Roles() []string {
	return []string{"investigator", "analyst", "supervisor", "prosecutor-liaison", "data-protection-officer", "auditor"}
}

// The classes of a purpose that no list names.
const (
	OtherPurpose = "other" // words of somebody's own
	NoPurpose    = "none"
)

// Purposes are the purposes that the rules know.
func Purposes() []string {
	return []string{"investigation", "prosecution", "defence", "cooperation", "imminent-harm", "oversight"}
}

// ClassOf is the class of a purpose as somebody gave it: "investigation" and
// "investigation: the billing company" are of class investigation, other words
// of class OtherPurpose, and nothing is NoPurpose.
func ClassOf(purpose string) string {
	class, _, _ := strings.Cut(strings.TrimSpace(purpose), ":")
	switch {
	case slices.Contains(Purposes(), class):
		return class
	case strings.TrimSpace(purpose) == "":
		return NoPurpose
	}
	return OtherPurpose
}
