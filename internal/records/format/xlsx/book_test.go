package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/format/xlsx"

	"github.com/google/go-cmp/cmp"
)

// workbook is what a test's workbook consists of. The zero value has one empty
// sheet.
type workbook struct {
	sheets   []string // XML between the tags of sheetData
	texts    []string // XML of the shared texts' items
	formats  map[int]string
	styles   []int // numbers of formats, by number of the style
	from1904 bool
	method   uint16            // of packing: zip.Store, or zip.Deflate
	replace  map[string]string // parts that differ from the usual ones; "" leaves one out
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
	mainNS  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relType = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// parts are the workbook's, in the order in which programs write them.
func (w workbook) parts() (names []string, content map[string]string) {
	content = map[string]string{}
	add := func(name, text string) {
		if r, ok := w.replace[name]; ok {
			text = r
		}
		if text != "" {
			names, content[name] = append(names, name), text
		}
	}
	add("[Content_Types].xml", xmlHead+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)
	add("_rels/.rels", xmlHead+`<Relationships><Relationship Id="rId1" Type="`+relType+`officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	list, rels := "", ""
	for i := range w.sheets {
		list += fmt.Sprintf(`<sheet name="Sheet%d" sheetId="%d" r:id="rId%d"/>`, i+1, i+1, i+1)
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relType, i+1)
	}
	add("xl/workbook.xml", fmt.Sprintf(`%s<workbook %s><workbookPr date1904="%t"/><sheets>%s</sheets></workbook>`, xmlHead, mainNS, w.from1904, list))
	add("xl/_rels/workbook.xml.rels", xmlHead+`<Relationships>`+rels+
		`<Relationship Id="rId90" Type="`+relType+`styles" Target="styles.xml"/>`+
		`<Relationship Id="rId91" Type="`+relType+`sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`)
	add("xl/styles.xml", w.stylePart())
	add("xl/sharedStrings.xml", xmlHead+`<sst `+mainNS+`><si>`+strings.Join(w.texts, "</si><si>")+`</si></sst>`)
	for i, rows := range w.sheets {
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), xmlHead+`<worksheet `+mainNS+`><sheetData>`+rows+`</sheetData><pageMargins left="0.7"/></worksheet>`)
	}
	return names, content
}

func (w workbook) stylePart() string {
	own, xfs := "", ""
	ids := make([]int, 0, len(w.formats))
	for id := range w.formats {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		own += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, id, strings.NewReplacer(`"`, "&quot;", "&", "&amp;").Replace(w.formats[id]))
	}
	for _, id := range w.styles {
		xfs += fmt.Sprintf(`<xf numFmtId="%d"/>`, id)
	}
	return xmlHead + `<styleSheet ` + mainNS + `><numFmts>` + own + `</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>` + xfs +
		`</cellXfs><cellStyles/><dxfs/></styleSheet>`
}

