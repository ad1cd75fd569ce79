package radius_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/radius"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	src := formattest.Provider()
	src.Scope.Addresses = nil
	return src
}

func open(t testing.TB, src *record.Source) *radius.Parser {
	t.Helper()
	p, err := radius.Open(src, radius.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func([]byte) formattest.Rows { return open(t, src) },
		Cut:  radius.Boundary,
		Sink: func(s *formattest.Said) record.Sink {
			return record.Sink{Assignment: func(a *record.Assignment) {
				b, err := json.Marshal([]any{a.Start, a.End})
				if err != nil {
					panic(err)
				}
				fmt.Fprintf(s, "%s: %s %s-%s open=%v %s\n", s.At(a.Place), a.Subscriber, a.First, a.Last, a.Open, b)
			}}
		},
	}
}

func TestGolden(t *testing.T) {
	of(t, source()).Golden(t, "testdata/detail.in", "testdata/detail.golden", *update)
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
		formattest.Refused(t, name, err, "IT/9")
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
		f := of(t, src)
		f.Open = func([]byte) formattest.Rows {
			p, err := radius.Open(src, radius.Config{Closed: 16}) // so that some are forgotten, too
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		f.Fuzzed(t, data)
	})
}
