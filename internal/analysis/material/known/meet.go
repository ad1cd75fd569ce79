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

	"golang.org/x/sync/errgroup"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Set answers which rows of a list have a digest, or a perceptual hash that is near one. It is for one goroutine.
type Set struct {
	Info  Info
	desks []*desk
	kept  []int64 // where rows begin that who asked has kept, ascending
}

// desk is where one goroutine works on its share of a question.
type desk struct {
	r      io.ReaderAt
	index  *Index
	end    int64 // of the rows
	buf    []byte
	row    [rowMost]byte
	places []int64 // that it found
	rows   []record.Hashed
}

// OpenSet reads what Writer wrote, size bytes long. Each of readers reads it all, and is used by one goroutine at a time:
// questions are shared out among as many. Anything that Writer did not write is an Input error: the set has to be made
// again.
func OpenSet(size int64, readers ...io.ReaderAt) (*Set, error) {
	r := readers[0]
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
	s := &Set{}
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
	at := s.Info.Parts[0] + s.Info.Parts[1]
	index, err := Open(io.NewSectionReader(r, at, s.Info.Parts[2]), s.Info.Parts[2])
	if err != nil {
		return nil, err
	}
	if index.width != entrySize {
		return nil, damaged("its index is of another width")
	}
	for _, r := range readers {
		own := *index
		own.r = io.NewSectionReader(r, at, s.Info.Parts[2])
		s.desks = append(s.desks, &desk{r: r, index: &own, end: s.Info.Parts[0]})
	}
	return s, nil
}

// Len is how many rows the list has.
func (s *Set) Len() int64 { return s.Info.Rows }

// Edition is what the list calls itself, "" where it does not say.
func (s *Set) Edition() string { return s.Info.Edition }

// Keys are the digests that Meet is asked for: as many of their first bytes as it looks at, as numbers.
type Keys []uint64

// Add takes a digest.
func (k *Keys) Add(digest []byte) { *k = append(*k, binary.BigEndian.Uint64(digest)) }

// Meet hands over, each once and in the order of the list, every row with a digest that begins as one of keys does, and
// every row with a perceptual hash of which near, where it is not nil, says so. Rows that only begin alike are among
// them: whoever asks compares, and says whether the row is kept; it is then not handed over again, by another Meet
// either. keys are put in order. What is handed over is valid during the call, its strings for good.
func (s *Set) Meet(ctx context.Context, keys Keys, near func([32]byte) bool, each func(*record.Hashed) (kept bool, err error)) error {
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if err := s.share(ctx, len(keys), func(d *desk, i int) error { return d.find(keys[i]) }); err != nil {
		return err
	}
	var places []int64
	for _, d := range s.desks {
		places = append(places, d.places...)
	}
	if near != nil {
		if err := s.like(ctx, near, func(at int64) { places = append(places, at) }); err != nil {
			return err
		}
	}
	slices.Sort(places)
	kept := s.kept
	places = slices.DeleteFunc(slices.Compact(places), func(at int64) bool {
		_, before := slices.BinarySearch(kept, at)
		return before
	})
	for some := range slices.Chunk(places, batch) {
		if err := s.share(ctx, len(some), func(d *desk, i int) error { return d.read(some[i]) }); err != nil {
			return err
		}
		if err := s.hand(some, each); err != nil {
			return err
		}
	}
	slices.Sort(s.kept)
	return ctx.Err()
}

// batch is how many rows are read before they are handed over.
const batch = 1 << 13

// hand hands over the rows that were read at places, and notes which are kept.
func (s *Set) hand(places []int64, each func(*record.Hashed) (kept bool, err error)) error {
	i := 0
	for _, d := range s.desks {
		for k := range d.rows {
			kept, err := each(&d.rows[k])
			if err != nil {
				return err
			}
			if kept {
				s.kept = append(s.kept, places[i])
			}
			i++
		}
	}
	return nil
}

// share gives each desk its part of n, in order: do is called for each number of it.
func (s *Set) share(ctx context.Context, n int, do func(d *desk, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	all := len(s.desks)
	for k, d := range s.desks {
		d.places, d.rows = d.places[:0], d.rows[:0]
		group.Go(func() error {
			for i := n * k / all; i < n*(k+1)/all; i++ {
				if i&0x3ff == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				if err := do(d, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// find adds where rows begin that have a digest which begins as key does.
func (d *desk) find(key uint64) error {
	var begin [8]byte
	binary.BigEndian.PutUint64(begin[:], key)
	return d.index.under(begin[:], keySize, &d.buf, func(place []byte) error {
		var at [8]byte
		copy(at[8-placeSize:], place)
		d.places = append(d.places, int64(binary.BigEndian.Uint64(at[:]))) //nolint:gosec // of five bytes
		return nil
	})
}

// read adds the row that begins there.
func (d *desk) read(at int64) error {
	if at < 0 || at >= d.end {
		return damaged("a row lies outside it")
	}
	b := d.row[:min(rowMost, d.end-at)]
	if _, err := d.r.ReadAt(b, at); err != nil {
		return cmp.Or(ours(err), damaged(err.Error()))
	}
	d.rows = append(d.rows, record.Hashed{})
	if !parseRow(b, &d.rows[len(d.rows)-1]) {
		return damaged("a row makes no sense")
	}
	return nil
}

// like looks through all perceptual hashes.
func (s *Set) like(ctx context.Context, near func([32]byte) bool, take func(at int64)) error {
	r := bufio.NewReaderSize(io.NewSectionReader(s.desks[0].r, s.Info.Parts[0], s.Info.Parts[1]), 1<<20)
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
