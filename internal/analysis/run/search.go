package run

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Row is one record of an exhibit, inside its scope. One of the pointers is
// set, or none where Late is.
type Row struct {
	record.Place
	Text       []byte // its bytes; nil where they lie far behind what is being read
	Late       bool   // the bytes of a record that was handed over without them
	Event      *record.Event
	Assignment *record.Assignment
	Payment    *record.Payment
	Member     *record.Member
	Holder     *record.Holder
	Relation   *record.Relation
	Allotment  *record.Allotment
	Post       *record.Post
	Profile    *record.Profile
	Deed       *record.Deed
	Hashed     *record.Hashed
}

// Matcher says which records are looked for. It is used by one goroutine.
type Matcher interface {
	// Line reports whether a line of an access log may be one: it is asked
	// before the line is parsed and its scope known.
	Line(text []byte) bool
	// Row reports whether the record is one. Row and its bytes are valid during the call.
	Row(r *Row) bool
	// Excerpt is what is kept of a record's bytes; empty bytes where the record has none.
	Excerpt(text []byte) string
}

// Query is what Search looks for.
type Query struct {
	Cards   record.Cards
	Workers int  // 0: GOMAXPROCS
	Bare    bool // records whose bytes lie far behind are handed over without, and not again
	Limit   int  // how many matches are listed, in the order of the exhibit; 0: all
	Matcher func() Matcher

	rest func(Unread, record.Place) // is told of the rows that are no records; nil: nobody is. With one worker only
}

// Match is a record that was found.
type Match struct {
	Cite comity.Citation
	Line int64 // 1-based line where it starts
	Text string
}

// Matches are what Search found: the first of them, and how many there are.
type Matches struct {
	List  []Match
	Total int64
}

// Search reads the exhibit's records again and lists those that match. Rows
// outside the scope, and rows that cannot be read, so that nobody knows whether
// they are inside, are not matched. An exhibit whose bytes differ from its
// digest is a Negative error.
func Search(ctx context.Context, e Exhibit, q Query) (Matches, error) {
	head, err := Head(ctx, e)
	if err != nil {
		return Matches{}, err
	}
	if q.Workers <= 0 {
		q.Workers = runtime.GOMAXPROCS(0)
	}
	o, err := format.Open(head, &e.Source, table.Config{Cards: q.Cards}, q.Workers)
	if err != nil {
		return Matches{}, sourceError(&e.Source, err)
	}
	if err := e.survey(ctx, o); err != nil {
		return Matches{}, err
	}
	s := &searcher{e: e, q: q, lines: map[int]blockExtent{}, absolute: o.Rows != nil && o.Block.InOrder}
	for range max(len(o.Lines), len(o.Rows)) {
		s.hands = append(s.hands, &hand{s: s, m: q.Matcher()})
	}
	if err := s.stream(ctx, o); err != nil {
		return Matches{}, err
	}
	if err := s.readLate(ctx); err != nil {
		return Matches{}, err
	}
	return s.result(), nil
}

// searcher is one call of Search in progress.
type searcher struct {
	e        Exhibit
	q        Query
	hands    []*hand // one for each worker
	absolute bool    // places count lines from the start of the stream

	mu    sync.Mutex // guards what follows
	found []found
	total int64
	late  []lateRow
	lines map[int]blockExtent // by number of the block
}

type found struct {
	record.Place
	block int
	text  string
}

// lateRow is a record whose bytes were not at hand when it came.
type lateRow struct {
	found
	matched bool
}

type blockExtent struct{ skipped, lines int64 } // lines passed over before it, and its own

// stream hands every record of the exhibit to the workers' matchers.
func (s *searcher) stream(ctx context.Context, o format.Opened) error {
	work, err := s.work(o)
	if err != nil {
		return err
	}
	blocks, err := s.read(ctx, o.Block, work)
	if err != nil {
		return err
	}
	for i, rows := range o.Rows {
		s.hands[i].b = block.Block{Index: blocks}
		rows.Close(s.hands[i].sink())
	}
	return nil
}

