package casefile

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/vault"
)

// plain is a file that is being sealed, and how it was when first looked at.
type plain struct {
	root *os.Root
	name string // slash-separated, below root
	file *os.File
	seen fs.FileInfo
}

// openPlain opens the regular file name below root. A symbolic link anywhere
// on the way is an Input error: what is sealed must be what the manifest names.
func openPlain(root *os.Root, name string) (*plain, error) {
	parts := strings.Split(name, "/")
	var seen fs.FileInfo
	for i := range parts {
		at := path.Join(parts[:i+1]...)
		info, err := root.Lstat(at)
		if err != nil {
			return nil, comity.Errorf(comity.Input, "%w", err).WithHint("paths are relative to the manifest's folder")
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return nil, comity.Errorf(comity.Input, "%s is a symbolic link", at).WithHint("name the file itself, or copy it")
		}
		seen = info
	}
	if !seen.Mode().IsRegular() {
		return nil, comity.Errorf(comity.Input, "%s is not a regular file", name)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "%w", err)
	}
	p := &plain{root: root, name: name, file: f, seen: seen}
	if err := p.unchanged(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return p, nil
}

// unchanged compares the open file and the one that its name leads to now
// with what was seen first.
func (p *plain) unchanged() error {
	open, err := p.file.Stat()
	if err != nil {
		return comity.Errorf(comity.Input, "%w", err)
	}
	named, err := p.root.Lstat(p.name)
	if err != nil {
		return comity.Errorf(comity.Input, "%w", err)
	}
	for _, now := range []fs.FileInfo{open, named} {
		if !os.SameFile(p.seen, now) || now.Size() != p.seen.Size() || !now.ModTime().Equal(p.seen.ModTime()) {
			return comity.Errorf(comity.Input, "%s changed while it was being sealed", p.name).
				WithHint("wait until nothing writes to it, or seal a copy")
		}
	}
	return nil
}

// hash is the SHA-256 of the file as it is now.
func (p *plain) hash(ctx context.Context) (comity.Digest, error) {
	h := sha256.New()
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{p.reader(ctx)}, make([]byte, vault.SegmentSize)); err != nil {
		return comity.Digest{}, comity.Errorf(comity.Input, "read %s: %w", p.name, err)
	}
	return comity.Digest(h.Sum(nil)), p.unchanged()
}

// reader reads the file from its start until ctx is done.
func (p *plain) reader(ctx context.Context) io.Reader {
	return &ctxReader{ctx: ctx, r: io.NewSectionReader(p.file, 0, 1<<62)}
}

// exhibit is the file as the engine reads it, before it is sealed.
func (p *plain) exhibit() run.Exhibit {
	return run.Exhibit{Size: p.seen.Size(), Open: func() (run.Segments, io.Closer, error) {
		return plainSegments{p.file, p.seen.Size()}, io.NopCloser(nil), nil
	}}
}

// plainSegments cuts a file as the vault would.
type plainSegments struct {
	file io.ReaderAt
	size int64
}

func (s plainSegments) Size() int64 { return s.size }

func (s plainSegments) Segments() int64 {
	return max(1, (s.size+vault.SegmentSize-1)/vault.SegmentSize)
}

func (s plainSegments) ReadSegment(dst []byte, i int64) ([]byte, error) {
	off := i * vault.SegmentSize
	n := int(min(s.size-off, vault.SegmentSize))
	start := len(dst)
	if cap(dst)-start < n {
		dst = append(make([]byte, 0, start+n), dst...)
	}
	dst = dst[:start+n]
	if _, err := s.file.ReadAt(dst[start:], off); err != nil {
		return dst[:start], comity.Errorf(comity.Input, "read the file at byte %d: %w", off, err)
	}
	return dst, nil
}

// ctxReader ends a long read when its context is done.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
	on  func(n int)
}

// Read implements io.Reader.
func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	if c.on != nil {
		c.on(n)
	}
	return n, err
}
