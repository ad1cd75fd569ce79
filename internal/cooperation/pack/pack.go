// Package pack chooses what one recipient is given of a case, and puts it
// together: the rows that concern a state, or one subject for the defence, with
// what proves them, and a count of what was withheld by which rule.
//
// A row belongs to a recipient where it names one of the recipient's items, or
// where it supports a weight for or against, or a rival, of one of the recipient's
// subjects, even if it speaks of somebody else's connection: what speaks for a
// person travels with what speaks against. What a contributor's condition
// forbids stays behind, and the pack says so: evidence withheld, how many rows,
// whom to ask. docs/formats/pack.md.
package pack

import (
	"time"

	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/verify"
)

// Format is the version of a pack's form.
const Format = verify.PackFormat

// Names of a pack's files, in their order; docs/formats/pack.md.
const (
	FindingsFile   = "findings/findings.jsonl"
	DerivationFile = "findings/derivation.json"
	SubrunDir      = "subrun"
	CustodyDir     = "custody"
	WeightsFile    = "weights.json"
	AccuracyFile   = "accuracy.md"
	WithheldFile   = "withheld.json"
	InfoFile       = "pack.json"
)

// Info is pack.json: what the pack is, and what it was made with.
type Info struct {
	Format  int           `json:"format"`
	Kind    string        `json:"kind"` // pack, disclose
	Case    string        `json:"case"`
	Title   string        `json:"title"`
	From    Party         `json:"from"`
	To      string        `json:"to,omitempty"`      // the state; of a pack
	Subject string        `json:"subject,omitempty"` // of a disclosure
	Purpose string        `json:"purpose"`
	Created time.Time     `json:"created"`
	Actors  []string      `json:"actors"` // who asked for it and who approved, in the order of their acts
	Run     comity.Digest `json:"run"`
	Subrun  comity.Digest `json:"subrun"`
	Version string        `json:"version"` // of the computation
	Weights comity.Digest `json:"weights"` // digest of the table of weights

	Recipients []string `json:"recipients"` // who can open it, as its act names them; none: it is not encrypted, or a disclosure

	Level     string `json:"level"`               // of the signatures: B-B, or B-T where an authority vouches for their time
	Timestamp string `json:"timestamp,omitempty"` // that authority
}

// Party is an authority.
type Party struct {
	Authority string `json:"authority"`
	Country   string `json:"country"`
}

// Withheld is withheld.json.
type Withheld struct {
	Exhibits []WithheldExhibit `json:"exhibits"` // every exhibit of the case, in the order of the seals
	Subjects []WithheldSubject `json:"subjects"` // of whom evidence is withheld, by rank
}

// WithheldExhibit counts the leaves of one exhibit. Leaves is Shown and all of
// Withheld together.
type WithheldExhibit struct {
	Number   int              `json:"number,omitempty"` // in the pack: exhibits/<number>; 0: it is not in it
	Ref      string           `json:"ref,omitempty"`    // left out in a pack where it is not in it: what else is held is not the recipient's
	Exhibit  comity.Digest    `json:"exhibit,omitzero"` // its name in acts, where it is in the pack
	Rule     string           `json:"rule"`             // of its leaves; "": it was sealed without a tree, and nothing is counted
	Leaves   int64            `json:"leaves"`
	Shown    int64            `json:"shown"`
	Withheld map[string]int64 `json:"withheld"` // by rule

	Description int `json:"description,omitempty"` // values of its description that are withheld: paths, notes, requests, addresses of the legal basis
}

// WithheldSubject says that rows which bear on a subject are known and were withheld.
type WithheldSubject struct {
	Subject string      `json:"subject"`
	Rows    int64       `json:"rows"`
	Rules   []string    `json:"rules"`   // sorted
	Ask     []string    `json:"ask"`     // sorted
	Finding bool        `json:"finding"` // whether its finding is in the pack; else it is withheld as well
	Was     comity.Band `json:"was,omitempty"`
	Band    comity.Band `json:"band"` // in this pack: unresolved
	Text    string      `json:"text"` // evidence withheld: N rows, ask X
}

// Item is one item of the recipient, as the act that hands it over names it.
type Item struct {
	Kind nexus.Kind `json:"kind"`
	Item string     `json:"item"`
}

// The rules by which a leaf is withheld that no contributor makes.
const (
	RuleOther       = "other-state"   // a row that concerns none of the recipient's items
	RuleNoRecord    = "no-record"     // nothing that a format reads as a row
	RuleIndivisible = "not-divisible" // a row of the recipient that shares its leaf with others
	RuleCard        = "card-number"   // stated instead, without the number
	RuleUnchecked   = "not-checked"   // sealed since the latest check
)
