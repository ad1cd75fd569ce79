// Package difference says what became of the findings of one run in another:
// which look-ups name the same assignment, another one of the same subscriber, or
// somebody else; which subjects came, went, or changed their band; and which
// exhibit that follows from. It weighs nothing.
//
// A corrected export has other bytes, so that none of its rows is cited as it was
// before. Pair says which of its rows takes the place of which.
//
// The package is pure: no I/O, no clock, no floating point; what comes out depends
// on the two runs alone.
package difference

import (
	"cmp"
	"slices"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// What became of a look-up.
const (
	Same       = "same"       // the same assignments
	Assignment = "assignment" // others, of the same subscribers
	Subscriber = "subscriber" // of other subscribers
	Gained     = "gained"     // no assignment, or no such event, before
	Lost       = "lost"       // none any more
)

// What became of a subject.
const (
	Appeared = "appeared"
	Vanished = "vanished"
	Band     = "band"  // it stands in another band
	Claim    = "claim" // it stands in its band, and another subscriber is claimed
)

// Answer is what a run says of a look-up.
type Answer struct {
	Answer      string            `json:"answer"`          // unique, ambiguous, shared
	Doubt       string            `json:"doubt,omitempty"` // uncertain, moved, changed
	Subscribers []run.Subscriber  `json:"subscribers"`     // each once, sorted
	Assignments []comity.Citation `json:"assignments"`     // each once, in the order of the run
	More        int               `json:"more,omitempty"`  // candidates of a shared address that no run names
}

// Look is a look-up: a hit of either run, beside what the other run says of it.
type Look struct {
	Hit     string         `json:"hit"`           // its id in the later run; of one that is lost, in the earlier
	Was     string         `json:"was,omitempty"` // its id in the earlier run, where that is another
	What    string         `json:"what"`          // assignment, subscriber, gained, lost
	Event   string         `json:"event"`         // access, payment, signup, login
	Account string         `json:"account,omitempty"`
	Addr    comity.Addr    `json:"addr"`
	First   comity.Instant `json:"first"`
	Before  *Answer        `json:"before,omitempty"`
	After   *Answer        `json:"after,omitempty"`
	Because []string       `json:"because"` // references of the exhibits, among those that changed, that it rests on
}

// Subject is a subject that is not what it was.
type Subject struct {
	ID      string   `json:"id"`
	What    string   `json:"what"` // appeared, vanished, band, claim
	Account string   `json:"account,omitempty"`
	Before  *Stand   `json:"before,omitempty"`
	After   *Stand   `json:"after,omitempty"`
	Other   string   `json:"other,omitempty"` // the subject of the other run that has its account
	Because []string `json:"because"`
}

// Stand is where a subject stands in a run.
type Stand struct {
	Band       comity.Band     `json:"band"`
	Score      comity.Weight   `json:"score"`
	Subscriber *run.Subscriber `json:"subscriber,omitempty"` // the claimed one
}

// Counts of a difference: hits by what became of them, subjects likewise.
type Counts struct {
	Same       int64 `json:"same"`
	Assignment int64 `json:"assignment"`
	Subscriber int64 `json:"subscriber"`
	Gained     int64 `json:"gained"`
	Lost       int64 `json:"lost"`
	Appeared   int64 `json:"appeared"`
	Vanished   int64 `json:"vanished"`
	Band       int64 `json:"band"`
	Claim      int64 `json:"claim"`
}

// Turn counts the look-ups whose answer was one and is another.
type Turn struct {
	Before string `json:"before"`
	After  string `json:"after"`
	Hits   int64  `json:"hits"`
}

// Difference is what Compare finds.
type Difference struct {
	Counts   Counts    `json:"counts"`
	Answers  []Turn    `json:"answers"`  // sorted
	Looks    []Look    `json:"looks"`    // but for the same ones: other subscribers first, then by time
	Subjects []Subject `json:"subjects"` // those that changed: vanished, appeared, band, claim; then by rank
}

// Changes is what Compare must know besides the runs.
type Changes struct {
	// Rows leads from a row of the later run to the row whose place it takes.
	Rows map[comity.Citation]comity.Citation
	// Exhibits are those of either run that are not in both, or are read
	// otherwise: the references to be named as the reason.
	Exhibits map[Part]string
}

// Part is what one source reads of an exhibit: all of it, a member of an
// archive, a sheet.
type Part struct {
	Exhibit comity.Digest
	Inner   string // see record.Source.Inner
}

// partOf is the part that a citation leads into.
func partOf(c comity.Citation) Part {
	inner := c.Inner
	if _, _, _, ok := c.Row(); ok {
		inner = inner[:strings.LastIndex(inner, "/R")]
	}
	return Part{c.Exhibit, inner}
}

// Compare says what became of the findings of before in after.
func Compare(before, after *Side, ch Changes) Difference {
	c := comparison{before: before, after: after, ch: ch, because: map[string]map[string]bool{}, turns: map[Turn]int64{}}
	c.looks()
	c.subjects()
	c.out.Answers = []Turn{}
	for t, n := range c.turns {
		t.Hits = n
		c.out.Answers = append(c.out.Answers, t)
	}
	slices.SortFunc(c.out.Answers, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	return c.out
}

// comparison is one call of Compare in progress.
type comparison struct {
	before, after *Side
	ch            Changes
	out           Difference
	because       map[string]map[string]bool // account → reasons of its look-ups
	turns         map[Turn]int64
}
