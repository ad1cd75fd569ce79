package run

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/record"

	"github.com/klauspost/compress/gzip"
)

// headSize is how much of an exhibit detection and table headers look at.
const headSize = 64 << 10

// Head returns the first 64 KiB of an exhibit's stream, or all of a shorter one;
// of a workbook, of its rows in their cited form.
func Head(ctx context.Context, e Exhibit) ([]byte, error) {
	if format.IsBook(e.Source.Format) {
		return e.bookHead(ctx)
	}
	var out []byte
	err := e.stream(ctx, func(r io.Reader) error {
		b, err := io.ReadAll(io.LimitReader(r, headSize))
		out = b
		return ignoreTorn(e, err)
	})
	return out, err
}

// ignoreTorn passes over damage of the packing: what comes before it is read,
// and reading the whole stream reports it.
func ignoreTorn(e Exhibit, err error) error {
	if e.Source.Packing != "" && comity.KindOf(err) == comity.Fault {
		return nil
	}
	return err
}

// stream opens e and gives its unpacked bytes, in order, to read.
func (e Exhibit) stream(ctx context.Context, read func(io.Reader) error) error {
	segments, closer, err := e.Open()
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	var r io.Reader = &segmentReader{ctx: ctx, src: segments, next: -1}
	if e.Source.Packing == "gzip" {
		var z *gzip.Reader
		if z, err = gzip.NewReader(r); err == nil {
			r = z
		} else {
			err = ignoreTorn(e, err)
			r = bytes.NewReader(nil)
		}
	}
	if err == nil {
		err = read(r)
	}
	if cerr := closer.Close(); err == nil {
		err = cerr
	}
	return err
}

// segmentReader reads segments in order, and can skip to an offset.
type segmentReader struct {
	ctx  context.Context // of the one call that this value lives for
	src  Segments
	next int64 // number of the segment in buf; -1 before the first
	at   int64 // offset of the next byte
	buf  []byte
}

func (s *segmentReader) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.at >= s.src.Size() {
		return 0, io.EOF
	}
	if i := s.at / block.SegmentSize; i != s.next {
		var err error
		if s.buf, err = s.src.ReadSegment(s.buf[:0], i); err != nil {
			return 0, comity.Errorf(comity.Negative, "%w", err)
		}
		s.next = i
	}
	n := copy(p, s.buf[s.at%block.SegmentSize:])
	s.at += int64(n)
	return n, nil
}

// Excerpt reads the given places of an exhibit's stream again and calls each
// with the number of the place and its bytes, in the order of their offsets. A
// place outside the stream is an Input error.
func Excerpt(ctx context.Context, e Exhibit, places []record.Place, each func(i int, data []byte) error) error {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[a].Offset, places[b].Offset) })
	if format.IsBook(e.Source.Format) {
		return e.excerptRows(ctx, places, order, each)
	}
	return e.stream(ctx, func(r io.Reader) error {
		x := excerpt{r: r}
		for _, i := range order {
			data, err := x.at(places[i])
			if err != nil {
				return comity.Errorf(kindOr(err, comity.Input), "exhibit %s, offset %d: %w", e.Source.Ref, places[i].Offset, err)
			}
			if err := each(i, data); err != nil {
				return err
			}
		}
		return nil
	})
}

func kindOr(err error, otherwise comity.Kind) comity.Kind {
	if k := comity.KindOf(err); k != comity.Fault {
		return k
	}
	return otherwise
}

// excerpt reads places in ascending order; places may overlap.
type excerpt struct {
	r   io.Reader
	pos int64  // offset of buf
	buf []byte // bytes read and perhaps needed again
}

func (x *excerpt) at(p record.Place) ([]byte, error) {
	if s, ok := x.r.(*segmentReader); ok {
		s.at, x.pos, x.buf = p.Offset, p.Offset, x.buf[:0]
	} else if err := x.skip(p.Offset); err != nil {
		return nil, err
	}
	if need := int(p.Length) - len(x.buf); need > 0 {
		have := len(x.buf)
		x.buf = append(x.buf, make([]byte, need)...)
		if _, err := io.ReadFull(x.r, x.buf[have:]); err != nil {
			return nil, err
		}
	}
	return x.buf[:p.Length], nil
}

func (x *excerpt) skip(to int64) error {
	drop := to - x.pos
	if drop <= int64(len(x.buf)) {
		x.buf = x.buf[drop:]
	} else {
		if _, err := io.CopyN(io.Discard, x.r, drop-int64(len(x.buf))); err != nil {
			return err
		}
		x.buf = x.buf[:0]
	}
	x.pos = to
	return nil
}
