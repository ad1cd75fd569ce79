package sheet_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

func TestOpenRefuses(t *testing.T) {
	utc := clock.Statement{Zone: "UTC"}
	for _, c := range []struct {
		name, head string
		src        record.Source
		says, not  string
	}{
		{"empty", "", record.Source{Kind: record.Members, Clock: utc}, "first line is empty", ""},
		{"blank first line", "\r\naccount\r\n", record.Source{Kind: record.Members, Clock: utc}, "first line is empty", ""},
		{"needed key", "ip,start\n", record.Source{Kind: record.Assignments, Clock: utc}, `needs a column for subscriber; the header has "ip", "start"`, ""},
		{"one of two", "name,holder\n", record.Source{Kind: record.Holders}, "needs a column for card or iban", ""},
		{
			"mapped name", "a,b\n", record.Source{Kind: record.Members, Clock: utc, Columns: map[string][]string{"account": {"nick"}}},
			`column "nick", mapped to "account", is not in the header; the header has "a", "b"`, "",
		},
		{
			"no header", "rose,rose@mail.example,198.18.0.1\n", record.Source{Kind: record.Members, Clock: utc},
			"looks like data", "rose",
		},
		{"card without header", "4312891234567890,Anna\n", record.Source{Kind: record.Holders}, "looks like data", "4312"},
		{
			"unknown key", "account\n", record.Source{Kind: record.Members, Clock: utc, Columns: map[string][]string{"acount": {"account"}}},
			`columns: "acount" is no key of kind "members"`, "",
		},
		{
			"unknown key of values", "account\n",
			record.Source{Kind: record.Members, Clock: utc, Values: map[string]map[string]string{"result": {"ok": "approved"}}},
			`values: "result" is no key`, "",
		},
		{
			"twice", "nick,nick\n", record.Source{Kind: record.Members, Clock: utc, Columns: map[string][]string{"account": {"nick"}}},
			"occurs 2 times", "",
		},
		{"open quote", "account,\"email\n", record.Source{Kind: record.Members, Clock: utc}, "quote without its partner", ""},
		{"UTF-16", "a\x00c\x00\n\x00", record.Source{Kind: record.Members, Clock: utc}, "NUL", ""},
		{"kind", "a\n", record.Source{Kind: record.Board, Clock: utc}, `"board" is not read from a table`, ""},
		{"clock", "account\n", record.Source{Kind: record.Members}, "no zone", ""},
		{"decimal", "account\n", record.Source{Kind: record.Members, Clock: utc, Decimal: "'"}, "no decimal mark", ""},
		{"scope", "account\n", record.Source{Kind: record.Members, Clock: utc, Scope: record.Scope{Addresses: []string{"x"}}}, "no prefix", ""},
	} {
		c.src.Ref = "IT/7"
		_, err := sheet.Open([]byte(c.head), &c.src, table.Config{})
		if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%s: error %v, hint %q", c.name, err, comity.HintOf(err))
			continue
		}
		if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "IT/7") || c.not != "" && strings.Contains(err.Error(), c.not) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestOpenFindsColumns(t *testing.T) {
	for _, c := range []struct {
		name, data string
		columns    map[string][]string
	}{
		{"own names", "account,email\nrose,r@mail.example\n", nil},
		{"other case", "Account ; EMAIL\nrose;r@mail.example\n", nil},
		{"mark in a name", "nick\taccount, old or new\temail\nx\trose\tr@mail.example\n", map[string][]string{"account": {"account, old or new"}}},
		{"quoted header over two lines", "\"acc\nount\",email\nrose,r@mail.example\n", map[string][]string{"account": {"acc\nount"}}},
		{"more commas than semicolons", "a,b,c,d;account;email\n1,2,3,4;rose;r@mail.example\n", nil},
		{"exact before other case", "ACCOUNT,account,email\nx,rose,r@mail.example\n", map[string][]string{"account": {"account"}}},
	} {
		src := &record.Source{Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}, Columns: c.columns}
		n := 0
		open(t, []byte(c.data), src).Block([]byte(c.data), 0, record.Sink{
			Member: func(m *record.Member) {
				if n++; m.User != "rose" || m.Email != "r@mail.example" {
					t.Errorf("%s: %+v", c.name, m)
				}
			},
			Reject: func(r record.Reject) { t.Errorf("%s: %+v", c.name, r) },
		})
		if n != 1 {
			t.Errorf("%s: %d rows", c.name, n)
		}
	}
}

