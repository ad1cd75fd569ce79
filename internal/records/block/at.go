package block

import (
	"context"
	"io"

	"comity/internal/comity"
)

// kept is how many segments an At keeps: a workbook is read at two places at a
// time, and its directory once.
const kept = 4

// At reads segments at any offset. It keeps the segments used last; one
// goroutine at a time.
type At struct {
	ctx  context.Context // of the one call that this value lives for
	src  Segments
	kept [kept]struct {
		number int64 // 1 + number of the segment; 0: none
		used   int64
		data   []byte
	}
	clock int64
}

// NewAt makes an At over src. Reading ends when ctx does.
func NewAt(ctx context.Context, src Segments) *At { return &At{ctx: ctx, src: src} }

// Size is the length of what is read, in bytes.
func (a *At) Size() int64 { return a.src.Size() }

// ReadAt implements io.ReaderAt. Damage of the sealed bytes is a Negative error.
func (a *At) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, comity.Errorf(comity.Fault, "read at offset %d", off)
	}
	for n < len(p) {
		at := off + int64(n)
		if at >= a.src.Size() {
			return n, io.EOF
		}
		data, err := a.segment(at / SegmentSize)
		if err != nil {
			return n, err
		}
		n += copy(p[n:], data[at%SegmentSize:])
	}
	return n, nil
}

func (a *At) segment(i int64) ([]byte, error) {
	a.clock++
	oldest := 0
	for k := range a.kept {
		if a.kept[k].number == i+1 {
			a.kept[k].used = a.clock
			return a.kept[k].data, nil
		}
		if a.kept[k].used < a.kept[oldest].used {
			oldest = k
		}
	}
	if err := a.ctx.Err(); err != nil {
		return nil, comity.Errorf(comity.Negative, "%w", err)
	}
	s := &a.kept[oldest]
	s.number = 0
	data, err := a.src.ReadSegment(s.data[:0], i)
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "%w", err)
	}
	s.number, s.used, s.data = i+1, a.clock, data
	return data, nil
}
