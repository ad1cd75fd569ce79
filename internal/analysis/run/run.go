// Package run is one computation of a case: exhibits and parameters in,
// findings out, with one digest over everything that decides the result.
//
// A run is a pure function of its inputs: the same exhibits, descriptions,
// tables and version give the same bytes on any machine, with any number of
// cores, in any directory, on any day. What is measured about a computation
// (seconds) or local to a case (its id, card tokens) stays outside the digest.
//
// The files of a run are specified in docs/formats/run.md.
package run

import (
	"encoding/json"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/extent"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// Version of the computation. It is part of every run: results of different
// versions are different runs.
const Version = "0.2.0"

// Names of the files in the directory of a run.
const (
	ManifestFile   = "manifest.json"
	FindingsFile   = "findings.jsonl"
	RejectsFile    = "rejects.jsonl"
	DuplicatesFile = "duplicates.jsonl"
	ClocksFile     = "clocks.json"
	CardsFile      = "cards.jsonl" // tokens local to the case; not part of the digest
)

// Manifest is everything that a run depends on, and the digests of what came
// out. The run's digest is the SHA-256 of its JSON.
type Manifest struct {
	Version    string          `json:"version"`
	Parameters Parameters      `json:"parameters"`
	Weights    comity.Digest   `json:"weights"` // digest of the weight table
	Sources    []record.Source `json:"sources"` // sorted by exhibit, then reference
	Counts     Counts          `json:"counts"`
	Findings   comity.Digest   `json:"findings"`
	Rejects    comity.Digest   `json:"rejects"`
	Duplicates comity.Digest   `json:"duplicates"`
	Clocks     comity.Digest   `json:"clocks"`
	Withdrawn  []Withdrawn     `json:"withdrawn,omitempty"` // what was left out, in the order of the acts
}

// Parameters of a run.
type Parameters struct {
	SessionGap Micros `json:"session_gap_us"` // idle time that ends a session
}

// Micros is a length of time in the unit of comity.Instant; in JSON a number.
type Micros int64

// UnmarshalJSON also reads what the first runs wrote: the instant so long after 1970.
func (m *Micros) UnmarshalJSON(b []byte) error {
	if len(b) > 1 && b[0] == '"' {
		var i comity.Instant
		err := i.UnmarshalText(b[1 : len(b)-1])
		*m = Micros(i)
		return err
	}
	return json.Unmarshal(b, (*int64)(m))
}

// Counts of a run, in the contract's words.
type Counts struct {
	Exhibits    int64 `json:"exhibits"`
	Bytes       int64 `json:"bytes"` // plain bytes read
	Lines       int64 `json:"lines"` // lines of text read
	Events      int64 `json:"events"`
	Rejects     int64 `json:"rejects"`
	Quarantined int64 `json:"quarantined"`
	Withdrawn   int64 `json:"withdrawn,omitempty"`           // rows left out of exhibits that were read
	Duplicates  int64 `json:"duplicates"`                    // rows that were delivered before
	Possible    int64 `json:"possible_duplicates,omitempty"` // rows that may have been delivered before: they count
	Aside       int64 `json:"aside"`                         // rows that their source says are no records: totals, entries not booked
	Turned      int64 `json:"turned,omitempty"`              // rows that a kept reading of their clock makes impossible, and the declared one does not: read all the same
	Unassigned  int64 `json:"unassigned"`                    // events from an address that no assignment covers then
	Assignments int64 `json:"assignments"`
	Hits        int64 `json:"hits"`
	Uncertain   int64 `json:"uncertain"`
	Moved       int64 `json:"moved"`
	Changed     int64 `json:"changed"`
	Subjects    int64 `json:"subjects"`
	// Unmatched counts charge-backs and refunds that name no account and refer to
	// no payment or card that is known.
	Unmatched int64            `json:"unmatched_chargebacks"`
	Bands     map[string]int64 `json:"bands"`
	Earlier
}

// Earlier are counts that earlier versions made for what a probability then followed from. They
// stand in acts that are signed, and read such that no member may hide in them.
type Earlier struct {
	Payers         int64 `json:"payers,omitempty"`
	PayersDisputed int64 `json:"payers_disputed,omitempty"`
	Used           int64 `json:"claims_used,omitempty"`
	Disputed       int64 `json:"claims_disputed,omitempty"`
	Paid           int64 `json:"claims_paid,omitempty"`
}

// Finding is one line of findings.jsonl: exactly one of its members is set.
// Hits come first, in the order in which their sessions ended in the exhibits;
// then subjects, by rank.
type Finding struct {
	Subject *Subject `json:"subject,omitempty"`
	Hit     *Hit     `json:"hit,omitempty"`
}

// Subject is a lead: selectors that the evidence ties together, the
// connections they were used from, and the arguments either way.
type Subject struct {
	ID          string            `json:"id"`
	Rank        int               `json:"rank"`
	Band        comity.Band       `json:"band"`
	Missing     []string          `json:"missing"` // which of the four tests of the top band fail: "a" to "d"
	Score       comity.Weight     `json:"score"`
	Probability float64           `json:"probability,omitempty"` // follows from Score, Missing, Subscribers, Company, Selectors, Disputed, For and Against; 0 in findings.jsonl, for it is no integer
	Countries   []string          `json:"countries"`
	Selectors   []comity.Selector `json:"selectors"`
	Disputed    []comity.Selector `json:"disputed,omitempty"` // stated with the accounts, and not shown to be the subject's own
	Subscribers []Subscriber      `json:"subscribers"`        // the claimed one first
	Company     Company           `json:"company,omitzero"`   // who else was seen on the claimed one
	For         []Argument        `json:"for"`
	Against     []Argument        `json:"against"`
	Rivals      []Rival           `json:"rivals"`
	Eliminated  []Elimination     `json:"eliminated,omitempty"` // in the order of the hits
	Named       []Named           `json:"named,omitempty"`      // in the order of Subscribers
	Extent      extent.Extent     `json:"extent"`
}

// Named is a row that says who holds a connection, where none that a hit rests on does.
type Named struct {
	Subscriber
	Row comity.Citation `json:"row"`
}

// Company is who else was seen on a claimed connection.
type Company = attribution.Company

// Subscriber is a connection as its provider names it.
type Subscriber struct {
	Provider   string `json:"provider"`
	Country    string `json:"country,omitempty"` // of the provider, where others are called like it
	Subscriber string `json:"subscriber"`
}

// Line is the connection in one word, as people are told of it.
func (s Subscriber) Line() string {
	if s.Country != "" {
		return s.Provider + " (" + s.Country + ")/" + s.Subscriber
	}
	return s.Provider + "/" + s.Subscriber
}

// Same reports whether two runs may speak of the same connection: the country is stated only
// from the run on that knows another provider of the name.
func (s Subscriber) Same(o Subscriber) bool {
	return s.Provider == o.Provider && s.Subscriber == o.Subscriber && (s.Country == o.Country || s.Country == "" || o.Country == "")
}

// Argument is one weight and the hits that it rests on.
type Argument struct {
	Weight comity.Weight `json:"weight"`
	Text   string        `json:"text"`
	Hits   []string      `json:"hits"`
}

// Elimination is a hit that names several subscribers and is taken for one's, for
// only this one was there each time, and the assignment that it then lies in: a
// hit need not name all its candidates.
type Elimination struct {
	Hit        string          `json:"hit"`
	Assignment comity.Citation `json:"assignment"`
}

// Rival is an explanation other than "the subscriber did it".
type Rival struct {
	Kind    string        `json:"kind"`
	Weight  comity.Weight `json:"weight"`
	Verdict string        `json:"verdict"` // ahead, possible, excluded
	Text    string        `json:"text"`
	Ask     string        `json:"ask,omitempty"`  // what would settle it, where it is not excluded
	Rows    []Argument    `json:"rows,omitempty"` // what Weight is the sum of, its prior first; none where nothing was observed
}

// Hit is one or more events of one account from one address inside one set of
// assignments, no further apart than the session gap.
type Hit struct {
	ID         string          `json:"id"`
	Event      string          `json:"event"`  // access, payment, signup, login
	Source     string          `json:"source"` // reference of the exhibit
	Account    string          `json:"account,omitempty"`
	Addr       comity.Addr     `json:"addr"`
	Port       uint16          `json:"port,omitempty"`
	Answer     string          `json:"answer"` // unique, ambiguous, shared
	First      comity.Instant  `json:"first"`
	Last       comity.Instant  `json:"last"`
	Count      int64           `json:"count"`
	Cite       comity.Citation `json:"cite"`            // first line
	LastCite   comity.Citation `json:"last_cite"`       // last line; the others lie between: same account, same address
	Doubt      string          `json:"doubt,omitempty"` // where the clocks leave several readings: uncertain, moved, changed
	Candidates []Candidate     `json:"candidates"`
	More       int             `json:"more,omitempty"` // candidates of a shared address that are not named
}

// Candidate is one assignment that a hit may lie in.
type Candidate struct {
	Subscriber
	Assignment comity.Citation `json:"assignment"`
	Certain    bool            `json:"certain"` // inside under every instant of both clocks' uncertainty
}

// Reject is one line of rejects.jsonl.
type Reject struct {
	Cite   comity.Citation `json:"cite"`
	Ref    string          `json:"ref"`
	Line   int64           `json:"line"`
	Reason string          `json:"reason"`
}