func (w workbook) bytes(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	names, content := w.parts()
	for _, name := range names {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: w.method})
		if err == nil {
			_, err = io.WriteString(f, content[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// text reads a sheet whole.
func text(data []byte, sheet string, limits xlsx.Limits) (string, error) {
	b, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), limits)
	if err != nil {
		return "", err
	}
	s, err := b.Sheet(sheet)
	if err != nil {
		return "", err
	}
	defer s.Close()
	var out []byte
	for {
		if out, _, err = s.Row(out); err != nil {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return string(out), err
}

// oneSheet reads a workbook of one sheet with these rows.
func oneSheet(t *testing.T, w workbook, rows string) string {
	t.Helper()
	w.sheets, w.method = []string{rows}, zip.Deflate
	got, err := text(w.bytes(t), "", xlsx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestCells(t *testing.T) {
	w := workbook{texts: []string{"<t>shared</t>", "<r><t>ri</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">ch </t></r><rPh sb=\"0\" eb=\"1\"><t>aloud</t></rPh>",
		"<t/>", "<t>a&amp;b &lt;c&gt; &#233;_x000D_\n_x005F_x0041_</t>"}}
	for name, c := range map[string]struct{ cell, want string }{
		"shared":             {`<c r="A1" t="s"><v>0</v></c>`, "A1\tshared\n"},
		"rich":               {`<c r="A1" t="s"><v>1</v></c>`, "A1\trich \n"},
		"empty shared":       {`<c r="A1" t="s"><v>2</v></c><c r="B1"><v>1</v></c>`, "B1\t1\n"},
		"references":         {`<c r="A1" t="s"><v>3</v></c>`, "A1\ta&b <c> é\\r\\n_x0041_\n"},
		"shared not there":   {`<c r="A1" t="s"><v>4</v></c>`, "A1 refers to a shared text that is not there\n"},
		"shared odd":         {`<c r="A1" t="s"><v>x</v></c>`, "A1 refers to a shared text that is not there\n"},
		"inline":             {`<c r="A1" t="inlineStr"><is><t>in</t></is></c>`, "A1\tin\n"},
		"inline rich":        {`<c r="A1" t="inlineStr"><is><r><t>i</t></r><r><t>n</t></r></is></c>`, "A1\tin\n"},
		"CDATA":              {`<c r="A1" t="inlineStr"><is><t>i<![CDATA[<n>&amp;]]></t></is></c>`, "A1\ti<n>&amp;\n"},
		"integer":            {`<c r="A1"><v>4000001234560008</v></c>`, "A1\t4000001234560008\n"},
		"negative":           {`<c r="A1" t="n"><v>-12.5</v></c>`, "A1\t-12.5\n"},
		"noise":              {`<c r="A1"><v>1.1000000000000001</v></c>`, "A1\t1.1000000000000001\t1.1\n"},
		"exponent":           {`<c r="A1"><v>4.000001234560008E15</v></c>`, "A1\t4.000001234560008E15\t4000001234560008\n"},
		"tiny":               {`<c r="A1"><v>1E-300</v></c>`, "A1\t1E-300\n"},
		"no number":          {`<c r="A1"><v>NaN</v></c>`, "A1\tNaN\n"},
		"truth":              {`<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>`, "A1\t1\tTRUE\nB1\t0\tFALSE\n"},
		"error":              {`<c r="A1" t="e"><v>#N/A</v></c>`, "A1\t#N/A\n"},
		"formula":            {`<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f><v>two</v></c>`, "A1\t2\nB1\ttwo\n"},
		"formula, no result": {`<c r="A1"><f>1+1</f></c><c r="B1"><f>A1</f><v/></c>`, "A1 formula without a stored result\nB1 formula without a stored result\n"},
		"formula, empty":     {`<c r="A1" t="str"><f>""</f><v></v></c>`, "A1\t\n"},
		"ISO date":           {`<c r="A1" t="d"><v>2004-03-02T14:05:09</v></c>`, "A1\t2004-03-02T14:05:09\t2004-03-02T14:05:09\n"},
		"odd sort":           {`<c r="A1" t="q"><v>1</v></c>`, "A1 is of a sort that no workbook has\n"},
		"empty":              {`<c r="A1" s="1"/><c r="B1"></c><c r="C1"><v>1</v></c>`, "C1\t1\n"},
		"without names":      {`<c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c>`, "A1\t1\nD1\t2\nE1\t3\n"},
		"back":               {`<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>`, "B1\t1\nC1 stands before the cell above, or beyond the last column\n"},
		"last column":        {`<c r="XFD1"><v>1</v></c>`, "XFD1\t1\n"},
		"beyond":             {`<c r="XFE1"><v>1</v></c>`, "A1 stands before the cell above, or beyond the last column\n"},
		"controls":           {`<c r="A1" t="str"><v>a&#9;b\c` + "\r\n" + `d&#127;</v></c>`, "A1\ta\\tb\\\\c\\nd\\x7f\n"},
		"prefix":             {`<x:c r="A1" t="str"><x:v>a</x:v></x:c>`, "A1\ta\n"},
		"extension":          {`<c r='A1' x14ac:t="s" t='str'><v>a<!-- <v> --></v><extLst><ext uri="{x}"><x14:v>b</x14:v></ext></extLst></c>`, "A1\tab\n"},
		"greater in quotes":  {`<c r="A1" q="a>b" t="str"><v>a</v></c>`, "A1\ta\n"},
		"too long": {`<c r="B1" t="str"><v>` + strings.Repeat("a", 600000) + `</v></c><c r="C1" t="str"><v>` + strings.Repeat("b", 600000) + `</v></c>`,
			"A1 row is longer than 1 MiB\n"},
	} {
		if got := oneSheet(t, w, `<row r="1">`+c.cell+`</row>`); got != c.want+"\n" {
			t.Errorf("%s: got %q, want %q", name, got, c.want+"\n")
		}
	}
}

func TestRowsHaveTheirNumbers(t *testing.T) {
	one := `<c t="str"><v>x</v></c></row>`
	got := oneSheet(t, workbook{}, `<row r="3" hidden="1" spans="1:1">`+one+`<row>`+one+`<row r="9"/><row r="10"></row><row r="1048576">`+one)
	if want := "A3\tx\n\nA4\tx\n\nA1048576\tx\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDates(t *testing.T) {
	codes := map[int]string{
		170: "yyyy-mm-dd hh:mm:ss", 171: "dd/mm/yyyy", 172: "[hh]:mm:ss;@", 173: `[$-409]d\-mmm\-yy;@`, 174: `[Red]0.00 "days"`, 175: "mmm", 176: "mm:ss.0",
		177: `#,##0_);[Red]\(#,##0\)`, 178: `General"d"`, 179: `gge"年"m"月"d"日"`, 180: "[mm]", 181: `h:mm AM/PM`, 182: "0.00E+00",
	}
	w := workbook{formats: codes, styles: []int{0, 14, 21, 22, 1, 34}}
	for id := 170; id <= 182; id++ {
		w.styles = append(w.styles, id) // 6 to 18
	}
	for _, c := range []struct {
		style         int
		stored, means string
		means1904     string
	}{
		{0, "38048.5", "", ""},
		{1, "38048", "2004-03-02", "2008-03-03"},
		{1, "38048.75", "2004-03-02", "2008-03-03"},
		{2, "0.5869097222222223", "14:05:09", "14:05:09"},
		{2, "38048.5869097222223", "14:05:09", "14:05:09"},
		{3, "38048.586909722225", "2004-03-02 14:05:09", "2008-03-03 14:05:09"},
		{3, "38048.58691261574", "2004-03-02 14:05:09.250", "2008-03-03 14:05:09.250"},
		{3, "3.8048586909722225E4", "2004-03-02 14:05:09", "2008-03-03 14:05:09"},
		{3, "38048", "2004-03-02 00:00:00", "2008-03-03 00:00:00"},
		{3, "38048.999999999", "2004-03-03 00:00:00", "2008-03-04 00:00:00"},
		{3, "0.25", "06:00:00", "06:00:00"},
		{3, "1", "1900-01-01 00:00:00", "1904-01-02 00:00:00"},
		{3, "59", "1900-02-28 00:00:00", "1904-02-29 00:00:00"},
		{3, "60", "1900-02-29 00:00:00", "1904-03-01 00:00:00"},
		{3, "61", "1900-03-01 00:00:00", "1904-03-02 00:00:00"},
		{1, "0", "", "1904-01-01"},
		{3, "-1", "", ""},
		{3, "2958466", "", ""},
		{1, "2958465", "9999-12-31", ""},
		{3, "1E300", "", ""},
		{2, "1E-300", "00:00:00", "00:00:00"},
		{3, "000000000000000000000000000038048.5", "2004-03-02 12:00:00", "2008-03-03 12:00:00"},
		{4, "38048", "", ""},
		{5, "38048.5", "2004-03-02 12:00:00", "2008-03-03 12:00:00"},
		{6, "38048.5", "2004-03-02 12:00:00", "2008-03-03 12:00:00"},
		{7, "38048.5", "2004-03-02", "2008-03-03"},
		{8, "0.5", "12:00:00", "12:00:00"},
		{9, "38048", "2004-03-02", "2008-03-03"},
		{10, "38048.5", "", ""},
		{11, "38048", "2004-03-02", "2008-03-03"},
		{12, "0.5", "12:00:00", "12:00:00"},
		{13, "38048.5", "", ""},
		{14, "38048.5", "", ""},
		{15, "38048", "2004-03-02", "2008-03-03"},
		{16, "0.5", "12:00:00", "12:00:00"},
		{17, "0.5", "12:00:00", "12:00:00"},
		{18, "38048.5", "", ""},
		{99, "38048.5", "", ""},
	} {
		for _, w.from1904 = range []bool{false, true} {
			want := "A1\t" + c.stored
			means := c.means
			if w.from1904 {
				means = c.means1904
			}
			if means != "" {
				want += "\t" + means
			}
			got := oneSheet(t, w, fmt.Sprintf(`<row r="1"><c r="A1" s="%d"><v>%s</v></c></row>`, c.style, c.stored))
			if got != want+"\n\n" {
				t.Errorf("style %d, 1904 %t: got %q, want %q", c.style, w.from1904, got, want+"\n\n")
			}
		}
	}
}

func TestWriters(t *testing.T) {
	row := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	usual := workbook{sheets: []string{row}, texts: []string{"<t>x</t>"}}
	with := func(part, content string) workbook {
		w := usual
		w.replace = map[string]string{part: content}
		return w
	}
	for name, w := range map[string]workbook{
		"usual":     usual,
		"no styles": with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`),
		"strict": with("xl/worksheets/sheet1.xml", `<?xml version="1.0"?><worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main" conformance="strict"><sheetData>`+row+
			`</sheetData></worksheet>`),
		"prefixes": with("xl/worksheets/sheet1.xml", `<?xml version="1.0"?><x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`),
		"backslash": with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Target="\xl\WORKSHEETS\sheet1.xml" Type="x/worksheet" Id="rId1"/>`+
			`<Relationship Id="s" Type="x/sharedStrings" Target=".\..\xl\sharedStrings.xml"/></Relationships>`),
		"chart first": with("xl/workbook.xml", `<workbook><sheets><sheet name="Chart" r:id="rId90"/><sheet name="Data" state="veryHidden" rel:id="rId1"/></sheets></workbook>`),
	} {
		got, err := text(w.bytes(t), "", xlsx.Limits{})
		if err != nil || got != "A1\tx\n\n" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestTheSheetIsStated(t *testing.T) {
	row := `<row r="1"><c r="A1"><v>%d</v></c></row>`
	w := workbook{sheets: []string{fmt.Sprintf(row, 1), "", fmt.Sprintf(row, 3)}}
	data := w.bytes(t)
	for sheet, want := range map[string]string{"Sheet1": "A1\t1\n\n", "sheet3": "A1\t3\n\n", "Sheet2": ""} {
		if got, err := text(data, sheet, xlsx.Limits{}); err != nil || got != want {
			t.Errorf("%s: got %q, %v", sheet, got, err)
		}
	}
	for sheet, want := range map[string]string{
		"":      `several sheets of the workbook have rows: "Sheet1", "Sheet2", "Sheet3"`,
		"Other": `the workbook has no sheet "Other"; it has "Sheet1", "Sheet2", "Sheet3"`,
	} {
		if _, err := text(data, sheet, xlsx.Limits{}); comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", sheet, err)
		}
	}
	w.sheets = []string{"", ""}
	if _, err := text(w.bytes(t), "", xlsx.Limits{}); comity.KindOf(err) != comity.Input {
		t.Errorf("no rows: %v", err)
	}
}

func TestDamage(t *testing.T) {
	row := func(n int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>7</v></c></row>`, n, n) }
	for name, rows := range map[string]string{
		"breaks off":     row(1) + `<row r="2"><c r="A2"><v>`,
		"row in row":     row(1) + `<row r="2"><row r="3">`,
		"cell in cell":   row(1) + `<row r="2"><c r="A2"><c r="B2">`,
		"rows go back":   row(1) + row(1),
		"row 0":          row(1) + row(0),
		"row beyond":     row(1) + row(1<<20+1),
		"no number":      row(1) + `<row r="x">`,
		"no reference":   row(1) + `<row><c r="17">`,
		"odd style":      row(1) + `<row><c s="x">`,
		"entity":         row(1) + `<row><c t="str"><v>&nbsp;</v></c></row>`,
		"open quote":     row(1) + `<row r="2`,
		"document type":  row(1) + `<!DOCTYPE a [<!ENTITY b "c">]>`,
		"endless text":   row(1) + `<row><c t="str"><v>` + strings.Repeat("a", 3<<20),
		"endless tag":    row(1) + `<row ` + strings.Repeat("a", 3<<20),
		"endless cell":   row(1) + `<row><c t="str"><v>` + strings.Repeat(strings.Repeat("a", 1<<19)+"<!---->", 5),
		"endless remark": row(1) + `<!--` + strings.Repeat("a", 3<<20),
	} {
		w := workbook{sheets: []string{"-"}, replace: map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows}}
		got, err := text(w.bytes(t), "", xlsx.Limits{})
		if got != "A1\t7\n\n" || !errors.Is(err, xlsx.ErrDamaged) {
			t.Errorf("%s: got %.40q, %v", name, got, err)
		}
	}
}

func TestChecksumIsCompared(t *testing.T) {
	w := workbook{sheets: []string{`<row r="1"><c r="A1"><v>7</v></c></row>`}}
	names, content := w.parts()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		b := []byte(content[name])
		h := &zip.FileHeader{Name: name, CRC32: crc32.ChecksumIEEE(b), CompressedSize64: uint64(len(b)), UncompressedSize64: uint64(len(b))}
		if strings.Contains(name, "sheet1") {
			h.CRC32++
		}
		f, err := z.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(b)
	}
	z.Close()
	if got, err := text(out.Bytes(), "", xlsx.Limits{}); got != "A1\t7\n\n" || !errors.Is(err, xlsx.ErrDamaged) {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestDamagedPacking: a byte that the unpacker cannot go on from ends the sheet, be it asked for
// by name or because it is the only one with rows; and closing it says nothing of its own.
func TestDamagedPacking(t *testing.T) {
	var rows strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i+1, i+1, i*7919%10007)
	}
	whole := workbook{sheets: []string{rows.String()}, method: zip.Deflate}.bytes(t)
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !strings.Contains(f.Name, "sheet1") {
			continue
		}
		for _, far := range []int64{0, 2} { // quarters of the packed sheet
			at, err := f.DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			data := bytes.Clone(whole)
			from := at + far*int64(f.CompressedSize64)/4
			copy(data[from:], bytes.Repeat([]byte{0xff}, 64))
			b, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"", "Sheet1"} {
				s, err := b.Sheet(name)
				if err != nil {
					t.Fatalf("%d: sheet %q: %v", far, name, err)
				}
				for err == nil {
					_, _, err = s.Row(nil)
				}
				if cerr := s.Close(); !errors.Is(err, xlsx.ErrDamaged) || cerr != nil {
					t.Errorf("%d: sheet %q: %v, closing: %v", far, name, err, cerr)
				}
			}
		}
	}
}

