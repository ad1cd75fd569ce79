// Package nexus says which states each item of a case concerns, and why: where an
// address was allotted at the date of its use, who issued a card, which country a
// phone number or domain is of, what somebody stated, where a provider, server or
// company is.
//
// It is pure: dated statistics of the registries and the records of a case go in,
// items with their states come out, sorted. A nexus is a reason to tell a state,
// never a statement that somebody is there. Each reason carries the weight of one
// table (weight.go); weights are not added up.
package nexus

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// Kind of an item.
type Kind string

// The kinds of item.
const (
	Subject Kind = "subject" // id of the run's finding
	Account Kind = "account" // site:user
	Card    Kind = "card"    // first six and last four digits, with a citation where two cards share them
	Address Kind = "address"
	Site    Kind = "site"
	Server  Kind = "server"
	Domain  Kind = "domain"
	Company Kind = "company"
)

// Kinds lists the kinds of item in the order of output.
func Kinds() []Kind {
	return []Kind{Subject, Account, Card, Address, Site, Server, Domain, Company}
}

// ReasonKind says by what a state is concerned.
type ReasonKind string

// The kinds of reason.
const (
	Allotment    ReasonKind = "allotment"    // address allotted there, by the file nearest to the use
	Issuer       ReasonKind = "issuer"       // of a card
	Phone        ReasonKind = "phone"        // country code of a number
	DomainCode   ReasonKind = "domain"       // top-level domain of a country
	Stated       ReasonKind = "stated"       // by the person, or in their name
	Provider     ReasonKind = "provider"     // the access provider or the keeper of a log is there
	Hosting      ReasonKind = "hosting"      // a server stands there
	Registration ReasonKind = "registration" // registered, owned or managed from there
)

// Item is something that can concern a state.
type Item struct {
	Kind  Kind
	Value string
}

// Reason is why an item concerns a state.
type Reason struct {
	Kind   ReasonKind    `json:"kind"`
	Weight comity.Weight `json:"weight"`
	Text   string        `json:"text"`
}

// Nexus is one item and one state that it concerns, or, where State is empty, what
// was seen that gives no state: an item never goes missing.
type Nexus struct {
	Item     string   `json:"item"`
	Kind     Kind     `json:"kind"`
	State    string   `json:"state"` // ISO 3166-1 alpha-2; "": none
	Conflict bool     `json:"conflict,omitempty"`
	Reasons  []Reason `json:"reasons"` // heaviest first
	// Since is when a check first showed it; the ledger counts age from there.
	Since comity.Instant `json:"-"`
	// From are the exhibits that show the item or say why it concerns a state, sorted; of
	// a subject not those that the run's own findings rest on.
	From []comity.Digest `json:"-"`
}

// Weight is that of the heaviest reason; reasons are not independent of each
// other, so they are not added.
func (n *Nexus) Weight() comity.Weight {
	if len(n.Reasons) == 0 {
		return 0
	}
	return n.Reasons[0].Weight
}

// finish sorts and marks conflicts: an item is in conflict where reasons of
// different kinds name different states.
func finish(list []Nexus) []Nexus {
	for i := range list {
		slices.SortFunc(list[i].Reasons, compareReasons)
	}
	slices.SortFunc(list, func(a, b Nexus) int {
		return cmp.Or(cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)), cmp.Compare(a.Item, b.Item), cmp.Compare(a.State, b.State))
	})
	for from, to := 0, 0; from < len(list); from = to {
		for to = from; to < len(list) && list[to].Kind == list[from].Kind && list[to].Item == list[from].Item; to++ {
		}
		mark(list[from:to])
	}
	return list
}

func compareReasons(a, b Reason) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
}

// mark finds the conflicts of one item: two states, no kind of reason in common
// that speaks for both.
func mark(states []Nexus) {
	for i := range states {
		for j := range states {
			if a, b := &states[i], &states[j]; a.State != "" && b.State != "" && i != j && apart(a.Reasons, b.Reasons) {
				a.Conflict = true
			}
		}
	}
}

func apart(a, b []Reason) bool {
	for _, x := range a {
		if slices.ContainsFunc(b, func(y Reason) bool { return y.Kind == x.Kind }) {
			return false
		}
	}
	return true
}
