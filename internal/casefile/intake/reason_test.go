package intake_test

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// workbook is one whose sheets hold these rows, as text.
func workbook(t *testing.T, sheets ...string) string {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	order := []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
	var list, rels strings.Builder
	for i, rows := range sheets {
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		fmt.Fprintf(&list, `<sheet name="S%d" r:id="r%d"/>`, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="r%d" Type="x/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		var b strings.Builder
		b.WriteString("<worksheet><sheetData>")
		for n, row := range strings.Split(strings.TrimSpace(rows), "\n") {
			fmt.Fprintf(&b, `<row r="%d">`, n+1)
			for k, cell := range strings.Split(row, ";") {
				fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+k, n+1, html.EscapeString(cell))
			}
			b.WriteString("</row>")
		}
		parts[name] = b.String() + "</sheetData></worksheet>"
		order = append(order, name)
	}
	parts["xl/workbook.xml"] = `<workbook><sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + rels.String() + `</Relationships>`
	return string(zipped(t, parts, order...))
}

// TestWorkbooksAnywhere: a workbook is looked at, asked about and previewed the
// same wherever it lies; nothing is asked about its encoding.
func TestWorkbooksAnywhere(t *testing.T) {
	book := workbook(t, "notes;of\nno;kind", strings.ReplaceAll(table, "K-1", "Gärtner"))
	for name, data := range map[string]string{
		"plain.xlsx": book,
		"in.zip":     string(zipped(t, map[string]string{"a/b.xlsx": book}, "a/b.xlsx")),
		"in.tar.gz":  string(tarred(t, "./b.xlsx", book)),
	} {
		r, dir := lookAt(t, map[string]string{name: data})
		f := only(t, r)
		if f.Kind != "assignments" || f.Format != "xlsx" || f.Sheet != "S2" || asks(f, "encoding") || f.Encoding.Name != "" || len(f.Columns) != 4 {
			t.Errorf("%s: %+v", name, f)
		}
		m, _, err := manifest.ParseDraft("draft.toml", r.Draft(""))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := intake.Preview(context.Background(), dir, m)
		if err != nil || shown[0].Read != 2 || shown[0].Sheet != "S2" || shown[0].Note != "" {
			t.Errorf("%s: %v %+v", name, err, shown)
		}
	}
}

// TestReasons: what can be read is read; what is not says why, and what to do.
func TestReasons(t *testing.T) {
	with := func(mark string) string { return strings.ReplaceAll(table, ";", mark) }
	bare := strings.SplitAfterN(table, "\n", 2)[1]
	var ragged strings.Builder
	for i := range 30 {
		ragged.WriteString("subscriber,ip,start,end" + strings.Repeat(",remark, with commas", i%3) + "\n")
	}
	for _, c := range []struct{ name, data, kind, says string }{
		{"caret", with("^"), "assignments", ""},
		{"tilde", with("~"), "assignments", ""},
		{"two bars", with("||"), "", `parted by "||"`},
		{"hash", with("#"), "", `parted by "#"`},
		{"control", with("\x01"), "", `parted by "\x01"`},
		{"cr", strings.ReplaceAll(table, "\n", "\r"), "", "CR alone"},
		{"no header", bare + bare, "", `rows of 4 cells parted by ";", and no row names the columns`},
		{"ragged", ragged.String(), "", "different numbers of cells"},
		{"json", `[{"a":1},{"a":2}]`, "", "JSON that is no log"},
		{"zip in zip", string(zipped(t, map[string]string{"b.zip": string(zipped(t, map[string]string{"c": "d"}, "c"))}, "b.zip")), "", "a ZIP inside another archive"},
		{"rar", "Rar!\x1a\x07\x00" + strings.Repeat("\x00\x8f", 100), "", "a RAR archive"},
		{"sqlite", "SQLite format 3\x00" + strings.Repeat("\x00\x8f", 100), "", "a SQLite database"},
		{"postgres", "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\nCREATE TABLE m (\n    account text\n);\nCOPY m (account) FROM stdin;\nrose\n\\.\n", "", "a dump of PostgreSQL"},
		{"sqlite dump", "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE m(account text);\nINSERT INTO m VALUES('rose');\nCOMMIT;\n", "", "a dump of SQLite"},
		{"zeros", strings.Repeat("\x00", 100), "", "no text, and no format"},
		{"some log", strings.Repeat("198.18.0.7 - rose [13/Mar/2004:10:00:00 +0100] \"GET / HTTP/1.0\" 200 9\nno line of it\nnor this\n", 5), "", `5 of the first 15 lines are those of an access log, fewer than half: if it is one, state kind = "access" and format = "clf"`},
		{"text", "On roses.\n\nThey grow.\nBy the railway.\n", "", "to keep it for people"},
		{"lines of words", "garden and trains\nseeds and bulbs\nroses\n", "", "name the columns"},
		{"other columns", "colour;height\nred;3\nwhite;4\n", "", "its columns: colour, height; if it holds one, state kind and columns"},
		{"milliseconds", "subscriber;ip;start;end\nK-1;198.18.0.7;1078236309123;1078239909123\nK-2;198.18.0.8;1078236310000;1078239910001\n", "assignments", "milliseconds since 1970"},
	} {
		r, dir := lookAt(t, map[string]string{"f": c.data})
		draft := string(r.Draft(""))
		kind := ""
		if len(r.Files) > 0 {
			kind = r.Files[0].Kind
		}
		if kind != c.kind || !strings.Contains(draft, c.says) {
			t.Errorf("%s: %q\n%s", c.name, kind, draft[strings.Index(draft, "to = "):])
		}
		if kind == "" {
			continue
		}
		m, _, err := manifest.ParseDraft("draft.toml", []byte(draft))
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := intake.Preview(context.Background(), dir, m); err != nil || shown[0].Read != 2 || len(shown[0].Rejects) > 0 {
			t.Errorf("%s: %v %+v", c.name, err, shown)
		}
	}
}

const answers = `
[defaults]
basis = "b"
obtained = 2004-05-01
country = "IT"
provider = "Example Net"
clock = { zone = "UTC", basis = "letter" }
[[basis]]
id = "b"
instrument = "order"
authority = "court"
reference = "1/2004"
date = 2004-05-01
data = ["access", "assignments"]
from = %s
to = %s
`

// TestPreviewKeepsToTheBasis: what the basis does not cover is counted and not
// shown, and the year of a stamp is told as for the seal.
func TestPreviewKeepsToTheBasis(t *testing.T) {
	syslog := "Mar 13 10:00:00 nat %ASA-6-305011: Built dynamic TCP translation from inside:100.64.0.7/1772 to outside:198.18.0.7/8256\n" +
		"Mar 13 10:05:00 nat %ASA-6-305012: Teardown dynamic TCP translation from inside:100.64.0.7/1772 to outside:198.18.0.7/8256 duration 0:05:00\n"
	files := map[string]string{"t.csv": table, "b.xlsx": workbook(t, table), "nat.log": syslog, "bad.csv": "a;b\n1;2\n"}
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	exhibit := func(path, more string) string {
		return fmt.Sprintf("[[exhibit]]\nref = %q\npath = %q\nkind = \"assignments\"\n%s\n", path, path, more)
	}
	text := exhibit("t.csv", "") + exhibit("b.xlsx", "") + exhibit("nat.log", `format = "asa"`) + exhibit("bad.csv", "") + exhibit("gone.csv", "")
	for _, c := range []struct {
		from, to string
		read     []int
		outside  []int
		failed   []bool
	}{
		{"2004-03-01", "2004-03-31", []int{2, 2, 1, 0, 0}, []int{0, 0, 0, 0, 0}, []bool{false, false, false, true, true}},
		{"2004-04-01", "2004-04-30", []int{0, 0, 0, 0, 0}, []int{2, 2, 2, 0, 0}, []bool{false, false, false, true, true}},
		{`"?"`, `"?"`, []int{2, 2, 0, 0, 0}, []int{0, 0, 0, 0, 0}, []bool{false, false, false, false, true}},
	} {
		m, _, err := manifest.ParseDraft("m.toml", []byte(fmt.Sprintf(answers, c.from, c.to)+text))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := intake.Preview(context.Background(), dir, m)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range shown {
			if s.Read != c.read[i] || s.Outside != c.outside[i] || s.Failed != c.failed[i] || s.Failed && s.Note == "" {
				t.Errorf("%s, %s: %+v", c.from, s.Path, s)
			}
		}
	}
}

// TestPreviewFails: what sealing would refuse fails, unless it is still asked.
func TestPreviewFails(t *testing.T) {
	latin := []byte(strings.NewReplacer("K-1", "J\xfcrgen", "K-2", "Ren\xe9e").Replace(table))
	dir := t.TempDir()
	for name, data := range map[string][]byte{"latin.csv": latin, "one.log": []byte(`198.18.0.7 - rose [13/Mar/2004:10:00:00 +0100] "GET / HTTP/1.0" 200 9` + "\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		exhibit string
		failed  bool
		note    string
	}{
		{"path = \"latin.csv\"\nkind = \"assignments\"", true, "no encoding is stated: it is shown as windows-1252"},
		{"path = \"latin.csv\"\nkind = \"assignments\"\nencoding = \"?\"", false, "encoding is still a question: it is shown as windows-1252"},
		{"path = \"latin.csv\"\nkind = \"assignments\"\nencoding = \"latin1\"", false, ""},
		{"path = \"one.log\"\nkind = \"access\"", true, "site"},
		{"path = \"one.log\"\nkind = \"access\"\nsite = \"?\"", false, "site"},
		{"path = \"one.log\"\nkind = \"access\"\nsite = \"roses.example\"", false, ""},
	} {
		m, _, err := manifest.ParseDraft("m.toml", []byte(fmt.Sprintf(answers, "2004-03-01", "2004-03-31")+"[[exhibit]]\nref = \"x\"\n"+c.exhibit+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := intake.Preview(context.Background(), dir, m)
		if err != nil || shown[0].Failed != c.failed || !strings.Contains(shown[0].Note, c.note) || c.note == "" && shown[0].Note != "" || shown[0].Read == 0 {
			t.Errorf("%s: %v %+v", c.exhibit, err, shown)
		}
	}
}
