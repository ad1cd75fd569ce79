// Package excerpt computes a run over the rows of a pack: what its recipient was
// shown, read by the engine that read the whole exhibits.
//
// An excerpt is the shown leaves of one exhibit in their order, with what the
// sender states in place of those that are withheld inside a row. Its source is
// described as the exhibit is, but for its digest, and nothing is packed; of a
// workbook it is rows of its sheet in their cited form, and read as these. So
// sender and reader, who have the same bytes, compute the same run: docs/formats/pack.md.
package excerpt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/sign"
	"comity/internal/records/block"
	"comity/internal/records/record"
)

// Names of a pack's files that an excerpt is read from, below the folder of an exhibit.
const (
	Description = "description.json"
	Rows        = "rows.txt"
)

// maxDescription is the number of bytes that no description exceeds.
const maxDescription = 16 << 20

// Folder is that of the n-th exhibit of a pack, from 1.
func Folder(n int) string { return fmt.Sprintf("exhibits/%03d", n) }

// Spool keeps the bytes of one excerpt while a run is computed: each is written
// once, in order, and then read.
type Spool interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// Config says where the contents of a pack are, and where a run goes.
type Config struct {
	// Open opens a file of the pack; what is not there satisfies fs.ErrNotExist.
	Open func(name string) (io.ReadCloser, error)
	// Spool makes room for an excerpt; nil: in memory.
	Spool func() (Spool, error)
	// Create makes a file of the run; nil: its bytes are dropped once they are hashed.
	Create   func(name string) (io.WriteCloser, error)
	Workers  int // 0: GOMAXPROCS
	Subjects int // how many of the first subjects the result carries; negative: all
	Progress func(stage string, done, total int64)
}

// Compute reads the exhibits of a pack, exhibits/001 and so on, and computes the
// run over their excerpts. A pruned tree that does not come out at the root that
// its text names is a Negative error; whether that is the sealed one, the caller
// compares.
func Compute(ctx context.Context, cfg Config) (res *run.Result, err error) {
	var list []*Builder
	for n := 1; ; n++ {
		b, err := cfg.exhibit(n)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if b != nil {
			defer func() { err = errors.Join(err, b.spool.Close()) }()
		}
		if err != nil {
			return nil, comity.Wrapf("%s: %w", Folder(n), err)
		}
		list = append(list, b)
	}
	return Run(ctx, list, cfg)
}

// Run computes the run over excerpts that were built.
func Run(ctx context.Context, list []*Builder, cfg Config) (*run.Result, error) {
	if cfg.Create == nil {
		cfg.Create = func(string) (io.WriteCloser, error) { return drop{}, nil }
	}
	in := run.Input{Cards: cards{}, Create: cfg.Create, Workers: cfg.Workers, Subjects: cfg.Subjects, Progress: cfg.Progress}
	for _, b := range list {
		if b.size > 0 { // of the others nothing is shown
			in.Exhibits = append(in.Exhibits, b.exhibit())
		}
	}
	return run.Compute(ctx, in)
}

// exhibit opens the n-th exhibit. That no description is there says that there is none.
func (c *Config) exhibit(n int) (*Builder, error) {
	src, err := c.source(path.Join(Folder(n), Description))
	if err != nil {
		return nil, err
	}
	return c.build(n, src, func(int64, int64) {})
}

// build reads the rows of the n-th exhibit.
func (c *Config) build(n int, src record.Source, leaf func(index, at int64)) (*Builder, error) {
	rows, err := c.Open(path.Join(Folder(n), Rows))
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "it has no rows: %s", err)
	}
	spool, err := c.spool()
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	b := NewBuilder(src, spool)
	_, err = seal.ReadRows(rows, func(l seal.Leaf) error {
		leaf(l.Index, b.size)
		return b.Add(l.Bytes)
	})
	return b, errors.Join(err, rows.Close())
}

// Records hands over the records of the n-th exhibit of a pack with their places in its
// excerpt, whatever their time; before them, leaf is told at which byte of the excerpt each
// leaf begins that is shown or stated.
func Records(ctx context.Context, cfg Config, n int, leaf func(index, at int64), each func(*run.Row)) (err error) {
	src, err := cfg.source(path.Join(Folder(n), Description))
	if err != nil {
		return err
	}
	src.Scope = record.Scope{} // its rows were chosen under the clock that the case found
	b, err := cfg.build(n, src, leaf)
	if b != nil {
		defer func() { err = errors.Join(err, b.spool.Close()) }()
	}
	if err != nil || b.size == 0 {
		return err
	}
	return run.Places(ctx, b.exhibit(), cards{}, each, func(run.Unread, record.Place) {})
}

func (c *Config) spool() (Spool, error) {
	if c.Spool == nil {
		return &memory{}, nil
	}
	return c.Spool()
}

func (c *Config) source(name string) (record.Source, error) {
	var d struct {
		Source record.Source `json:"source"`
	}
	f, err := c.Open(name)
	if err != nil {
		return d.Source, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxDescription+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return d.Source, err
	}
	if len(b) > maxDescription {
		return d.Source, comity.Errorf(comity.Negative, "its description is longer than any may be")
	}
	if err := sign.Read(b, &d); err != nil {
		return d.Source, comity.Errorf(comity.Negative, "its description cannot be read")
	}
	return d.Source, nil
}

// Builder makes the excerpt of one exhibit, leaf by leaf.
type Builder struct {
	source record.Source
	spool  Spool
	sum    hash.Hash
	size   int64
}

// NewBuilder begins the excerpt of the exhibit that src describes, kept in spool.
func NewBuilder(src record.Source, spool Spool) *Builder {
	return &Builder{source: src, spool: spool, sum: sha256.New()}
}

// Add appends a leaf that is shown, or what is stated in place of one.
func (b *Builder) Add(leaf []byte) error {
	b.sum.Write(leaf)
	b.size += int64(len(leaf))
	_, err := b.spool.Write(leaf)
	return err
}

// exhibit is the excerpt as the engine reads it.
func (b *Builder) exhibit() run.Exhibit {
	src := b.source
	src.Exhibit, src.Packing = comity.Digest(b.sum.Sum(nil)), ""
	return run.Exhibit{Source: src, Size: b.size, Rows: true, Open: func() (run.Segments, io.Closer, error) {
		return segments{b.spool, b.size}, io.NopCloser(nil), nil
	}}
}

// segments are the bytes of an excerpt as the engine reads them.
type segments struct {
	from io.ReaderAt
	size int64
}

func (s segments) Size() int64 { return s.size }

func (s segments) Segments() int64 { return (s.size + block.SegmentSize - 1) / block.SegmentSize }

func (s segments) ReadSegment(dst []byte, i int64) ([]byte, error) {
	at := i * block.SegmentSize
	n, have := int(min(block.SegmentSize, s.size-at)), len(dst)
	dst = append(dst, make([]byte, n)...)
	_, err := s.from.ReadAt(dst[have:], at)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return dst, err
}

// memory keeps an excerpt in memory.
type memory struct{ bytes.Buffer }

func (m *memory) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(m.Len()) {
		return 0, io.EOF
	}
	return copy(p, m.Bytes()[off:]), nil
}

func (*memory) Close() error { return nil }

// drop takes files that nobody wants.
type drop struct{}

func (drop) Write(p []byte) (int, error) { return len(p), nil }
func (drop) Close() error                { return nil }