func TestRefused(t *testing.T) {
	row := `<row r="1"><c r="A1" t="s"><v>1</v></c></row>`
	w := workbook{sheets: []string{row}, texts: []string{"<t>" + strings.Repeat("a", 5000) + "</t>", "<t>b</t>"}}
	good := w.bytes(t)
	with := func(part, content string) []byte {
		v := w
		v.replace = map[string]string{part: content}
		return v.bytes(t)
	}
	for name, c := range map[string]struct {
		data   []byte
		limits xlsx.Limits
		want   string
	}{
		"old workbook":        {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), xlsx.Limits{}, "old one (.xls), or one locked"},
		"text":                {[]byte("ip,start\n"), xlsx.Limits{}, "no xlsx workbook"},
		"empty":               {nil, xlsx.Limits{}, "no xlsx workbook"},
		"other archive":       {with("_rels/.rels", ""), xlsx.Limits{}, "holds no workbook"},
		"binary":              {with("_rels/.rels", `<R><Relationship Type="a/officeDocument" Target="xl/workbook.bin"/></R>`), xlsx.Limits{}, "xlsb"},
		"part missing":        {with("xl/sharedStrings.xml", ""), xlsx.Limits{}, "lacks its part"},
		"relation to nothing": {with("xl/workbook.xml", ""), xlsx.Limits{}, "lacks its part"},
		"damaged texts":       {with("xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><t>"), xlsx.Limits{}, "sharedstrings.xml"},
		"long directory":      {good, xlsx.Limits{Directory: 100}, "directory is too long"},
		"much text":           {good, xlsx.Limits{Strings: 100}, "shared texts take more than 100 bytes"},
		"much sheet":          {good, xlsx.Limits{Part: 900}, "unpacks to more"},
		"odd attribute":       {with("xl/workbook.xml", `<workbook><sheets><sheet name="a & b" r:id="rId1"/></sheets></workbook>`), xlsx.Limits{}, "cannot be read"},
		"document type":       {with("xl/workbook.xml", `<!DOCTYPE a [<!ENTITY b "c">]><workbook/>`), xlsx.Limits{}, "cannot be read"},
	} {
		_, err := text(c.data, "", c.limits)
		if comity.KindOf(err) != comity.Input || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPartTwiceIsRefused(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range []string{"xl/workbook.xml", "XL\\workbook.xml"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	if _, err := text(out.Bytes(), "", xlsx.Limits{}); comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), "twice") {
		t.Error(err)
	}
}

func TestSniff(t *testing.T) {
	good := workbook{sheets: []string{""}}.bytes(t)
	var other bytes.Buffer
	z := zip.NewWriter(&other)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"} {
		f, _ := z.Create(name)
		io.WriteString(f, "<a/>")
	}
	z.Close()
	got := map[string]bool{}
	for name, head := range map[string][]byte{
		"workbook": good, "start of it": good[:60], "text document": other.Bytes(), "nothing": nil, "text": []byte("ip,start"), "cut": []byte("PK\x03\x04"),
	} {
		got[name] = xlsx.Sniff(head)
	}
	want := map[string]bool{"workbook": true, "start of it": true, "text document": false, "nothing": false, "text": false, "cut": false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
