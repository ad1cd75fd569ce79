package boardjson_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"comity/internal/records/format/boardjson"
	"comity/internal/records/format/formattest"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func garden(t testing.TB, src *record.Source) formattest.Format {
	t.Helper()
	return formattest.Format{
		Open: func([]byte) formattest.Rows {
			p, err := boardjson.Open(src)
			if err != nil {
				t.Fatal(err)
			}
			return numbered{p, new(int64)}
		},
		Sink: formattest.BoardRows,
	}
}

// numbered counts the lines in front of a block, as a pipeline does.
type numbered struct {
	*boardjson.Parser
	before *int64
}

func (n numbered) Block(data []byte, base int64, sink record.Sink) {
	add := func(p *record.Place) { p.Line += *n.before }
	n.Parser.Block(data, base, record.Sink{
		Post:    func(p *record.Post) { add(&p.Place); sink.Post(p) },
		Profile: func(p *record.Profile) { add(&p.Place); sink.Profile(p) },
		Deed:    func(d *record.Deed) { add(&d.Place); sink.Deed(d) },
		Reject:  func(r record.Reject) { add(&r.Place); sink.Reject(r) },
		Outside: func(p record.Place) { add(&p); sink.Outside(p) },
	})
	*n.before += int64(bytes.Count(data, []byte{'\n'}))
}

func TestGolden(t *testing.T) {
	f := garden(t, formattest.Garden("boardjson"))
	data, said := f.Golden(t, "testdata/garden.in", "testdata/garden.golden", *update)
	f.CRLF(t, data, said)
}

func TestBounds(t *testing.T) {
	f := garden(t, formattest.Garden("boardjson"))
	long := func(n int) string { return strings.Repeat("x", n) }
	post := func(more string) string {
		return `{"type":"post","author":"fern","time":"2004-01-17 21:14:03",` + more + `}`
	}
	for want, line := range map[record.Reason]string{
		record.LongText:     post(`"text":"` + long(record.MaxText+1) + `"`),
		record.LongName:     post(`"subject":"` + long(record.MaxName+1) + `"`),
		record.ManyQuotes:   post(`"quotes":[` + strings.Repeat(`{},`, record.MaxQuotes+5) + `{}]`),
		record.ManyValues:   `{"type":"profile","name":"fern","groups":[` + strings.Repeat(`"g",`, record.MaxList+5) + `"g"]}`,
		boardjson.LongLine:  post(`"x":"` + long(1<<20) + `"`),
		boardjson.BadJSON:   post(`"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)),
		boardjson.NoType:    `{"type":"` + long(3000) + `"}`,
		boardjson.Repeated:  post(`"text":"","text":""`),
		boardjson.BadValue:  post(`"action":"yes"`),
		record.Reason("ok"): post(`"text":"` + long(record.MaxText) + `"`),
	} {
		said := f.Whole(t, []byte(line+"\n"))
		if got := strings.Contains(said, "reject: "+string(want)); got == (want == "ok") {
			t.Errorf("%s: %.200s", want, said)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":    func(s *record.Source) { s.Kind = record.Members },
		"columns": func(s *record.Source) { s.Columns = map[string][]string{"time": {"when"}} },
		"zone":    func(s *record.Source) { s.Clock.Zone = "Mars/Base" },
		"scope":   func(s *record.Source) { s.Scope.Addresses = []string{"here"} },
	} {
		src := formattest.Garden("boardjson")
		change(src)
		_, err := boardjson.Open(src)
		formattest.Refused(t, name, err, "IT/9")
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		`{"type":"post","author":"fern"}` + "\n":     true,
		"\ufeff\n" + `{"name":"x","type":"profile"}`: true,
		`{"type":"deed","kind":"ban","target":"x"}`:  true,
		`{"type":"post"}`:                            false,
		`{"type":"request","author":"x"}` + "\n":     false,
		`{"id":"p-1","schema":"Person"}` + "\n":      false,
		`{"type":"post","author":"fern"` + "\n":      false,
		"":                                           false, "type,author\n": false,
	} {
		if got := boardjson.Sniff([]byte(head)); got != want {
			t.Errorf("%q: %v", head, got)
		}
	}
}

func FuzzLines(f *testing.F) {
	data, err := os.ReadFile("testdata/garden.in")
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		f.Add(line)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		boardjson.Sniff(data)
		src := formattest.Garden("boardjson")
		src.Clock.Zone = "UTC" // opening reads the rules of a zone
		garden(t, src).Fuzzed(t, data)
	})
}

func BenchmarkPosts(b *testing.B) {
	var data []byte
	for i := range 50_000 {
		data = fmt.Appendf(data, `{"type":"post","forum":"Roses","thread":"t-%d","id":"p-%d","parent":"p-%d","author":"user%d","time":"2004-01-17 21:14:%02d",`+
			`"text":"The first frost came early this year, so I moved the pots indoors and cut the dahlias down to a hand's breadth above the ground."}`+"\n", i/20, i, i-1, i%300, i%60)
	}
	garden(b, formattest.Garden("boardjson")).BenchBoard(b, data, 50_000)
}
