package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// namedBook writes sheets of text cells; names and rows go by pairs.
func namedBook(t *testing.T, sheets ...string) []byte {
	t.Helper()
	members := map[string]string{
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	order := []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
	var list, rels, types strings.Builder
	for i := 0; i+1 < len(sheets); i += 2 {
		n := i/2 + 1
		var rows strings.Builder
		for at, line := range strings.Split(strings.TrimSpace(sheets[i+1]), "\n") {
			fmt.Fprintf(&rows, `<row r="%d">`, at+1)
			for col, cell := range strings.Split(line, ";") {
				fmt.Fprintf(&rows, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+col, at+1, cell)
			}
			rows.WriteString("</row>")
		}
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", n)
		members[name] = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows.String() + `</sheetData></worksheet>`
		order = append(order, name)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="r%d"/>`, sheets[i], n, n)
		fmt.Fprintf(&rels, `<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, n, n)
		fmt.Fprintf(&types, `<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, name)
	}
	members["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`
	members["xl/workbook.xml"] = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + list.String() + `</sheets></workbook>`
	members["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`
	return zipped(t, members, order...)
}

// TestSheets: each sheet that holds a table is an exhibit, and sheets that are
// equal in all that was seen are asked about once.
func TestSheets(t *testing.T) {
	dir := t.TempDir()
	data := namedBook(t, "March", table, "Notes", "for people", "April", strings.ReplaceAll(table, "2004-03", "2004-04"),
		"May", strings.Replace(table, "subscriber", "customer", 1))
	if err := os.WriteFile(filepath.Join(dir, "leases.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	m, open, err := manifest.ParseDraft("draft.toml", r.Draft(""))
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, e := range m.Exhibits {
		got = append(got, []string{e.Ref, e.Sheet, e.Like})
	}
	want := [][]string{
		{"leases.xlsx!March", "March", ""}, {"leases.xlsx!April", "April", "leases.xlsx!March"}, {"leases.xlsx!May", "May", ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s\n%s", d, r.Draft(""))
	}
	keys := map[string]int{}
	for _, q := range open {
		keys[q.Key]++
	}
	if keys["sheet"]+keys["kind"]+keys["encoding"] != 0 || keys["clock.zone"] != 2 {
		t.Errorf("%v", keys)
	}
}

// Days of which a spreadsheet kept some as text are joined with the time beside them all the same, and so are days
// that are all one.
func TestDaysOfWhichSomeStayedText(t *testing.T) {
	mixed, same := "Order no;Date;Time;Account;Betrag\n", "Order no;Date;Time;Account;Betrag\n"
	for i := 1; i <= 24; i++ {
		day := fmt.Sprintf("2004-%02d-05 00:00:00", i)
		if i > 12 {
			day = fmt.Sprintf("%d/05/2004", i)
		}
		mixed += fmt.Sprintf("S%d;%s;10:%02d:05;rose%d;%d.90\n", i, day, i, i, i)
		same += fmt.Sprintf("S%d;2004-03-25 00:00:00;10:%02d:05;rose%d;%d.90\n", i, i, i, i)
	}
	draft := func(rows string) string {
		r, _ := lookAt(t, map[string]string{"sales.xlsx": string(namedBook(t, "Sales", rows))})
		return string(r.Draft(""))
	}
	says(t, "some text", draft(mixed), []string{"[Date + Time]", "# ? date_order"}, []string{"[Date]"})
	says(t, "all one day", draft(same), []string{`time = ["Date", "Time"]`, "sample: 2004-03-25 10:01:05, 2004-03-25 10:24:05"}, []string{"# ? columns.time"})
}
