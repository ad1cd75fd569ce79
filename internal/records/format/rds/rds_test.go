package rds_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // writes the databases that are read here

	"comity/internal/comity"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/rds"
	"comity/internal/records/record"
)

func source() *record.Source {
	src := formattest.Garden("rds")
	src.Kind = record.Hashes
	return src
}

const (
	columnsOf = "(sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL, file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL, package_id INTEGER NOT NULL" +
		", CONSTRAINT PK_FILE__FILE PRIMARY KEY (sha256, sha1, md5, file_name, file_size, package_id))"
	packages = "CREATE TABLE PKG (package_id INTEGER NOT NULL, name VARCHAR NOT NULL, version VARCHAR NOT NULL);" +
		"CREATE TABLE VERSION (version VARCHAR UNIQUE NOT NULL, build_set VARCHAR NOT NULL, build_date TIMESTAMP, release_date TIMESTAMP NOT NULL, description VARCHAR NOT NULL);" +
		"INSERT INTO VERSION VALUES ('2026.03.1', 'garden', '2026-02-01', '2026-03-15', 'trains');"
	minimal = "CREATE TABLE FILE " + columnsOf + ";" + packages
)

func row(i int, name string) string {
	return fmt.Sprintf("INSERT INTO FILE VALUES ('%064X','%040x','%032X',%s,%d,1);", i, i, i, name, i)
}

func rows(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(row(i+1, "'station.dll'"))
	}
	return b.String()
}

