// Package paper is what a report is made of: headings, sentences, tables and evidence, in two
// languages. A backend (html, pdf) draws them one after the other and keeps none, so that a report of
// any length is written in the memory of its longest table.
//
// Every string is taken as hostile. A backend escapes it for its own form, and shows by their numbers
// the characters that a reader's machine would act on.
package paper

// Text is something said in the recipient's language and in English.
type Text struct {
	Own     string // in the recipient's language
	English string // the same in English; "" where Own is English or belongs to no language
}

// Plain is a value: a name, a number, a word of the evidence.
func Plain(s string) Text { return Text{Own: s} }

// Tone says how something is set off. Never by colour alone: words say it as well.
type Tone uint8

// The tones.
const (
	Quiet Tone = iota // as the rest
	Good              // what speaks for, what is met
	Warn              // what is open
	Bad               // what speaks against, what was withheld
)

// Column of a table.
type Column struct {
	Title Text
	Share int  // of the table's width, in per cent; all of them add up to 100
	Right bool // figures stand under one another
	Mono  bool // digests and citations
}

// Cell of a table.
type Cell struct {
	Text   Text
	Tone   Tone
	Strong bool
}

// Table is drawn whole; its heading stands again on each page.
type Table struct {
	Columns []Column
	Rows    [][]Cell
}

// Fact is one line of a list: what, and which.
type Fact struct {
	Name  Text
	Value Text
	Mono  bool
}

// Evidence is a row of evidence under its citation.
type Evidence struct {
	Head  Text     // what it is and from where
	Cite  string   // citation
	Lines []string // its text, cut at line ends
	Note  Text     // what is not as in the exhibit; empty: nothing
}

// Paper takes a report, part by part. Errors keep: the first is what Close returns.
type Paper interface {
	// Heading opens a part, level 1 to 3. The id is unique in the report and made of letters,
	// digits and hyphens; "" gives none.
	Heading(level int, t Text, id string)
	Para(t Text)
	Notice(tone Tone, title Text, body ...Text)
	List(items ...Text)
	Facts(list ...Fact)
	Table(t *Table)
	Evidence(e *Evidence)
	Code(lines ...string) // commands, to be typed as they stand
	Close() error
}

// Cover is what a report begins with, and what stands on each of its pages.
type Cover struct {
	Language string // of Own, ISO 639-1
	Title    Text
	Under    Text   // one line beneath
	Running  string // on each page
	Page     Text   // "page %d of %s", for a backend with pages
}
