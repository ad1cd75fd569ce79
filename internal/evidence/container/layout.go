package container

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math"

	"comity/internal/comity"
)

// Signatures and lengths of the records of a ZIP (APPNOTE 6.3.10, 4.3).
const (
	localMark, localSize            = 0x04034b50, 30
	descriptorMark                  = 0x08074b50
	centralMark, centralSize        = 0x02014b50, 46
	endMark, endSize                = 0x06054b50, 22
	end64Mark, end64Size            = 0x06064b50, 56
	locatorMark, locatorSize        = 0x07064b50, 20
	zip64ID                         = 1
	describedFlag                   = 0x8
	permittedFlags           uint16 = describedFlag | 0x800 // names in UTF-8
)

// listed reads the end of the container and refuses, before anything is allocated for them, more entries than a pack has.
func listed(r io.ReaderAt, size int64) error {
	b, err := at(r, size-endSize, endSize)
	if err != nil || binary.LittleEndian.Uint32(b) != endMark || binary.LittleEndian.Uint16(b[20:]) != 0 {
		return comity.Errorf(comity.Negative, "container: it does not end as a ZIP without comment does").
			WithHint("it was cut, something follows it, or it is still encrypted (.age)")
	}
	if n := binary.LittleEndian.Uint16(b[10:]); n != math.MaxUint16 {
		return nil
	}
	l, err := at(r, size-endSize-locatorSize-end64Size, end64Size+locatorSize)
	if err != nil || binary.LittleEndian.Uint32(l) != end64Mark || binary.LittleEndian.Uint64(l[32:]) > MaxEntries {
		return damaged("its list", "it has more entries than any pack")
	}
	return nil
}

// layout walks over the container and checks that it consists of the listed entries, in the order of the list, then
// the list, then its end, with nothing before, between or behind; and that what stands before each entry says what
// the list says. So no two programs can see different entries, and none can overlap.
func layout(r io.ReaderAt, size int64, files []*zip.File) error {
	if len(files) == 0 || len(files) > MaxEntries {
		return damaged("its list", "it has no entries, or more than any pack")
	}
	var pos int64
	for i, f := range files {
		next, err := local(r, pos, f, i == 0)
		if err != nil {
			return err
		}
		pos = next
	}
	if err := checkType(files[0]); err != nil {
		return err
	}
	return tail(r, pos, size, files)
}

// local checks the entry that begins at pos and returns where it ends.
func local(r io.ReaderAt, pos int64, f *zip.File, first bool) (int64, error) {
	h, err := at(r, pos, localSize)
	if err != nil || binary.LittleEndian.Uint32(h) != localMark {
		return 0, damaged("its entries", "something stands between them, or they are not in the order of the list")
	}
	flags, method := binary.LittleEndian.Uint16(h[6:]), binary.LittleEndian.Uint16(h[8:])
	names, extra := int64(binary.LittleEndian.Uint16(h[26:])), int64(binary.LittleEndian.Uint16(h[28:]))
	name, err := at(r, pos+localSize, names)
	body, offErr := f.DataOffset()
	switch {
	case err != nil || offErr != nil || string(name) != f.Name || flags != f.Flags || method != f.Method || body != pos+localSize+names+extra:
		return 0, damaged("an entry", "it is not what the list says")
	case flags&^permittedFlags != 0 || method != zip.Store && method != zip.Deflate || len(f.Comment) > 0:
		return 0, damaged("an entry", "it is encrypted, commented or packed in a way that is not accepted")
	case extra > 0 && (first || !only64(r, pos+localSize+names, extra)):
		return 0, damaged("an entry", "it has an extra field")
	case first && flags&describedFlag != 0:
		return 0, damaged(typeName, "its length stands behind it")
	case f.CompressedSize64 > math.MaxInt64/2:
		return 0, damaged("an entry", "it is larger than any pack")
	}
	return described(r, body+int64(f.CompressedSize64), f)
}

// only64 reports whether the extra fields are none but ZIP64's lengths.
func only64(r io.ReaderAt, pos, n int64) bool {
	b, err := at(r, pos, n)
	return err == nil && len(b) >= 4 && binary.LittleEndian.Uint16(b) == zip64ID && int(binary.LittleEndian.Uint16(b[2:]))+4 == len(b)
}

