package casefile

import (
	"time"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// The kinds of act, and what their bodies hold; docs/formats/case.md.
const (
	actInit    = history.Init
	actSeal    = history.Sealing
	actCheck   = history.Checking
	actDecide  = "decide"
	actNote    = "note"
	actOutcome = "outcome"
	actPerson  = "person"
	actReview  = "review"
	actLooks   = history.Looks
	actLate    = history.Late
	actPropose = history.Propose
	actApprove = history.Approve
	actTell    = "tell"
	actPermit  = "permit"
)

// What the verifier reads as well, history says.
type (
	opening   = history.Opening // case.toml, and the body of act 1
	keyring   = history.Keyring
	sealBody  = history.SealBody
	checkBody = history.CheckBody
	looksBody = history.LooksBody
)

type decideBody struct {
	Item    string `json:"item"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`

	Statement string `json:"statement,omitempty"` // fact, assessment; "": an assessment
	Source    string `json:"source,omitempty"`    // of a fact

	Handling []string `json:"handling,omitempty"` // the codes that it is under
}

type noteBody struct {
	Item string `json:"item"`
	Text string `json:"text"`

	Statement string `json:"statement,omitempty"`
	Source    string `json:"source,omitempty"`

	Handling []string `json:"handling,omitempty"`
}

type personBody struct {
	Item     string        `json:"item"` // a subject
	Category string        `json:"category"`
	Minor    string        `json:"minor"`
	Reason   string        `json:"reason"`
	Run      comity.Digest `json:"run"` // the latest that has the subject
}

type reviewBody struct {
	Item    string `json:"item,omitempty"` // "": the case
	Review  string `json:"review"`         // day
	EraseBy string `json:"erase_by,omitempty"`
	Reason  string `json:"reason"`
}

type outcomeBody struct {
	Item    string        `json:"item"` // a subject
	Outcome string        `json:"outcome"`
	State   string        `json:"state,omitempty"` // which other state was told
	Reason  string        `json:"reason"`
	Run     comity.Digest `json:"run"` // the latest in which the lead stood
	Band    comity.Band   `json:"band"`

	Statement string `json:"statement,omitempty"`
	Source    string `json:"source,omitempty"`
}

type tellBody struct {
	Item      string `json:"item"`  // of the nexus: a subject, account, card, address, site, server, domain or company
	State     string `json:"state"` // who was told
	Reference string `json:"reference"`

	Kind     string          `json:"kind,omitempty"`     // of the item
	Exhibits []comity.Digest `json:"exhibits,omitempty"` // that showed it, sorted; none: any may have
}

// description is seals/<exhibit>.json: what was sealed, by which right, and
// how to read it.
type description struct {
	Object     comity.Digest  `json:"object"` // name in the vault
	Bytes      int64          `json:"bytes"`
	Rows       int64          `json:"rows"`
	Source     record.Source  `json:"source"`
	Basis      manifest.Basis `json:"basis"`
	Obtained   time.Time      `json:"obtained"`
	Handling   []string       `json:"handling"`
	Path       string         `json:"path,omitempty"` // as the manifest named it
	Request    string         `json:"request,omitempty"`
	Supersedes string         `json:"supersedes,omitempty"`
	Notes      string         `json:"notes,omitempty"`
	Tree       *seal.Tree     `json:"tree,omitempty"` // of its rows, docs/formats/rows.md; nil: an older version sealed it

	EncodingBasis string `json:"encoding_basis,omitempty"` // how Source.Encoding is known: bom or declared

	Private *history.Held `json:"private,omitempty"` // what the file leaves out; nil: an older version sealed the exhibit, and it says all
}
