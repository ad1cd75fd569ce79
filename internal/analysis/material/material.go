// Package material says of file hashes which are known, and of which set, which are
// new, and who had them first. It knows files by the hashes that others supply and
// opens none. The rules are in docs/formats/material.md.
//
// The rows of the states' lists are held in memory until Report; of the sets those
// that meet them, where the sets are handed over as Next asks.
package material

import (
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Set names a list of known files.
type Set struct {
	Ref     string        `json:"ref"`
	Owner   string        `json:"owner"`
	Version string        `json:"version,omitempty"`
	Date    string        `json:"date,omitempty"`  // of the version, as stated
	Added   string        `json:"added,omitempty"` // when it was sealed into the case, RFC 3339
	Digest  comity.Digest `json:"digest"`          // of the exhibit
	Rows    int64         `json:"rows"`
}

// mark is how the notes of a set begin.
const mark = "known set"

// SetOf reads from an exhibit's notes whether it is a set of known files: they begin
// with "known set", and may go on ", version V of DATE". Its owner is the provider.
func SetOf(src *record.Source, notes string) (s Set, ok bool) {
	notes = strings.TrimSpace(notes)
	if len(notes) < len(mark) || !strings.EqualFold(notes[:len(mark)], mark) {
		return s, false
	}
	s = Set{Ref: src.Ref, Owner: src.Provider, Digest: src.Exhibit}
	if _, rest, stated := strings.Cut(notes, "version "); stated {
		s.Version, s.Date, _ = strings.Cut(rest, " of ")
	}
	return s, true
}

// row is a row of a list or set, as far as it is needed.
type row struct {
	*origin
	hashed record.Hashed
	of     [3]int32 // numbers of its MD5, SHA-1 and SHA-256 among the builder's digests; none: it has not
}

// none stands where there is no number.
const none = -1

// origin is what the rows of one exhibit have in common.
type origin struct {
	src   *record.Source
	set   int // in Builder.sets; negative: of a state's list
	state string
	asked bool // of a set that answers: its rows are not handed over again
	upto  int  // digests that it was asked for
	alike int  // perceptual hashes that it was asked to compare its own with
	left  bool // out of what Firsts looks at
}

// cite is where the row stands.
func (r *row) cite() comity.Citation {
	return comity.Citation{Exhibit: r.src.Exhibit, Inner: r.src.Inner(), Offset: r.hashed.Offset, Length: int64(r.hashed.Length)}
}

// Builder takes the rows of a case's lists and sets.
type Builder struct {
	sets    []Set
	of      map[string]int     // reference of an exhibit → its set
	from    map[string]*origin // by reference, of the rows that are held
	rows    []*row
	slab    []row // of which rows are taken
	digests digests
	asked   []int32 // numbers of the digests that Digest took
	lists   bool    // rows of lists are held
	likes   bool    // some row that was held has a perceptual hash
	sieve   *sieve  // nil: every row is kept
}

// NewBuilder makes an empty one.
func NewBuilder() *Builder {
	return &Builder{of: map[string]int{}, from: map[string]*origin{}, digests: digests{number: map[digest]int32{}}}
}

// Set says that an exhibit is a set of known files, before its rows come.
func (b *Builder) Set(s Set) {
	b.of[s.Ref] = len(b.sets)
	b.sets = append(b.sets, s)
}

// edition takes the version over that a set's file states, where its notes state none.
func (b *Builder) edition(n int, h *record.Hashed) {
	if s := &b.sets[n]; s.Version == "" && h.Edition != "" {
		version, date, _ := strings.Cut(h.Edition, " of ")
		s.Version = strings.Clone(version)
		if s.Date == "" {
			s.Date = strings.Clone(date)
		}
	}
}

// IsSet reports whether Set told of an exhibit.
func (b *Builder) IsSet(ref string) bool { _, known := b.of[ref]; return known }

// Row takes a row of src, which must stay as it is. h may be used again afterwards, its strings not.
func (b *Builder) Row(src *record.Source, h *record.Hashed) {
	n, known := b.of[src.Ref]
	if !known {
		b.take(b.origin(-1, src), h)
		return
	}
	if b.sieve != nil && b.sieve.settled {
		return
	}
	b.edition(n, h)
	b.sets[n].Rows++
	if b.sieve == nil || b.keeps(h) {
		b.take(b.origin(n, src), h)
	}
}

// Digest takes a row of no list, that Hits is to tell of: its digests, of which it has one at least, and nothing else.
func (b *Builder) Digest(h *record.Hashed) {
	of := b.digests.add(h)
	b.asked = append(b.asked, max(of[0], of[1], of[2]))
}

// origin is that of the rows of src.
func (b *Builder) origin(set int, src *record.Source) *origin {
	o := b.from[src.Ref]
	if o == nil {
		o = &origin{src: src, set: set, state: src.Country}
		if o.state == "" {
			o.state = src.Provider
		}
		b.from[src.Ref] = o
	}
	return o
}

// slab is how many rows are made at a time.
const slab = 512

// take keeps a row.
func (b *Builder) take(o *origin, h *record.Hashed) {
	if len(b.slab) == 0 {
		b.slab = make([]row, slab)
	}
	r := &b.slab[0]
	b.slab = b.slab[1:]
	*r = row{origin: o, hashed: *h, of: b.digests.add(h)}
	b.rows = append(b.rows, r)
	b.lists, b.likes = b.lists || o.set < 0, b.likes || h.HasPerceptual
}
