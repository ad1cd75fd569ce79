package isc_test

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
	"comity/internal/records/format/isc"
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
		Scope: record.Scope{From: from, Addresses: []string{"198.18.0.0/16", "2001:db8::/32"}},
	}
}

func open(t testing.TB, src *record.Source) *isc.Parser {
	t.Helper()
	p, err := isc.Open(src)
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
			fmt.Fprintf(s, "%s: %s (%s) %s-%s %v..%v to %v..%v open=%v inforce=%v\n",
				s.at(a.Place), a.Subscriber, a.Device, a.First, a.Last, a.Start.Lo, a.Start.Hi, a.End.Lo, a.End.Hi, a.Open, a.InForce)
		},
		Reject:  func(r record.Reject) { fmt.Fprintf(s, "%s: reject: %s\n", s.at(r.Place), r.Reason) },
		Outside: func(p record.Place) { fmt.Fprintf(s, "%s: outside\n", s.at(p)) },
	}
}

// parse reads data in blocks of about n bytes, cut as a pipeline does.
func parse(p *isc.Parser, data []byte, n int) string {
	s := &said{end: int64(len(data))}
	for from, to := 0, 0; from < len(data); {
		to = min(to+n, len(data))
		end := to
		if to < len(data) {
			end = from + isc.Boundary(data[from:to])
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
	for _, name := range []string{"leases4", "leases6"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			t.Fatal(err)
		}
		got, file := parse(open(t, source()), data, len(data)), "testdata/"+name+".golden"
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
			if diff := cmp.Diff(got, parse(open(t, source()), data, n)); diff != "" {
				t.Fatalf("%d bytes at a time:\n%s", n, diff)
			}
		}
		crlf := bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		if a, b := strings.Count(got, "\n"), strings.Count(parse(open(t, source()), crlf, len(crlf)), "\n"); a != b {
			t.Errorf("%d records, with CR LF %d", a, b)
		}
	}
}

func TestBroken(t *testing.T) {
	for data, want := range map[string]string{
		"lease 198.18.0.7 {\n  uid \"\x00\";\n}\n":                               "NUL byte",
		"lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09;\n":                  "cut off",
		"lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09;\nlease ":            "cut off",
		"lease 198.18.0.7 {\n  uid \"rose;\n}\n":                                 "not of the format",
		"lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09\n}\n":                "not of the format",
		"lease 198.18.0.7 {\n  uid \"" + strings.Repeat("a", 1<<20) + "\";\n}\n": "longer than 1 MiB",
		"rose\n": "not of the format",
	} {
		if got := parse(open(t, source()), []byte(data), len(data)); !strings.Contains(got, want) {
			t.Errorf("%.60q: %s", data, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":  func(s *record.Source) { s.Kind = record.Answers },
		"clock": func(s *record.Source) { s.Clock.Zone = "" },
		"scope": func(s *record.Source) { s.Scope.Addresses = []string{"?"} },
	} {
		src := source()
		change(src)
		_, err := isc.Open(src)
		if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "IT/9") {
			t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
		}
	}
}

func TestBoundary(t *testing.T) {
	for _, c := range []struct {
		data string
		cut  int
	}{{"", 0}, {"}\n", 2}, {"a {\n  }\n}\nb", 10}, {"a {\r\n}\r\nb {\n  }\n", 8}, {"a }\n", 0}, {"a {\n}", 0}, {"}\n}\r", 2}} {
		if got := isc.Boundary([]byte(c.data)); got != c.cut {
			t.Errorf("%q: %d", c.data, got)
		}
	}
}

func TestSniff(t *testing.T) {
	for data, want := range map[string]bool{
		"# The format of this file\n\nauthoring-byte-order little-endian;\n\nlease 198.18.0.7 {\n": true,
		"server-duid \"\\000\";\nia-na \"\\001\\000\" {\n":                                         true,
		"failover peer \"a\" state {\n  my state normal;\n}\nlease 198.18.0.7 {\n":                 true,
		"lease,start,end\n": false,
		"":                  false,
	} {
		if got := isc.Sniff([]byte(data)); got != want {
			t.Errorf("%q: %v", data, got)
		}
	}
}

func lease(i, renewal int) string {
	at := 5 + renewal*20
	return fmt.Sprintf("lease 198.18.%d.%d {\n  starts 2 2004/03/02 14:%02d:09;\n  ends 2 2004/03/02 15:%02d:09;\n  tstp 2 2004/03/02 15:%02d:09;\n"+
		"  cltt 2 2004/03/02 14:%02d:09;\n  binding state active;\n  next binding state free;\n  rewind binding state free;\n"+
		"  hardware ethernet 02:00:00:00:%02x:%02x;\n  uid \"\\001\\002\\000\\000\\000%c%c\";\n  client-hostname \"host-%d\";\n}\n",
		i>>8&255, i&255, at, at, at, at, i>>8&255, i&255, 'a'+rune(i>>8&15), 'a'+rune(i&15), i)
}

// How fast are declarations read, two of three renewals?
func BenchmarkLeases(b *testing.B) {
	var data []byte
	for renewal := range 3 {
		for i := range 20_000 {
			data = append(data, lease(i, renewal)...)
		}
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer() // opening reads the rules of the zone
		p, n := open(b, source()), 0
		b.StartTimer()
		sink := record.Sink{Assignment: func(*record.Assignment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != 20_000 {
			b.Fatal(n)
		}
	}
}

func FuzzLeases(f *testing.F) {
	for _, name := range []string{"leases4", "leases6"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		for decl := range bytes.SplitAfterSeq(data, []byte("\n}\n")) {
			f.Add(decl)
		}
		f.Add(data)
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		want := parse(open(t, src), data, len(data))
		for _, n := range []int{len(data)/2 + 1, 61} {
			if got := parse(open(t, src), data, n); got != want {
				t.Errorf("%d bytes at a time:\n%s\nwhole:\n%s", n, got, want)
			}
		}
	})
}
