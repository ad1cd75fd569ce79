package proof

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"

	"comity/internal/comity"
)

const (
	tileWidth      = 256 // hashes in a full tile, and entries in a full bundle
	tileHeight     = 8   // log2 of it
	checkpointPath = "checkpoint"
)

// Reader reads a log's folder.
type Reader struct {
	fsys fs.FS
	vkey string
}

// Open returns a reader of the log in fsys, whose checkpoints are signed with
// vkey. Nothing is read yet.
func Open(fsys fs.FS, vkey string) *Reader { return &Reader{fsys: fsys, vkey: vkey} }

// Checkpoint reads the published checkpoint and checks its signature. Where the
// log has none, the Negative error satisfies errors.Is(err, fs.ErrNotExist).
func (r *Reader) Checkpoint() (Checkpoint, error) {
	b, err := r.read(checkpointPath)
	if err != nil {
		return Checkpoint{}, err
	}
	return ParseCheckpoint(b, r.vkey)
}

// Found is an entry with its place in the log.
type Found struct {
	Index uint64
	Entry Entry
}

// Find returns the entries of one case, by pseudonym, oldest first. A case
// whose newest act is older than the last of them has been rewound; one whose
// act does not give the head of the same number has been forked. What Find
// reads is only as good as the log: Check it first.
func (r *Reader) Find(ctx context.Context, pseudonym string) ([]Found, error) {
	cp, err := r.Checkpoint()
	if err != nil {
		return nil, err
	}
	var found []Found
	err = r.each(ctx, cp.Size, func(index uint64, data []byte) error {
		e, err := ParseEntry(data)
		if err != nil {
			return comity.Errorf(comity.Negative, "log entry %d: %w", index, err)
		}
		if e.Case == pseudonym {
			found = append(found, Found{index, e})
		}
		return nil
	})
	return found, err
}

// Check re-hashes all entries, compares every tile and the root with the
// checkpoint, and checks that each past receipt's checkpoint is a beginning of
// this log: that the log has only grown. A Negative error names what does not hold.
func (r *Reader) Check(ctx context.Context, past ...Receipt) (Checkpoint, error) {
	cp, err := r.Checkpoint()
	if err != nil {
		return cp, err
	}
	c, err := newCheck(r, cp, past)
	if err != nil {
		return cp, err
	}
	if err := c.grown(0); err != nil {
		return cp, err
	}
	if err := r.each(ctx, cp.Size, c.entry); err != nil {
		return cp, err
	}
	return cp, c.finish()
}

// each calls use with every entry below size, in order.
func (r *Reader) each(ctx context.Context, size uint64, use func(index uint64, data []byte) error) error {
	for n := uint64(0); n*tileWidth < size; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		bundle, err := r.tile("entries", n, size)
		if err != nil {
			return err
		}
		for i := n * tileWidth; i < min((n+1)*tileWidth, size); i++ {
			var data []byte
			if data, bundle, err = cutEntry(bundle); err != nil {
				return comity.Errorf(comity.Negative, "log entry %d: %w", i, err)
			}
			if err := use(i, data); err != nil {
				return err
			}
		}
	}
	return nil
}

// cutEntry takes the first entry off a bundle: two bytes of length, big-endian, and the data.
func cutEntry(b []byte) (data, rest []byte, err error) {
	if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
		return nil, nil, errors.New("its bundle is cut short")
	}
	n := 2 + int(binary.BigEndian.Uint16(b))
	return b[2:n], b[n:], nil
}

// tile reads tile n of a level ("0", "1", …, or "entries") of a tree that has
// count nodes there. A partial tile may have been dropped once the full one
// exists, of which it is the beginning.
func (r *Reader) tile(level string, n, count uint64) ([]byte, error) {
	full := tilePath(level, n)
	width := min(count-n*tileWidth, tileWidth)
	if width == tileWidth {
		return r.read(full)
	}
	b, err := r.read(fmt.Sprintf("%s.p/%d", full, width))
	if errors.Is(err, fs.ErrNotExist) {
		if whole, fullErr := r.read(full); fullErr == nil {
			return whole, nil
		}
	}
	return b, err
}

