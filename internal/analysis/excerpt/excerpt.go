// Package excerpt computes a run over the rows of a pack: what its recipient was
// shown, read by the engine that read the whole exhibits.
//
// An excerpt is the shown leaves of one exhibit in their order, with what the
// sender states in place of those that are withheld inside a row. Its source is
// described as the exhibit is, but for its digest, and nothing is packed. So
// sender and reader, who have the same bytes, compute the same run: docs/formats/pack.md.
package excerpt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
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
	if cfg.Create == nil {
		cfg.Create = func(string) (io.WriteCloser, error) { return drop{}, nil }
	}
	in := run.Input{Cards: cards{}, Create: cfg.Create, Workers: cfg.Workers, Subjects: cfg.Subjects, Progress: cfg.Progress}
	for n := 1; ; n++ {
		x, shown, err := cfg.exhibit(n)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if shown != nil {
			defer shown.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", Folder(n), err)
		}
		if x.Size > 0 {
			in.Exhibits = append(in.Exhibits, x)
		}
	}
	return run.Compute(ctx, in)
}

// exhibit opens the n-th exhibit. That no description is there says that there is none.
func (c *Config) exhibit(n int) (run.Exhibit, io.Closer, error) {
	src, err := c.source(path.Join(Folder(n), Description))
	if err != nil {
		return run.Exhibit{}, nil, err
	}
	rows, err := c.Open(path.Join(Folder(n), Rows))
	if err != nil {
		return run.Exhibit{}, nil, comity.Errorf(comity.Negative, "it has no rows: %s", err)
	}
	spool, err := c.spool()
	if err != nil {
		return run.Exhibit{}, nil, errors.Join(err, rows.Close())
	}
	x, err := Of(rows, src, spool)
	return x, spool, errors.Join(err, rows.Close())
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
	if err := json.Unmarshal(b, &d); err != nil {
		return d.Source, comity.Errorf(comity.Negative, "its description cannot be read")
	}
	return d.Source, nil
}

// Of is the excerpt of an exhibit that src describes: the rows of a pruned tree,
// kept in spool. Its size is 0 where nothing is shown.
func Of(rows io.Reader, src record.Source, spool Spool) (run.Exhibit, error) {
	sum, size := sha256.New(), int64(0)
	w := io.MultiWriter(spool, sum)
	_, err := seal.ReadRows(rows, func(l seal.Leaf) error {
		n, err := w.Write(l.Bytes)
		size += int64(n)
		return err
	})
	src.Exhibit, src.Packing = comity.Digest(sum.Sum(nil)), ""
	return run.Exhibit{Source: src, Size: size, Open: func() (run.Segments, io.Closer, error) {
		return segments{spool, size}, io.NopCloser(nil), nil
	}}, err
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