// database is what SQLite writes for statements.
func database(t testing.TB, statements ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "set.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, s := range append([]string{"PRAGMA page_size=1024", "PRAGMA synchronous=OFF"}, statements...) {
		if strings.HasPrefix(s, "INSERT") {
			s = "BEGIN;" + s + "COMMIT;"
		}
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%.60s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// read is what a parser says of data that comes n bytes at a time.
func read(t testing.TB, data []byte, n int) (said string, err error) {
	t.Helper()
	p, err := rds.Open(source())
	if err != nil {
		t.Fatal(err)
	}
	each := func(do func(part []byte, at int64)) {
		for at := 0; at < len(data); at += n {
			part := bytes.Clone(data[at:min(at+n, len(data))])
			do(part, int64(at))
			clear(part)
		}
	}
	var out strings.Builder
	at := func(pl record.Place) string {
		if pl.Offset < 0 || pl.Length <= 0 || pl.Offset+int64(pl.Length) > int64(len(data)) {
			t.Fatalf("%+v lies outside %d bytes", pl, len(data))
		}
		return fmt.Sprintf("%d+%d row %d", pl.Offset, pl.Length, pl.Line)
	}
	sink := record.Sink{
		Hashed: func(h *record.Hashed) {
			if why := h.Fault(); why != "" {
				t.Fatalf("%+v: %s", h.Place, why)
			}
			fmt.Fprintf(&out, "%s: %x %x %x size %d edition %q\n", at(h.Place), h.SHA256[28:], h.SHA1[16:], h.MD5[12:], h.Size, h.Edition)
		},
		Reject: func(r record.Reject) { fmt.Fprintf(&out, "%s: reject: %s\n", at(r.Place), r.Reason) },
	}
	each(func(part []byte, _ int64) { p.Survey(part, false) })
	p.Survey(nil, true)
	each(func(part []byte, at int64) { p.Block(part, at, sink) })
	p.Close(sink)
	return out.String(), p.Err()
}

// Every row is read once, also where the table's tree is several pages high, wherever
// the stream is cut; what was deleted is not.
func TestRows(t *testing.T) {
	const n = 3000
	data := database(t, minimal, rows(n), "DELETE FROM FILE WHERE file_size % 7 = 0")
	said, err := read(t, data, len(data))
	if err != nil || strings.Contains(said, "reject") {
		t.Fatalf("%v %.300s", err, said)
	}
	for i := 1; i <= n; i++ {
		want := fmt.Sprintf(" row %d: %08x %08x %08x size %d edition \"2026.03.1 of 2026-03-15\"\n", i, i, i, i, i)
		if got := strings.Count(said, want); got != 1 && i%7 != 0 || got != 0 && i%7 == 0 {
			t.Fatalf("row %d: %d times", i, got)
		}
	}
	for _, cut := range []int{97, 1024, 4099} {
		if other, err := read(t, data, cut); err != nil || other != said {
			t.Errorf("%d bytes at a time: %v", cut, err)
		}
	}
	if !rds.Sniff(data) || !rds.Sniff(data[:len(data)/2]) {
		t.Error("not recognised")
	}
}

// A place cites the row's own bytes, in which its digests stand.
func TestPlaces(t *testing.T) {
	data := database(t, minimal, row(77, "'station.dll'"))
	said, err := read(t, data, 100)
	var at, length int
	if _, serr := fmt.Sscanf(said, "%d+%d row 1", &at, &length); serr != nil || err != nil {
		t.Fatal(said, err)
	}
	for _, want := range []string{fmt.Sprintf("%064X", 77), fmt.Sprintf("%040x", 77), "station.dll"} {
		if !bytes.Contains(data[at:at+length], []byte(want)) {
			t.Errorf("%q lacks %s", data[at:at+length], want)
		}
	}
}

func TestWhatIsRead(t *testing.T) {
	digest := func(n int) string { return "'" + strings.Repeat("a", n) + "'" }
	for name, c := range map[string]struct {
		statements []string
		want       []string
	}{
		"view": {[]string{"CREATE TABLE METADATA (object_id INTEGER PRIMARY KEY, sha256 TEXT, [md5] TEXT, `bytes` INTEGER, extension TEXT DEFAULT ('x,y'));", packages,
			"CREATE VIEW FILE AS SELECT * FROM FILE", "INSERT INTO METADATA VALUES (5, " + digest(64) + ", NULL, 17, 'dll');"},
			[]string{"row 5: aaaaaaaa 00000000 00000000 size 17"}},
		"long name":    {[]string{"PRAGMA page_size=4096", minimal, row(7, "'"+strings.Repeat("x", 5000)+"'")}, []string{"row 1: 00000007 00000007 00000007 size -1"}},
		"small pages":  {[]string{minimal, row(1, "'"+strings.Repeat("x", 5000)+"'")}, []string{"row 1: reject: " + string(rds.LongRow)}},
		"huge blob":    {[]string{minimal, "INSERT INTO FILE VALUES (zeroblob(3000000), " + digest(40) + ", '', 'x', 1, 1);"}, []string{"reject: " + string(rds.LongRow)}},
		"blob":         {[]string{minimal, "INSERT INTO FILE VALUES (x'0102', " + digest(40) + ", '', 'x', 1, 1);"}, []string{"reject: " + string(rds.BadValue)}},
		"no hex":       {[]string{minimal, "INSERT INTO FILE VALUES ('roses', " + digest(40) + ", '', 'x', 1, 1);"}, []string{"reject: " + string(record.NoHash)}},
		"no hash":      {[]string{minimal, "INSERT INTO FILE VALUES ('', '', '', 'x', 1, 1);"}, []string{"reject: " + string(record.NoDigest)}},
		"size is text": {[]string{minimal, "INSERT INTO FILE VALUES (" + digest(64) + ", '', '', 'x', 'large', 1);"}, []string{"aaaaaaaa 00000000 00000000 size -1"}},
		"negative row": {[]string{minimal, "INSERT INTO FILE (rowid, sha256, sha1, md5, file_name, file_size, package_id) VALUES (-4, " + digest(64) + ", '', '', 'x', 1, 1);"}, []string{" row 0: aaaaaaaa"}},
		"nothing":      {[]string{minimal}, []string{""}},
		"trigger":      {[]string{minimal, "CREATE TRIGGER t AFTER INSERT ON FILE BEGIN DELETE FROM PKG; END", row(1, "'x'")}, []string{"row 1: 00000001"}},
	} {
		said, err := read(t, database(t, c.statements...), 300)
		for _, want := range c.want {
			if err != nil || !strings.Contains(said, want) {
				t.Errorf("%s: %v %.300q", name, err, said)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	whole := database(t, minimal, rows(200))
	damage := func(change func(b []byte) []byte) []byte { return change(bytes.Clone(whole)) }
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":     {nil, "no SQLite database"},
		"text":      {bytes.Repeat([]byte("roses "), 1000), "no SQLite database"},
		"truncated": {whole[:len(whole)/2], "breaks off"},
		"odd end":   {whole[:len(whole)-1], "breaks off"},
		"schema":    {database(t, "CREATE TABLE trains (md5 TEXT)"), "no RDSv3"},
		"columns":   {database(t, "CREATE TABLE FILE (name TEXT, size INTEGER)"), "no RDSv3"},
		"view":      {database(t, packages, "CREATE VIEW FILE AS SELECT 1 AS md5"), "no RDSv3"},
		"rowid":     {database(t, "CREATE TABLE FILE (md5 TEXT PRIMARY KEY) WITHOUT ROWID"), "sort that is not read"},
		"generated": {database(t, "CREATE TABLE FILE (sha1 TEXT, md5 TEXT AS (sha1))"), "sort that is not read"},
		"utf-16":    {database(t, "PRAGMA encoding='UTF-16le'", minimal), "not in UTF-8"},
		"page size": {damage(func(b []byte) []byte { b[16] = 3; return b }), "size of pages"},
		"circle": {damage(func(b []byte) []byte { // the root's last child is the root
			binary.BigEndian.PutUint32(b[1024+8:], 2)
			return b
		}), "breaks off"},
		"no leaf": {damage(func(b []byte) []byte { // it leads to an index
			binary.BigEndian.PutUint32(b[1024+8:], 3)
			return b
		}), "is no page of table FILE"},
	} {
		_, err := read(t, c.data, 1000)
		formattest.Refused(t, name, err, "IT/9")
		if err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rds.Sniff(database(t, "CREATE TABLE trains (md5 TEXT)")) {
		t.Error("another database is taken for an RDSv3")
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":    func(s *record.Source) { s.Kind = record.Members },
		"columns": func(s *record.Source) { s.Columns = map[string][]string{"md5": {"x"}} },
		"values":  func(s *record.Source) { s.Values = map[string]map[string]string{"md5": {"x": "y"}} },
	} {
		src := source()
		change(src)
		_, err := rds.Open(src)
		formattest.Refused(t, name, err, "IT/9")
	}
}

func FuzzDatabase(f *testing.F) {
	for _, s := range [][]string{
		{minimal, rows(12)}, {minimal, rows(60), "DELETE FROM FILE WHERE file_size < 20"},
		{minimal, row(1, "'"+strings.Repeat("x", 3000)+"'")}, {packages, "CREATE VIEW FILE AS SELECT 1 AS md5"},
	} {
		f.Add(database(f, s...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rds.Sniff(data)
		whole, err := read(t, data, len(data)+1)
		if comity.KindOf(err) != comity.Input && err != nil {
			t.Fatal(err)
		}
		part, perr := read(t, data, 333)
		if whole != part || fmt.Sprint(err) != fmt.Sprint(perr) {
			t.Fatalf("%v %v\n%s\n%s", err, perr, whole, part)
		}
	})
}
