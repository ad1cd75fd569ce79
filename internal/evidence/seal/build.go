package seal

import (
	"context"
	"crypto/cipher"
	"errors"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"

	"comity/internal/comity"
)

// Config says how a tree is made.
type Config struct {
	Rule      Rule
	Version   int    // of the rule; that of the package where 0
	Delimiter string // of the rule Cell: it is noted in the tree
	Key       Key
	Cut       Cut // where leaves end; that of the rule where nil, for Line and Block
	Workers   int // goroutines that hash; one a core where 0
}

func (c Config) complete() (Config, error) {
	if c.Cut == nil {
		switch c.Rule {
		case Line:
			c.Cut = Lines
		case Block:
			c.Cut = Blocks
		default:
			return c, comity.Errorf(comity.Fault, "row tree: rule %.40q has no cut", c.Rule)
		}
	}
	if c.Version == 0 {
		c.Version = Version
	}
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	return c, nil
}

// Build reads the stream to its end and returns its tree, Segments included. The
// same bytes under the same Config give the same tree, however many workers there are.
func Build(ctx context.Context, r io.Reader, cfg Config) (Tree, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return Tree{}, err
	}
	t := Tree{Rule: cfg.Rule, Version: cfg.Version, Delimiter: cfg.Delimiter}
	var s stack
	s.segment = func(n node) { t.Segments[n.index].Root = n.hash }
	err = pass{cfg: cfg}.walk(ctx, r, func(u *unit) error {
		t.Leaves += int64(len(u.ends))
		t.Segments = append(t.Segments, u.segments...)
		for _, n := range u.nodes {
			s.push(n)
		}
		return nil
	})
	if err != nil {
		return Tree{}, err
	}
	if tail, ok := s.tail(); ok {
		t.Segments[len(t.Segments)-1].Root = tail
	}
	t.Root = s.root()
	return t, nil
}

const (
	unitSize   = 2 * Lookahead // bytes read at a time: room for a leaf and what its Cut must see
	unitLeaves = SegmentLeaves // cut at a time
)

// unit is a run of leaves on its way through walk.
type unit struct {
	buf      []byte // from the begin of the first leaf on
	ends     []int  // of the leaves in buf
	first    int64  // number of the first leaf
	offset   int64  // of buf in the stream
	segments []Segment
	shows    []Show // of each leaf, where asked
	done     chan struct{}

	hashes []comity.Digest // of each leaf, used up where nodes cover them
	salts  []byte
	nodes  []node // that cover the leaves; where asked, those that are shown or stated stand by themselves
}

// leaf is the bytes of the i-th leaf of u.
func (u *unit) leaf(i int) []byte {
	from := 0
	if i > 0 {
		from = u.ends[i-1]
	}
	return u.buf[from:u.ends[i]]
}

// at is the offset in the stream of the i-th leaf of u.
func (u *unit) at(i int) int64 {
	if i == 0 {
		return u.offset
	}
	return u.offset + int64(u.ends[i-1])
}

func (u *unit) salt(i int) []byte { return u.salts[i*SaltSize : (i+1)*SaltSize] }

// pass is one reading of a stream, or of a part that begins where a leaf does.
type pass struct {
	cfg   Config
	ask   asker // where not nil, called for each leaf in order; its answers stand in the unit
	begin mark
	keep  bool // the leaves' hashes are kept, and no nodes are made
}

// mark is a place in the stream where a leaf begins.
type mark struct{ leaf, offset int64 }

// asker says what becomes of a leaf.
type asker func(index, offset int64, leaf []byte) Show

// walk cuts the stream into units, hashes them in parallel, and hands them to
// each in order.
//
//	read, cut, ask ─┬─ hash (workers) ─┐
//	                └──────────────────┴─ each
func (p pass) walk(ctx context.Context, r io.Reader, each func(*unit) error) error {
	cfg := p.cfg
	block, err := cfg.Key.cipher()
	if err != nil {
		return err
	}
	depth := cfg.Workers + 2
	free, work, order := make(chan *unit, depth), make(chan *unit, depth), make(chan *unit, depth)
	for range depth {
		free <- &unit{done: make(chan struct{}, 1)}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(work)
		defer close(order)
		c := cutter{pass: p, r: r, at: p.begin}
		return c.run(ctx, free, work, order)
	})
	for range cfg.Workers {
		group.Go(func() error {
			var h hasher
			for u := range work {
				h.hash(u, block, p.keep)
				u.done <- struct{}{}
			}
			return nil
		})
	}
	group.Go(func() error {
		for u := range order {
			<-u.done
			if err := each(u); err != nil {
				return err
			}
			free <- u
		}
		return nil
	})
	return group.Wait()
}

