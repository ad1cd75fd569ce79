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
		m, _, err := manifest.ParseDraft("draft.toml", r.Draft(""))
		if err != nil {
			t.Fatalf("%v\n%s", err, r.Draft(""))
		}
		if _, err := intake.Preview(context.Background(), dir, m); err != nil {
			t.Fatal(err)
		}
	})
}