// read streams the exhibit, compares it with its digest, and returns how many
// blocks it has.
func (s *searcher) read(ctx context.Context, cfg block.Config, work func(int, block.Block) error) (blocks int, err error) {
	cfg.Workers = s.q.Workers
	book := format.IsBook(s.e.Source.Format)
	if book {
		cfg = block.Config{Workers: 1, Cut: block.Whole}
	} else {
		cfg.Packing = s.e.Source.Packing
	}
	segments, closer, err := s.e.Open()
	if err != nil {
		return 0, sourceError(&s.e.Source, err)
	}
	each := work
	if book {
		each = func(int, block.Block) error { return nil }
	}
	res, err := block.Stream(ctx, segments, cfg, each)
	if err = errors.Join(err, closer.Close()); err != nil {
		return 0, sourceError(&s.e.Source, err)
	}
	if want := s.e.Source.Exhibit; !want.IsZero() && res.Digest != want {
		return 0, differs(&s.e.Source)
	}
	if !book {
		return res.Blocks, nil
	}
	return blocks, s.e.blocks(ctx, block.Config{}, func(b block.Block) error {
		blocks++
		return work(0, b)
	})
}

// work is what is done with each block. The reader of rows asks the scope
// itself; for a line it is asked here.
func (s *searcher) work(o format.Opened) (func(int, block.Block) error, error) {
	begin := func(w int, b block.Block) *hand {
		s.note(b)
		s.hands[w].b = b
		return s.hands[w]
	}
	if o.Rows != nil {
		return func(w int, b block.Block) error {
			format.Feed(o.Rows[w], b, begin(w, b).sink())
			return nil
		}, nil
	}
	readings, gate, err := (&computation{}).clockAndGate(&s.e.Source)
	if s.q.rest == nil && err == nil {
		readings = readings[:1]
	}
	covers := func(line *record.Event) bool {
		return readings[0].Agrees(line.Stamp) && covered(gate, readings, line)
	}
	return func(w int, b block.Block) error {
		h := begin(w, b)
		if s.q.rest != nil {
			s.eachLineOf(o.Lines[w], b, covers, func(line *record.Event, place record.Place) { h.row(Row{Place: place, Event: line}) })
			return nil
		}
		eachRecord(o.Lines[w], b, h.m.Line, func(line *record.Event, place record.Place) {
			if covers(line) {
				h.row(Row{Place: place, Event: line})
			}
		})
		return nil
	}, err
}

// note remembers where a block lies, for the numbers of lines.
func (s *searcher) note(b block.Block) {
	n := lines(b.Data)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines[b.Index] = blockExtent{b.Skipped, n}
}

func (s *searcher) postpone(l lateRow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = append(s.late, l)
}

// add keeps what was found; of more than twice the limit only the first ones.
func (s *searcher) add(f found) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total++
	s.found = append(s.found, f)
	if s.q.Limit > 0 && len(s.found) >= 2*s.q.Limit {
		s.cut()
	}
}

func (s *searcher) cut() {
	slices.SortStableFunc(s.found, func(a, b found) int { return cmp.Compare(a.Offset, b.Offset) })
	if s.q.Limit > 0 && len(s.found) > s.q.Limit {
		s.found = s.found[:s.q.Limit]
	}
}

// readLate fetches the bytes of the records that came without them.
func (s *searcher) readLate(ctx context.Context) error {
	if len(s.late) == 0 {
		return nil
	}
	s.oncePerPlace()
	m := s.q.Matcher()
	places := make([]record.Place, len(s.late))
	for i, l := range s.late {
		places[i] = l.Place
	}
	return Excerpt(ctx, s.e, places, func(i int, data []byte) error {
		l := s.late[i]
		if l.matched || m.Row(&Row{Place: l.Place, Text: data, Late: true}) {
			l.text = m.Excerpt(data)
			s.add(l.found)
		}
		return nil
	})
}

// oncePerPlace makes the records of one place one, found where one of them is.
func (s *searcher) oncePerPlace() {
	slices.SortStableFunc(s.late, func(a, b lateRow) int { return cmp.Compare(a.Offset, b.Offset) })
	out := s.late[:0]
	for _, l := range s.late {
		if n := len(out); n > 0 && out[n-1].Place == l.Place {
			out[n-1].matched = out[n-1].matched || l.matched
			continue
		}
		out = append(out, l)
	}
	s.late = out
}

// result lists what was found in the order of the exhibit.
func (s *searcher) result() Matches {
	s.cut()
	out := Matches{Total: s.total}
	before := s.before()
	for _, f := range s.found {
		line := f.Line
		if !s.absolute {
			line += before[f.block]
		}
		out.List = append(out.List, Match{s.cite(f.Place), line, f.text})
	}
	return out
}

func (s *searcher) cite(p record.Place) comity.Citation { return citeOf(&s.e.Source, p) }

// before counts the lines in front of each block.
func (s *searcher) before() []int64 {
	out := make([]int64, len(s.lines)+1)
	var n int64
	for i := range len(s.lines) {
		n += s.lines[i].skipped
		out[i] = n
		n += s.lines[i].lines
	}
	out[len(s.lines)] = n
	return out
}
