package asa_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/asa"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	var from comity.Instant
	if err := from.UnmarshalText([]byte("2003-06-01T00:00:00Z")); err != nil {
		panic(err)
	}
	return &record.Source{
		Ref: "IT/9", Kind: record.Assignments, Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"},
		Scope: record.Scope{From: from, To: from + 330*comity.Day, Addresses: []string{"198.18.0.0/16", "2001:db8::/32"}},
	}
}

func open(t testing.TB, head []byte) *asa.Parser {
	t.Helper()
	return openAs(t, head, source())
}

func openAs(t testing.TB, head []byte, src *record.Source) *asa.Parser {
	t.Helper()
	p, err := asa.Open(head, src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func place(p record.Place) string { return fmt.Sprintf("%d+%d line %d", p.Offset, p.Length, p.Line) }

type said struct {
	bytes.Buffer
	end int64 // no place may reach beyond
}

func (s *said) at(p record.Place) string {
	if p.Offset < 0 || p.Offset+int64(p.Length) > s.end || p.Line < 1 {
		panic(fmt.Sprintf("%+v lies outside %d bytes", p, s.end))
	}
	return place(p)
}

func (s *said) sink() record.Sink {
	return record.Sink{
		Assignment: func(a *record.Assignment) {
			if a.End.Hi < a.Start.Lo || a.Last.Compare(a.First) < 0 || a.Subscriber == "" {
				panic(fmt.Sprintf("%+v", a))
			}
			fmt.Fprintf(s, "%s: %s (%s) %s-%s %v..%v to %v..%v ports=%d-%d open=%v\n",
				s.at(a.Place), a.Subscriber, a.Device, a.First, a.Last, a.Start.Lo, a.Start.Hi, a.End.Lo, a.End.Hi, a.PortFrom, a.PortTo, a.Open)
		},
		Reject:  func(r record.Reject) { fmt.Fprintf(s, "%s: reject: %s\n", s.at(r.Place), r.Reason) },
		Outside: func(p record.Place) { fmt.Fprintf(s, "%s: outside\n", s.at(p)) },
	}
}

// parse reads data in blocks of about n bytes, cut at line ends.
func parse(p *asa.Parser, data []byte, n int) string {
	s := &said{end: int64(len(data))}
	for from, to := 0, 0; from < len(data); {
		to = min(to+n, len(data))
		end := to
		if to < len(data) {
			end = from + bytes.LastIndexByte(data[from:to], '\n') + 1
		}
		if end > from {
			block := bytes.Clone(data[from:end])
			p.Block(block, int64(from), s.sink())
			clear(block) // nothing of it may be kept
			from = end
		}
	}
	p.Close(s.sink())
	return s.String()
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"log", "block"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			t.Fatal(err)
		}
		got, file := parse(open(t, data), data, len(data)), "testdata/"+name+".golden"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Error(diff)
		}
		for n := 1; n < 3000; n += 97 {
			if diff := cmp.Diff(got, parse(open(t, data), data, n)); diff != "" {
				t.Fatalf("%d bytes at a time:\n%s", n, diff)
			}
		}
		crlf := bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		if a, b := strings.Count(got, "\n"), strings.Count(parse(open(t, crlf), crlf, len(crlf)), "\n"); a != b {
			t.Errorf("%d records, with CR LF %d", a, b)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":  func(s *record.Source) { s.Kind = record.Answers },
		"clock": func(s *record.Source) { s.Clock.Zone = "" },
		"scope": func(s *record.Source) { s.Scope.Addresses = []string{"?"} },
		"year":  func(s *record.Source) { s.Scope.From -= 366 * comity.Day },
		"from":  func(s *record.Source) { s.Scope.From = 0 },
		"form":  func(s *record.Source) { s.TimeForm = "year MMIV" },
	} {
		src := source()
		change(src)
		_, err := asa.Open([]byte(yearless), src)
		if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "IT/9") {
			t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
		}
	}
}

// A NUL byte and a line that breaks off are rejects.
func TestBroken(t *testing.T) {
	data := []byte("\x00" + yearless + yearless[:len(yearless)-1])
	got := parse(open(t, data), data, len(data))
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "NUL byte") || !strings.Contains(got, "cut off") {
		t.Error(got)
	}
}

const yearless = "Mar  2 14:05:09 fw1 : %ASA-6-305011: Built dynamic TCP translation from inside:10.1.2.3/1772 to outside:198.18.0.44/8256\n"

func TestSniff(t *testing.T) {
	for data, want := range map[string]bool{
		yearless: true,
		"Mar  2 14:05:09 fw1 : %ASA-6-302013: Built outbound TCP connection 1\n" + yearless: true,
		"Mar  2 14:05:09 fw1 : %ASA-6-302013: Built outbound TCP connection 1\n":            false,
		"-305011: \n": false,
		"":            false,
	} {
		if got := asa.Sniff([]byte(data)); got != want {
			t.Errorf("%q: %v", data, got)
		}
	}
}

// How fast are translations read?
func BenchmarkTranslations(b *testing.B) {
	var data []byte
	line := func(i, at int, what, tail string) {
		data = fmt.Appendf(data, "Mar 02 2004 %02d:%02d:%02d fw1 : %%ASA-6-%s dynamic TCP translation from inside:10.1.%d.%d/%d to outside:198.18.0.%d/%d%s\n",
			at/3600, at/60%60, at%60, what, i>>8&255, i&255, 1024+i%60000, i&15, 1024+i%60000, tail)
	}
	for i := range 40_000 {
		line(i, i, "305011: Built", "")
		if i >= 5000 {
			line(i-5000, i, "305012: Teardown", " duration 1:23:20")
		}
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer() // opening reads the rules of the zone
		p, n := open(b, data), 0
		b.StartTimer()
		sink := record.Sink{Assignment: func(*record.Assignment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != 40_000 {
			b.Fatal(n)
		}
	}
}

func FuzzLines(f *testing.F) {
	for _, name := range []string{"log", "block"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			f.Add(line)
		}
		f.Add(data)
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := asa.Open(data, src); err != nil {
			return
		}
		want := parse(openAs(t, data, src), data, len(data))
		for _, n := range []int{len(data)/2 + 1, 61} {
			if got := parse(openAs(t, data, src), data, n); got != want {
				t.Errorf("%d bytes at a time:\n%s\nwhole:\n%s", n, got, want)
			}
		}
	})
}
