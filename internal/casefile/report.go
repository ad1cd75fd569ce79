package casefile

import (
	"bytes"
	"encoding/json"
	"time"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/difference"
	"comity/internal/analysis/run"
	"comity/internal/casefile/query"
	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
	"comity/internal/records/record"
	"comity/internal/verify"
)

// InitParams describe a new case.
type InitParams struct {
	Title, Country, Authority string
}

// SealReport is what `comity seal --json` prints.
type SealReport struct {
	Exhibits []SealedExhibit `json:"exhibits"`
	Notices  []SealNotice    `json:"notices,omitempty"`
}

// SealedExhibit is one exhibit of a SealReport.
type SealedExhibit struct {
	Ref    string        `json:"ref"`
	ID     comity.Digest `json:"id"`
	Bytes  int64         `json:"bytes"`
	Kind   record.Kind   `json:"kind"`
	Format string        `json:"format"`
	Rows   int64         `json:"rows"`
}

// CheckReport is what `comity check --json` prints.
type CheckReport struct {
	Run      comity.Digest `json:"run"`
	Case     string        `json:"case"`
	Version  string        `json:"version"`
	Counts   run.Counts    `json:"counts"`
	Seconds  Seconds       `json:"seconds"`
	Subjects []run.Subject `json:"subjects"` // the first Config.Subjects by rank, Probability filled

	Previous *comity.Digest `json:"previous,omitempty"` // the run of the check before, where that is another

	Unbalanced []run.Unbalanced `json:"unbalanced,omitempty"` // exhibits with bank statements that do not add up
}

// Seconds are how long the parts of a check took.
type Seconds struct {
	Total     float64 `json:"total"`
	Read      float64 `json:"read"`
	Attribute float64 `json:"attribute"`
}

// VerifyReport is what `comity verify --json` prints.
type VerifyReport = verify.Report

// CheckRow is one thing that was verified.
type CheckRow = verify.Check

// ExhibitRow is one sealed exhibit.
type ExhibitRow struct {
	Ref          string        `json:"ref"`
	ID           comity.Digest `json:"id"`
	Name         comity.Digest `json:"name"` // by which acts and packs name it; docs/formats/case.md
	Bytes        int64         `json:"bytes"`
	Kind         record.Kind   `json:"kind"`
	Format       string        `json:"format"`
	Packing      string        `json:"packing,omitempty"`
	Member       string        `json:"member,omitempty"` // of an archive: the file that is read
	Encoding     string        `json:"encoding,omitempty"`
	Rows         int64         `json:"rows"`
	Provider     string        `json:"provider,omitempty"`
	Country      string        `json:"country,omitempty"`
	Site         string        `json:"site,omitempty"`
	Host         string        `json:"host,omitempty"`
	Basis        string        `json:"basis"`
	Handling     []string      `json:"handling"`
	Obtained     time.Time     `json:"obtained"`
	Path         string        `json:"path"`
	Object       comity.Digest `json:"object"`
	Act          int64         `json:"act"`
	Sealed       time.Time     `json:"sealed"`
	SupersededBy string        `json:"superseded_by,omitempty"`
	SameAs       string        `json:"same_as,omitempty"`  // reference under which a check reads the same bytes instead
	LeftOut      string        `json:"left_out,omitempty"` // why no check reads it: withdraw, restrict, rectify or erase, and the act
}

// QuarantineRow counts the rows of one exhibit outside its legal basis, as a run
// found them; or it is one row, by its place, of an exhibit that no run reads.
type QuarantineRow struct {
	Run     comity.Digest    `json:"run,omitzero"`
	Ref     string           `json:"ref"`
	Exhibit comity.Digest    `json:"exhibit"`
	Rows    int64            `json:"rows"`
	Line    int64            `json:"line,omitempty"`
	Reason  string           `json:"reason,omitempty"`
	Cite    *comity.Citation `json:"cite,omitempty"`
}

