package export

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"
)

// book writes a workbook of one sheet as ECMA-376 part 1 (SpreadsheetML) has
// it: the sheet first, row by row, then the parts that depend on it. Times are
// real date cells, numbers real numbers; card numbers and the like stay text.
type book struct {
	zip    *zip.Writer
	w      *bufio.Writer // the sheet
	ex     *Exhibit
	head   int64    // rows above the first record
	kinds  []string // of the columns: "", date, clock, stamp, number
	shared map[string]int
	texts  []string
	err    error
}

// Styles of cells, as indices into cellXfs of the style part.
const (
	styleStamp = 1
	styleDate  = 2
	styleClock = 3
	styleHead  = 4
)

// zipped is when every part of an archive was last changed: the same for all,
// so that archives are the same bytes.
var zipped = time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC)

func newBook(w io.Writer, ex *Exhibit) *book {
	b := &book{zip: zip.NewWriter(w), ex: ex, head: int64(len(ex.Titles)) + 1, shared: map[string]int{}}
	if ex.Double {
		b.head++
	}
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, c := range ex.Columns {
		b.kinds = append(b.kinds, kindsOf(c)...)
	}
	b.part("[Content_Types].xml", contentTypes)
	b.part("_rels/.rels", rootRels)
	b.part("xl/workbook.xml", workbook(ex))
	b.part("xl/_rels/workbook.xml.rels", bookRels)
	b.part("xl/styles.xml", styles)
	b.w = bufio.NewWriterSize(b.create("xl/worksheets/sheet1.xml"), 1<<16)
	b.put(xml.Header + `<worksheet xmlns="` + mainNS + `"><sheetData>`)
	return b
}

// kindsOf says what the columns of a key hold.
func kindsOf(c Column) []string {
	switch {
	case Timed(c.Key) && len(c.Names) == 2:
		return []string{"date", "clock"}
	case Timed(c.Key):
		return []string{"stamp"}
	case c.Key == "amount" || strings.Contains(c.Key, "port"):
		return []string{"number"}
	}
	return make([]string, len(c.Names))
}

func (b *book) create(name string) io.Writer {
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipped})
	if b.err == nil {
		b.err = err
	}
	if err != nil {
		return io.Discard
	}
	return w
}

func (b *book) part(name, content string) {
	if _, err := io.WriteString(b.create(name), content); b.err == nil {
		b.err = err
	}
}

func (b *book) put(s string) {
	if _, err := b.w.WriteString(s); b.err == nil {
		b.err = err
	}
}

// row writes the n-th row, from 1. Empty cells are left out, as programs do.
func (b *book) row(n int64, fields []string) error {
	row := strconv.FormatInt(n, 10)
	b.put(`<row r="` + row + `">`)
	for i, f := range fields {
		if f != "" {
			b.cell(letters(i)+row, i, f, n <= b.head)
		}
	}
	b.put("</row>")
	return b.err
}

func (b *book) cell(ref string, column int, f string, head bool) {
	kind := ""
	if column < len(b.kinds) {
		kind = b.kinds[column]
	}
	value, style := "", 0
	if !head {
		value, style = b.value(kind, f)
	}
	switch {
	case value != "" && style > 0:
		b.put(`<c r="` + ref + `" s="` + strconv.Itoa(style) + `"><v>` + value + `</v></c>`)
	case value != "":
		b.put(`<c r="` + ref + `"><v>` + value + `</v></c>`)
	case f == "#N/A":
		b.put(`<c r="` + ref + `" t="e"><v>#N/A</v></c>`)
	default:
		b.label(ref, f, head)
	}
}

// label writes a text, shared or in its cell.
func (b *book) label(ref, f string, head bool) {
	style := ""
	if head {
		style = ` s="` + strconv.Itoa(styleHead) + `"`
	}
	if b.ex.Inline {
		b.put(`<c r="` + ref + `"` + style + ` t="inlineStr"><is><t>` + escape(f) + `</t></is></c>`)
		return
	}
	n, known := b.shared[f]
	if !known {
		n = len(b.texts)
		b.shared[f], b.texts = n, append(b.texts, f)
	}
	b.put(`<c r="` + ref + `"` + style + ` t="s"><v>` + strconv.Itoa(n) + `</v></c>`)
}

