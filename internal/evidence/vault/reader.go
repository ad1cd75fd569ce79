package vault

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Reader gives the plain bytes of one object. All its methods but Close are
// safe for parallel use and take no lock. Every byte returned has been authenticated.
type Reader struct {
	name   comity.Digest
	file   disk.File
	sealer *sealer
	shape  shape
	blocks sync.Pool // of *[]byte with room for a sealed segment, for ReadAt
}

// Open opens an object for reading. The last segment is authenticated at once:
// from then on Size is certain. A wrong key and a damaged object cannot be
// told apart; either is a Negative error, and so is a missing object.
func (v *Vault) Open(name comity.Digest, key Key) (*Reader, error) {
	f, err := v.open(name)
	if err != nil {
		return nil, err
	}
	r, err := newReader(f, name, key)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

func newReader(f disk.File, name comity.Digest, key Key) (*Reader, error) {
	s, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "open vault object %s: %w", name, err)
	}
	r := &Reader{name: name, file: f, sealer: s}
	var ok bool
	if r.shape, ok = shapeOf(info.Size()); !ok {
		return nil, damaged(name, "no object has its length")
	}
	if err := r.checkEnds(); err != nil {
		return nil, err
	}
	return r, nil
}

// checkEnds reads the header and authenticates the last segment.
func (r *Reader) checkEnds() error {
	h := make([]byte, headerSize)
	if _, err := r.file.ReadAt(h, 0); err != nil && !errors.Is(err, io.EOF) {
		return comity.Errorf(comity.Fault, "read vault object %s: %w", r.name, err)
	}
	if !bytes.Equal(h, r.sealer.header) {
		return damaged(r.name, "its header is not that of an object of version 1")
	}
	r.blocks.New = func() any { b := make([]byte, 0, SegmentSize+Overhead); return &b }
	return r.withSegment(r.shape.segments-1, func([]byte) {})
}

// Size is the number of plain bytes.
func (r *Reader) Size() int64 { return r.shape.size }

// Segments is the number of segments, at least one. Segment i holds the plain
// bytes from i*SegmentSize on.
func (r *Reader) Segments() int64 { return r.shape.segments }

// ReadSegment appends the plain bytes of segment i to dst and returns the
// result. The encrypted bytes are read into dst and decrypted there: where
// cap(dst)-len(dst) >= SegmentSize+Overhead, nothing is allocated or copied.
// What dst held beyond its length is lost.
func (r *Reader) ReadSegment(dst []byte, i int64) ([]byte, error) {
	if i < 0 || i >= r.shape.segments {
		return dst, comity.Errorf(comity.Fault, "vault object %s has no segment %d", r.name, i)
	}
	start, n := len(dst), r.shape.plainLen(i)+Overhead
	if cap(dst)-start < n {
		dst = append(make([]byte, 0, start+n), dst...)
	}
	sealed := dst[start : start+n]
	if _, err := r.file.ReadAt(sealed, r.shape.offset(i)); err != nil {
		return dst, r.readError(err)
	}
	if _, err := r.sealer.open(sealed, i, r.shape.last(i)); err != nil {
		return dst, damaged(r.name, "a segment does not decrypt; or the key is another exhibit's")
	}
	return dst[:start+n-Overhead], nil
}

func (r *Reader) readError(err error) error {
	if errors.Is(err, io.EOF) {
		return damaged(r.name, "it became shorter while it was read")
	}
	return comity.Errorf(comity.Fault, "read vault object %s: %w", r.name, err)
}

// withSegment calls use with the plain bytes of segment i in a borrowed block.
func (r *Reader) withSegment(i int64, use func(plain []byte)) error {
	block := r.blocks.Get().(*[]byte)
	defer r.blocks.Put(block)
	plain, err := r.ReadSegment((*block)[:0], i)
	if err == nil {
		use(plain)
	}
	return err
}

// ReadAt implements io.ReaderAt on the plain bytes. Each call decrypts the
// segments it touches whole; for reading through use ReadSegment or Stream.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, comity.Errorf(comity.Fault, "read vault object %s at %d", r.name, off)
	}
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= r.shape.size {
			return n, io.EOF
		}
		err := r.withSegment(at/SegmentSize, func(plain []byte) { n += copy(p[n:], plain[at%SegmentSize:]) })
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Stream returns a reader of all plain bytes from the first to the last, which
// stops when ctx is done. It decrypts each segment once.
func (r *Reader) Stream(ctx context.Context) io.Reader { return &stream{ctx: ctx, from: r} }

// Close closes the object's file.
func (r *Reader) Close() error { return r.file.Close() }

// stream reads segment after segment. It lives for one pass.
type stream struct {
	ctx   context.Context
	from  *Reader
	next  int64
	block []byte
	rest  []byte
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.next == s.from.Segments() {
			return 0, io.EOF
		}
		if err := s.ctx.Err(); err != nil {
			return 0, err
		}
		if s.block == nil {
			s.block = make([]byte, 0, s.from.shape.plainLen(s.next)+Overhead)
		}
		plain, err := s.from.ReadSegment(s.block[:0], s.next)
		if err != nil {
			return 0, err
		}
		s.rest, s.next = plain, s.next+1
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}
