package known

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/record"
)

const (
	keySize   = 8 // of a digest, by which it is found
	entrySize = keySize + 8
	nearSize  = 32 + 8
	tailSize  = 8 + len(setMagic)
	setMagic  = "comity set 1\n"
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
	for d := range digests(h) {
		copy(entry[:keySize], d)
		binary.BigEndian.PutUint64(entry[keySize:], uint64(w.at))
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

// Set answers which rows of a list have a digest, or a perceptual hash that is near one. It is for one goroutine.
type Set struct {
	Info  Info
	r     io.ReaderAt
	index *Index
	kept  []int64 // where rows begin that who asked has kept, ascending
}

// OpenSet reads what Writer wrote, size bytes long. Anything else is an Input error: the set has to be made again.
func OpenSet(r io.ReaderAt, size int64) (*Set, error) {
	tail := make([]byte, tailSize)
	if size < int64(tailSize) {
		return nil, damaged("it is too short")
	}
	if _, err := r.ReadAt(tail, size-int64(tailSize)); err != nil {
		return nil, damaged(err.Error())
	}
	n := int64(binary.BigEndian.Uint64(tail)) //nolint:gosec // judged below
	if string(tail[8:]) != setMagic || n < 2 || n > 1<<20 || n > size-int64(tailSize) {
		return nil, damaged("it does not end as one")
	}
	text := make([]byte, n)
	if _, err := r.ReadAt(text, size-int64(tailSize)-n); err != nil {
		return nil, damaged(err.Error())
	}
	s := &Set{r: r}
	if err := json.Unmarshal(text, &s.Info); err != nil {
		return nil, damaged("its end makes no sense")
	}
	left := size - int64(tailSize) - n
	for _, part := range s.Info.Parts {
		if part < 0 || part > left {
			return nil, damaged("it is longer or shorter than it says")
		}
		left -= part
	}
	if left != 0 || s.Info.Parts[1]%nearSize != 0 {
		return nil, damaged("it is longer or shorter than it says")
	}
	var err error
	s.index, err = Open(io.NewSectionReader(r, s.Info.Parts[0]+s.Info.Parts[1], s.Info.Parts[2]), s.Info.Parts[2])
	if err == nil && s.index.width != entrySize {
		err = damaged("its index is of another width")
	}
	return s, err
}

// Len is how many rows the list has.
func (s *Set) Len() int64 { return s.Info.Rows }

// Edition is what the list calls itself, "" where it does not say.
func (s *Set) Edition() string { return s.Info.Edition }

// Keys are the digests that Meet is asked for: as many of their first bytes as it looks at.
type Keys [][keySize]byte

// Add takes a digest.
func (k *Keys) Add(digest []byte) { *k = append(*k, [keySize]byte(digest[:keySize])) }

// sorted puts them in order, each once.
func (k Keys) sorted() Keys {
	slices.SortFunc(k, func(x, y [keySize]byte) int {
		return cmp.Compare(binary.BigEndian.Uint64(x[:]), binary.BigEndian.Uint64(y[:]))
	})
	return slices.Compact(k)
}

// Meet hands over, each once and in the order of the list, every row with a digest that begins as one of keys does, and
// every row with a perceptual hash of which near, where it is not nil, says so. Rows that only begin alike are among
// them: whoever asks compares, and says whether the row is kept; it is then not handed over again, by another Meet
// either. keys are put in order. What is handed over is valid during the call, its strings for good.
func (s *Set) Meet(ctx context.Context, keys Keys, near func([32]byte) bool, each func(*record.Hashed) (kept bool, err error)) error {
	rows, err := s.rows(ctx, keys)
	if err == nil && near != nil {
		err = s.like(ctx, near, func(at int64) { rows = append(rows, at) })
	}
	if err != nil {
		return err
	}
	slices.Sort(rows)
	kept := s.kept
	room := make([]byte, rowMost)
	var h record.Hashed
	for i, at := range slices.Compact(rows) {
		if i&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, before := slices.BinarySearch(kept, at); before {
			continue
		}
		if err := s.rowAt(at, room, &h); err != nil {
			return err
		}
		if keep, err := each(&h); err != nil {
			return err
		} else if keep {
			s.kept = append(s.kept, at)
		}
	}
	slices.Sort(s.kept)
	return ctx.Err()
}

// rows are where rows begin that have a digest which begins as one of keys does, in no order.
func (s *Set) rows(ctx context.Context, keys Keys) (rows []int64, err error) {
	keys = keys.sorted()
	var buf []byte
	for i := range keys {
		if i&0xfff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		err := s.index.Under(keys[i][:], &buf, func(entry []byte) error {
			rows = append(rows, int64(binary.BigEndian.Uint64(entry[keySize:]))) //nolint:gosec // judged by row
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// like looks through all perceptual hashes.
func (s *Set) like(ctx context.Context, near func([32]byte) bool, take func(at int64)) error {
	r := bufio.NewReaderSize(io.NewSectionReader(s.r, s.Info.Parts[0], s.Info.Parts[1]), 1<<20)
	var entry [nearSize]byte
	for i := int64(0); i < s.Info.Parts[1]; i += nearSize {
		if i%(nearSize<<12) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := io.ReadFull(r, entry[:]); err != nil {
			return cmp.Or(ours(err), damaged(err.Error()))
		}
		if near([32]byte(entry[:32])) {
			take(int64(binary.BigEndian.Uint64(entry[32:]))) //nolint:gosec // judged by row
		}
	}
	return nil
}

// ours is err where it says its kind already.
func ours(err error) error {
	var e *comity.Error
	if errors.As(err, &e) {
		return err
	}
	return nil
}

// rowAt reads the row that begins there.
func (s *Set) rowAt(at int64, room []byte, h *record.Hashed) error {
	if at < 0 || at >= s.Info.Parts[0] {
		return damaged("a row lies outside it")
	}
	b := room[:min(int64(len(room)), s.Info.Parts[0]-at)]
	if _, err := s.r.ReadAt(b, at); err != nil {
		return cmp.Or(ours(err), damaged(err.Error()))
	}
	if !parseRow(b, h) {
		return damaged("a row makes no sense")
	}
	return nil
}
