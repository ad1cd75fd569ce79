package intake_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// office is an old office file of n bytes whose last sector, its directory, names a stream.
func office(n int, stream string) []byte {
	b := make([]byte, n)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	b[30] = 9
	binary.LittleEndian.PutUint32(b[48:], uint32(n/512-2))
	for i, u := range utf16.Encode([]rune(stream)) {
		binary.LittleEndian.PutUint16(b[n-512+2*i:], u)
	}
	return b
}

// What nobody must miss stands beside the table, and the way out with it.
func TestWarnings(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	text := rowsOf("subscriber;ip;start;end", ";", 200, "sub", "ip", "iso", "iso2")
	if _, err := z.Write([]byte(text)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	const old, locked = "must be exported as CSV or XLSX", "locked with a password: open it in its program, save a copy without, and seal both"
	for _, c := range []struct {
		name string
		data []byte
		want string // "": no warning
	}{
		{"t.csv.gz", b.Bytes(), ""},
		{"broken off.csv.gz", b.Bytes()[:b.Len()/2], "the packing is damaged: the stream ends where it breaks off"},
		{"without its end.csv.gz", b.Bytes()[:b.Len()-4], "the packing is damaged: the stream ends where it breaks off"},
		{"old.xls", office(8<<10, "Workbook"), old},
		{"locked.xlsx", office(8<<10, "EncryptedPackage"), locked},
		{"locked, and large.xlsx", office(3<<20, "EncryptedPackage"), locked},
		{"no office file.xls", []byte("\xd0\xcf\x11\xe0"), old},
	} {
		r, _ := lookAt(t, map[string]string{c.name: string(c.data)})
		f := only(t, r)
		if !strings.Contains(f.Warning, c.want) || (f.Warning == "") != (c.want == "") || !strings.Contains(string(r.Draft("")), c.want) {
			t.Errorf("%s: %q\n%s", c.name, f.Warning, r.Draft(""))
		}
	}
}
