package intake_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const sale = "txn_id;trans_time;amount;currency;card_no;txn_type\n%d1;13.03.2004 10:00:00;9,90;EUR;4111111111111111;SALE\n%d2;14.03.2004 11:00:00;19,90;EUR;4111111111111111;%s\n"

func export(n int, word string) []byte { return fmt.Appendf(nil, sale, n, n, word) }

// TestLike: files of one source are asked about once, and only files of which
// all that was seen is equal are taken for that.
func TestLike(t *testing.T) {
	dir := t.TempDir()
	clf := "198.18.0.7 - rose [13/Mar/2004:10:00:00 +0100] \"GET / HTTP/1.0\" 200 1\n"
	member := strings.Replace(table, "K-1", "K-9", 1)
	for name, data := range map[string][]byte{
		"shop/sales-2004-01.csv":   export(1, "CB"),
		"shop/sales-2004-02.csv":   export(2, "CREDIT"),
		"shop/sales-2004-03.csv":   export(3, "CB"),
		"shop/sales-2004-04.csv":   []byte(strings.NewReplacer(",", ".", ";", ",").Replace(string(export(4, "CB")))), // another delimiter
		"shop/sales-2004-05.csv":   []byte(strings.ReplaceAll(string(export(5, "CB")), "txn_id", "sale_id")),
		"shop/sales-2004-06.csv":   append([]byte("Sales of June\n\n"), append(export(6, "CB"), "Total;;29,80;;;\n"...)...),
		"shop/refunds-2004-01.csv": export(7, "CB"), // another name
		"other/sales-2004-01.csv":  export(8, "CB"), // another folder
		"logs/access.log":          []byte(clf),
		"logs/access.log.1":        []byte(clf + clf),
		"logs/web1.log":            []byte(clf + "\n"),
		"logs/web2.log":            []byte(clf + "\n\n"),
		"isp/a.zip":                zipped(t, map[string]string{"x/r_1.csv": table, "x/r_2.csv": member, "y/r_1.csv": table + "\n"}, "x/r_1.csv", "x/r_2.csv", "y/r_1.csv"),
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range r.Files {
		if f.Like != "" {
			got[f.Path+f.Member] = f.Like
		}
	}
	want := map[string]string{
		"shop/sales-2004-02.csv": "shop/sales-2004-01.csv", "shop/sales-2004-03.csv": "shop/sales-2004-01.csv",
		"shop/sales-2004-06.csv": "shop/sales-2004-01.csv", "logs/access.log.1": "logs/access.log", "isp/a.zipx/r_2.csv": "isp/a.zip!x/r_1.csv",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	text := string(r.Draft(""))
	m, open, err := manifest.ParseDraft("draft.toml", r.Draft(""))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, q := range open {
		for i, e := range m.Exhibits {
			if e.Like != "" && m.Line(i, "") < q.Line && (i+1 == len(m.Exhibits) || q.Line < m.Line(i+1, "")) {
				t.Errorf("line %d: %s asks again for %s", q.Line, e.Ref, q.Key)
			}
		}
	}
	of := map[string]*manifest.Exhibit{}
	for i := range m.Exhibits {
		of[m.Exhibits[i].Ref] = &m.Exhibits[i]
	}
	first, june := of["shop/sales-2004-01.csv"], of["shop/sales-2004-06.csv"]
	if d := cmp.Diff(map[string]map[string]string{"type": {"CB": "?", "CREDIT": "?"}}, first.Values); d != "" {
		t.Errorf("the words of all files: %s", d)
	}
	if june.HeaderRow != 3 || len(june.Totals) != 1 || june.DateOrder != "dmy" || june.Decimal != "," || june.Columns["id"] == nil || first.HeaderRow != 0 {
		t.Errorf("%+v", june)
	}
	golden(t, "like.golden", text)
}

// golden compares text with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), text); d != "" {
		t.Error(d)
	}
}

// TestPreviewLike: what is asked of the first file of a source is no failure of the
// others, and they are shown by the same guess.
func TestPreviewLike(t *testing.T) {
	latin := strings.NewReplacer("K-1", "J\xfcrgen", "K-2", "Ren\xe9e").Replace(table)
	r, shown := drafted(t, map[string][]byte{"r-1.csv": []byte(latin), "r-2.csv": []byte(latin + "\n")})
	if len(r.Files) != 2 || r.Files[1].Like != "r-1.csv" {
		t.Fatalf("%+v", r.Files)
	}
	for _, s := range shown {
		if s.Failed || s.Read != 2 || !strings.Contains(s.Note, "encoding is still a question") || s.Rows[0][1].Value == "" {
			t.Errorf("%+v", s)
		}
	}
	if strings.Contains(fmt.Sprint(shown[1].Rows), "J\xfc") {
		t.Errorf("not decoded: %+v", shown[1])
	}
}

// TestCovered: a month of few rows leaves open what its fellows show; where its rows
// show otherwise, it is asked about on its own.
func TestCovered(t *testing.T) {
	month := func(m, rows int, date string) []byte {
		text := "Belegnr;Datum;Uhrzeit;Vorgang;Status;Kennung;Betrag;IP\n"
		for i := range rows {
			text += fmt.Sprintf("K%d;%s;10:%02d:00;Erstzahlung;genehmigt;fern.%d;29,90;198.18.%d.%d\n", 1000*m+i, strings.Replace(date, "DD", fmt.Sprintf("%02d", 1+i%28), 1), i%60, i, m, i)
		}
		return []byte(text)
	}
	for _, c := range []struct {
		name string
		last []byte
		like string
	}{
		{"one row", month(3, 1, "05.03.2004"), "sales-2004-01.csv"},
		{"another order of dates", month(3, 40, "03.DD.2004"), ""},
		{"another header", []byte(strings.Replace(string(month(3, 1, "05.03.2004")), "Kennung", "Konto", 1)), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := drafted(t, map[string][]byte{"sales-2004-01.csv": month(1, 40, "DD.01.2004"), "sales-2004-02.csv": month(2, 50, "DD.02.2004"), "sales-2004-03.csv": c.last})
			if len(r.Files) != 3 || r.Files[1].Like != "sales-2004-01.csv" || r.Files[2].Like != c.like {
				for _, f := range r.Files {
					t.Errorf("%s: like %q, %s, %s, %v, %+v", f.Path, f.Like, f.DateOrder, f.Decimal, f.Columns, f.Questions)
				}
			}
		})
	}
}