// hash fills in what a worker adds to a unit.
func (h *hasher) hash(u *unit, block cipher.Block, keep bool) {
	u.salts = salts(u.salts[:0], block, u.first, len(u.ends))
	u.hashes = u.hashes[:0]
	for i := range u.ends {
		u.hashes = append(u.hashes, h.leaf(u.salt(i), u.leaf(i)))
	}
	u.nodes = u.nodes[:0]
	switch {
	case keep:
		return
	case u.shows == nil:
		u.nodes = h.cover(u.nodes, u.first, u.hashes, segmentLevel)
		return
	}
	from := 0
	for i, s := range u.shows {
		if s.alone() {
			u.nodes = h.cover(u.nodes, u.first+int64(from), u.hashes[from:i], maxLevel)
			u.nodes = append(u.nodes, node{0, u.first + int64(i), u.hashes[i]})
			from = i + 1
		}
	}
	u.nodes = h.cover(u.nodes, u.first+int64(from), u.hashes[from:], maxLevel)
}

// cutter reads the stream and cuts it. It lives for one pass.
type cutter struct {
	pass
	r     io.Reader
	at    mark
	rest  []byte // behind the last leaf cut
	ended bool
}

func (c *cutter) run(ctx context.Context, free <-chan *unit, out ...chan<- *unit) error {
	for !c.ended || len(c.rest) > 0 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var u *unit
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case u = <-free:
		}
		if err := c.next(u); err != nil {
			return err
		}
		for _, o := range out {
			o <- u
		}
	}
	return nil
}

// next fills u.
func (c *cutter) next(u *unit) error {
	if u.buf == nil {
		u.buf, u.ends = make([]byte, 0, unitSize), make([]int, 0, unitLeaves)
	}
	u.buf = append(u.buf[:0], c.rest...)
	if err := c.fill(u); err != nil {
		return err
	}
	u.ends = c.cfg.Cut(u.ends[:0], u.buf, c.ended)
	used, err := c.check(u)
	if err != nil {
		return err
	}
	u.first, u.offset = c.at.leaf, c.at.offset
	u.describe(c.ask)
	c.at = mark{c.at.leaf + int64(len(u.ends)), c.at.offset + int64(used)}
	c.rest = append(c.rest[:0], u.buf[used:]...)
	return nil
}

// fill reads until the buffer is full or the stream ends.
func (c *cutter) fill(u *unit) error {
	for !c.ended && len(u.buf) < cap(u.buf) {
		n, err := c.r.Read(u.buf[len(u.buf):cap(u.buf)])
		u.buf = u.buf[:len(u.buf)+n]
		if errors.Is(err, io.EOF) {
			c.ended = true
		} else if err != nil {
			return err
		}
	}
	return nil
}

// check holds the Cut to its promises.
func (c *cutter) check(u *unit) (used int, err error) {
	for _, end := range u.ends {
		if end <= used || end-used > MaxLeaf || end > len(u.buf) {
			return 0, comity.Errorf(comity.Fault, "row tree: leaf %d is cut at %d after %d", c.at.leaf, end, used)
		}
		used = end
	}
	if len(u.buf) > 0 && used == 0 || c.ended && used < len(u.buf) && len(u.ends) < cap(u.ends) {
		return 0, comity.Errorf(comity.Fault, "row tree: no leaf ends in %d bytes", len(u.buf)-used)
	}
	return used, nil
}

// describe notes the segments that begin in u, and what ask says of its leaves.
func (u *unit) describe(ask asker) {
	u.segments, u.shows = u.segments[:0], u.shows[:0]
	for i := int((SegmentLeaves - u.first%SegmentLeaves) % SegmentLeaves); i < len(u.ends); i += SegmentLeaves {
		u.segments = append(u.segments, Segment{Offset: u.at(i)})
	}
	if ask == nil {
		u.shows = nil
		return
	}
	if u.shows == nil {
		u.shows = make([]Show, 0, unitLeaves)
	}
	for i := range u.ends {
		u.shows = append(u.shows, ask(u.first+int64(i), u.at(i), u.leaf(i)))
	}
}
