package known

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"slices"

	"comity/internal/comity"
)

// Scratch is room on disk for the time of building: what is written is appended.
type Scratch interface {
	io.Writer
	io.ReaderAt
}

// Builder sorts digests of one width with bounded memory: full buffers are sorted and written to scratch, then merged.
type Builder struct {
	// Step hears during Write how many of all digests are in order, each counted twice; nil: nobody does.
	Step func(done, total int64)

	width   int
	scratch Scratch
	buf     []byte // digests, one after another
	runs    []run
	at      int64 // end of scratch
	merged  int64 // digests, twice over
}

// run is a sorted part of scratch.
type run struct{ from, to int64 }

// NewBuilder takes digests of width bytes (16, 20 or 32, or an entry of a set) and holds at most about memory bytes of them.
func NewBuilder(width, memory int, scratch Scratch) (*Builder, error) {
	if !fits(width) {
		return nil, comity.Errorf(comity.Fault, "digests of %d bytes", width)
	}
	return &Builder{width: width, scratch: scratch, buf: make([]byte, 0, max(memory/width, 16)*width)}, nil
}

// Add takes a digest.
func (b *Builder) Add(digest []byte) error {
	if len(digest) != b.width {
		return comity.Errorf(comity.Fault, "a digest of %d bytes among those of %d", len(digest), b.width)
	}
	if len(b.buf)+b.width > cap(b.buf) {
		if err := b.flush(); err != nil {
			return err
		}
	}
	b.buf = append(b.buf, digest...)
	return nil
}

func (b *Builder) flush() error {
	order(b.buf, b.width, 0)
	b.buf = distinct(b.buf, b.width)
	from := b.at
	for part := range slices.Chunk(b.buf, 1<<20) { // scratch may hold what is written at once
		n, err := b.scratch.Write(part)
		if err != nil {
			return comity.Errorf(comity.Fault, "sort known digests: %w", err).WithHint("see that the disk has room")
		}
		b.at += int64(n)
	}
	b.runs, b.buf = append(b.runs, run{from, b.at}), b.buf[:0]
	return nil
}

// distinct leaves each of sorted digests once.
func distinct(buf []byte, width int) []byte {
	n := 0
	for i := 0; i < len(buf); i += width {
		if n == 0 || !bytes.Equal(buf[n-width:n], buf[i:i+width]) {
			copy(buf[n:], buf[i:i+width])
			n += width
		}
	}
	return buf[:n]
}

// Write writes the index, each digest once, and returns how many there are. Nothing may be added afterwards.
func (b *Builder) Write(ctx context.Context, w io.Writer) (count int64, err error) {
	if err := b.flush(); err != nil {
		return 0, err
	}
	b.buf = nil
	n := spread(uint64(b.at) / uint64(b.width))
	sizes := make([]uint64, 1<<n)
	if err := b.merge(ctx, func(d []byte) error { sizes[bucket(d, n)]++; count++; return nil }); err != nil {
		return 0, err
	}
	for ; n > spread(uint64(count)); n-- { // several parts had the same digests: as many bits as one part would give
		for i := range sizes[:len(sizes)/2] {
			sizes[i] = sizes[2*i] + sizes[2*i+1]
		}
		sizes = sizes[:len(sizes)/2]
	}
	out := bufio.NewWriterSize(w, 1<<20)
	if err := b.begin(out, n, count, sizes); err != nil {
		return count, err
	}
	cut := n / 8 // the directory says these bytes
	err = b.merge(ctx, func(d []byte) error { _, err := out.Write(d[cut:]); return err })
	if err == nil {
		err = out.Flush()
	}
	return count, err
}

// begin writes what stands before the digests: what they are, and where each bucket begins.
func (b *Builder) begin(w io.Writer, spread int, count int64, sizes []uint64) error {
	var h [header]byte
	copy(h[:], magic)
	h[len(magic)], h[len(magic)+1] = byte(b.width), byte(spread)
	binary.BigEndian.PutUint64(h[header-8:], uint64(count))
	if _, err := w.Write(h[:]); err != nil {
		return err
	}
	at := uint64(0)
	for _, size := range sizes {
		if _, err := w.Write(binary.BigEndian.AppendUint64(h[:0], at)); err != nil {
			return err
		}
		at += size
	}
	return nil
}

// merge gives take all digests of the runs in order, each once.
func (b *Builder) merge(ctx context.Context, take func([]byte) error) error {
	m := merger{width: b.width}
	for _, r := range b.runs {
		h := &head{r: bufio.NewReaderSize(io.NewSectionReader(b.scratch, r.from, r.to-r.from), 1<<18), now: make([]byte, b.width)}
		if more, err := h.next(); err != nil {
			return err
		} else if more {
			m.push(h)
		}
	}
	last, some := make([]byte, b.width), false
	for n := 0; len(m.heads) > 0; n++ {
		if n&0xfffff == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			b.step(n)
		}
		h := m.heads[0]
		if !some || !bytes.Equal(last, h.now) {
			if err := take(h.now); err != nil {
				return err
			}
			copy(last, h.now)
			some = true
		}
		more, err := h.next()
		if err != nil {
			return err
		}
		m.settle(more)
	}
	b.merged += b.at / int64(b.width)
	b.step(0)
	return nil
}

func (b *Builder) step(n int) {
	if b.Step != nil {
		b.Step(b.merged+int64(n), max(2*b.at/int64(b.width), 1))
	}
}