// described passes the lengths behind an entry, which must be those in the list.
func described(r io.ReaderAt, pos int64, f *zip.File) (int64, error) {
	if f.Flags&describedFlag == 0 {
		return pos, nil
	}
	want := binary.LittleEndian.AppendUint32(nil, descriptorMark)
	want = binary.LittleEndian.AppendUint32(want, f.CRC32)
	short := binary.LittleEndian.AppendUint32(want[:8:8], uint32(f.CompressedSize64))
	short = binary.LittleEndian.AppendUint32(short, uint32(f.UncompressedSize64))
	long := binary.LittleEndian.AppendUint64(want[:8:8], f.CompressedSize64)
	long = binary.LittleEndian.AppendUint64(long, f.UncompressedSize64)
	if f.CompressedSize64 >= math.MaxUint32 || f.UncompressedSize64 >= math.MaxUint32 {
		short = long
	}
	for _, d := range [][]byte{short, long} {
		if got, err := at(r, pos, int64(len(d))); err == nil && bytes.Equal(got, d) {
			return pos + int64(len(d)), nil
		}
	}
	return 0, damaged("an entry", "its length is not what the list says")
}

// checkType checks the first entry.
func checkType(f *zip.File) error {
	if f.Name != typeName || f.Method != zip.Store || f.UncompressedSize64 != uint64(len(MediaType)) || f.CompressedSize64 != f.UncompressedSize64 {
		return damaged(typeName, "it is not the first entry, or not stored as it is")
	}
	r, err := f.Open()
	if err != nil {
		return damaged(typeName, "it cannot be read")
	}
	b, err := io.ReadAll(r)
	if err != nil || r.Close() != nil || string(b) != MediaType {
		return damaged(typeName, "this is not an ASiC-E container")
	}
	return nil
}

// tail checks that from pos on come the list, its end, and nothing else.
func tail(r io.ReaderAt, pos, size int64, files []*zip.File) error {
	start := pos
	for _, f := range files {
		h, err := at(r, pos, centralSize)
		if err != nil || binary.LittleEndian.Uint32(h) != centralMark || binary.LittleEndian.Uint16(h[32:]) != 0 {
			return damaged("its list", "it does not follow the entries")
		}
		names, extra := int64(binary.LittleEndian.Uint16(h[28:])), int64(binary.LittleEndian.Uint16(h[30:]))
		if names != int64(len(f.Name)) || extra > 0 && !only64(r, pos+centralSize+names, extra) {
			return damaged("its list", "an entry has an extra field")
		}
		pos += centralSize + names + extra
	}
	return end(r, start, pos, size, len(files))
}

// end checks the records behind the list, which lies from start to pos.
func end(r io.ReaderAt, start, pos, size int64, n int) error {
	le := binary.LittleEndian
	if size-pos == end64Size+locatorSize+endSize {
		b, err := at(r, pos, end64Size+locatorSize)
		if err != nil || le.Uint32(b) != end64Mark || le.Uint64(b[4:]) != end64Size-12 || le.Uint32(b[end64Size:]) != locatorMark ||
			le.Uint64(b[32:]) != uint64(n) || le.Uint64(b[40:]) != uint64(pos-start) || le.Uint64(b[48:]) != uint64(start) || le.Uint64(b[end64Size+8:]) != uint64(pos) {
			return damaged("its end", "it does not say where the list is")
		}
		return nil
	}
	b, err := at(r, pos, endSize)
	if err != nil || size-pos != endSize || int(le.Uint16(b[10:])) != n || int64(le.Uint32(b[12:])) != pos-start || int64(le.Uint32(b[16:])) != start {
		return damaged("its end", "something stands behind the list, or the end does not say where it is")
	}
	return nil
}

func at(r io.ReaderAt, pos, n int64) ([]byte, error) {
	if pos < 0 || n < 0 || n > 1<<17 {
		return nil, io.ErrUnexpectedEOF
	}
	b := make([]byte, n)
	if k, err := r.ReadAt(b, pos); k < len(b) {
		return nil, err
	}
	return b, nil
}
