package mysqldump_test

import (
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/format/mysqldump"
)

// Dumps of other databases, whose backslashes are letters and whose rows may be no
// statements, are refused by name and never read as MySQL's.
func TestForeign(t *testing.T) {
	const table = "CREATE TABLE members (\n    account text,\n    email text\n);\n"
	for dump, maker := range map[string]string{
		"--\n-- PostgreSQL database dump\n--\n" + table + "INSERT INTO members (account) VALUES ('GARDEN\\rose');\n":        "",
		"SET standard_conforming_strings = on;\n" + table + "INSERT INTO members (account) VALUES ('GARDEN\\rose');\n":      "PostgreSQL",
		"SET search_path = public;\n" + table + "COPY members (account, email) FROM stdin;\nrose\trose@mail.example\n\\.\n": "PostgreSQL",
		table + "COPY members (account) FROM stdin;\nrose\n\\.\n":                                                           "PostgreSQL",
		"SELECT pg_catalog.set_config('search_path', '', false);\n" + table:                                                 "PostgreSQL",
		"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n" + table + "INSERT INTO members VALUES('GARDEN\\rose','');\n":       "SQLite",
	} {
		for _, n := range []int{1, 7, len(dump)} {
			p := open(t, board())
			parse(p, []byte(dump), n)
			err := p.Err()
			if maker != "" && (err == nil || !strings.Contains(err.Error(), maker) || comity.HintOf(err) == "") {
				t.Errorf("%q, %d bytes at a time: %v", dump, n, err)
			}
		}
		if mysqldump.Sniff([]byte(dump)) {
			t.Errorf("%q is taken for a dump of MySQL", dump)
		}
	}
	for _, dump := range []string{
		"SET NAMES utf8;\nSET SQL_MODE = 'ANSI';\n" + table + "INSERT INTO members (account) VALUES ('rose');\n",
		"CREATE TABLE members (\n  account text,\n  copy int\n);\nINSERT INTO members (account) VALUES ('rose');\n",
		table + "INSERT INTO members (account) VALUES ('rose\ncopy from stdin\npragma');\nSELECT 1;\n",
	} {
		p := open(t, board())
		parse(p, []byte(dump), 5)
		if err := p.Foreign(); err != nil || mysqldump.Foreign([]byte(dump)) != "" || !mysqldump.Sniff([]byte(dump)) {
			t.Errorf("%q: %v, %q", dump, err, mysqldump.Foreign([]byte(dump)))
		}
	}
}
