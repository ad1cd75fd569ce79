package container

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math"
)

// local checks the entry that begins at pos, all that stands before and behind its bytes, and returns where it ends.
func local(r io.ReaderAt, pos int64, f *zip.File, first bool) (int64, error) {
	h, err := at(r, pos, localSize)
	if err != nil || binary.LittleEndian.Uint32(h) != localMark {
		return 0, damaged("its entries", "something stands between them, or they are not in the order of the list")
	}
	le := binary.LittleEndian
	names, n := int64(le.Uint16(h[26:])), int64(le.Uint16(h[28:]))
	name, err := at(r, pos+localSize, names)
	extra, extraErr := at(r, pos+localSize+names, n)
	body, offErr := f.DataOffset()
	switch {
	case err != nil || extraErr != nil || offErr != nil || string(name) != f.Name || body != pos+localSize+names+n:
		return 0, damaged("an entry", "it is not what the list says")
	case le.Uint16(h[6:]) != f.Flags || le.Uint16(h[8:]) != f.Method || le.Uint16(h[10:]) != f.ModifiedTime || le.Uint16(h[12:]) != f.ModifiedDate:
		return 0, damaged("an entry", "it is not what the list says")
	case f.Flags&^permittedFlags != 0 || f.Method != zip.Store && f.Method != zip.Deflate || len(f.Comment) > 0:
		return 0, damaged("an entry", "it is encrypted, commented or packed in a way that is not accepted")
	case first && n > 0 || first && f.Flags&describedFlag != 0:
		return 0, damaged(typeName, "it has an extra field, or its length stands behind it")
	case f.CompressedSize64 > math.MaxInt64/2 || f.Method == zip.Store && f.CompressedSize64 != f.UncompressedSize64:
		return 0, damaged("an entry", "it is larger than any pack, or than what is stored of it")
	case !before(h, extra, f):
		return 0, damaged("an entry", "the sum or lengths before it are not those of the list, or it has an extra field")
	}
	return described(r, body+int64(f.CompressedSize64), f)
}

// before reports whether the sum and lengths in front of an entry are those of the list; where they stand behind
// it, they may be zero in front.
func before(h, extra []byte, f *zip.File) bool {
	le := binary.LittleEndian
	packed, plain := uint64(le.Uint32(h[18:])), uint64(le.Uint32(h[22:]))
	later := f.Flags&describedFlag != 0
	switch {
	case len(extra) > 0:
		if len(extra) != 20 || le.Uint16(extra) != zip64ID || le.Uint16(extra[2:]) != 16 {
			return false
		}
		large, small := [2]uint64{le.Uint64(extra[12:]), le.Uint64(extra[4:])}, [2]uint64{packed, plain}
		for i := range small {
			if small[i] != math.MaxUint32 && small[i] != large[i] {
				return false
			}
		}
		packed, plain = large[0], large[1]
	case packed == math.MaxUint32 || plain == math.MaxUint32:
		return false
	}
	sum := le.Uint32(h[14:])
	if later && sum == 0 && packed == 0 && plain == 0 {
		return true
	}
	return sum == f.CRC32 && packed == f.CompressedSize64 && plain == f.UncompressedSize64
}

// described passes the sum and lengths behind an entry, which must be those in the list.
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

// central checks what the list says at pos of the entry that begins at begin, and returns where the next one stands.
func central(r io.ReaderAt, pos, begin int64, f *zip.File) (int64, error) {
	h, err := at(r, pos, centralSize)
	le := binary.LittleEndian
	if err != nil || le.Uint32(h) != centralMark || le.Uint16(h[32:]) != 0 {
		return 0, damaged("its list", "it does not follow the entries")
	}
	names, n := int64(le.Uint16(h[28:])), int64(le.Uint16(h[30:]))
	extra, err := at(r, pos+centralSize+names, n)
	switch {
	case err != nil || names != int64(len(f.Name)) || !placed(h, extra, f, uint64(begin)):
		return 0, damaged("its list", "it names other lengths or places of an entry, or has an extra field")
	case le.Uint16(h[34:]) != 0 || le.Uint16(h[36:]) != 0 || f.ExternalAttrs != 0:
		return 0, damaged("its list", "an entry is on another disk, or has attributes: a program that unpacks might make a link of it")
	}
	return pos + centralSize + names + n, nil
}

// placed reports whether lengths and place in the list are those found; in its extra field stand the ones that do not
// fit, or all three.
func placed(h, extra []byte, f *zip.File, begin uint64) bool {
	le := binary.LittleEndian
	small := [...]uint64{uint64(le.Uint32(h[24:])), uint64(le.Uint32(h[20:])), uint64(le.Uint32(h[42:]))}
	found := [...]uint64{f.UncompressedSize64, f.CompressedSize64, begin}
	if len(extra) > 0 {
		if len(extra) < 12 || le.Uint16(extra) != zip64ID || int(le.Uint16(extra[2:]))+4 != len(extra) {
			return false
		}
		extra = extra[4:]
	}
	all := len(extra) == 24
	for i := range small {
		if small[i] != math.MaxUint32 && small[i] != found[i] {
			return false
		}
		if small[i] != math.MaxUint32 && !all {
			continue
		}
		if len(extra) < 8 || le.Uint64(extra) != found[i] {
			return false
		}
		extra = extra[8:]
	}
	return len(extra) == 0
}
