package casefile

import (
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/analysis/run"
	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// The kinds of act, and what their bodies hold; docs/formats/case.md.
const (
	actInit    = "init"
	actSeal    = "seal"
	actCheck   = "check"
	actDecide  = "decide"
	actNote    = "note"
	actOutcome = "outcome"
	actPerson  = "person"
	actReview  = "review"
	actLooks   = "looks"
	actPropose = "propose"
	actApprove = "approve"
	actTell    = "tell"
	actPermit  = "permit"
)

// opening is case.toml, and the body of act 1.
type opening struct {
	Title     string    `json:"title" toml:"title"`
	Authority string    `json:"authority" toml:"authority"`
	Country   string    `json:"country" toml:"country"`
	ID        string    `json:"id" toml:"id"` // random pseudonym, 32 hex digits
	Opened    time.Time `json:"opened" toml:"opened"`
	Keys      *keyring  `json:"keys,omitempty" toml:"-"` // in the act only
}

// keyring is the public keys of the node that opened the case, as verifier keys.
type keyring struct {
	Act string `json:"act"`
	Log string `json:"log"`
}

// text is the bytes of case.toml.
func (o opening) text() ([]byte, error) {
	o.Keys = nil
	b, err := toml.Marshal(o)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write %s: %w", caseFile, err)
	}
	return append([]byte("# Opened by comity. The first act holds the same; `comity verify` compares.\n"), b...), nil
}

type sealBody struct {
	Exhibit    comity.Digest `json:"exhibit"`
	Ref        string        `json:"ref"`
	Kind       record.Kind   `json:"kind"`
	Seal       string        `json:"seal"`   // path of the description in the case
	Digest     comity.Digest `json:"digest"` // SHA-256 of that file
	Supersedes string        `json:"supersedes,omitempty"`
	Member     string        `json:"member,omitempty"` // which file of the archive is read
	Sheet      string        `json:"sheet,omitempty"`  // which sheet of the workbook is read
}

type checkBody struct {
	Run         comity.Digest            `json:"run"`
	Version     string                   `json:"version"`
	Files       map[string]comity.Digest `json:"files"` // name in the run's folder → SHA-256
	Counts      run.Counts               `json:"counts"`
	Quarantined map[string]int64         `json:"quarantined,omitempty"` // reference → rows left unread
}

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

type looksBody struct {
	Head comity.Digest `json:"head"` // SHA-256 of the last line of the log of looks
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
	Path       string         `json:"path"` // as the manifest named it
	Request    string         `json:"request,omitempty"`
	Supersedes string         `json:"supersedes,omitempty"`
	Notes      string         `json:"notes,omitempty"`

	EncodingBasis string `json:"encoding_basis,omitempty"` // how Source.Encoding is known: bom or declared
}
