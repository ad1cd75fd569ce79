package archive

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Builder takes the records of a board's exhibits, one exhibit after another and each in its own order, and makes
// archives of them: of all, or without one contributor. It keeps what it was given in memory.
type Builder struct {
	exhibits []record.Source
	posts    []post
	profiles []profile
	deeds    []deed
}

// post is what is kept of a capture.
type post struct {
	exhibit                     int32
	place                       record.Place
	at, grain                   comity.Instant
	author, authorID, email     string
	id, parent                  string
	board, thread               string
	forum, subject, text, signs string
	quotes                      []record.Quote
	offset                      int32
	stated, action              bool
}

type profile struct {
	exhibit int32
	record.Profile
}

type deed struct {
	exhibit int32
	record.Deed
}

// NewBuilder makes an empty builder.
func NewBuilder() *Builder { return &Builder{} }

// Posts is how many captures were given.
func (b *Builder) Posts() int { return len(b.posts) }

// Boards are the names of the boards that captures are of, those with most first.
func (b *Builder) Boards() []string {
	n := map[string]int{}
	for i := range b.posts {
		n[b.posts[i].board]++
	}
	return slices.SortedFunc(maps.Keys(n), func(x, y string) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) })
}

// Post takes one capture of src.
func (b *Builder) Post(src *record.Source, p *record.Post) {
	out := post{
		exhibit: b.exhibit(src), place: p.Place, at: p.Time.Lo, grain: grain(p.Grain),
		author: p.Author, authorID: p.AuthorID, email: p.Email, id: p.ID, parent: p.Parent, board: p.Board, thread: p.Thread,
		forum: p.Forum, subject: p.Subject, text: p.Text, signs: p.Signed, offset: p.Offset, stated: p.Stated, action: p.Action,
	}
	out.quotes = append(out.quotes, p.Quotes...)
	b.posts = append(b.posts, out)
}

// Profile takes what src says of a member.
func (b *Builder) Profile(src *record.Source, p *record.Profile) {
	out := profile{b.exhibit(src), *p}
	out.Groups = append([]string(nil), p.Groups...)
	out.Contacts = append([]string(nil), p.Contacts...)
	out.JoinedOthers, out.LastOthers = nil, nil
	b.profiles = append(b.profiles, out)
}

// Deed takes what src says was done.
func (b *Builder) Deed(src *record.Source, d *record.Deed) {
	out := deed{b.exhibit(src), *d}
	out.Others = nil
	b.deeds = append(b.deeds, out)
}

// exhibit is the number of the source that records come from.
func (b *Builder) exhibit(src *record.Source) int32 {
	if n := len(b.exhibits); n == 0 || !same(&b.exhibits[n-1], src) {
		b.exhibits = append(b.exhibits, *src)
	}
	return int32(len(b.exhibits) - 1)
}

func same(a, b *record.Source) bool {
	return a.Exhibit == b.Exhibit && a.Ref == b.Ref && a.Packing == b.Packing && a.Sheet == b.Sheet && a.Kind == b.Kind
}

// grain is how wide a stamp written to so many seconds is.
func grain(seconds int32) comity.Instant { return comity.Instant(max(seconds, 1)) * comity.Second }

// ContributorOf is who gave an exhibit: its state, or its provider where none is stated, or what it is called.
func ContributorOf(src *record.Source) string { return cmp.Or(src.Country, src.Provider, src.Ref) }

// stream is what exhibits of one clock share.
func stream(src *record.Source, board string) string {
	clock, err := json.Marshal(src.Clock)
	if err != nil { // a statement is text and numbers
		panic(err)
	}
	return ContributorOf(src) + "\x00" + src.Provider + "\x00" + src.Format + "\x00" + board + "\x00" + string(clock)
}
