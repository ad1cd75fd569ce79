// Package report writes what people read of a pack: report.html and report.pdf, for a judge, a
// defence lawyer and an investigator who have never seen comity, the README texts, and verify.sh,
// the second verifier. docs/formats/report.md says what stands where.
//
// A report is a pure function of its Content: the same content gives the same bytes, in HTML as in
// PDF. It is written in the recipient's language with the English beneath, because the signed
// findings are English. Nothing of it is a proof: it points at the files that are.
//
// Whatever comes out of evidence is hostile: log lines, names, subjects' words. It is escaped for the
// page, and what a reader's machine would act on (controls, marks that turn the order of text) is
// shown by its number.
package report

import (
	"time"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// Kind says what the report goes with.
type Kind uint8

// The kinds.
const (
	Pack       Kind = iota // for the authority of another state
	Disclosure             // for the defence of one subject
)

// Shown bounds what a report repeats of the files beside it, so that its size does not grow with
// the exhibits. What is left out is counted and named with the file that has it.
const (
	ShownHits = 12 // of one subject: Subject.Hits should hold no more; MoreHits counts the rest
	ShownRows = 6  // of one hit: the same of Hit.Rows and Hit.MoreRows
)

// Content is everything that a report says. Times are shown in UTC.
type Content struct {
	Kind     Kind
	Language string // of the recipient, ISO 639-1, as in Languages; any other: English alone
	Case     string // the case's id
	Title    string // as the case is called
	From, To Party
	Purpose  string
	Created  time.Time // the only instant that the report takes as its own
	Actors   []Actor   // who asked for the pack, who approved it, in the order of the acts
	Bases    []Basis
	Exhibits []Exhibit // as numbered in the pack
	// Subjects yields each subject once, by rank, and stops at the first error of each, which it
	// returns. It may be called several times and yields the same each time.
	Subjects Walk
	Withheld []Withheld // per exhibit, in the pack's order
	Missing  []Missing  // per subject: withheld rows that bear on it. Empty says: none
	Versions Versions
	Accuracy []Measure // figures of accuracy, as measured; none: it is said that there are none
	// Timestamp says who vouches for the time of the signature; "" says that nobody does (B-B).
	Timestamp string
	// Recorded says that enough witnesses co-signed the log; Witnesses names those that did.
	Recorded  bool
	Witnesses []string
}

// Walk goes through subjects.
type Walk func(each func(*Subject) error) error

// Party is an authority.
type Party struct {
	Authority string // its name; may be ""
	Country   string // ISO 3166-1 alpha-2
	Contact   string // whom to ask about what was withheld; may be ""
}

// Actor is a person who took part in making the pack.
type Actor struct {
	Name string
	Did  string // proposed, approved, signed
	Act  int64  // number in the case's chain; 0: no act
	Time time.Time
}

// Basis is a legal basis that exhibits rest on.
type Basis struct {
	ID, Instrument, Authority, Reference, Date, Offence string
	From, To                                            string   // the period that it covers, as days
	Data                                                []string // classes of data
}

// Exhibit is one sealed item of evidence.
type Exhibit struct {
	Number   int // as in exhibits/<n>/, from 1
	Ref      string
	ID       comity.Digest // its name in acts and citations
	Kind     string
	Format   string
	Provider string
	Country  string
	Obtained time.Time
	Basis    string   // Basis.ID
	Handling []string // codes
	Clock    string   // statement, as in the manifest
	Rule     string   // of its leaves: line, cell, piece, block
	Leaves   int64
	Shown    int64
	Root     comity.Digest
	Act      int64 // that sealed it
}

// Subject is a finding with the rows that it rests on.
type Subject struct {
	run.Subject
	Gap      int         // minutes after which a session ends, as in the run's parameters
	Category string      // whom it stands for: suspect, victim, witness, contact, unknown; "" unknown
	Minor    string      // yes, no, unknown; "" unknown
	Hits     []Hit       // those of For, Against and the rivals' rows, in the order of the run
	MoreHits int64       // that the report does not repeat
	Was      comity.Band // in the case, where rows that are withheld lower the band here; "" where they do not
	Withheld int64       // supporting rows that a rule withholds; the band is unresolved where it is not 0
	Ask      string      // whom to ask for them
	Said     []Statement
}

// Statement is what a person said of a subject: a decision or a note.
type Statement struct {
	Time    time.Time
	Actor   string
	Kind    string // fact or assessment
	Verdict string // yes, no, unsure, an outcome, or ""
	Text    string
}

// Hit is a hit with its rows.
type Hit struct {
	run.Hit
	Rows        []Row // of the event, in the order of the exhibit
	MoreRows    int64
	Assignments []Row // of the candidates, in their order
}

// Row is cited evidence, as shown in exhibits/<n>/rows.txt.
type Row struct {
	Cite    comity.Citation
	Exhibit int    // number in the pack; 0: not in the pack
	Leaf    int64  // index of the first leaf that it lies in
	Leaves  int64  // how many leaves it takes up
	Text    []byte // the bytes as sent, stated text in place of what is withheld
	Stated  bool   // whether a part is stated by the sender rather than shown
	Masked  int    // how many cells of it are withheld
}

// Withheld is how much of an exhibit the pack does not show, and why.
type Withheld struct {
	Exhibit int    // number in the pack; 0: one that the pack does not hold at all
	Ref     string // "": the recipient is not told
	Place   int    // among the case's exhibits, from 1
	Leaves  int64
	Shown   int64
	Rules   []Rule // sorted by name; their counts and Shown add up to Leaves
}

// Rule is why leaves are withheld.
type Rule struct {
	Name  string // other-state, handling:<code>, card-number, quarantined, withdrawn, …
	Count int64
}

// Missing says that rows which bear on a subject were withheld.
type Missing struct {
	Subject string // id
	Rows    int64
	Rule    string
	Ask     string // authority to ask
}

// Versions is what one needs to compute the same again.
type Versions struct {
	Comity  string        // version of the program
	Run     comity.Digest // its name in acts
	Subrun  comity.Digest // of the pack's rows alone
	Weights comity.Digest // of the table of weights
	Table   string        // version of that table
	Tables  []Table       // other tables that findings depend on
}

// Table is a table by name and digest.
type Table struct {
	Name   string
	Digest comity.Digest
}

// Measure is one figure of accuracy.
type Measure struct {
	Name  string // as in docs/accuracy.md
	Value string // as there
	World string // on what data
}
