package container

import (
	"archive/zip"
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

// maxList is the most bytes that a list of entries takes.
const maxList = MaxEntries * (centralSize + MaxName + 28)

// ending is what the end of a container says of its list of entries.
type ending struct{ entries, size, offset int64 }

// readEnd reads the end and checks that its two forms, for small and for large files, say the same: each program trusts
// its own. It refuses, before anything is allocated for them, more entries than a pack has, and a list anywhere but
// right before the end.
func readEnd(r io.ReaderAt, size int64) (ending, error) {
	b, err := at(r, size-endSize, endSize)
	if err != nil || binary.LittleEndian.Uint32(b) != endMark || binary.LittleEndian.Uint16(b[20:]) != 0 {
		what, hint := seems(r, size)
		return ending{}, comity.Errorf(comity.Negative, "container: it does not end as a ZIP without comment does: %s", what).WithHint("%s", hint)
	}
	le, pos := binary.LittleEndian, size-endSize
	small := [...]int64{int64(le.Uint16(b[4:])), int64(le.Uint16(b[6:])), int64(le.Uint16(b[8:])), int64(le.Uint16(b[10:])), int64(le.Uint32(b[12:])), int64(le.Uint32(b[16:]))}
	most := [...]int64{math.MaxUint16, math.MaxUint16, math.MaxUint16, math.MaxUint16, math.MaxUint32, math.MaxUint32}
	large, is64 := small, false
	for i := range small {
		is64 = is64 || small[i] == most[i]
	}
	mark, _ := at(r, pos-locatorSize, 4)
	switch {
	case is64:
		pos -= end64Size + locatorSize
		if large, err = readEnd64(r, pos); err != nil {
			return ending{}, err
		}
	case mark != nil && le.Uint32(mark) == locatorMark:
		return ending{}, damaged("its end", "it has an end for large files that it does not need")
	}
	for i := range small {
		if small[i] != large[i] && small[i] != most[i] {
			return ending{}, damaged("its end", "the end for small files says otherwise than the one for large files")
		}
	}
	e := ending{large[3], large[4], large[5]}
	switch {
	case large[0] != 0 || large[1] != 0 || large[2] != e.entries:
		return ending{}, damaged("its end", "it is one part of several")
	case e.entries < 1 || e.entries > MaxEntries || e.size < 0 || e.size > maxList:
		return ending{}, damaged("its list", "it has no entries, or more than any pack")
	case e.offset < 0 || e.offset != pos-e.size:
		return ending{}, damaged("its end", "something stands behind the list, or the end does not say where it is")
	}
	return e, nil
}

// readEnd64 reads the end for large files, which begins at pos, and the locator behind it: both disks, both numbers of
// entries, size and offset of the list.
func readEnd64(r io.ReaderAt, pos int64) (v [6]int64, err error) {
	b, err := at(r, pos, end64Size+locatorSize)
	le := binary.LittleEndian
	if err != nil || le.Uint32(b) != end64Mark || le.Uint64(b[4:]) != end64Size-12 {
		return v, damaged("its end", "it has no end for large files, and says so")
	}
	if l := b[end64Size:]; le.Uint32(l) != locatorMark || le.Uint32(l[4:]) != 0 || le.Uint64(l[8:]) != uint64(pos) || le.Uint32(l[16:]) != 1 {
		return v, damaged("its end", "it does not say where the end for large files is")
	}
	v[0], v[1] = int64(le.Uint32(b[16:])), int64(le.Uint32(b[20:]))
	for i := range 4 {
		v[2+i] = int64(le.Uint64(b[24+8*i:])) // a negative one is refused by who reads it
	}
	return v, nil
}

// layout walks over the container and checks that it consists of the listed entries, in the order of the list, then
// the list, then its end, with nothing before, between or behind; and that what stands before and behind each entry
// says what the list says. So no two programs can see different entries, and none can overlap.
func layout(r io.ReaderAt, e ending, files []*zip.File) error {
	if int64(len(files)) != e.entries {
		return damaged("its list", "it does not have as many entries as its end says")
	}
	var pos int64
	begins := make([]int64, len(files))
	for i, f := range files {
		begins[i] = pos
		next, err := local(r, pos, f, i == 0)
		if err != nil {
			return err
		}
		pos = next
	}
	if err := checkType(files[0]); err != nil {
		return err
	}
	if pos != e.offset {
		return damaged("its list", "it does not follow the entries")
	}
	for i, f := range files {
		next, err := central(r, pos, begins[i], f)
		if err != nil {
			return err
		}
		pos = next
	}
	if pos != e.offset+e.size {
		return damaged("its list", "it is not as long as its end says")
	}
	return nil
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