// RunRow is one run of the case.
type RunRow struct {
	Run     comity.Digest `json:"run"`
	Act     int64         `json:"act"` // of the first check that gave it
	Time    time.Time     `json:"time"`
	Actor   string        `json:"actor"`
	Version string        `json:"version"`
	Counts  run.Counts    `json:"counts"`
	Gone    int64         `json:"gone,omitempty"` // the act that removed it
}

// ActRow is one act.
type ActRow struct {
	Seq     int64           `json:"seq"`
	Digest  comity.Digest   `json:"digest"`
	Time    time.Time       `json:"time"`
	Actor   string          `json:"actor"`
	Purpose string          `json:"purpose"`
	Kind    string          `json:"kind"`
	Body    json.RawMessage `json:"body"`

	Recorded string           `json:"recorded"` // recorded, locally, open
	Cosigned []proof.Cosigned `json:"cosigned"` // whoever co-signed the checkpoint over it
}

// DecisionRow is a verdict or a note on an item.
type DecisionRow struct {
	Item    string    `json:"item"`
	Act     int64     `json:"act"`
	Time    time.Time `json:"time"`
	Actor   string    `json:"actor"`
	Verdict string    `json:"verdict,omitempty"` // yes, no, unsure; "" for a note
	Text    string    `json:"text"`              // reason or note

	Statement string   `json:"statement"`          // fact, assessment
	Source    string   `json:"source,omitempty"`   // of a fact
	Handling  []string `json:"handling,omitempty"` // the codes that it is under
}

// DifferenceReport is what `comity show CASE difference --json` prints.
type DifferenceReport struct {
	Before   RunName         `json:"before"`
	After    RunName         `json:"after"`
	Exhibits []ExhibitChange `json:"exhibits"` // sorted by reference
	Changed  []string        `json:"changed"`  // version, weights, parameters, where they differ
	difference.Difference
}

// RunName is a run and the first check that gave it.
type RunName struct {
	Run  comity.Digest `json:"run"`
	Act  int64         `json:"act"`
	Time time.Time     `json:"time"`
}

// ExhibitChange is an exhibit that one of two runs has not, or reads otherwise.
type ExhibitChange struct {
	Ref  string      `json:"ref"`
	Kind record.Kind `json:"kind"`
	What string      `json:"what"`         // superseded, added, gone, reread
	By   string      `json:"by,omitempty"` // what took its place
	Act  int64       `json:"act"`          // that sealed what is new
}

// OutcomeRow is what became of a lead, as somebody recorded it.
type OutcomeRow struct {
	Item    string        `json:"item"` // a subject
	Act     int64         `json:"act"`
	Time    time.Time     `json:"time"`
	Actor   string        `json:"actor"`
	Outcome string        `json:"outcome"`         // searched, cleared, charged, informed
	State   string        `json:"state,omitempty"` // which other state was told
	Run     comity.Digest `json:"run"`             // in which the lead stood
	Band    comity.Band   `json:"band"`            // there
	Text    string        `json:"text"`            // reason

	Statement string `json:"statement"` // fact, assessment
	Source    string `json:"source,omitempty"`
}

// OutcomeReport is what `comity outcome CASE --json` prints.
type OutcomeReport struct {
	Bands  []OutcomeBand    `json:"bands"`  // best first, then "all"
	States map[string]int64 `json:"states"` // state → leads of which it was told
}

// OutcomeBand is what became of the leads of one band.
type OutcomeBand struct {
	Band     string       `json:"band"`
	Subjects int64        `json:"subjects"` // of the latest run
	Leads    int64        `json:"leads"`    // subjects with an outcome, each once
	Searched OutcomeCount `json:"searched"`
	Cleared  OutcomeCount `json:"cleared"` // of cleared and charged, what came last counts
	Charged  OutcomeCount `json:"charged"`
	Informed OutcomeCount `json:"informed"`
}