// tilePath gives the path of a full tile: its number in groups of three
// digits, all but the last with an x before it.
func tilePath(level string, n uint64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return "tile/" + level + "/" + s
}

func (r *Reader) read(name string) ([]byte, error) {
	b, err := fs.ReadFile(r.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, comity.Errorf(comity.Negative, "log file %s is missing: %w", name, err).
			WithHint("put the log folder back from a backup of the node's home")
	case err != nil:
		return nil, comity.Errorf(comity.Fault, "read log file %s: %w", name, err)
	}
	return b, nil
}

// check is one pass over a log.
type check struct {
	reader *Reader
	want   Checkpoint
	past   []Checkpoint // by size
	tree   *compact.Range
	levels [][]byte // hashes of nodes at levels 0, 8, 16, … whose tile has not been compared yet
	done   []uint64 // tiles compared, per level
}

func newCheck(r *Reader, cp Checkpoint, past []Receipt) (*check, error) {
	f := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	c := &check{reader: r, want: cp, tree: f.NewEmptyRange(0)}
	for _, p := range past {
		old, err := p.checkpoint(r.vkey)
		if err != nil {
			return nil, err
		}
		if old.Size > cp.Size {
			return nil, comity.Errorf(comity.Negative, "log has %d entries, but had %d before: it has been rewound", cp.Size, old.Size)
		}
		c.past = append(c.past, old)
	}
	slices.SortFunc(c.past, func(a, b Checkpoint) int { return int(int64(a.Size) - int64(b.Size)) })
	return c, nil
}

// entry hashes one entry into the tree.
func (c *check) entry(index uint64, data []byte) error {
	var failed error
	err := c.tree.Append(rfc6962.DefaultHasher.HashLeaf(data), func(id compact.NodeID, hash []byte) {
		if id.Level%tileHeight == 0 && failed == nil {
			failed = c.node(int(id.Level/tileHeight), hash)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	return c.grown(index + 1)
}

// node notes a hash that some tile must hold, and compares a tile that is full.
func (c *check) node(level int, hash []byte) error {
	if level == len(c.levels) {
		c.levels, c.done = append(c.levels, nil), append(c.done, 0)
	}
	c.levels[level] = append(c.levels[level], hash...)
	if len(c.levels[level]) < tileWidth*len(hash) {
		return nil
	}
	return c.compare(level)
}

// compare compares the pending hashes of a level with the tile on disk.
func (c *check) compare(level int) error {
	n, want := c.done[level], c.levels[level]
	got, err := c.reader.tile(fmt.Sprint(level), n, c.want.Size>>(level*tileHeight))
	if err != nil {
		return err
	}
	if len(got) < len(want) || !bytes.Equal(got[:len(want)], want) {
		return comity.Errorf(comity.Negative, "log tile %s does not follow from the entries", tilePath(fmt.Sprint(level), n))
	}
	c.levels[level], c.done[level] = want[:0], n+1
	return nil
}

// grown compares the root with those past checkpoints that have this size.
func (c *check) grown(size uint64) error {
	for len(c.past) > 0 && c.past[0].Size == size {
		root, err := c.root()
		if err != nil {
			return err
		}
		if root != c.past[0].Root {
			return comity.Errorf(comity.Negative, "log of %d entries had another root before: it has been rewritten", size)
		}
		c.past = c.past[1:]
	}
	return nil
}

func (c *check) root() (comity.Digest, error) {
	if c.tree.End() == 0 {
		return comity.Digest(rfc6962.DefaultHasher.EmptyRoot()), nil
	}
	b, err := c.tree.GetRootHash(nil)
	if err != nil {
		return comity.Digest{}, comity.Errorf(comity.Fault, "log root: %w", err)
	}
	return comity.Digest(b), nil
}

// finish compares the partial tiles and the root.
func (c *check) finish() error {
	for level, pending := range c.levels {
		if len(pending) == 0 {
			continue
		}
		if err := c.compare(level); err != nil {
			return err
		}
	}
	root, err := c.root()
	if err == nil && root != c.want.Root {
		err = comity.Errorf(comity.Negative, "log entries do not give the root that the checkpoint signs")
	}
	return err
}
