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
	posts    [][]post // in pieces, so that growing copies nothing
	given    int
	rivals   map[int32][]comity.Instant // of posts whose clock can be read in other ways: where they lie then
	quotes   []quote                    // of all posts
	texts    texts
	profiles []profile
	deeds    []deed
}

// piece is how many posts are kept in one piece.
const piece = 1 << 14

// post is what is kept of a capture. What many captures say is said once, in texts.
type post struct {
	place                       record.Place
	at                          comity.Instant
	exhibit, grain              int32 // grain: seconds that the stamp is wide
	author, authorID, email     number
	board, thread, id, parent   number
	forum, subject, text, signs number
	quotes, quoted              int32 // its quotes begin there among all; how many
	offset                      int32
	stated, action              bool
}

// width is how wide the stamp is.
func (p *post) width() comity.Instant { return comity.Instant(p.grain) * comity.Second }

type quote struct{ author, text number }

type profile struct {
	exhibit int32
	record.Profile
}

type deed struct {
	exhibit int32
	record.Deed
}

// NewBuilder makes an empty builder.
func NewBuilder() *Builder { return &Builder{texts: newTexts(), rivals: map[int32][]comity.Instant{}} }

// Posts is how many captures were given.
func (b *Builder) Posts() int { return b.given }

// Boards are the names of the boards that captures are of, those with most first.
func (b *Builder) Boards() []string {
	n := map[string]int{}
	for _, posts := range b.posts {
		for i := range posts {
			n[b.texts.all[posts[i].board]]++
		}
	}
	return slices.SortedFunc(maps.Keys(n), func(x, y string) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) })
}

// Post takes one capture of src.
func (b *Builder) Post(src *record.Source, p *record.Post) {
	out := post{
		exhibit: b.exhibit(src), place: p.Place, at: p.Time.Lo, grain: max(p.Grain, 1),
		author: b.texts.add(p.Author), authorID: b.texts.add(p.AuthorID), email: b.texts.add(p.Email), id: b.texts.add(p.ID), parent: b.texts.add(p.Parent),
		board: b.texts.add(p.Board), thread: b.texts.add(p.Thread), forum: b.texts.add(p.Forum), subject: b.texts.add(p.Subject),
		text: b.texts.fold(p.Text), signs: b.texts.add(p.Signed), offset: p.Offset, stated: p.Stated, action: p.Action,
	}
	out.quotes, out.quoted = int32(len(b.quotes)), int32(len(p.Quotes))
	for _, q := range p.Quotes {
		b.quotes = append(b.quotes, quote{b.texts.add(q.Author), b.texts.add(q.Text)})
	}
	if at := others(p); len(at) > 0 {
		b.rivals[int32(b.given)] = at
	}
	if b.given%piece == 0 {
		b.posts = append(b.posts, make([]post, 0, piece))
	}
	last := len(b.posts) - 1
	b.posts[last] = append(b.posts[last], out)
	b.given++
}

// Done lets go of what only taking records needs: nothing may be given afterwards.
func (b *Builder) Done() { b.texts.done() }

// post is the n-th post given.
func (b *Builder) post(n int32) *post { return &b.posts[n/piece][n%piece] }

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
