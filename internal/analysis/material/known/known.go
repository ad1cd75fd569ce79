// Package known keeps sets of digests in a file: sorted, of one width, with a directory in front, so that any number
// of them can be looked up with the memory of the directory and, as a rule, one read of a few kilobytes.
//
// What it writes follows from a list of digests and can be made again: docs/formats/known.md. It tells whether a
// digest is there and nothing else.
package known

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"

	"comity/internal/comity"
)

const (
	magic  = "comity known 2\n"
	header = 32  // magic, width, bits of the directory, seven bytes of zero, count
	share  = 128 // digests of a bucket, on average
	most   = 22  // bits of a directory: 32 MiB
	reach  = 256 // digests that one read may take
)

// Index looks digests up. It may be used by several at a time.
type Index struct {
	r     io.ReaderAt
	width int // of a digest
	bits  int
	cut   int      // bytes that every digest begins with and that are not written: the directory says them
	first []uint64 // of each bucket, and the count
	base  int64    // of the digests
}

// Open reads the directory of what Builder.Write wrote, size bytes long. Anything else is an Input error: the index
// has to be made again.
func Open(r io.ReaderAt, size int64) (*Index, error) {
	var h [header]byte
	if _, err := r.ReadAt(h[:], 0); err != nil || !bytes.HasPrefix(h[:], []byte(magic)) {
		return nil, damaged("it does not begin as one")
	}
	x := &Index{r: r, width: int(h[len(magic)]), bits: int(h[len(magic)+1])}
	x.cut = x.bits / 8
	n := binary.BigEndian.Uint64(h[header-8:])
	if !fits(x.width) || x.bits > most || n > 1<<40 {
		return nil, damaged("its header makes no sense")
	}
	dir := make([]byte, 8*(1<<x.bits))
	x.base = header + int64(len(dir))
	if size != x.base+int64(n)*int64(x.width-x.cut) {
		return nil, damaged("it is longer or shorter than it says")
	}
	if _, err := r.ReadAt(dir, header); err != nil {
		return nil, damaged(err.Error())
	}
	for i, last := 0, uint64(0); i < len(dir); i += 8 {
		at := binary.BigEndian.Uint64(dir[i:])
		if at < last || at > n {
			return nil, damaged("its directory is out of order")
		}
		x.first, last = append(x.first, at), at
	}
	x.first = append(x.first, n)
	return x, nil
}

func damaged(why string) error {
	return comity.Errorf(comity.Input, "index of known digests: %s", why).WithHint("delete it: it is made again from the lists")
}

// fits reports whether digests may have this many bytes: those of MD5, SHA-1 and SHA-256, and entries of a set.
func fits(width int) bool { return width == 16 || width == 20 || width == 32 || width == entrySize }

// Len is how many digests are in it.
func (x *Index) Len() int64 { return int64(x.first[len(x.first)-1]) }

// Has reports whether a digest is in the index. buf is room that may be used again, by one at a time.
func (x *Index) Has(digest []byte, buf *[]byte) (bool, error) {
	if len(digest) != x.width {
		return false, nil
	}
	b := bucket(digest, x.bits)
	lo, hi, digest := x.first[b], x.first[b+1], digest[x.cut:]
	for hi-lo > reach { // lists that somebody chose may crowd into one bucket
		mid := lo + (hi-lo)/2
		at, err := x.read(mid, mid+1, buf)
		if err != nil {
			return false, err
		}
		if bytes.Compare(at, digest) <= 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	if lo == hi {
		return false, nil
	}
	at, err := x.read(lo, hi, buf)
	if err != nil {
		return false, err
	}
	at = x.from(at, digest)
	return bytes.HasPrefix(at, digest), nil
}

// under hands over, in order, what follows prefix in each digest that begins with it. prefix has as many bytes as
// bucket needs, and counts as far as n. buf is room as for Has; what is handed over is valid during the call.
func (x *Index) under(prefix []byte, n int, buf *[]byte, each func(rest []byte) error) error {
	b := bucket(prefix, x.bits)
	lo, hi, end := x.first[b], x.first[b+1], x.first[b+1]
	prefix = prefix[x.cut:n]
	for hi-lo > reach {
		mid := lo + (hi-lo)/2
		at, err := x.read(mid, mid+1, buf)
		if err != nil {
			return err
		}
		if bytes.Compare(at, prefix) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	width := x.width - x.cut
	for first := true; lo < end; first = false {
		at, err := x.read(lo, min(lo+reach, end), buf)
		if err != nil {
			return err
		}
		lo += uint64(len(at) / width)
		if first {
			at = x.from(at, prefix)
		}
		for ; len(at) > 0; at = at[width:] {
			if !bytes.HasPrefix(at, prefix) {
				return nil
			}
			if err := each(at[len(prefix):width]); err != nil {
				return err
			}
		}
	}
	return nil
}

// from leaves of digests, as they are written, those that are not before begin.
func (x *Index) from(at, begin []byte) []byte {
	width := x.width - x.cut
	i, j := 0, len(at)/width
	for i < j {
		if m := (i + j) / 2; bytes.Compare(at[m*width:(m+1)*width], begin) < 0 {
			i = m + 1
		} else {
			j = m
		}
	}
	return at[i*width:]
}

// read takes digests lo to hi into buf, each without what is cut.
func (x *Index) read(lo, hi uint64, buf *[]byte) ([]byte, error) {
	width := x.width - x.cut
	n := int(hi-lo) * width
	if cap(*buf) < n {
		*buf = make([]byte, reach*width)
	}
	at := (*buf)[:n]
	if _, err := x.r.ReadAt(at, x.base+int64(lo)*int64(width)); err != nil {
		return nil, comity.Errorf(comity.Fault, "read the index of known digests: %w", err)
	}
	return at, nil
}

// bucket is the first bits of a digest.
func bucket(digest []byte, n int) uint64 {
	return binary.BigEndian.Uint64(digest) >> (64 - n) // shifting by 64 gives 0
}

// spread is how many bits the directory of n digests has.
func spread(n uint64) int { return min(most, bits.Len64(n/share)) }
