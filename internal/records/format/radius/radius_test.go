package radius_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/radius"
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
		Scope: record.Scope{From: from},
	}
}

func open(t testing.TB, src *record.Source) *radius.Parser {
	t.Helper()
	p, err := radius.Open(src, radius.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// place prints a record's place; the same for all outcomes.
func place(p record.Place) string { return fmt.Sprintf("%d+%d line %d", p.Offset, p.Length, p.Line) }

type said struct{ bytes.Buffer }

func (s *said) sink() record.Sink {
	return record.Sink{
		Assignment: func(a *record.Assignment) {
			b, err := json.Marshal([]any{a.Start, a.End})
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(s, "%s: %s %s-%s open=%v %s\n", place(a.Place), a.Subscriber, a.First, a.Last, a.Open, b)
		},
		Reject:  func(r record.Reject) { fmt.Fprintf(s, "%s: reject: %s\n", place(r.Place), r.Reason) },
		Outside: func(p record.Place) { fmt.Fprintf(s, "%s: outside\n", place(p)) },
	}
}

// parse reads data in blocks of about n bytes, cut as a pipeline does.
func parse(p *radius.Parser, data []byte, n int) string {
	s := &said{}
	for from, to := 0, 0; from < len(data); {
		to = min(to+n, len(data))
		end := to
		if to < len(data) {
			end = from + radius.Boundary(data[from:to])
		}
		if end > from {
			p.Block(bytes.Clone(data[from:end]), int64(from), s.sink())
			from = end
		}
	}
	p.Close(s.sink())
	return s.String()
}

func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/detail.in")
	if err != nil {
		t.Fatal(err)
	}
	got := parse(open(t, source()), data, len(data))
	if *update {
		if err := os.WriteFile("testdata/detail.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/detail.golden")
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
}

func TestAddressScope(t *testing.T) {
	data, err := os.ReadFile("testdata/detail.in")
	if err != nil {
		t.Fatal(err)
	}
	src := source()
	src.Scope.Addresses = []string{"2001:db8:8::/48"}
	var n, outside int
	p := open(t, src)
	sink := record.Sink{
		Assignment: func(a *record.Assignment) {
			if n++; a.First.String() != "2001:db8:8::" || a.Last.String() != "2001:db8:8:ff:ffff:ffff:ffff:ffff" {
				t.Errorf("%+v", a)
			}
		},
		Outside: func(record.Place) { outside++ },
	}
	p.Block(data, 0, sink)
	p.Close(sink)
	if n != 1 || outside < 10 {
		t.Errorf("%d covered, %d outside", n, outside)
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
		_, err := radius.Open(src, radius.Config{})
		if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "IT/9") {
			t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
		}
	}
	if _, err := radius.Open(source(), radius.Config{Closed: -1}); comity.KindOf(err) != comity.Usage {
		t.Error(err)
	}
}

func TestBoundary(t *testing.T) {
	for _, c := range []struct {
		data string
		cut  int
	}{{"", 0}, {"a\n", 0}, {"a\n\n", 3}, {"a\n\nb\n", 3}, {"a\r\n\r\nb\r\n\r", 5}, {"a\n\n\nb", 4}, {"a\n\nb\n\r\nc", 7}} {
		if got := radius.Boundary([]byte(c.data)); got != c.cut {
			t.Errorf("%q: %d", c.data, got)
		}
	}
}

// A parser remembers as many closed sessions as it is told, no more.
func TestClosedIsBounded(t *testing.T) {
	p, err := radius.Open(source(), radius.Config{Closed: 2})
	if err != nil {
		t.Fatal(err)
	}
	var data []byte
	for range 2 {
		for i := range 3 {
			data = append(data, record3(i, "Start", 0)...)
			data = append(data, record3(i, "Stop", 30)...)
		}
	}
	n := 0
	sink := record.Sink{Assignment: func(*record.Assignment) { n++ }}
	p.Block(data, 0, sink)
	p.Close(sink)
	if n != 6 {
		t.Errorf("%d assignments", n)
	}
	if p, n = open(t, source()), 0; true {
		p.Block(data, 0, sink)
		p.Close(sink)
	}
	if n != 3 {
		t.Errorf("%d assignments where all are remembered", n)
	}
}

func record3(i int, status string, minute int) string {
	return fmt.Sprintf("Tue Mar  2 14:%02d:09 2004\n\tAcct-Session-Id = \"%08X\"\n\tUser-Name = \"user%05d@dsl.example\"\n"+
		"\tAcct-Status-Type = %s\n\tAcct-Authentic = RADIUS\n\tNAS-IP-Address = 10.0.0.1\n\tNAS-Port = %d\n\tService-Type = Framed-User\n"+
		"\tFramed-Protocol = PPP\n\tFramed-IP-Address = 198.18.%d.%d\n\tAcct-Delay-Time = 0\n\tEvent-Timestamp = \"Mar  2 2004 14:%02d:09 CET\"\n"+
		"\tAcct-Unique-Session-Id = \"%032x\"\n\tTimestamp = %d\n\n",
		minute, i, i%20000, status, i, i>>8&255, i&255, minute, i, 1078232709+minute*60)
}

func BenchmarkDetail(b *testing.B) {
	var data []byte
	for i := range 20_000 {
		data = append(data, record3(i, "Start", 0)...)
		if i >= 5000 {
			data = append(data, record3(i-5000, "Stop", 30)...)
		}
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		p, n := open(b, source()), 0
		sink := record.Sink{Assignment: func(*record.Assignment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != 20_000 {
			b.Fatal(n)
		}
	}
}

func FuzzDetail(f *testing.F) {
	data, err := os.ReadFile("testdata/detail.in")
	if err != nil {
		f.Fatal(err)
	}
	for rec := range bytes.SplitSeq(data, []byte("\n\n")) {
		f.Add(append(bytes.Clone(rec), "\n\n"...))
	}
	f.Add(data)
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
