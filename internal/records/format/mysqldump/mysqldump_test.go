package mysqldump_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// board describes a dump of a phpBB board.
func board() *record.Source {
	return &record.Source{
		Ref: "FR/2", Kind: record.Members, Site: "roses.example", Sheet: "phpbb_users", TimeForm: "epoch",
		Clock: clock.Statement{Zone: "UTC", Basis: "letter"},
		Columns: map[string][]string{
			"account": {"username"}, "email": {"user_email"}, "ip": {"user_ip"}, "time": {"user_regdate"}, "last_time": {"user_lastvisit"},
		},
		Values: map[string]map[string]string{"last_time": {"0": ""}},
	}
}

// plain describes a dump whose columns bear our names.
func plain() *record.Source {
	return &record.Source{Ref: "FR/3", Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}}
}

func open(t testing.TB, src *record.Source) *mysqldump.Parser {
	t.Helper()
	p, err := mysqldump.Open(src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type said struct {
	bytes.Buffer
	places []record.Place
}

func (s *said) at(p record.Place) string {
	s.places = append(s.places, p)
	return fmt.Sprintf("%d+%d line %d", p.Offset, p.Length, p.Line)
}

func (s *said) sink() record.Sink {
	return record.Sink{
		Member: func(m *record.Member) {
			fmt.Fprintf(s, "%s: %q email=%q ip=%s %s last=%s\n", s.at(m.Place), m.User, m.Email, m.Addr, m.Time.Lo, m.LastTime.Lo)
		},
		Reject:  func(r record.Reject) { fmt.Fprintf(s, "%s: reject: %s\n", s.at(r.Place), r.Reason) },
		Outside: func(p record.Place) { fmt.Fprintf(s, "%s: outside\n", s.at(p)) },
	}
}

// parse reads data n bytes at a time.
func parse(p *mysqldump.Parser, data []byte, n int) *said {
	s := &said{}
	for from := 0; from < len(data); from += n {
		piece := bytes.Clone(data[from:min(from+n, len(data))])
		p.Block(piece, int64(from), s.sink())
		for i := range piece {
			piece[i] = '!' // the block is the stream's again
		}
	}
	p.Close(s.sink())
	return s
}

func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/board.in")
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, board())
	s := parse(p, data, len(data))
	if err := p.Err(); err != nil {
		t.Error(err)
	}
	got := s.String()
	if *update {
		if err := os.WriteFile("testdata/board.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/board.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
	for n := 1; n < len(data); n += 1 + n/9 {
		if diff := cmp.Diff(got, parse(open(t, board()), data, n).String()); diff != "" {
			t.Fatalf("%d bytes at a time:\n%s", n, diff)
		}
	}
	for _, at := range s.places[:4] {
		tuple := data[at.Offset : at.Offset+int64(at.Length)]
		if tuple[0] != '(' || tuple[len(tuple)-1] != ')' {
			t.Errorf("%q is cited", tuple)
		}
	}
}

// Dumps of random rows, written here by the rules of the manual, give back those
// rows, however they are written and wherever the stream is cut.
func TestGeneratedDumps(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for range 400 {
		var dump, want strings.Builder
		dump.WriteString("CREATE TABLE `other` (`account` text);\nCREATE TABLE `users` (`account` text,`n` int,`email` text, KEY (`n`));\n")
		for range rnd.IntN(4) {
			dump.WriteString("INSERT INTO `other` VALUES " + tuples(rnd, &strings.Builder{}) + ";\n")
			dump.WriteString("INSERT INTO `users` VALUES " + tuples(rnd, &want) + ";\n")
		}
		src := plain()
		src.Sheet = "users"
		for _, n := range []int{dump.Len() + 1, 1 + rnd.IntN(40)} {
			got, p := &strings.Builder{}, open(t, src)
			sink := record.Sink{
				Member: func(m *record.Member) { fmt.Fprintf(got, "%q %q\n", m.User, m.Email) },
				Reject: func(r record.Reject) { t.Errorf("%+v", r) },
			}
			for from := 0; from < dump.Len(); from += n {
				p.Block([]byte(dump.String()[from:min(from+n, dump.Len())]), int64(from), sink)
			}
			p.Close(sink)
			if diff := cmp.Diff(want.String(), got.String()); diff != "" || p.Err() != nil {
				t.Fatalf("%s\n%s\n%v", dump.String(), diff, p.Err())
			}
		}
	}
}

func tuples(rnd *rand.Rand, want *strings.Builder) string {
	var out []string
	for range 1 + rnd.IntN(5) {
		account, email := "x"+word(rnd)+"x", word(rnd)
		fmt.Fprintf(want, "%q %q\n", account, strings.Trim(email, " \t"))
		number := []string{"1", "-2.5", "NULL", "1e5", "0"}[rnd.IntN(5)]
		blank := strings.Repeat(" ", rnd.IntN(2))
		out = append(out, "("+blank+literal(rnd, account)+","+blank+number+blank+","+literal(rnd, email)+blank+")")
	}
	return strings.Join(out, []string{",", ", ", ",\n", " , "}[rnd.IntN(4)])
}

func word(rnd *rand.Rand) string {
	var b []byte
	for range rnd.IntN(12) {
		b = append(b, "ab'\"\\;,()-#/*`\n\r\t\x00\x1a%_é"[rnd.IntN(23)])
	}
	return string(b)
}

// literal writes s as one of the forms of the manual's "String Literals".
func literal(rnd *rand.Rand, s string) string {
	switch rnd.IntN(5) {
	case 0:
		if s != "" {
			return fmt.Sprintf("0x%X", s)
		}
	case 1:
		return fmt.Sprintf("x'%x'", s)
	case 2:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `""`, "\x00", `\0`).Replace(s) + `"`
	case 3:
		return "_utf8 '" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(s) + "'"
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\x00", `\0`, "\x1a", `\Z`).Replace(s) + "'"
}

func TestLongTuple(t *testing.T) {
	long := "('" + strings.Repeat("x\\')", 1<<18) + "')"
	data := []byte("INSERT INTO users (account) VALUES ('a'),\n" + long + ",\n('b');\n")
	for _, n := range []int{len(data), 1 << 16} {
		s := parse(open(t, plain()), data, n)
		got := s.String()
		if strings.Count(got, "\n") != 3 || !strings.Contains(got, "line 2: reject: "+string(mysqldump.LongTuple)) || !strings.Contains(got, `line 3: "b"`) ||
			int(s.places[1].Length) != len(long) {
			t.Errorf("%d bytes at a time: %s", n, got)
		}
	}
}

func TestWhichTable(t *testing.T) {
	const (
		users   = "CREATE TABLE `users` (`account` text);"
		backup  = "CREATE TABLE `backup` (`account` text);"
		posts   = "CREATE TABLE `posts` (`text` text);INSERT INTO posts VALUES ('a');"
		filled  = "INSERT INTO users VALUES ('rose');"
		filled2 = "INSERT INTO backup VALUES ('rose');"
	)
	for name, c := range map[string]struct {
		dump, sheet, says string // says: part of the error, empty: none
		rows              int
	}{
		"the only one":                  {posts + users + filled, "", "", 1},
		"the other one is empty":        {users + backup + filled, "", "", 1},
		"no rows at all":                {users, "", "", 0},
		"two":                           {users + backup + filled + filled2, "", `"backup", "users"`, 2},
		"two, one named":                {users + backup + filled + filled2, "users", "", 1},
		"none":                          {posts, "", "column for account", 0},
		"none of two":                   {posts + "CREATE TABLE t (a int);", "", `"posts", "t"`, 0},
		"no such":                       {posts + users + filled, "members", `"posts", "users"`, 0},
		"named, does not fit":           {posts, "posts", "column for account", 1},
		"nothing names its columns":     {filled, "users", "CREATE TABLE", 1},
		"another's columns not named":   {users + filled + "INSERT INTO t VALUES (1);", "", `"t"`, 1},
		"two databases":                 {"USE a;" + users + filled + "USE `b`;" + users + filled, "users", `"a.users", "b.users"`, 2},
		"two databases, one named":      {"USE a;" + users + filled + "USE `b`;" + users + filled, "b.users", "", 1},
		"database before the name":      {"INSERT INTO `a`.`users` (account) VALUES ('x')" + ";", "users", "", 1},
		"fits, a later INSERT does not": {users + filled + "INSERT INTO users (n) VALUES (1);", "", "", 2},
		"fits only later":               {"INSERT INTO users (n) VALUES (1);INSERT INTO users (account) VALUES ('x');", "", "lack a needed column", 1},
		"fits only later, named":        {"INSERT INTO users (n) VALUES (1);INSERT INTO users (account) VALUES ('x');", "users", "", 2},
		"empty":                         {"", "", "has none", 0},
	} {
		src := plain()
		src.Sheet = c.sheet
		p := open(t, src)
		rows := strings.Count(parse(p, []byte(c.dump), 7).String(), "\n")
		err := p.Err()
		if rows != c.rows || (err == nil) != (c.says == "") {
			t.Errorf("%s: %d rows, %v", name, rows, err)
		}
		if err != nil && (!strings.Contains(err.Error(), c.says) || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "") {
			t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
		}
	}
	src := plain()
	src.Site = ""
	p := open(t, src)
	parse(p, []byte(users+filled), 100)
	if err := p.Err(); comity.KindOf(err) != comity.Input || !strings.Contains(comity.HintOf(err), "site") {
		t.Errorf("no site: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":   func(s *record.Source) { s.Kind = record.Board },
		"clock":  func(s *record.Source) { s.Clock.Zone = "" },
		"key":    func(s *record.Source) { s.Columns = map[string][]string{"adress": {"x"}} },
		"values": func(s *record.Source) { s.Values = map[string]map[string]string{"adress": {}} },
	} {
		src := plain()
		change(src)
		_, err := mysqldump.Open(src, table.Config{})
		if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "FR/3") {
			t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
		}
	}
}

func TestOddWord(t *testing.T) {
	src := plain()
	src.Kind = record.Payments
	p := open(t, src)
	got := parse(p, []byte("INSERT INTO pay (id,time,type) VALUES (1,'2004-03-01 10:00:00','gift');"), 9).String()
	if o := p.Odd(); o.Key != "type" || o.Word != "gift" || !strings.Contains(got, string(table.BadType)) {
		t.Errorf("%+v %s", o, got)
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		"": false, "account,email\n": false, "-- a remark\naccount\n": false,
		"/*!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19": true,
		"\n-- phpMyAdmin SQL Dump\n":                                      true, "SET NAMES utf8;\n\nINSERT INTO `users` VALUES": true, "DROP TABLE x;\nCREATE TABLE x (": true,
		"INSERT coin\n": false,
	} {
		if got := mysqldump.Sniff([]byte(head)); got != want {
			t.Errorf("%q: %v", head, got)
		}
	}
}

// A look shows every table that the dump names, with its rows by their columns.
func TestLook(t *testing.T) {
	const dump = "-- MySQL dump\nUSE a;\nCREATE TABLE `users` (`n` int, `account` text, `ip` varbinary(16));\n" +
		"INSERT INTO `users` VALUES (1,'rose',0xC6120007),(2,'fern',NULL);\nINSERT INTO `b`.`users` (account) VALUES ('moss');\n" +
		"INSERT INTO users (`ip`,`other`,`n`) VALUES ('192.0.2.1','x',3),(4);\nINSERT INTO bare VALUES (1);\nCREATE TABLE void (x int);\nINSERT INTO `users` SELECT 1;\nINSERT INTO `cut` (x) VALUES ('a"
	got, cut, err := mysqldump.Look(strings.NewReader(dump), 1<<20)
	want := []mysqldump.Table{
		{Name: "a.users", Columns: []string{"n", "account", "ip"}, Rows: [][]string{{"1", "rose", "198.18.0.7"}, {"2", "fern", ""}, {"3", "", "192.0.2.1"}}, More: true},
		{Name: "b.users", Columns: []string{"account"}, Rows: [][]string{{"moss"}}},
		{Name: "a.bare", More: true},
		{Name: "a.void", Columns: []string{"x"}},
		{Name: "a.cut", Columns: []string{"x"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || cut || err != nil {
		t.Error(diff, cut, err)
	}
	if _, cut, err := mysqldump.Look(strings.NewReader(strings.Repeat(dump+"');", 2000)), 100_000); !cut || err != nil {
		t.Error(cut, err)
	}
}

// How fast is a member table read that shares its dump with a larger table?
func BenchmarkMembersOfDump(b *testing.B) {
	var d bytes.Buffer
	d.WriteString("CREATE TABLE `phpbb_posts` (`id` int,`text` text);\nINSERT INTO `phpbb_posts` VALUES ")
	for i := range 20_000 {
		fmt.Fprintf(&d, "(%d,'On growing roses by the railway: page %d, it\\'s long; and (so) on, for the rest of the line and more.\\nYours'),", i, i)
	}
	d.WriteString("(0,'');\nCREATE TABLE `phpbb_users` (`user_id` int,`user_ip` text,`user_regdate` int,`username` text,`user_password` text,`user_email` text,`user_lastvisit` int,`sig` text);\nINSERT INTO `phpbb_users` VALUES ")
	for i := range 20_000 {
		fmt.Fprintf(&d, "(%d,'198.18.%d.%d',%d,'Rose%d','$H$9ZyXwVuTsRqPoNmLkJiHgFeDcBa0123','rose%d@mail.example',%d,'Gardener\\'s line'),", i, i>>8&255, i&255, 1072915200+i, i, i, 1075593600+i)
	}
	d.WriteString("(0,'192.0.2.1',1072915200,'x','','',0,'');\n")
	data := d.Bytes()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		sink := record.Sink{Member: func(*record.Member) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p := open(b, board())
		for from := 0; from < len(data); from += 4 << 20 {
			p.Block(data[from:min(from+4<<20, len(data))], int64(from), sink)
		}
		p.Close(sink)
		if n != 20_001 {
			b.Fatal(n)
		}
	}
}

func FuzzDump(f *testing.F) {
	data, err := os.ReadFile("testdata/board.in")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for l := range bytes.SplitSeq(data, []byte(";\n")) {
		f.Add(append(bytes.Clone(l), ';'))
	}
	const into = "INSERT INTO m (account,ip,email) VALUES "
	for _, said := range []string{
		into + "(-1.5e+3,0xc6120007,X'4'),(.5,_binary '\xc6\x12\x00\x07',_utf8 0x41),(1e,2,3),(TRUE,_utf8 X'41',_utf8 7),(-,1,2),(1;2)", into + "('a\\b\\r\\Z\\%\\x','198.18.0.7  ab','') , ( 'b' , _binary '2001:db8::ab:cde' , 'c' ) ON DUPLICATE KEY UPDATE a=1;",
		into + "('a',0x20010db8000000000000000000000007,''),('a',0x01,NULL),('b','x','y') ; " + into + " 'a';", into + "('a'", into + "(('a'),2,3),('b','c','d');", into + "('a','','') 'b';",
		"CREATE OR REPLACE TEMPORARY TABLE IF NOT EXISTS d.`m``x` (`account` text, PRIMARY KEY (`account`), \"email\" text COMMENT 'a),b' ) ;INSERT INTO d.`m``x` VALUES ('a','b');INSERT INTO other VALUES (1);",
		"CREATE TABLE ;CREATE TABLE m (;CREATE TABLE m (a;CREATE VIEW v AS SELECT 1;CREATE TABLE m (account text", "INSERT INTO m (account) VALUES ('a');INSERT INTO m (email) VALUES ('b');INSERT INTO n VALUES (1);",
		"# remark\nINSERT INTO m (account) VALUES # inside\n('a') -- more\n, ('b') /* and */;/*!50000 x */DELIMITER ;;\nCREATE TRIGGER t BEGIN x; END;;\nDELIMITER ;\n" + into + "('a','b','c');",
		"SET standard_conforming_strings = on;" + into + "('a','b','c');", "COPY m (account) FROM stdin;\na\n\\.\n", "PRAGMA x;", "SELECT pg_catalog.x;", "-- PostgreSQL database dump\n", "SELECT 1;SET x = 1;", "SET search_paths = 1;SELECT pg_catalogs;",
		into + "('a','b','c') /* a comment */ ON DUPLICATE KEY UPDATE a=1;" + into + "('a','b','c') # a remark\nAS new;", into + "('a','b','c') /* never closed",
	} {
		f.Add([]byte(said))
	}
	src := plain()
	f.Fuzz(func(t *testing.T, data []byte) {
		mysqldump.Sniff(data)
		tables, _, err := mysqldump.Look(bytes.NewReader(data), 1<<20)
		for _, x := range tables {
			for _, row := range x.Rows {
				if len(row) != len(x.Columns) {
					t.Errorf("%q: %q", x.Name, row)
				}
			}
		}
		if err != nil {
			t.Error(err)
		}
		p := open(t, src)
		want := parse(p, data, len(data)+1)
		for _, at := range want.places {
			if at.Offset < 0 || at.Offset+int64(at.Length) > int64(len(data)) || at.Line != 1+int64(bytes.Count(data[:at.Offset], []byte{'\n'})) {
				t.Errorf("place %+v in %d bytes", at, len(data))
			}
		}
		for _, n := range []int{len(data)/2 + 1, 7, 1} {
			q := open(t, src)
			if got := parse(q, data, n); got.String() != want.String() || fmt.Sprint(q.Err()) != fmt.Sprint(p.Err()) {
				t.Errorf("%d bytes at a time:\n%s%v\nwhole:\n%s%v", n, got, q.Err(), want, p.Err())
			}
		}
	})
}
