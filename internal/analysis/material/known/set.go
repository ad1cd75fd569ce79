package known

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/records/record"
)

const (
	keySize   = 5 // of a digest, by which it is found: of a milliard digests one in a thousand leads to a row of another
	placeSize = 5 // where the row begins
	entrySize = keySize + placeSize
	nearSize  = 32 + 8
	tailSize  = 8 + len(setMagic)
	setMagic  = "comity set 2\n"
)

// Info says what a set was made of, and what reading it found. What it was made of is its maker's to say.
type Info struct {
	Made    comity.Digest   `json:"made"` // of what the set follows from; the set holds for nothing else
	Rows    int64           `json:"rows"`
	Edition string          `json:"edition,omitempty"` // that the list names of itself
	Taken   json.RawMessage `json:"taken"`
	Parts   [3]int64        `json:"parts"` // bytes of rows, of perceptual hashes, of the index
}

// Writer writes a set: the rows of a list so that those of a digest are found without reading the others
// (docs/formats/known.md). Memory is bounded.
type Writer struct {
	w     *bufio.Writer
	at    int64
	index *Builder
	near  Scratch
	looks int64 // bytes in near
	info  Info
	row   []byte
}

// NewWriter writes to w; sorting takes about memory bytes, and scratch for entries and for perceptual hashes.
func NewWriter(w io.Writer, memory int, entries, near Scratch) (*Writer, error) {
	b, err := NewBuilder(entrySize, memory, entries)
	return &Writer{w: bufio.NewWriterSize(w, 1<<20), index: b, near: near}, err
}

// Add takes a row of the list.
func (w *Writer) Add(h *record.Hashed) error {
	var entry [nearSize]byte
	if w.at >= 1<<(8*placeSize) {
		return comity.Errorf(comity.Fault, "a set of known digests has more than a terabyte of rows")
	}
	for d := range digests(h) {
		var at [8]byte
		binary.BigEndian.PutUint64(at[:], uint64(w.at))
		copy(entry[:keySize], d)
		copy(entry[keySize:], at[8-placeSize:])
		if err := w.index.Add(entry[:entrySize]); err != nil {
			return err
		}
	}
	if h.HasPerceptual {
		copy(entry[:], h.Perceptual[:])
		binary.BigEndian.PutUint64(entry[32:], uint64(w.at))
		if _, err := w.near.Write(entry[:]); err != nil {
			return roomless(err)
		}
		w.looks += nearSize
	}
	if w.info.Edition == "" {
		w.info.Edition = h.Edition
	}
	w.row = appendRow(w.row[:0], h)
	n, err := w.w.Write(w.row)
	w.at, w.info.Rows = w.at+int64(n), w.info.Rows+1
	return roomless(err)
}

// Close writes what is missing. step, which may be nil, hears how many of all entries are in order, twice over.
func (w *Writer) Close(ctx context.Context, made comity.Digest, taken json.RawMessage, step func(done, total int64)) error {
	if _, err := io.Copy(w.w, io.NewSectionReader(w.near, 0, w.looks)); err != nil {
		return roomless(err)
	}
	w.index.Step = step
	counted := &counter{w: w.w}
	if _, err := w.index.Write(ctx, counted); err != nil {
		return roomless(err)
	}
	w.info.Made, w.info.Taken, w.info.Parts = made, taken, [3]int64{w.at, w.looks, counted.n}
	text, err := json.Marshal(w.info)
	if err != nil {
		return comity.Errorf(comity.Fault, "set of known digests: %w", err)
	}
	text = binary.BigEndian.AppendUint64(text, uint64(len(text)))
	if _, err = w.w.Write(append(text, setMagic...)); err == nil {
		err = w.w.Flush()
	}
	return roomless(err)
}

// roomless is err as a failure of the disk, where it is none already.
func roomless(err error) error {
	var known *comity.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	return comity.Errorf(comity.Fault, "write a set of known digests: %w", err).WithHint("see that the disk has room")
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
