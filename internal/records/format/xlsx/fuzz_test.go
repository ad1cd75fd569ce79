package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/format/table"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"
)

// FuzzOpen takes the parts of a workbook apart from their archive, for changed
// bytes of an archive only ever fail its checksums.
func FuzzOpen(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>38048.5</v></c></row>`, `<si><t>a</t></si>`, `yyyy"x"[h]`, "ip")
	f.Add(`<row><c t="inlineStr"><is><r><t>a<![CDATA[b]]></t></r></is></c><c t="b"><f>A1</f><v>1</v></c></row><row r="9"/>`, `<si><rPh><t>x</t></rPh></si>`, "\\d", "A&amp;B")
	f.Add(`<row r="2"><c r="XFD2"><v>1e-5</v></c></row></sheetData><!-- `, ``, `;`, `"`)
	cells := `<c t="n"><v>1.5</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2004-03-02</v></c><c t="zz"><v>1</v></c><c t="s"><v>99</v></c><c t="s"><v>x</v></c><c t="b"><v>0</v></c><c><f>A1</f></c><c t="str"><v>_x000A_a&#9;b&#13;\</v></c>`
	f.Add(`<row r="1">`+cells+`</row><row r="2"><c r="b2"><v>4.0E15</v></c><c r="A2"><v>1</v></c><c r="ZZZZ2"><v>1</v></c></row>`, `<si/>`, `General`, "S")
	f.Add(`<row r="1"><c r="1"><v>1</v></c></row>`, ``, ``, "S")
	f.Add(`<row r="1"><c s="x"><v>1</v></c></row>`, ``, ``, "S")
	f.Add(`<row r="1"><c><c></c></c></row>`, `<si><t>a</t>`, ``, "S")
	f.Add(`<row r="1"><c s="1"><v>0</v></c><c s="1"><v>0.5</v></c><c s="1"><v>60</v></c><c s="1"><v>59.99999999999</v></c><c s="1"><v>1e-30</v></c><c s="1"><v>3E9</v></c><c s="1"><v>-1</v></c><c s="1"><v>1.5x</v></c><c s="1"><v>.</v></c><c s="1"><v>38048.000001</v></c></row>`, ``, `yyyy-mm-dd hh:mm:ss`, "S")
	f.Add(`<row r="1"><c s="1"><v>12345678901234567890</v></c><c s="1"><v>1e400</v></c><c s="1"><v>2958466</v></c><c s="1"><v>1e4</v></c></row>`, ``, `yyyy`, "S")
	f.Add(`<row r="1"><c><v>1e22</v></c><c><v>1.1000000000000001</v></c><c><v>--1</v></c><c><v>0x1</v></c></row><row r="1"/><row r="0"/><row r="x"/>`, `<si><r><t>a</t></r></si>`, `[h]:mm`, "")
	f.Fuzz(func(t *testing.T, rows, texts, code, name string) {
		w := workbook{sheets: []string{rows}, formats: map[int]string{170: code}, styles: []int{0, 170}, replace: map[string]string{
			"xl/sharedStrings.xml": "<sst>" + texts + "</sst>",
			"xl/workbook.xml":      `<workbook><sheets><sheet name="` + name + `" r:id="rId1"/></sheets></workbook>`,
		}}
		data := w.bytes(t)
		got, err := text(data, "", xlsx.Limits{})
		if err != nil && !errors.Is(err, xlsx.ErrDamaged) && comity.KindOf(err) != comity.Input {
			t.Fatalf("neither damage nor bad input: %v", err)
		}
		checkRows(t, got, len(rows)+len(texts))
		if again, _ := text(data, "", xlsx.Limits{}); again != got {
			t.Fatal("read again, the sheet differs")
		}
	})
}

// checkRows holds a sheet's text to its form, and to rows that ascend.
func checkRows(t *testing.T, got string, most int) {
	last := 0
	for _, row := range strings.SplitAfter(got, "\n\n") {
		if row == "" {
			continue
		}
		number := 0
		for _, line := range strings.Split(strings.TrimSuffix(row, "\n\n"), "\n") {
			ref, value, ok := strings.Cut(line, "\t")
			if !ok {
				ref, _, ok = strings.Cut(line, " ")
			}
			n := 0
			if _, err := fmt.Sscanf(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "%d", &n); err != nil || !ok || number != 0 && n != number {
				t.Fatalf("line %q of row %d", line, number)
			}
			number = n
			if strings.Count(value, "\t") > 1 {
				t.Fatalf("line %q has more than two values", line)
			}
		}
		if number <= last || !strings.HasSuffix(row, "\n\n") {
			t.Fatalf("row %d after %d", number, last)
		}
		last = number
	}
	if rows, err := reread(t, got); !errors.Is(err, io.EOF) || strings.Join(rows, "") != got {
		t.Fatalf("read again, the rows are %q, %v", rows, err)
	}
	src := source(record.Members)
	p, err := xlsx.New([]byte(got), src, table.Config{})
	if err != nil {
		return
	}
	p.Block([]byte(got), 0, record.Sink{
		Member: func(m *record.Member) { inside(t, m.Place, last) },
		Reject: func(r record.Reject) { inside(t, r.Place, last) },
	})
}

func inside(t *testing.T, p record.Place, last int) {
	if p.Offset < 1 || p.Offset > int64(last) || p.Length != -1 || p.Line != p.Offset {
		t.Fatalf("place %+v, the last row is %d", p, last)
	}
}

// FuzzArchive changes the bytes of whole workbooks.
func FuzzArchive(f *testing.F) {
	f.Add(workbook{sheets: []string{`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`}, texts: []string{"<t>a</t>"}}.bytes(f))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		xlsx.Sniff(data)
		limits := xlsx.Limits{Part: 1 << 20, Strings: 1 << 16}
		if _, err := text(data, "", limits); err != nil && !errors.Is(err, xlsx.ErrDamaged) && comity.KindOf(err) != comity.Input {
			t.Fatalf("neither damage nor bad input: %v", err)
		}
	})
}

// BenchmarkHowManyCellsASecond reads a sheet of addresses, dates and shared
// texts, as programs write it.
func BenchmarkHowManyCellsASecond(b *testing.B) {
	const rows, columns = 20000, 5
	var xml strings.Builder
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = fmt.Sprintf("<t>Name %d</t>", i)
	}
	for i := range rows {
		n := i + 1
		fmt.Fprintf(&xml, `<row r="%d" spans="1:5"><c r="A%d" t="inlineStr"><is><t>198.18.%d.%d</t></is></c><c r="B%d" s="3"><v>%d.586909722225</v></c><c r="C%d" s="3"><v>%d.6</v></c>`+
			`<c r="D%d"><v>%d</v></c><c r="E%d" t="s"><v>%d</v></c></row>`, n, n, i>>8&255, i&255, n, 38000+i/100, n, 38000+i/100, n, 100000+i, n, i%1000)
	}
	data := workbook{sheets: []string{xml.String()}, texts: texts, styles: dates, method: 8}.bytes(b)
	b.SetBytes(int64(xml.Len()))
	b.ReportAllocs()
	for b.Loop() {
		book, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		s, err := book.Sheet("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		var buf []byte
		for err == nil {
			buf, _, err = s.Row(buf[:0])
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportMetric(float64(b.N)*rows*columns/b.Elapsed().Seconds(), "cells/s")
}
