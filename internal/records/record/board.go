package record

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Post is one message on a board, a mailing list, a newsgroup or a chat channel.
// It is used again for the next one; its strings may be kept, its slices may not.
type Post struct {
	Place
	Board    string // where it was posted: the source's site, else as the file names it
	Forum    string // part of the board, group, list or channel
	Thread   string // what the source ties the messages of one discussion together by
	Subject  string
	ID       string       // as the source has it; "": none
	Parent   string       // ID of the message that it answers; "": not stated
	Author   string       // nickname as shown
	AuthorID string       // the source's own number or key of the author
	Email    string       // as stated with the post
	Addr     comity.Addr  // that it was posted from
	Time     clock.Span   // Lo = comity.Latest where the source states none
	Others   []clock.Span // Time under the other kept readings
	Edited   clock.Span   // of the latest edit; Lo = comity.Latest where none is stated
	Grain    int32        // seconds that the stamp is written to: 1, 60 for HH:MM, 86400 for a day
	Offset   int32        // seconds east of UTC that the author's own clock stated with the stamp
	Stated   bool         // it stated one
	Text     string       // the author's own words: markup, quotes and signature taken off
	Quotes   []Quote
	Signed   string // the signature
	Action   bool   // said of oneself: /me
}

// Quote is what a post repeats of another.
type Quote struct{ Author, ID, Text string }

// Profile is what a board says of one of its members.
type Profile struct {
	Place
	Board, ID, Name, Email   string
	Joined, Last             clock.Span   // sign-up and last visit; Lo = comity.Latest where not stated
	JoinedOthers, LastOthers []clock.Span // under the other kept readings
	Addr                     comity.Addr  // of the sign-up
	Posts                    int64        // as the board counts them; -1: not stated
	Rank                     string       // title or rank as shown
	Groups                   []string     // as the board names them, the main one first
	Inviter                  string       // by name
	Signature, Website       string
	From                     string   // place, as the member states it
	Zone                     string   // time zone, as the member set it
	Contacts                 []string // further addresses and numbers, each as "service:value"
}

// DeedKind is what a deed did.
type DeedKind string

// The kinds of deed.
const (
	Join    DeedKind = "join"
	Leave   DeedKind = "leave"
	Rename  DeedKind = "rename" // Actor is now Target
	Kick    DeedKind = "kick"
	Ban     DeedKind = "ban"
	Promote DeedKind = "promote" // Text: to what
	Demote  DeedKind = "demote"
	Invite  DeedKind = "invite"
	Vouch   DeedKind = "vouch"
	Lock    DeedKind = "lock"
	Delete  DeedKind = "delete"
	Topic   DeedKind = "topic" // Text: the new one
)

// DeedKinds lists them.
func DeedKinds() []DeedKind {
	return []DeedKind{Join, Leave, Rename, Kick, Ban, Promote, Demote, Invite, Vouch, Lock, Delete, Topic}
}

// Deed is something done on a board other than posting. Names are nicknames as
// shown; "" where the source does not say.
type Deed struct {
	Place
	Board, Forum  string
	Kind          DeedKind
	Actor, Target string
	Text          string       // a reason, a rank, a topic; as written
	Addr          comity.Addr  // of the actor
	Time          clock.Span   // Lo = comity.Latest where the source states none
	Others        []clock.Span // Time under the other kept readings
	Grain         int32        // as of a Post
}

// Hashed is one row of a list of file hashes, as supplied by those entitled to
// make it.
type Hashed struct {
	Place
	MD5           [16]byte
	SHA1          [20]byte
	SHA256        [32]byte
	Perceptual    [32]byte // 256 bits, as PDQ has them
	HasMD5        bool
	HasSHA1       bool
	HasSHA256     bool
	HasPerceptual bool
	Label         string     // as supplied
	Owner         string     // of the set, where the row names one
	Edition       string     // of the set, where its file names one: "V", or "V of DATE"
	FirstSeen     clock.Span // Lo = comity.Latest where not stated
	Member        string     // nickname that the row ties the file to
	Size          int64      // bytes; -1: not stated
}

// Absent is the span of a time that a source does not state.
func Absent() clock.Span { return clock.Span{Lo: comity.Latest, Hi: comity.Latest} }
