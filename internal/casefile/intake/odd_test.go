package intake_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

const table = "subscriber;ip;start;end\nK-1;198.18.0.7;2004-03-13 10:00:00;2004-03-14 10:00:00\nK-2;198.18.0.8;2004-03-13 10:00:00;2004-03-14 10:00:00\n"

func zipped(t *testing.T, members map[string]string, order ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range order {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(members[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t *testing.T, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	g := gzip.NewWriter(&b)
	w := tar.NewWriter(g)
	err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600})
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err != nil || w.Close() != nil || g.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func utf16le(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// TestOddFiles: whatever lies in the folder, the draft is there, parses, and
// says what became of it.
func TestOddFiles(t *testing.T) {
	dir := t.TempDir()
	inner := string(zipped(t, map[string]string{"t.csv": table}, "t.csv"))
	for name, data := range map[string][]byte{
		"a.zip":        zipped(t, map[string]string{"in/t.csv": table, "../up.csv": table, "deep.zip": inner}, "../up.csv", "deep.zip", "in/t.csv"),
		"b.tar.gz":     tarred(t, "./x/t.csv", table),
		"c.csv":        utf16le(table),
		"d.csv":        []byte(strings.Replace(table, "K-1", "Caf\xe9", 1)),
		"e.nul":        bytes.Repeat([]byte{0}, 1<<20),
		"f.long":       bytes.Repeat([]byte("x"), 3<<20),
		"g.wide.csv":   []byte(strings.Repeat("a,", 1_000_000) + "\n"),
		"h.csv":        []byte("Provider's reply\n\n" + strings.ReplaceAll(table, "subscriber;ip", "subscriber;ip") + "Total;;;\n"),
		"i.pdf":        []byte("%PDF-1.4\n"),
		"j.empty":      nil,
		"k.broken.gz":  {0x1f, 0x8b, 8, 0, 0, 0},
		"l.broken.zip": append([]byte("PK\x03\x04"), bytes.Repeat([]byte("z"), 100)...),
		"m\x1b[2J.csv": []byte(table + "K-9;198.18.0.9;2004-03-13 10:00:00;\n"),
		"n.csv":        []byte(";Lease;;Address\nsubscriber;start;end;ip\nK-1;2004-03-13 10:00:00;2004-03-14 10:00:00;198.18.0.7\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	draft := r.Draft("")
	m, open, err := manifest.ParseDraft("draft.toml", draft)
	if err != nil || len(open) == 0 {
		t.Fatalf("%v\n%s", err, draft)
	}
	found := map[string]*intake.File{}
	for _, f := range r.Files {
		found[f.Path+"!"+f.Member] = f
	}
	for name, kind := range map[string]string{"a.zip!in/t.csv": "assignments", "b.tar.gz!x/t.csv": "assignments", "c.csv!": "assignments", "d.csv!": "assignments", "h.csv!": "assignments", "i.pdf!": "document", "m\x1b[2J.csv!": "assignments"} {
		if f := found[name]; f == nil || f.Kind != kind {
			t.Errorf("%q: %+v", name, f)
		}
	}
	if f := found["d.csv!"]; f != nil && !asks(f, "encoding") {
		t.Error("the code of d.csv is not asked about")
	}
	if f := found["h.csv!"]; f != nil && (f.HeaderRow != 3 || len(f.Totals) != 1) {
		t.Errorf("%+v", f)
	}
	if len(r.Files)+len(r.Unknown)+len(r.Skipped) < 16 {
		t.Errorf("%d files, %d unknown, %d skipped", len(r.Files), len(r.Unknown), len(r.Skipped))
	}
	if bytes.IndexByte(draft, 0x1b) >= 0 {
		t.Error("the draft holds an escape")
	}
	shown, err := intake.Preview(context.Background(), dir, m)
	if err != nil || len(shown) != len(m.Exhibits) {
		t.Fatal(err)
	}
	for _, s := range shown {
		if s.Kind == "assignments" && s.Read == 0 {
			t.Errorf("%s %s: %s", s.Path, s.Member, s.Note)
		}
	}
	again, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil || !bytes.Equal(draft, again.Draft("")) {
		t.Error("another draft of the same folder")
	}
}

// FuzzLook: whatever a file holds, there is a draft that parses.
func FuzzLook(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("id;time;amount;card\nT1;02/03/2004 10:00;1.234;9901000000000009\n"))
	f.Add([]byte("-- MySQL dump\nCREATE TABLE `u` (`username` text, `email` text);\nINSERT INTO `d`.`u` VALUES ('rose','r@mail.example'),(0xff,NULL);\n"))
	f.Add([]byte("Zeit (MEZ);Stra\xdfe\n1078236309123;K\xf6ln\n"))
	f.Add([]byte("<?xml version='1.0' encoding='x'?><Document><BkToCstmrStmt><Stmt>"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	for _, s := range []string{
		"id;time;amount\r1;02/03/2004 10:00;1\r2;02/03/2004 10:00;1\r", "PRAGMA foreign_keys=OFF;\nCREATE TABLE m(a);\n", "-- PostgreSQL database dump\nSET search_path = public;\nCREATE TABLE m (a int);\n", "[{\"a\":1}]", "<html>", "BZh9", "\x00\x01",
		"txn;created;sum;user;ip\n1;1078236309123;2990;rose;198.18.0.7\n2;1078236309124;2990;moss;198.18.0.8\n3;1078236309125;1990;fern;198.18.0.9\n", "ip;start;duration;subscriber\n198.18.0.7;2004-03-02 10:00:00;5400;K1\n198.18.0.8;2004-03-02 10:00:00;1:30:00;K2\n",
		"date;time;login;address;betrag;typ\n02.03.2004;10:00:00 PM;rose;198.18.0.7;1.234,56;ok\n13.03.2004;11:00:00 AM;moss;198.18.0.8;29,90;nok\n", ":20:X\n:25:Y\n:60F:C040301EUR0,\n:61:0403020302C29,90NTRF\n", "#Fields: date time c-ip\n2004-03-01 00:00:00 198.51.100.7\n",
		"lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09;\n  ends never;\n}\n", "address,hwaddr,client_id,valid_lifetime,expire\n198.18.0.7,02:00:00:00:00:07,,3600,1078235109\n", "Mar  2 14:05:09 fw : %ASA-6-305011: Built dynamic TCP translation from inside:10.1.2.3/1 to outside:198.18.0.44/8256\n",
		"left;relation;right\nGarden Ltd;owns;roses.example\n", "card;holder;reported\n9901000000000009;Rose;perhaps\n", "From rose@garden.example Tue Mar  2 14:05:09 2004\nSubject: x\n\ny\n", "[2004-01-05T10:15:00.000Z] <moss> pots\n", "d41d8cd98f00b204e9800998ecf8427f\n0cc175b9c0f1b6a831c399e269772661\n",
	} {
		f.Add([]byte(s))
	}
	often := intake.Often()
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "f"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := intake.Look(context.Background(), dir, often)
		if err != nil {
			t.Fatal(err)
		}
		m, questions, err := manifest.ParseDraft("draft.toml", r.Draft(""))
		if err != nil {
			t.Fatalf("%v\n%s", err, r.Draft(""))
		}
		if _, own, err := manifest.ParseDraft("draft.toml", r.DraftIn("it", "")); err != nil || len(own) != len(questions) {
			t.Fatalf("in Italian: %v\n%s", err, r.DraftIn("it", ""))
		}
		if _, err := intake.Preview(context.Background(), dir, m); err != nil {
			t.Fatal(err)
		}
	})
}
