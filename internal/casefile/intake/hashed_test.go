package intake_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // writes the database that is read here
)

// What is shown of lists of hashes is what a check reads, of a database also where only its begin is looked at.
func TestPreviewShowsHashes(t *testing.T) {
	list := strings.Repeat("f698af0371ba26a25a6e21c0d524c8a2\n8b472f308545d462f0f9f0b19ea0579e\n", 6)
	vics := `{"Media":[{"MD5":"0cc175b9c0f1b6a831c399e269772661","Category":"2"},{"MD5":"92eb5ffee6ae2fec3ad71c777531578f"}]}`
	_, shown := drafted(t, map[string][]byte{"list.md5": []byte(list), "set.json": []byte(vics), "small.db": rdsOf(t, 9), "large.db": rdsOf(t, 9000)})
	if len(shown) != 4 {
		t.Fatalf("%+v", shown)
	}
	for i, want := range []struct {
		format, first string
		read          int
	}{
		{"rds", "md5 00000000000000000000000000000001", 500}, {"hashlist", "md5 f698af0371ba26a25a6e21c0d524c8a2", 12},
		{"vics", "md5 0cc175b9c0f1b6a831c399e269772661", 2}, {"rds", "md5 00000000000000000000000000000009", 9},
	} {
		s := shown[i]
		if s.Format != want.format || s.Failed || s.Read != want.read && (want.read < 500 || s.Read < want.read) || len(s.Rows) == 0 || len(s.Rejects) > 0 {
			t.Errorf("%s: %+v", s.Path, s)
			continue
		}
		if f := s.Rows[0][0]; f.Key+" "+f.Value != want.first {
			t.Errorf("%s: %+v", s.Path, s.Rows[0])
		}
	}
}

// rdsOf is an RDSv3 of n rows.
func rdsOf(t *testing.T, n int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "set.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("PRAGMA synchronous=OFF; CREATE TABLE VERSION (version VARCHAR, release_date VARCHAR); INSERT INTO VERSION VALUES ('2026.03.1','2026-03-15');" +
		"CREATE TABLE FILE (sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, file_name VARCHAR, file_size INTEGER); BEGIN;")
	for i := range n {
		fmt.Fprintf(&b, "INSERT INTO FILE VALUES ('%064X','%040X','%032X','station.dll',%d);", i+1, i+1, i+1, i)
	}
	if _, err := db.Exec(b.String() + "COMMIT"); err != nil {
		t.Fatal(err)
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
