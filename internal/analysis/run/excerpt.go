package run

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// headSize is how much of an exhibit detection and table headers look at.
const headSize = 64 << 10

// Head returns the first 64 KiB of an exhibit's stream, or all of a shorter one;
// of a workbook, of its rows in their cited form. Damage of the packing is passed
// over: what comes before it is read, and reading the whole stream reports it.
func Head(ctx context.Context, e Exhibit) ([]byte, error) {
	if format.IsBook(e.Source.Format) {
		return e.bookHead(ctx)
	}
	var out []byte
	err := e.stream(ctx, func(r io.Reader) error {
		var err error
		out, err = io.ReadAll(io.LimitReader(r, headSize))
		if torn := (*unpack.Damage)(nil); errors.As(err, &torn) {
			return nil
		}
		return err
	})
	return out, err
}

// stream opens e and gives its unpacked bytes, in order, to read.
func (e Exhibit) stream(ctx context.Context, read func(io.Reader) error) error {
	return e.opened(func(segments Segments) error {
		plain := unpack.NewPlain(ctx, segments)
		if e.Source.Packing == "" {
			return read(plain)
		}
		r, err := unpack.Open(plain, e.Source.Packing, unpack.Config{})
		if err != nil {
			return err
		}
		defer r.Close()
		return read(r)
	})
}

// opened gives the exhibit's plain bytes to read, and closes them.
func (e Exhibit) opened(read func(Segments) error) error {
	segments, closer, err := e.Open()
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	err = read(segments)
	if cerr := closer.Close(); err == nil {
		err = cerr
	}
	return err
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
				return comity.Errorf(streamKind(err), "exhibit %s, offset %d: %w", e.Source.Ref, places[i].Offset, err)
			}
			if err := each(i, data); err != nil {
				return err
			}
		}
		return nil
	})
}

// streamKind is the kind of a failure to read a stream: where it ends early, or is damaged under its packing, the exhibit
// is what it was given as; whatever else fails, such as a disk, says so itself.
func streamKind(err error) comity.Kind {
	var told *comity.Error
	var damage *unpack.Damage
	switch {
	case errors.As(err, &told):
		return told.Kind
	case errors.As(err, &damage), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return comity.Input
	}
	return comity.Fault
}

// excerpt reads places in ascending order; places may overlap.
type excerpt struct {
	r   io.Reader
	pos int64  // offset of buf
	buf []byte // bytes read and perhaps needed again
}

func (x *excerpt) at(p record.Place) ([]byte, error) {
	if plain, ok := x.r.(*unpack.Plain); ok {
		plain.Go(p.Offset)
		x.pos, x.buf = p.Offset, x.buf[:0]
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
