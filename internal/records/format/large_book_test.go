//go:build unix

package format_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"testing"

	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// A workbook whose sheet unpacks to a gibibyte is read in a quarter of one.
// COMITY_LARGE=1.
func TestLargeWorkbook(t *testing.T) {
	needLarge(t)
	data := workbook(t)
	peak := measure(t)
	src := source(record.Assignments, record.Workbook)
	book, err := format.OpenBook(bytes.NewReader(data), int64(len(data)), src)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var r reader
	var buf []byte
	for err == nil {
		for buf = buf[:0]; len(buf) < 1<<18 && err == nil; {
			buf, _, err = book.Row(buf)
		}
		if r.rows == nil {
			o, err := format.Open(buf[:1<<15], src, table.Config{}, 1)
			if err != nil {
				t.Fatal(err)
			}
			r = newReader(o, 0)
		}
		r.into()
		r.rows.Block(buf, 0, r.sink)
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	r.close()
	peak(r.records)
}

// workbook packs one sheet of assignments: as many rows as a sheet can have, wide
// enough to make up the size.
func workbook(t *testing.T) []byte {
	t.Helper()
	const (
		ns   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
		rel  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
		rows = 1 << 20
	)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	part := func(name, text string) io.Writer {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	part("_rels/.rels", `<Relationships><Relationship Id="r" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	part("xl/workbook.xml", `<workbook `+ns+` xmlns:r="`+rel+`"><sheets><sheet name="S" sheetId="1" r:id="r"/></sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r" Type="`+rel+`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`)
	sheet := part("xl/worksheets/sheet1.xml", `<worksheet `+ns+`><sheetData>`)
	cell := func(dst []byte, text string) []byte {
		return fmt.Appendf(dst, `<c t="inlineStr"><is><t>%s</t></is></c>`, text)
	}
	row := func(dst []byte, i int, texts ...string) []byte {
		dst = fmt.Appendf(dst, `<row r="%d">`, i)
		for _, s := range texts {
			dst = cell(dst, s)
		}
		return append(dst, "</row>"...)
	}
	names := []string{"ip", "start", "end", "subscriber"}
	for i := range 16 {
		names = append(names, fmt.Sprintf("remark%d", i))
	}
	b, written := row(nil, 1, names...), 0
	for i := 2; i <= rows; i++ {
		b = row(b, i, fmt.Sprintf("198.18.%d.%d", i>>8&255, i&255), "2004-03-02 14:05:09", "2004-03-02 15:05:09", "S0001")
		b = bytes.TrimSuffix(b, []byte("</row>"))
		for range 16 {
			b = cell(b, "a garden by the line")
		}
		b = append(b, "</row>"...)
		if len(b) > 1<<20 || i == rows {
			n, err := sheet.Write(b)
			if err != nil {
				t.Fatal(err)
			}
			written, b = written+n, b[:0]
		}
	}
	if _, err := io.WriteString(sheet, "</sheetData></worksheet>"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil || written < large {
		t.Fatal(err, written)
	}
	return out.Bytes()
}
