package unpack

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

// Limits of an archive's listing.
const (
	maxMembers   = 100_000
	maxDirectory = 32 << 20 // bytes of a ZIP's central directory
)

// zip finds a member by its name and reads it. Its length, and its CRC at the
// end, are checked by the library.
func (x *Reader) zip(at io.ReaderAt, size int64, member string) (io.Reader, error) {
	z, err := openZip(at, size)
	if err != nil {
		return nil, err
	}
	for _, f := range z.File {
		if memberName(f) != member || !f.Mode().IsRegular() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		x.close = append(x.close, func() { _ = r.Close() }) // frees the decoder; the source is not its own
		in := min(f.CompressedSize64, uint64(size))
		return &bounded{r: &stated{r, f.UncompressedSize64}, in: func() int64 { return int64(in) }, ratio: x.cfg.Ratio, total: x.cfg.Total}, nil
	}
	return nil, &Damage{Reason: Gone}
}

// openZip reads the central directory, which must keep within the limits: the
// library believes the number of members that the archive states.
func openZip(at io.ReaderAt, size int64) (*zip.Reader, error) {
	if n, err := statedMembers(at, size); err != nil || n > maxMembers {
		return nil, &Damage{Bomb, err}
	}
	limited := &budget{at: at, left: maxDirectory}
	z, err := zip.NewReader(limited, size)
	if limited.spent || err == nil && len(z.File) > maxMembers {
		return nil, &Damage{Reason: Bomb}
	}
	if err != nil {
		return nil, err
	}
	limited.done = true
	z.RegisterDecompressor(zip.Store, whole(io.NopCloser))
	z.RegisterDecompressor(zip.Deflate, whole(flate.NewReader))
	z.RegisterDecompressor(zipZstd, whole(zstd.ZipDecompressor(zstdOptions()...)))
	return z, nil
}

// stated reads a member up to the length that the directory states, and what is
// behind by a call of its own. archive/zip drops all bytes of the call that goes
// beyond: then the stream would depend on how much is read at a time.
type stated struct {
	r    io.Reader
	left uint64
}

// Read implements io.Reader.
func (s *stated) Read(p []byte) (int, error) {
	p = p[:min(uint64(len(p)), max(1, s.left))]
	n, err := s.r.Read(p)
	s.left -= min(s.left, uint64(n))
	return n, err
}

// whole makes a decoder give its error in a call of its own, behind the bytes:
// archive/zip drops those that come with the end of a member that is too short.
func whole(decoder zip.Decompressor) zip.Decompressor {
	return func(r io.Reader) io.ReadCloser { return &apart{ReadCloser: decoder(r)} }
}

type apart struct {
	io.ReadCloser
	err error
}

// Read implements io.Reader.
func (a *apart) Read(p []byte) (int, error) {
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.ReadCloser.Read(p)
	if n > 0 {
		a.err, err = err, nil
	}
	return n, err
}

// zipZstd is the method of APPNOTE 4.4.5 for zstd.
const zipZstd = 93

// statedMembers is how many members the end of the directory states, as
// archive/zip reads it: APPNOTE 4.3.14 to 4.3.16. 0 where there is no such end.
func statedMembers(at io.ReaderAt, size int64) (uint64, error) {
	tail := make([]byte, min(size, 22+1<<16))
	start := size - int64(len(tail))
	if _, err := at.ReadAt(tail, start); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	i := bytes.LastIndex(tail[:max(0, len(tail)-18)], []byte("PK\x05\x06"))
	if i < 0 {
		return 0, nil
	}
	n := uint64(binary.LittleEndian.Uint16(tail[i+10:]))
	locator := start + int64(i) - 20
	if locator < 0 {
		return n, nil
	}
	b := make([]byte, 56)
	if _, err := at.ReadAt(b[:20], locator); err != nil || !bytes.HasPrefix(b, []byte("PK\x06\x07")) {
		return n, err
	}
	if off := binary.LittleEndian.Uint64(b[8:]); off < uint64(size) {
		if k, err := at.ReadAt(b, int64(off)); k == len(b) && bytes.HasPrefix(b, []byte("PK\x06\x06")) {
			return max(n, binary.LittleEndian.Uint64(b[32:])), nil
		} else if err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
	}
	return n, nil
}

// budget ends reading when more is asked for than a directory may hold.
type budget struct {
	at    io.ReaderAt
	left  int
	done  bool // the directory is read; what follows is not counted
	spent bool
}

// ReadAt implements io.ReaderAt.
func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if !b.done {
		if b.left -= len(p); b.left < 0 {
			b.spent = true
			return 0, &Damage{Reason: Bomb}
		}
	}
	return b.at.ReadAt(p, off)
}
