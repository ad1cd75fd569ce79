package pack_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"github.com/pelletier/go-toml/v2"
)

// raw is one exhibit of a simulated world as this test reads it: with nothing of what seals,
// reads or packs it.
type raw struct {
	Ref, Path, Member, Kind, Format, Country, Site string

	text    []byte
	cutOnce []rawLeaf
	book    []bookCell
}

// bookCell is a cell of a sheet that has a value.
type bookCell struct {
	ref, value string
	row        int
}

// rawWorld reads evidence.toml and the files that it names.
func rawWorld(t *testing.T, dir string) []raw {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Exhibit []raw }
	if err := toml.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for i := range m.Exhibit {
		x := &m.Exhibit[i]
		if x.text, err = os.ReadFile(filepath.Join(dir, x.Path)); err != nil {
			t.Fatal(err)
		}
		if x.Format == "xlsx" {
			x.book = rawBook(t, x.text)
			continue
		}
		x.text = utf8Of(member(t, x.text, x.Member))
	}
	return m.Exhibit
}

func got[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// member unpacks a file, and of an archive one member.
func member(t *testing.T, b []byte, name string) []byte {
	t.Helper()
	all := func(r io.Reader) []byte { return got[[]byte](t)(io.ReadAll(r)) }
	switch {
	case bytes.HasPrefix(b, []byte("\x1f\x8b")):
		return member(t, all(got[*gzip.Reader](t)(gzip.NewReader(bytes.NewReader(b)))), name)
	case bytes.HasPrefix(b, []byte("\x28\xb5\x2f\xfd")):
		z := got[*zstd.Decoder](t)(zstd.NewReader(bytes.NewReader(b)))
		defer z.Close()
		return member(t, all(z), name)
	case name == "":
		return b
	case bytes.HasPrefix(b, []byte("PK")):
		z := got[*zip.Reader](t)(zip.NewReader(bytes.NewReader(b), int64(len(b))))
		return all(got[io.Reader](t)(z.Open(name)))
	}
	for r := tar.NewReader(bytes.NewReader(b)); ; {
		if h := got[*tar.Header](t)(r.Next()); h.Name == name {
			return all(r)
		}
	}
}

// utf8Of is a text of UTF-16 with a mark as UTF-8; any other stays.
func utf8Of(b []byte) []byte {
	if len(b) < 2 || !(b[0] == 0xff && b[1] == 0xfe || b[0] == 0xfe && b[1] == 0xff) {
		return b
	}
	var u []uint16
	for i := 2; i+1 < len(b); i += 2 {
		if lo, hi := b[i], b[i+1]; b[0] == 0xff {
			u = append(u, uint16(hi)<<8|uint16(lo))
		} else {
			u = append(u, uint16(lo)<<8|uint16(hi))
		}
	}
	return []byte(string(utf16.Decode(u)))
}

// rawBook reads the first sheet of a workbook.
func rawBook(t *testing.T, b []byte) (out []bookCell) {
	t.Helper()
	z := got[*zip.Reader](t)(zip.NewReader(bytes.NewReader(b), int64(len(b))))
	part := func(name string, into any) {
		f, err := z.Open(name)
		if err == nil {
			err = xml.NewDecoder(f).Decode(into)
		}
		if err != nil {
			t.Fatal(name, err)
		}
	}
	var shared struct {
		SI []struct {
			T string `xml:"t"`
		} `xml:"si"`
	}
	var sheet struct {
		Rows []struct {
			C []struct {
				R  string `xml:"r,attr"`
				T  string `xml:"t,attr"`
				V  string `xml:"v"`
				Is string `xml:"is>t"`
			} `xml:"c"`
			R int `xml:"r,attr"`
		} `xml:"sheetData>row"`
	}
	part("xl/sharedStrings.xml", &shared)
	part("xl/worksheets/sheet1.xml", &sheet)
	for _, r := range sheet.Rows {
		for _, c := range r.C {
			v := c.V + c.Is
			if n, err := strconv.Atoi(c.V); err == nil && c.T == "s" {
				v = shared.SI[n].T
			}
			if v != "" {
				out = append(out, bookCell{c.R, v, r.R})
			}
		}
	}
	return out
}

// leaf is one as this test cuts it; those of one row have one number. Rows are what a format
// takes for one record: a line, a row of a table, a paragraph.
type rawLeaf struct {
	text string
	row  int
}

// cut cuts an exhibit as docs/formats/rows.md says.
func (x *raw) cut(rule string) (out []rawLeaf) {
	switch {
	case x.book != nil:
		for _, c := range x.book {
			out = append(out, rawLeaf{c.ref + "\t" + c.value, c.row})
		}
	case rule == "cell":
		out = cutCells(x.text)
	default:
		row, open := 0, false
		for line := range strings.Lines(string(x.text)) {
			lease := x.Format == "isc" && strings.HasPrefix(line, "lease ")
			blank := x.Format == "radius" && strings.TrimSpace(line) == ""
			if x.Format != "radius" && x.Format != "isc" || lease || !open {
				row++
			}
			open = (open || lease || x.Format == "radius") && !blank && !(x.Format == "isc" && strings.HasPrefix(line, "}"))
			out = append(out, rawLeaf{line, row})
		}
	}
	return out
}

// cutCells cuts delimited text after each delimiter and line end that no quotes hold. A quote opens a
// cell as its first byte only: a row with one elsewhere, such as behind a byte order mark, is one leaf.
func cutCells(text []byte) (out []rawLeaf) {
	delimiter := byte(',')
	for _, d := range []byte(";\t|") {
		if bytes.Count(text, []byte{d}) > bytes.Count(text, []byte{delimiter}) {
			delimiter = d
		}
	}
	for row := 1; len(text) > 0; row++ {
		cells, n := cutRow(text, delimiter)
		for _, c := range cells {
			out = append(out, rawLeaf{string(c), row})
		}
		text = text[n:]
	}
	return out
}

func cutRow(text []byte, delimiter byte) (cells [][]byte, n int) {
	from, quoted := 0, false
	for i, c := range text {
		switch {
		case c == '"' && !quoted && i > from && text[i-1] != '"':
			line := min(len(text), bytes.IndexByte(append(text[:len(text):len(text)], '\n'), '\n')+1)
			return [][]byte{text[:line]}, line
		case c == '"':
			quoted = !quoted
		case !quoted && (c == delimiter || c == '\n'):
			cells = append(cells, text[from:i+1])
			if from = i + 1; c == '\n' {
				return cells, from
			}
		}
	}
	if from < len(text) { // no leaf is empty
		cells = append(cells, text[from:])
	}
	return cells, len(text)
}
