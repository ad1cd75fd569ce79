package query_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile/query"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// ends names cards by their digits turned round.
type ends struct{}

func (ends) Card(number string) (c record.Card, ok bool) {
	ends, digits, ok := comity.CardEnds(number)
	copy(c.Token[:], digits)
	c.Ends = ends
	return c, ok
}

func parse(t *testing.T, typ, s string) *query.Query {
	t.Helper()
	q, err := query.Parse(comity.SelectorType(typ), s, ends{})
	if err != nil {
		t.Fatalf("%s %q: %v", typ, s, err)
	}
	return q
}

func TestWhatItLooksLike(t *testing.T) {
	for s, want := range map[string]string{
		"198.18.0.7": "ip 198.18.0.7", "[2001:DB8:0::7]": "ip 2001:db8::7", "198.18.7.9/16": "ip 198.18.0.0/16", "2001:DB8:1:2:3::/56": "ip 2001:db8:1::/56", "198.18.0.7/33": "text 198.18.0.7/33", " Rose@Mail.Example ": "email rose@mail.example",
		"Garden.example:Rose": "account garden.example:rose", "4111 1111-1111 1111": "card 411111******1111",
		"411111******1111": "card 411111******1111", "rose": "text rose", "write to rose@mail.example": "text write to rose@mail.example",
		"http://garden.example:8080": "text http://garden.example:8080", "garden.example:8080": "text garden.example:8080",
	} {
		q := parse(t, "", s)
		if got := string(q.Type) + " " + q.Value; got != want {
			t.Errorf("%q: %s", s, got)
		}
	}
	for _, bad := range [][2]string{
		{"ip", "rose"}, {"email", "rose"}, {"account", "rose"}, {"card", "123"}, {"phone", "call me"}, {"domain", "a b"},
		{"text", "x"}, {"", ""}, {"nothing", "rose"}, {"holder", " "},
	} {
		_, err := query.Parse(comity.SelectorType(bad[0]), bad[1], ends{})
		if comity.KindOf(err) != comity.Usage || err == nil || len(bad[1]) > 1 && strings.Contains(err.Error(), bad[1]) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// TestHidden: findings hold a card number that stands in another's place by its
// ends, and that is what a query for it finds there; in records it looks for the number.
func TestHidden(t *testing.T) {
	for _, tt := range []struct {
		typ, what string
		in        comity.Selector
		want      bool
	}{
		{"account", "garden.example:4111111111111111", comity.Selector{Type: "account", Value: "garden.example:411111******1111"}, true},
		{"account", "trains.example:4111.1111.1111.1111", comity.Selector{Type: "account", Value: "garden.example:411111******1111"}, false},
		{"nickname", "4111111111111111", comity.Selector{Type: "account", Value: "garden.example:411111******1111"}, true},
		{"email", "4111111111111111@mail.example", comity.Selector{Type: "email", Value: "411111******1111@mail.example"}, true},
		{"holder", "4111 1111 1111 1111", comity.Selector{Type: "holder", Value: "411111******1111"}, true},
		{"text", "of 4111 1111 1111 1111", comity.Selector{Type: "holder", Value: "of 411111******1111"}, true},
		{"", "4111.1111.1111.1111", comity.Selector{Type: "account", Value: "garden.example:411111******1111"}, true},
		{"", "4111.1111.1111.1111", comity.Selector{Type: "card", Value: "411111******1111"}, true},
		{"", "4111.1111.1111.1111", comity.Selector{Type: "account", Value: "garden.example:411111******1112"}, false},
	} {
		q := parse(t, tt.typ, tt.what)
		if got := q.Matcher(nil).Selector(tt.in); got != tt.want {
			t.Errorf("%s %s in %v: %v", tt.typ, tt.what, tt.in, got)
		}
		if comity.HoldsCard([]byte(q.Shown())) {
			t.Errorf("%s %s is shown as %s", tt.typ, tt.what, q.Shown())
		}
		if mark := q.Mark(); tt.want && mark != nil && !q.Matcher(nil).Holds([]byte(tt.in.Value), mark) {
			t.Errorf("%s %s: the mark %s", tt.typ, tt.what, mark)
		}
	}
	if at, ok := parse(t, "account", "garden.example:4111111111111111").Matcher(nil).In([]byte("x garden.example:4111111111111111")); !ok || at != 2 {
		t.Error(at, ok)
	}
}

// Lines of logs are asked by the million.
func TestLinesAreAskedWithoutAllocation(t *testing.T) {
	line := []byte(`198.18.4.5 - rose [29/Feb/2004:13:55:36 +0100] "GET /?mail=anna%40mail.example&tel=0039-06-555 HTTP/1.1" 200 17 "-" "Mozilla/5.0 (rv:1.9.0.3) 2001:db8::9 14:05:09"`)
	for _, q := range [][2]string{
		{"ip", "198.18.0.7"}, {"ip", "2001:db8::7"}, {"ip", "203.0.113.0/24"}, {"email", "rose@mail.example"}, {"account", "garden.example:anna"}, {"phone", "+39 06 5551234"},
		{"domain", "garden.example"}, {"text", "train"},
	} {
		m := parse(t, q[0], q[1]).Matcher(&record.Source{})
		if n := testing.AllocsPerRun(100, func() { m.Line(line) }); n != 0 {
			t.Errorf("%v: %v allocations a line", q, n)
		}
	}
}

func TestIn(t *testing.T) {
	for _, tt := range []struct {
		typ, what, text string
		at              int // -1: not there
	}{
		{"text", "STRASSE rose", "die Strasse Rosen", 4},
		{"text", "Òscar", "per òscar", 4},
		{"text", "kiosk", "the \u212aio\u017fk", 4},
		{"text", "abc", "\xff\xfeABC", 2},
		{"ip", "198.18.0.7", "from 198.18.0.7:443.", 5},
		{"ip", "198.18.0.7", "198.18.0.77 1198.18.0.7", -1},
		{"ip", "2001:db8::7", "x 2001:0DB8:0:0:0:0:0:7 y", 2},
		{"ip", "2001:db8::7", "[2001:db8:0::7]:443", 1},
		{"ip", "2001:db8::7", "2001:db8::70", -1},
		{"ip", "198.18.0.7", "::ffff:198.18.0.7", 0},
		{"ip", "198.18.0.0/16", "not 198.19.0.7, but 198.18.255.255:80", 20},
		{"ip", "198.18.0.0/16", "198.17.255.255 198.19.0.0 ::c612:1", -1},
		{"ip", "2001:db8:7::/48", "2001:db8:8:: 2001:db8:6:ffff:: 2001:db8:7::1", 31},
		{"ip", "0.0.0.0/0", "2001:db8::1", -1},
		{"email", "rose@mail.example", "e=rose%40mail.example&x", 2},
		{"email", "rose@mail.example", "%3Drose@mail.example", 3},
		{"email", "rose@mail.example", "primrose@mail.example rose@mail.example.org rose@mail.examples", -1},
		{"email", "rose@mail.example", "write to Rose@Mail.Example.", 9},
		{"card", "4111111111111111", "no 4111-1111 1111-1111", 3},
		{"card", "4111111111111111", "no 41111111111111110", -1},
		{"phone", "+39 011 123456", "tel (0039) 011/12.34-56", 5},
		{"phone", "+39 011 123456", "tel 39 011 1234567", -1},
		{"domain", "garden.example", "http://www.Garden.example/x", 11},
		{"domain", "garden.example", "mygarden.example garden.example.org garden.example-x", -1},
		{"nickname", "rose", "- rose [", 2},
		{"nickname", "rose", "roses-1 primrose", -1},
		{"holder", "Rosa  Verdi", "\"rosa verdi\"", 1},
	} {
		at, ok := parse(t, tt.typ, tt.what).Matcher(nil).In([]byte(tt.text))
		if ok != (tt.at >= 0) || ok && at != tt.at {
			t.Errorf("%s %s in %q: %d %v", tt.typ, tt.what, tt.text, at, ok)
		}
	}
}

func TestRow(t *testing.T) {
	src := &record.Source{Site: "garden.example", Provider: "Net Example", Country: "IT", Kind: record.Payments}
	first, _ := comity.ParseAddr("2001:db8::")
	last, _ := comity.ParseAddr("2001:db8::ff")
	one, _ := ends{}.Card("4111111111111111")
	pay := &run.Row{Payment: &record.Payment{User: "Rose", Name: "Rosa  Verdi", Email: "rose@mail.example", Card: one}}
	held := &run.Row{Assignment: &record.Assignment{First: first, Last: last, Subscriber: "N-1", Person: record.Person{Phone: "011 123456"}}}
	for _, tt := range []struct {
		typ, what string
		row       *run.Row
		want      bool
	}{
		{"", "garden.example:rose", pay, true},
		{"", "trains.example:rose", pay, false},
		{"nickname", "rose", pay, true},
		{"holder", "ROSA VERDI", pay, true},
		{"", "rose@mail.example", pay, true},
		{"", "4111-1111-1111-1111", pay, true},
		{"", "4111111111111112", pay, false},
		{"", "411111******1111", pay, true},
		{"", "2001:db8::7", held, true},
		{"", "2001:db8::1:7", held, false},
		{"subscriber", "n-1", held, true},
		{"subscriber", "Net Example/N-1", held, true},
		{"subscriber", "Net Example (IT)/N-1", held, true},
		{"subscriber", "Net Example (DE)/N-1", held, false},
		{"subscriber", "N-11", held, false},
		{"phone", "011/12 34 56", held, true},
		{"text", "example/n-", held, true},
		{"", "2001:db8::7", &run.Row{Late: true, Text: []byte("x")}, false},
	} {
		if got := parse(t, tt.typ, tt.what).Matcher(src).Row(tt.row); got != tt.want {
			t.Errorf("%s %s: %v", tt.typ, tt.what, got)
		}
	}
}

func TestExcerptMasksAndCuts(t *testing.T) {
	src := &record.Source{Kind: record.Payments}
	text := strings.Repeat("ò", 100) + " rose 4111 1111 1111 1111 " + strings.Repeat("木", 100)
	got := parse(t, "", "rose").Matcher(src).Excerpt([]byte(text))
	if !strings.HasPrefix(got, "…ò") || !strings.HasSuffix(got, "木…") || !strings.Contains(got, "rose 4111 11** **** 1111") {
		t.Error(got)
	}
}

func FuzzIn(f *testing.F) {
	f.Add("rose", []byte("a \xffRo\u017fe 4111 1111 1111 1111"))
	f.Add("2001:db8::7", []byte("2001:0db8::0007"))
	f.Fuzz(func(t *testing.T, what string, text []byte) {
		for _, typ := range append([]comity.SelectorType{""}, query.Types()...) {
			q, err := query.Parse(typ, what, ends{})
			if err != nil {
				continue
			}
			m := q.Matcher(&record.Source{Kind: record.Holders})
			if at, ok := m.In(text); ok && (at < 0 || at > len(text)) {
				t.Fatalf("%s %q in %q: at %d", typ, what, text, at)
			}
			if out := m.Excerpt(text); len(out) > 400 {
				t.Fatalf("an excerpt of %d bytes", len(out))
			}
		}
	})
}

// BenchmarkLine asks how fast the lines of a log are looked through for each type.
func BenchmarkLine(b *testing.B) {
	line := []byte(`198.18.0.7 - otto [01/Jan/2004:10:00:00 +0000] "GET /members/tulips-1.html HTTP/1.1" 200 512 "http://garden.example/" "Mozilla/5.0 (compatible)"`)
	for _, what := range []string{"pruning", "198.18.0.8", "2001:db8::7", "rose@mail.example", "garden.example:rose", "4111111111111111"} {
		q, err := query.Parse("", what, ends{})
		if err != nil {
			b.Fatal(err)
		}
		m := q.Matcher(&record.Source{})
		b.Run(string(q.Type), func(b *testing.B) {
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			for b.Loop() {
				if m.Line(line) {
					b.Fatal("found")
				}
			}
		})
	}
}
