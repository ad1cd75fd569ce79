package casefile

import (
	"time"

	"comity/internal/analysis/difference"
	"comity/internal/comity"
)

// WithdrawReport is what `comity withdraw`, `restrict`, `rectify` and `erase` print
// with --json, and out/withdrawals/<act>.json holds, signed. It names findings by their
// ids alone.
type WithdrawReport struct {
	Act        int64             `json:"act"`
	Kind       string            `json:"kind"` // withdraw, restrict, lift, rectify, erase
	Time       time.Time         `json:"time"`
	Actor      string            `json:"actor"`
	Item       string            `json:"item"`
	Exhibit    comity.Digest     `json:"exhibit"`
	Refs       []string          `json:"refs"`
	Cite       *comity.Citation  `json:"cite,omitempty"`
	Reason     string            `json:"reason"`
	With       string            `json:"with,omitempty"`
	Before     *comity.Digest    `json:"before,omitempty"` // the run before; none where nothing had been checked
	After      *comity.Digest    `json:"after,omitempty"`  // the run without the item
	Dependents []Dependent       `json:"dependents"`       // subjects, claims, hits; each sorted, new ones last
	Difference difference.Counts `json:"difference"`
	Said       []SaidRow         `json:"said"`           // by whom it was relied on: oldest first
	Notices    []string          `json:"notices"`        // files of the case
	Gone       []comity.Digest   `json:"gone,omitempty"` // runs that were removed
	Kept       bool              `json:"kept,omitempty"` // erase: the bytes stay, for another reference needs them
}

// Dependent is a finding that cites what was left out, or that is not what it was
// without it.
type Dependent struct {
	Item   string      `json:"item"`
	Kind   string      `json:"kind"` // subject, claim, hit
	Cites  bool        `json:"cites"`
	Became string      `json:"became"`           // same, changed, gone, new
	Before comity.Band `json:"before,omitempty"` // of a subject
	After  comity.Band `json:"after,omitempty"`
}

// SaidRow is a verdict, note, outcome, telling or pack that concerns what was left out.
type SaidRow struct {
	Act     int64     `json:"act"`
	Time    time.Time `json:"time"`
	Kind    string    `json:"kind"` // decide, note, outcome, tell, pack, disclose
	Item    string    `json:"item"`
	Verdict string    `json:"verdict,omitempty"` // or the outcome
	State   string    `json:"state,omitempty"`   // which was told

	File comity.Digest `json:"file,omitzero"` // of a pack: as it was handed over; a copy outside the case is known by it
}

// Notice is the draft of what one state is told, out/notices/<act>-<state>.json.
type Notice struct {
	Case    string            `json:"case"`
	From    string            `json:"from"` // authority
	Country string            `json:"country"`
	To      string            `json:"to"` // state
	Act     int64             `json:"act"`
	Kind    string            `json:"kind"`
	Time    time.Time         `json:"time"`
	Refs    []string          `json:"refs"`
	Reason  string            `json:"reason"`
	Leads   []NoticeLead      `json:"leads"`
	Text    map[string]string `json:"text"` // by language
}

// NoticeLead is a lead, or another item of the nexus, of which the state was told.
type NoticeLead struct {
	Item   string    `json:"item"`
	Act    int64     `json:"act"` // by which telling it was recorded
	Told   time.Time `json:"told"`
	Became string    `json:"became,omitempty"` // in the run without the item; "": it had fallen before
}
