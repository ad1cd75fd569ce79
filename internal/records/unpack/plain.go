package unpack

import (
	"context"
	"errors"
	"io"
)

// SegmentSize is the length of every segment but the last, in plain bytes.
const SegmentSize = 1 << 20

// Segments is what an exhibit's plain bytes are read from: segments of
// SegmentSize bytes, the last one shorter. ReadSegment appends segment i to
// dst and may be called from several goroutines at once.
type Segments interface {
	Size() int64
	Segments() int64
	ReadSegment(dst []byte, i int64) ([]byte, error)
}

// Plain reads plain bytes in order, and can go to an offset. Each segment is
// read once as long as nobody goes back. One goroutine at a time.
type Plain struct {
	On func(segment []byte) // called with each segment when it is read; may be nil

	ctx    context.Context // of the one call that this value lives for
	src    Segments
	at     int64 // offset of the next byte
	held   int64 // number of the segment in buf; -1 before the first
	buf    []byte
	taken  int64 // bytes handed out
	failed error // what reading gave, io.EOF aside
}

// NewPlain makes a reader from the first byte on.
func NewPlain(ctx context.Context, src Segments) *Plain { return &Plain{ctx: ctx, src: src, held: -1} }

// Go makes at the offset of the next byte.
func (p *Plain) Go(at int64) { p.at = at }

// Read implements io.Reader.
func (p *Plain) Read(b []byte) (int, error) {
	if p.at >= p.src.Size() {
		return 0, io.EOF
	}
	if i := p.at / SegmentSize; i != p.held {
		if err := p.fetch(i); err != nil {
			p.failed = err
			return 0, err
		}
	}
	n := copy(b, p.buf[p.at%SegmentSize:])
	p.at += int64(n)
	p.taken += int64(n)
	return n, nil
}

func (p *Plain) fetch(i int64) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	var err error
	p.held = -1
	if p.buf, err = p.src.ReadSegment(p.buf[:0], i); err != nil {
		return err
	}
	p.held = i
	if p.On != nil {
		p.On(p.buf)
	}
	return nil
}

// randomAccess reads a Plain at any offset; it keeps the last segment, so
// reading on from where one was costs no second decryption.
type randomAccess struct{ p *Plain }

// ReadAt implements io.ReaderAt, for one goroutine at a time.
func (r randomAccess) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 { // a damaged archive points there
		return 0, io.ErrUnexpectedEOF
	}
	r.p.Go(off)
	n, err := io.ReadFull(r.p, b)
	if errors.Is(err, io.ErrUnexpectedEOF) && r.p.failed == nil {
		err = io.EOF
	}
	return n, err
}