// OutcomeCount is how many leads, and the share of those with an outcome.
type OutcomeCount struct {
	Leads int64   `json:"leads"`
	Share float64 `json:"share"`
}

// SubjectView is a subject with everything that hangs on it.
type SubjectView struct {
	Run       comity.Digest     `json:"run"`
	Subject   run.Subject       `json:"subject"`
	Hits      []run.Hit         `json:"hits"`  // named by its arguments, by first instant
	Cards     []json.RawMessage `json:"cards"` // the run's lines of cards.jsonl on the cards of its selectors
	Decisions []DecisionRow     `json:"decisions"`

	Outcomes   []OutcomeRow   `json:"outcomes"`
	Parameters run.Parameters `json:"parameters"` // of the run

	Person     Person            `json:"person"`
	Persons    []PersonRow       `json:"persons"`    // who said so, oldest first
	Reviews    []ReviewRow       `json:"reviews"`    // when it is to be reviewed or erased, oldest first
	Statements map[string]string `json:"statements"` // part → fact, assessment
	Handling   []string          `json:"handling"`   // the codes of all that it rests on, joined
}

// Line is a cited run of bytes of an exhibit.
type Line struct {
	Cite   comity.Citation `json:"cite"`
	Ref    string          `json:"ref"`
	Bytes  []byte          `json:"bytes"`            // exactly as in the evidence, unless masked: make harmless before showing
	Page   *Page           `json:"page,omitempty"`   // of the document that it was keyed in from
	Masked bool            `json:"masked,omitempty"` // digits of a card number are stars; Cat writes the bytes

	kind record.Kind // of the exhibit
}

// Mask replaces the digits of card numbers in Bytes by stars, all but the first
// six and last four: what is shown must not hold them.
func (l *Line) Mask() {
	masked := comity.MaskCards(l.Bytes, query.Masking(l.kind))
	l.Masked = l.Masked || !bytes.Equal(masked, l.Bytes)
	l.Bytes = masked
}

// HitView is a hit with every line behind it.
type HitView struct {
	Run         comity.Digest   `json:"run"`
	Hit         run.Hit         `json:"hit"`
	Lines       []Line          `json:"lines"`
	Assignments []Line          `json:"assignments"`          // of the candidates, in their order
	Duplicates  []run.Duplicate `json:"duplicates,omitempty"` // other deliveries of its lines and assignments
	Decisions   []DecisionRow   `json:"decisions"`

	Statements map[string]string `json:"statements"` // part → fact, assessment
	Handling   []string          `json:"handling"`   // the codes of all that it rests on, joined
}

// ClaimView is one argument of a subject, with its hits.
type ClaimView struct {
	ID       string        `json:"id"` // <subject>/<for|against>/<n>, n from 1
	Run      comity.Digest `json:"run"`
	Subject  string        `json:"subject"`
	Side     string        `json:"side"` // for, against
	Argument run.Argument  `json:"argument"`
	Hits     []run.Hit     `json:"hits"`
	// Eliminated are the assignments of those hits that name several subscribers.
	Eliminated []run.Elimination `json:"eliminated,omitempty"`
	// Walk leads from each hit to bytes, in the order of Hits.
	Walk      []HitWalk     `json:"walk"`
	Decisions []DecisionRow `json:"decisions"`

	Graph *derivation.Grounds `json:"graph"` // from the claim to bytes, seals and acts

	Statements map[string]string `json:"statements"` // part → fact, assessment
	Handling   []string          `json:"handling"`   // the codes of all that it rests on, joined
}

// HitWalk is the way from a hit of a claim to bytes: its first and last line,
// its candidates' assignments, and the one that elimination gives it to where
// the hit does not name that. `show hit` has the lines between.
type HitWalk struct {
	Hit         string `json:"hit"`
	Lines       []Line `json:"lines"`
	Assignments []Line `json:"assignments"`
}