// The zero Config keeps the ends of a card and no token.
func TestWithoutCards(t *testing.T) {
	data := []byte("card,holder\n4312891234567890,Anna Berg\n")
	p, err := sheet.Open(data, &record.Source{Kind: record.Holders}, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p.Block(data, 0, record.Sink{Holder: func(h *record.Holder) {
		if h.Card != (record.Card{Ends: "431289******7890"}) {
			t.Errorf("%+v", h.Card)
		}
	}})
}

// complete checks that every line behind the header lies in the place of some row, and none in two.
func complete(t *testing.T, data []byte, at int, l *lines) {
	t.Helper()
	for _, p := range l.places(t) {
		if gap := data[at:max(at, int(p.Offset))]; int(p.Offset) < at || len(bytes.Trim(gap, "\r\n")) > 0 {
			t.Fatalf("%q stands in no row; the next begins at %d", gap, p.Offset)
		}
		at = int(p.Offset) + int(p.Length)
	}
	if rest := bytes.Trim(data[at:], "\r\n"); len(rest) > 0 {
		t.Fatalf("%q stands in no row", rest)
	}
}

func fuzz(f *testing.F, kind record.Kind) {
	src := sources()[string(kind)]
	data, err := os.ReadFile(filepath.Join("testdata", string(kind)+".in"))
	if err != nil {
		f.Fatal(err)
	}
	head, body, _ := strings.Cut(string(data), "\n")
	for line := range strings.Lines(body) {
		f.Add([]byte(line))
	}
	f.Add([]byte(body))
	opened := open(f, []byte(head+"\n"), src)
	f.Fuzz(func(t *testing.T, body []byte) {
		data := append([]byte(head+"\n"), body...)
		p := opened.Clone()
		want := whole(p, data)
		cites(t, data, want)
		complete(t, data, len(head)+1, want)
		for _, n := range []int{len(head) + 2, len(data)/2 + 1} {
			if got := inBlocks(p, data, n, p.Boundary); got.String() != want.String() {
				t.Errorf("%d bytes at a time:\n%s\nwhole:\n%s", n, got, want)
			}
		}
	})
}

func FuzzAssignments(f *testing.F) { fuzz(f, record.Assignments) }
func FuzzAnswers(f *testing.F)     { fuzz(f, record.Answers) }
func FuzzPayments(f *testing.F)    { fuzz(f, record.Payments) }
func FuzzHolders(f *testing.F)     { fuzz(f, record.Holders) }
func FuzzMembers(f *testing.F)     { fuzz(f, record.Members) }

func FuzzHeader(f *testing.F) {
	f.Add([]byte("ip;start;subscriber\n198.18.0.1;2004-03-02 14:05:09;a\n"))
	f.Add([]byte("\xef\xbb\xbf\"ip\",\"start\",\"subscriber\"\r\n\"198.18.0.1\",\"2004-03-02 14:05:09\",\"a\""))
	for _, s := range []string{
		"Report of today\n\nip;start;subscriber\n198.18.0.1;2004-03-02 14:05:09;a\n", "Line;;Held;\nip;start;end;subscriber\n198.18.0.1;2004-03-02 14:05:09;;a\n198.18.0.2;2004-03-02 14:05:09;;b\n",
		"ip,start,subscriber\n\"198.18.0.1\",\"2004-03-02 14:05:09\",\"a \"\"b\"\"\n c\"\n", "ip|start|subscriber\n198.18.0.1|2004-03-02\n\"x\"y|z|a\n", "\n", "\"open,start\n", "a,b\n1,2\nx\n3,4\n5\n6\n7\n",
		"ip~start~subscriber\x00\n1~2~3\n", "ip^start^subscriber^ip\n1^2^3^4\n", "ip\tstart;subscriber\n1\t2;3\n", "198.18.0.1,2004-03-02 14:05:09,a\n198.18.0.1,2004-03-02 14:05:09,b\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, ok := sheet.Look(data); ok && (len(l.Names) != l.Width || l.HeaderRow < 1 || l.HeaderRow+l.Lines > 2+bytes.Count(data, []byte{'\n'})) {
			t.Errorf("%+v", l)
		}
		if cells, n := sheet.Cells(data, ';', 50); n > len(data) || len(cells) < 1 || len(cells) > 50 {
			t.Errorf("%d bytes, %q", n, cells)
		}
		src := &record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "unknown"}}
		p, err := sheet.Open(data, src, table.Config{})
		if err != nil {
			if comity.KindOf(err) != comity.Input {
				t.Error(err)
			}
			return
		}
		cites(t, data, whole(p, data))
	})
}
