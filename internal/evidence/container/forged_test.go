package container_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"comity/internal/comity"
)

const (
	localMark   = "PK\x03\x04"
	centralMark = "PK\x01\x02"
	deflated    = "exhibits/001/rows.txt" // an entry that is packed
)

// freeBytes are those that say nothing of what is in a container: packed bytes, whose last may have unused bits, and the
// versions of programs that wrote it or could read it.
func freeBytes(t *testing.T, pack []byte) map[int]bool {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	free := map[int]bool{}
	list := bytes.Index(pack, []byte(centralMark))
	for _, f := range z.File {
		body, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		begin := int(body) - 30 - len(f.Name)
		free[begin+4], free[begin+5] = true, true
		for i := range int(f.CompressedSize64) {
			free[int(body)+i] = true
		}
		for i := range 4 {
			free[list+4+i] = true
		}
		list += 46 + len(f.Name)
	}
	return free
}

// raw writes a container again, with the packed bytes of each entry as turn gives them.
func raw(t *testing.T, pack []byte, turn func(h *zip.FileHeader, packed []byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		h := f.FileHeader
		packed := turn(&h, bytes.Clone(pack[at:at+int64(f.CompressedSize64)]))
		h.CompressedSize64 = uint64(len(packed))
		e, err := w.CreateRaw(&h)
		if err == nil {
			_, err = e.Write(packed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// for64 gives a container an end for large files as well, and changes the ends.
func for64(pack []byte, change func(end64, locator, end []byte)) []byte {
	le := binary.LittleEndian
	at := len(pack) - 22
	end := bytes.Clone(pack[at:])
	end64, locator := make([]byte, 56), make([]byte, 20)
	le.PutUint32(end64, 0x06064b50)
	le.PutUint64(end64[4:], 44)
	le.PutUint16(end64[12:], 45)
	le.PutUint16(end64[14:], 45)
	le.PutUint64(end64[24:], uint64(le.Uint16(end[8:])))
	le.PutUint64(end64[32:], uint64(le.Uint16(end[10:])))
	le.PutUint64(end64[40:], uint64(le.Uint32(end[12:])))
	le.PutUint64(end64[48:], uint64(le.Uint32(end[16:])))
	le.PutUint32(locator, 0x07064b50)
	le.PutUint64(locator[8:], uint64(at))
	le.PutUint32(locator[16:], 1)
	for i := 8; i < 20; i++ {
		end[i] = 0xff
	}
	if change != nil {
		change(end64, locator, end)
	}
	return bytes.Join([][]byte{pack[:at], end64, locator, end}, nil)
}

// inEntry changes what stands before an entry, or in the list about it; sized from the record's mark.
func inEntry(t *testing.T, pack []byte, mark, name string, at int, with ...byte) []byte {
	t.Helper()
	fixed := map[string]int{localMark: 30, centralMark: 46}[mark]
	for i := 0; ; i++ {
		n := bytes.Index(pack[i:], []byte(mark))
		if n < 0 {
			t.Fatalf("no entry %s", name)
		}
		if i += n; strings.HasPrefix(string(pack[i+fixed:]), name) {
			b := bytes.Clone(pack)
			copy(b[i+at:], with)
			return b
		}
	}
}

// Each row is a file in which programs that read it in different ways would see different things.
func TestTwoReadings(t *testing.T) {
	w := newWorld(t)
	w.cfg.Signers = w.cfg.Signers[:1]
	pack := w.pack(t)
	n := binary.LittleEndian.Uint16(pack[len(pack)-12:])
	for name, whole := range map[string][]byte{
		"as it was":                 pack,
		"copied":                    raw(t, pack, func(_ *zip.FileHeader, b []byte) []byte { return b }),
		"an end for large files":    for64(pack, nil),
		"an end that repeats a sum": for64(pack, func(_, _, end []byte) { binary.LittleEndian.PutUint16(end[10:], n) }),
	} {
		if _, err := w.verify(t, whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	ends := func(change func(end64, locator, end []byte)) []byte { return for64(pack, change) }
	set := func(at int, v byte) func(_, _, end []byte) {
		return func(_, _, end []byte) { end[at], end[at+1] = v, 0 }
	}
	behind := func(junk string) []byte {
		return raw(t, pack, func(h *zip.FileHeader, b []byte) []byte {
			if h.Name == deflated {
				return append(b, junk...)
			}
			return b
		})
	}
	for name, c := range map[string]struct {
		pack []byte
		want string
	}{
		"two numbers of entries":              {ends(set(10, 1)), "small files says otherwise"},
		"two numbers on this disk":            {ends(set(8, 1)), "small files says otherwise"},
		"two sizes of the list":               {ends(func(_, _, end []byte) { copy(end[12:16], "\x01\x00\x00\x00") }), "small files says otherwise"},
		"a size that Go takes for a mark":     {ends(func(_, _, end []byte) { copy(end[12:16], "\xff\xff\x00\x00") }), "small files says otherwise"},
		"two places of the list":              {ends(func(_, _, end []byte) { copy(end[16:20], "\x00\x00\x00\x00") }), "small files says otherwise"},
		"two disks":                           {ends(set(4, 1)), "small files says otherwise"},
		"several disks":                       {ends(func(end64, _, end []byte) { end[4], end64[16] = 1, 1 }), "one part of several"},
		"more entries than on this disk":      {ends(func(end64, _, _ []byte) { end64[24]-- }), "one part of several"},
		"a locator that points elsewhere":     {ends(func(_, locator, _ []byte) { locator[8]-- }), "where the end for large files is"},
		"a longer end for large files":        {ends(func(end64, _, _ []byte) { end64[4]++ }), "no end for large files"},
		"a size beyond all numbers":           {ends(func(end64, _, _ []byte) { end64[47] = 0xff }), "more than any pack"},
		"entries beyond all numbers":          {ends(func(end64, _, _ []byte) { end64[31], end64[39] = 0xff, 0xff }), "more than any pack"},
		"an end for large files, not needed":  {ends(func(_, _, end []byte) { copy(end, pack[len(pack)-22:]) }), "does not need"},
		"bytes behind a stream":               {behind("x"), "does not unpack"},
		"a second stream behind the first":    {behind("\x03\x00"), "does not unpack"},
		"another sum in front":                {inEntry(t, pack, localMark, deflated, 14, 1, 2, 3, 4), "before it are not those"},
		"another packed length in front":      {inEntry(t, pack, localMark, deflated, 18, 9), "before it are not those"},
		"another plain length in front":       {inEntry(t, pack, localMark, deflated, 22, 9), "before it are not those"},
		"another name in front":               {inEntry(t, pack, localMark, deflated, 30, 'E'), "not what the list says"},
		"another method in front":             {inEntry(t, pack, localMark, deflated, 8, 0), "not what the list says"},
		"another flag in front":               {inEntry(t, pack, localMark, deflated, 7, 8), "not what the list says"},
		"another day in front":                {inEntry(t, pack, localMark, deflated, 12, 0x22), "not what the list says"},
		"another sum of what is stored":       {inEntry(t, pack, localMark, "mimetype", 14, 0), "before it are not those"},
		"stored, and of two lengths":          {inEntry(t, inEntry(t, pack, localMark, "mimetype", 22, 30), centralMark, "mimetype", 24, 30), "or than what is stored"},
		"another sum in the list":             {inEntry(t, pack, centralMark, deflated, 16, 1, 2, 3, 4), "length is not what the list says"},
		"a link, to a program that unpacks":   {inEntry(t, pack, centralMark, deflated, 40, 0xff, 0xa1), "might make a link"},
		"a folder, to a program that unpacks": {inEntry(t, pack, centralMark, deflated, 38, 0x10), "might make a link"},
		"another disk":                        {inEntry(t, pack, centralMark, deflated, 34, 1), "another disk"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.verify(t, c.pack)
			if err == nil || comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Verify = %v; want a refusal with %q", err, c.want)
			}
		})
	}
}