// value is what a cell of a kind holds, and in which style; "" where f is but text.
func (b *book) value(kind, f string) (string, int) {
	switch kind {
	case "stamp":
		return serial(Plain, f, b.ex.Old), styleStamp
	case "date":
		return serial(time.DateOnly, f, b.ex.Old), styleDate
	case "clock":
		at, err := time.Parse(time.TimeOnly, f)
		if err != nil {
			return "", 0
		}
		return "0." + fraction(at.Hour()*3600+at.Minute()*60+at.Second()), styleClock
	case "number":
		if strings.Trim(f, "0123456789.") == "" {
			return f, 0
		}
	}
	return "", 0
}

// serial is the number of a civil time: days, since 1900 with a 29 February
// 1900 that never was, or since 1904 (ECMA-376 part 1, 18.17.4).
func serial(layout, f string, old bool) string {
	at, err := time.Parse(layout, f)
	if err != nil {
		return ""
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if old {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	secs := at.Unix() - epoch.Unix()
	out := strconv.FormatInt(secs/86400, 10)
	if rest := int(secs % 86400); rest > 0 {
		out += "." + fraction(rest)
	}
	return out
}

// fraction is the decimals of secs as a share of a day.
func fraction(secs int) string {
	const decimals = 10_000_000_000
	s := strconv.Itoa((secs*decimals + 43_200) / 86_400)
	return strings.Repeat("0", 10-len(s)) + s
}

// letters names the i-th column, from 0: A to Z, AA, …
func letters(i int) string {
	if i >= 26 {
		return letters(i/26-1) + letters(i%26)
	}
	return string(rune('A' + i))
}

func (b *book) close() error {
	b.put("</sheetData>")
	if len(b.ex.Titles) > 0 {
		b.put(`<mergeCells count="1"><mergeCell ref="A1:` + letters(max(1, len(b.kinds)-1)) + `1"/></mergeCells>`)
	}
	b.put("</worksheet>")
	if err := b.w.Flush(); b.err == nil {
		b.err = err
	}
	b.strings()
	if err := b.zip.Close(); b.err == nil {
		b.err = err
	}
	return b.err
}

func (b *book) strings() {
	w := bufio.NewWriterSize(b.create("xl/sharedStrings.xml"), 1<<16)
	b.w = w
	b.put(xml.Header + `<sst xmlns="` + mainNS + `" uniqueCount="` + strconv.Itoa(len(b.texts)) + `">`)
	for _, t := range b.texts {
		b.put("<si><t>" + escape(t) + "</t></si>")
	}
	b.put("</sst>")
	if err := w.Flush(); b.err == nil {
		b.err = err
	}
}

// escape makes text fit for XML; bytes that XML can't hold become U+FFFD.
func escape(s string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(s)) // a strings.Builder does not fail
	return out.String()
}

const (
	mainNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relNS  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packNS = "http://schemas.openxmlformats.org/package/2006/"
	media  = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	contentTypes = xml.Header + `<Types xmlns="` + packNS + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + media + `sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + media + `worksheet+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + media + `styles+xml"/>` +
		`<Override PartName="/xl/sharedStrings.xml" ContentType="` + media + `sharedStrings+xml"/></Types>`

	rootRels = xml.Header + `<Relationships xmlns="` + packNS + `relationships">` +
		`<Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`

	bookRels = xml.Header + `<Relationships xmlns="` + packNS + `relationships">` +
		`<Relationship Id="rId1" Type="` + relNS + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + relNS + `/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId3" Type="` + relNS + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`

	styles = xml.Header + `<styleSheet xmlns="` + mainNS + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
		`<fonts count="2"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="10"/><name val="Arial"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="21" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`
)

func workbook(ex *Exhibit) string {
	old := ""
	if ex.Old {
		old = `<workbookPr date1904="1"/>`
	}
	return xml.Header + `<workbook xmlns="` + mainNS + `" xmlns:r="` + relNS + `">` + old +
		`<sheets><sheet name="` + escape(or(ex.Sheet, "Sheet1")) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`
}
