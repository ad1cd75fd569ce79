// Package capture writes what states hold of one board, as the systems write it
// that they took it from: a board's dump, a mailing list's archives, chat logs,
// JSON Lines. It knows formats, and nothing of the people who write.
package capture

import (
	"bufio"
	"io"
	"time"
)

// Post is one message as a capture has it: what was changed on the way is changed.
type Post struct {
	ID, Thread, Parent int64 // numbers of the board, from 1; Parent 0: none
	Forum, Topic       string
	ForumID            int64
	Author             string
	AuthorID           int64
	Mail               string // as stated with the post; may be ""
	At                 time.Time
	Edited             time.Time // zero: never
	Quotes             []Quote
	Text               string // own words
}

// Quote is what a post repeats of another.
type Quote struct {
	Author string
	ID     int64
	Text   string
}

// Member is what a board says of a member.
type Member struct {
	ID, Posts           int64
	Name, Mail, Contact string // Contact as "service:value"
	Joined, Last        time.Time
	Rank                string // administrator, moderator, trusted, member
	Inviter             string
}

// Deed is something done on a board other than posting; Kind is a word of
// docs/formats/boardjson.md.
type Deed struct {
	Kind, Actor, Target, Text, Forum string
	ActorID, TargetID, Thread        int64
	At                               time.Time
}

// Place is where a message stands in a file: its first byte, how many, and the
// number of its first line, from 1.
type Place struct {
	Offset int64 `json:"offset"`
	Length int64 `json:"length"`
	Line   int64 `json:"line"`
}

// File counts what is written, so that places are known.
type File struct {
	w    *bufio.Writer
	n    int64 // bytes so far
	line int64 // line breaks so far
	err  error
}

// NewFile counts from the start of w.
func NewFile(w io.Writer) *File { return &File{w: bufio.NewWriterSize(w, 1<<16)} }

// Put writes b as it is and says where it stands.
func (f *File) Put(b []byte) Place {
	p := Place{Offset: f.n, Length: int64(len(b)), Line: f.line + 1}
	f.n += int64(len(b))
	for _, c := range b {
		if c == '\n' {
			f.line++
		}
	}
	if f.err == nil {
		_, f.err = f.w.Write(b)
	}
	return p
}

// puts writes text that is no message.
func (f *File) puts(s string) Place { return f.Put([]byte(s)) }

// Close writes what is held back and returns the first error of all.
func (f *File) Close() error {
	if err := f.w.Flush(); f.err == nil {
		f.err = err
	}
	return f.err
}

// Size is how many bytes were written.
func (f *File) Size() int64 { return f.n }
