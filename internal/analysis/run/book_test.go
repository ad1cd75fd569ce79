package run_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
	"comity/internal/records/unpack"

	"github.com/google/go-cmp/cmp"
)

// workbook makes a workbook of delimited text: row 3 is the first, after one of
// a letter; each sheet after the first is empty.
func workbook(t testing.TB, text, behind string, sheets ...string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var xml bytes.Buffer
	xml.WriteString(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Letter</v></c></row>`)
	for i, row := range rows {
		fmt.Fprintf(&xml, `<row r="%d">`, i+3)
		for j, cell := range row {
			fmt.Fprintf(&xml, `<c r="%c%d" t="str"><v>%s</v></c>`, 'A'+j, i+3, strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(cell))
		}
		xml.WriteString(`</row>`)
	}
	xml.WriteString(behind + `</sheetData></worksheet>`)
	list, rels := "", ""
	for i, name := range sheets {
		list += fmt.Sprintf(`<sheet name="%s" r:id="r%d"/>`, strings.ReplaceAll(name, "&", "&amp;"), i)
		rels += fmt.Sprintf(`<Relationship Id="r%d" Type="x/worksheet" Target="sheet%d.xml"/>`, i, i)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range [][2]string{
		{"[Content_Types].xml", "<Types/>"},
		{"_rels/.rels", `<Relationships><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook><sheets>` + list + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships>` + rels + `</Relationships>`},
		{"xl/sheet0.xml", xml.String()}, {"xl/sheet1.xml", "<worksheet><sheetData/></worksheet>"},
	} {
		f, err := z.Create(p[0])
		if err == nil {
			_, err = io.WriteString(f, p[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func book(t testing.TB, ref string, kind record.Kind, text string) run.Exhibit {
	e := exhibit(ref, kind, "xlsx", workbook(t, text, "", "Customers & lines", "Empty"))
	e.Source.HeaderRow, e.Source.Sheet = 3, "Customers & lines"
	return e
}

// accesses is a log of two visitors as a table: more rows than one block takes.
func accesses() string {
	var b strings.Builder
	b.WriteString("time,ip,account,path\n")
	for i := range 8000 {
		fmt.Fprintf(&b, "2004-01-01T10:%02d:%02dZ,198.18.0.7,%s,/%s\n", i/60%60, i%60, []string{"rose", "otto"}[i%2], strings.Repeat("x", 150))
	}
	b.WriteString("garbled,198.18.0.7,rose,/\n")
	return b.String()
}

func bookCase(t testing.TB) (books, texts []run.Exhibit) {
	for _, s := range []struct {
		ref  string
		kind record.Kind
		text string
	}{
		{"isp/1", record.Assignments, isp}, {"biller/1", record.Payments, billing}, {"site/1", record.Access, accesses()},
		{"site/2", record.Members, "account,time,ip\nrose,2004-01-03T11:00:00Z,198.18.0.7\n"},
		{"bank/1", record.Holders, "card,holder\n4000001234560008,Anna Rossi\n1,Nobody\n"},
	} {
		books = append(books, book(t, s.ref, s.kind, s.text))
		texts = append(texts, exhibit(s.ref, s.kind, "csv", s.text))
	}
	return books, texts
}

// A case of workbooks finds what the same rows as text do.
func TestWorkbooksAreReadAsTextIs(t *testing.T) {
	books, texts := bookCase(t)
	got, files := compute(t, run.Input{Exhibits: books})
	want, _ := compute(t, run.Input{Exhibits: texts})
	a, b := got.Manifest.Counts, want.Manifest.Counts
	a.Bytes, a.Lines = b.Bytes, a.Lines-5 // the letters above the tables
	if diff := cmp.Diff(b, a); diff != "" {
		t.Error(diff)
	}
	if len(got.Subjects) != len(want.Subjects) || got.Subjects[0].Score != want.Subjects[0].Score || got.Subjects[0].Band != want.Subjects[0].Band {
		t.Errorf("subjects %+v\nwant %+v", got.Subjects, want.Subjects)
	}
	for line := range bytes.Lines(files[run.FindingsFile].Bytes()) {
		var f run.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		if f.Subject == nil {
			sameLine(t, f, line)
		}
	}
	for line := range bytes.Lines(files[run.RejectsFile].Bytes()) {
		var r run.Reject
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if want := map[string]string{"site/1": "R8004 8004", "bank/1": "R5 5"}[r.Ref]; want != fmt.Sprintf("%s %d", r.Cite.Inner[strings.LastIndex(r.Cite.Inner, "/")+1:], r.Line) {
			t.Errorf("reject %s", line)
		}
	}
}

func TestWorkbooksOnAnyNumberOfCores(t *testing.T) {
	books, _ := bookCase(t)
	one, _ := compute(t, run.Input{Exhibits: books, Workers: 1})
	for _, n := range []int{2, 7} {
		if many, _ := compute(t, run.Input{Exhibits: books, Workers: n}); many.Run != one.Run {
			t.Errorf("%d workers: run %s, not %s", n, many.Run, one.Run)
		}
	}
}

func TestRowsBehindAHit(t *testing.T) {
	books, _ := bookCase(t)
	_, files := compute(t, run.Input{Exhibits: books})
	for line := range bytes.Lines(files[run.FindingsFile].Bytes()) {
		var f run.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		if f.Hit == nil {
			continue
		}
		i := map[string]int{"isp/1": 0, "biller/1": 1, "site/1": 2, "site/2": 3}[f.Hit.Source]
		var rows int64
		err := run.Lines(context.Background(), books[i], *f.Hit, func(c comity.Citation, b []byte) error {
			rows++
			_, _, row, ok := c.Row()
			if !ok || !strings.HasPrefix(string(b), fmt.Sprintf("A%d\t", row)) || !strings.Contains(string(b), "\t198.18.0.7\n") || b[len(b)-1] != '\n' {
				t.Fatalf("%s: %q", c, b)
			}
			return nil
		})
		if err != nil || rows != f.Hit.Count {
			t.Errorf("hit %s: %d rows of %d, %v", f.Hit.ID, rows, f.Hit.Count, err)
		}
	}
}

func TestExcerptOfRows(t *testing.T) {
	e := book(t, "isp/1", record.Assignments, isp)
	places := []record.Place{{Offset: 5, Length: -1}, {Offset: 1, Length: -1}, {Offset: 5, Length: -1}}
	got := make([]string, len(places))
	err := run.Excerpt(context.Background(), e, places, func(i int, b []byte) error {
		got[i] = string(b)
		return nil
	})
	row := "A5\t198.18.0.7\nB5\t2004-01-03T00:00:00Z\nC5\t2004-01-04T00:00:00Z\nD5\tline-1\nE5\tRossi Anna\n"
	if diff := cmp.Diff([]string{row, "A1\tLetter\n", row}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, n := range []int64{2, 99} {
		err := run.Excerpt(context.Background(), e, []record.Place{{Offset: n, Length: -1}}, func(int, []byte) error { return nil })
		if comity.KindOf(err) != comity.Input {
			t.Errorf("row %d: %v", n, err)
		}
	}
}

func TestDescribeWorkbook(t *testing.T) {
	e := book(t, "isp/1", record.Assignments, isp)
	e.Source.Format, e.Source.Sheet = "", ""
	got, err := run.Describe(context.Background(), e)
	if diff := cmp.Diff(run.Description{Format: "xlsx", Sheet: "Customers & lines", Rows: 3}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	e.Source.HeaderRow = 0
	if _, err := run.Describe(context.Background(), e); comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), `needs a column for ip`) {
		t.Error(err)
	}
	e.Source.Sheet = "Other"
	if _, err := run.Describe(context.Background(), e); comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), `no sheet "Other"`) {
		t.Error(err)
	}
}

// A workbook in a packing is found whether or not its format is stated, as intake does.
func TestPackedWorkbook(t *testing.T) {
	text := workbook(t, isp, "", "A")
	for _, c := range []struct{ name, data, member, packing string }{
		{"gzip", packed(t, unpack.Gzip, "", text), "", "gzip"},
		{"zip", packed(t, unpack.Zip, "lines.xlsx", text), "lines.xlsx", "zip/lines.xlsx"},
		{"tar", packed(t, unpack.Tar, "lines.xlsx", text), "lines.xlsx", "tar/lines.xlsx"},
		{"plain", text, "", ""},
	} {
		for _, format := range []string{"", "xlsx"} {
			e := exhibit("isp/1", record.Assignments, format, c.data)
			e.Source.HeaderRow, e.Source.Member = 3, c.member
			got, err := run.Describe(context.Background(), e)
			if diff := cmp.Diff(run.Description{Format: "xlsx", Packing: c.packing, Sheet: "A", Rows: 3}, got); diff != "" || err != nil {
				t.Error(c.name, format, diff, err)
			}
		}
	}
	e := exhibit("isp/1", record.Assignments, "xlsx", packed(t, unpack.Zip, "lines.xlsx", text))
	if _, err := run.Describe(context.Background(), e); comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), "holds no workbook") {
		t.Error(err)
	}
}

// What a sheet loses behind a damaged place is one reject; its bytes are compared
// with the seal all the same.
func TestDamagedSheet(t *testing.T) {
	e := exhibit("isp/1", record.Assignments, "xlsx", workbook(t, isp, `<row r="7"><c r="A7"><v>`, "A"))
	e.Source.HeaderRow, e.Source.Sheet = 3, "A"
	res, files := compute(t, run.Input{Exhibits: []run.Exhibit{e}})
	want := fmt.Sprintf(`{"cite":"%s!xlsx/A/R7","ref":"isp/1","line":7,"reason":"%s"}`+"\n", e.Source.Exhibit, run.DamagedSheet)
	if diff := cmp.Diff(want, files[run.RejectsFile].String()); diff != "" || res.Manifest.Counts.Assignments != 3 {
		t.Error(diff, res.Manifest.Counts.Assignments)
	}
	e.Source.Exhibit[0]++
	_, err := run.Compute(context.Background(), run.Input{Exhibits: []run.Exhibit{e}, Create: files.create, Cards: tokens("k")})
	if comity.KindOf(err) != comity.Negative {
		t.Error(err)
	}
}
