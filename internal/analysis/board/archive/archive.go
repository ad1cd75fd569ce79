// Package archive is what several contributors hold of one board, read as one: messages said once with every capture,
// the names that spoke, who answered whom, what the board says of its members, and what was done on it.
//
// All further analyses of a board read an Archive and nothing else.
package archive

import (
	"comity/internal/analysis/board/message"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// None stands where there is no message, name or thread.
const None = -1

// Archive is one board. Indices into its slices are the numbers that the rest of it speaks of.
type Archive struct {
	Exhibits     []Exhibit
	Contributors []string // sorted
	Names        []Name   // sorted by Key
	Messages     []Message
	Threads      int
	Profiles     []Profile // by name, exhibit, place
	Deeds        []Deed    // by time, then their first capture
	Captured     int       // posts, each time one was captured
	Open         int       // captures that look like another's message and were left apart
}

// Exhibit is one source of the archive.
type Exhibit struct {
	Source      record.Source
	Contributor int32          // index into Contributors
	Shift       comity.Instant // what its clock was put right by, at its middle; 0: nothing, or nothing was measured
	Stated      bool           // some of its posts state their offset from UTC
}

// Name is one nickname; whether two are one person is not for this package to say.
type Name struct {
	Key     string   // folded spelling (message.Name), unique
	Shown   string   // the spelling that most captures have, of those that lost no letter; of equals, the first by bytes
	Also    []string // other spellings, sorted
	IDs     []string // the board's own keys of the member, sorted
	Posts   []int32  // messages it wrote, in order of time
	Profile []int32  // indices into Profiles
}

// Capture is where a record lies.
type Capture struct {
	Exhibit int32
	Place   record.Place
}

// Message is what was said once.
type Message struct {
	At       comity.Instant
	Grain    comity.Instant // of the finest stamp
	Author   int32          // index into Names
	Thread   int32          // from 0; None where no source states any
	Parent   int32          // message that it answers; None: not stated, or not captured
	Answers  []int32        // names it answers: of the parent, of quotes, of whom it addresses; sorted, never its author
	Offset   int32          // seconds east of UTC that its stamp states, where Stated
	Stated   bool
	Action   bool
	Forum    string
	Subject  string
	Text     string // own words of the longest capture
	Said     int32  // number of that text among all that the builder was given: archives of one builder share it
	Signed   string
	Email    string
	Quotes   []Quoted
	Captures []Capture // in order of exhibit and place
	Conflict message.Conflict
}

// Quoted is what a message repeats of another.
type Quoted struct {
	Name int32 // None where the source does not say, or the name is nowhere else
	Text string
}

// Profile is what one exhibit says of a name.
type Profile struct {
	Capture
	Name int32
	record.Profile
}

// Deed is something done on the board, once.
type Deed struct {
	Kind          record.DeedKind
	At            comity.Instant // comity.Latest where no source states it
	Actor, Target int32          // names; None where the source does not say
	Text          string
	Forum         string
	Captures      []Capture
}

// Contributor is the name of who contributed the capture.
func (a *Archive) Contributor(c Capture) string {
	return a.Contributors[a.Exhibits[c.Exhibit].Contributor]
}

// Citation is the citation of a capture.
func (a *Archive) Citation(c Capture) comity.Citation {
	src := &a.Exhibits[c.Exhibit].Source
	return comity.Citation{Exhibit: src.Exhibit, Inner: src.Inner(), Offset: c.Place.Offset, Length: int64(c.Place.Length)}
}

// Cite is the citation of a message's first capture.
func (a *Archive) Cite(m int32) comity.Citation { return a.Citation(a.Messages[m].Captures[0]) }

// Find is the index of the name that is spelled so, or None.
func (a *Archive) Find(name string) int32 { return find(a.Names, message.Name(name)) }
