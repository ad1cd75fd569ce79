// Package twins makes the world of a closed board about hobbies: members with
// one or several names, what they write to whom and when, who leads, teaches,
// vouches, deals and brings new files, how the group grows sure of itself; and
// writes what each of up to seven states holds of it, with the truth.
//
// It models how people and boards behave. It knows no detector, and none of its
// numbers was chosen with one in mind; docs/simulation.md lists them.
package twins

import (
	"context"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
	"comity/internal/simulate/voice"
)

// Spec says which world to make. All fields are needed except Progress.
type Spec struct {
	Seed                  uint64
	States, Members, Days int
	Posts                 int  // on the board's forums, a day
	Dirt                  bool // standard
	Faulty                bool // some clocks, or statements about them, are wrong
	Progress              func(done, total int64)
}

// Result counts what was written.
type Result struct{ Files, Messages, Captured, Persons, Names, Hashes, Rejects int64 }

const (
	hour = int64(3600)
	day  = 24 * hour
)

// world is everything that exists; it is built by create and only read while
// files are written, except for what captures note in it.
type world struct {
	spec       Spec
	root       string
	book       *voice.Book
	start, end int64 // the window, seconds since 1970
	countries  []country
	persons    []person
	boards     []*board // the one that was seized, and one to compare with
	files      []file
	captures   []*shot
	rejects    []export.Reject
	bases      []export.Basis
	exhibits   []*export.Exhibit
	later      []*export.Exhibit
	lists      []listed
	deeds      []deedTruth
	result     Result
}

// board is one board with its members, threads and messages.
type board struct {
	w         *world
	id        int
	site      string
	main      bool
	names     []name
	threads   []thread
	messages  []message
	forums    []forum
	open      [][]int32 // per forum, latest last
	chatters  []int32
	acts      []act
	due       []slot // forced, sorted by time when used
	pool      []int32
	crisis    int64
	core      []bool // names at the heart of the group
	vouchings []vouching
	wording   wording
	doubt     int64 // until when others answer a doubt
}

// Generate makes the world and writes it into root, which exists and is empty.
func Generate(ctx context.Context, root string, spec Spec) (Result, error) {
	book, err := voice.Open()
	if err != nil {
		return Result{}, err
	}
	w := &world{spec: spec, root: root, book: book}
	if err := w.create(ctx); err != nil {
		return Result{}, err
	}
	if err := w.write(ctx); err != nil {
		return Result{}, err
	}
	return w.result, nil
}

func (w *world) create(ctx context.Context) error {
	s := w.stream("world")
	w.start = time.Date(2008, 1, 7, 0, 0, 0, 0, time.UTC).Unix() + int64(s.N(600))*day
	w.end = w.start + int64(w.spec.Days)*day
	var err error
	if w.countries, err = countries(); err != nil {
		return err
	}
	w.persons = make([]person, 0, w.spec.Members+beside(w.spec.Members)) // names point into it
	w.boards = []*board{w.newBoard(0, true), w.newBoard(1, false)}
	for _, b := range w.boards {
		b.people(w.spec.Members, &s)
		b.oldFiles()
		b.entries()
		if err := b.live(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (w *world) newBoard(id int, main bool) *board {
	b := &board{w: w, id: id, main: main, site: "hobbyhaven.example", forums: forums(main), crisis: w.start + (w.end-w.start)*6/10}
	if !main {
		b.site = "openworkshop.example"
	}
	b.open = make([][]int32, len(b.forums))
	return b
}

func (w *world) stream(label string, ids ...int) draw.Stream {
	return draw.New(w.spec.Seed, "twins "+label, ids...)
}
