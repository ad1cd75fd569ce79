// Package formattest holds the rules that every format of rows keeps, as checks
// for the tests of the formats: what a parser says depends on its stream and not on
// where that was cut into blocks, keeps nothing of a block that it was given, and
// names places that lie inside the stream, by the line that they are in.
package formattest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Rows is a parser of rows; format.Rows says what its methods do.
type Rows interface {
	Block(data []byte, base int64, sink record.Sink)
	Close(sink record.Sink)
}

// Format is what the checks need to know of a format.
type Format struct {
	Open func(data []byte) Rows       // a new parser of the stream
	Cut  block.Cut                    // nil: block.Lines
	Sink func(said *Said) record.Sink // writes what records say; other outcomes may be left out
}

// Said is what a parser made of a stream, as text.
type Said struct {
	bytes.Buffer
	t    testing.TB
	data []byte
}

// At writes a place, which must lie inside the stream and name its line.
func (s *Said) At(p record.Place) string {
	s.t.Helper()
	if p.Offset < 0 || p.Length < 0 || p.Offset+int64(p.Length) > int64(len(s.data)) {
		s.t.Fatalf("%+v lies outside %d bytes", p, len(s.data))
	}
	if line := 1 + int64(bytes.Count(s.data[:p.Offset], []byte{'\n'})); p.Line != line {
		s.t.Fatalf("%+v is in line %d", p, line)
	}
	return fmt.Sprintf("%d+%d line %d", p.Offset, p.Length, p.Line)
}

// complete lets a sink write the outcomes that are no records.
func (s *Said) complete(sink record.Sink) record.Sink {
	if sink.Reject == nil {
		sink.Reject = func(r record.Reject) { fmt.Fprintf(s, "%s: reject: %s\n", s.At(r.Place), r.Reason) }
	}
	if sink.Outside == nil {
		sink.Outside = func(p record.Place) { fmt.Fprintf(s, "%s: outside\n", s.At(p)) }
	}
	if sink.Aside == nil {
		sink.Aside = func(r record.Reject) { fmt.Fprintf(s, "%s: aside: %s\n", s.At(r.Place), r.Reason) }
	}
	return sink
}

// Read gives data to a new parser in blocks of about n bytes, cut as a pipeline
// does, and returns what it says.
func (f Format) Read(t testing.TB, data []byte, n int) string {
	t.Helper()
	return f.Feed(t, f.Open(data), data, n)
}

// Feed is Read by a parser that has been opened.
func (f Format) Feed(t testing.TB, p Rows, data []byte, n int) string {
	t.Helper()
	s := &Said{t: t, data: data}
	sink := s.complete(f.Sink(s))
	cut := f.Cut
	if cut == nil {
		cut = block.Lines
	}
	for from, to := 0, 0; from < len(data); {
		to = min(to+n, len(data))
		end := to
		if to < len(data) {
			end = from + cut(data[from:to])
		}
		if end > from {
			part := bytes.Clone(data[from:end])
			p.Block(part, int64(from), sink)
			clear(part) // nothing of it may be kept
			from = end
		}
	}
	p.Close(sink)
	return s.String()
}

// Whole is Read of data in one block.
func (f Format) Whole(t testing.TB, data []byte) string {
	t.Helper()
	return f.Read(t, data, len(data))
}

// CRLF checks that data, which says said, says as much with carriage returns in
// front of its line ends.
func (f Format) CRLF(t testing.TB, data []byte, said string) {
	t.Helper()
	data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	if a, b := strings.Count(said, "\n"), strings.Count(f.Whole(t, data), "\n"); a != b {
		t.Errorf("%d records, with CR LF %d", a, b)
	}
}

// Steady checks that data reads the same in blocks of each of the lengths, and
// returns how.
func (f Format) Steady(t testing.TB, data []byte, lengths ...int) string {
	t.Helper()
	whole := f.Whole(t, data)
	for _, n := range lengths {
		if diff := cmp.Diff(whole, f.Read(t, data, n)); diff != "" {
			t.Fatalf("%d bytes at a time:\n%s", n, diff)
		}
	}
	return whole
}

// Fuzzed is Steady for what a fuzzer made up.
func (f Format) Fuzzed(t testing.TB, data []byte) {
	t.Helper()
	f.Steady(t, data, len(data)/2+1, 61)
}

// mark is the byte order mark of UTF-8, which editors and exports put in front of text.
const mark = "\ufeff"

// place is how a line of Said begins: "1135+65 line 22: …".
var place = regexp.MustCompile(`(?m)^\d+\+\d+`)

// Marked checks that data, which says said, says as much behind a byte order mark,
// wherever that is cut. Whether the mark is part of the first record's place is the
// format's to say.
func (f Format) Marked(t testing.TB, data []byte, said string) {
	t.Helper()
	marked := f.Steady(t, append([]byte(mark), data...), 1, 2, 3)
	if diff := cmp.Diff(place.ReplaceAllString(said, ""), place.ReplaceAllString(marked, "")); diff != "" {
		t.Errorf("behind a byte order mark:\n%s", diff)
	}
}

// Golden checks that the stream in the file in says what stands in the file
// golden, wherever it is cut; update writes that anew. It returns both.
func (f Format) Golden(t testing.TB, in, golden string, update bool) (data []byte, said string) {
	t.Helper()
	data, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	var lengths []int
	for n := 1; n < min(len(data), 3000); n += 97 {
		lengths = append(lengths, n)
	}
	said = f.Steady(t, data, lengths...)
	if update {
		if err := os.WriteFile(golden, []byte(said), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), said); diff != "" {
		t.Error(diff)
	}
	f.Marked(t, data, said)
	return data, said
}

// Refused checks that err is an Input error that names the exhibit ref and the way out.
func Refused(t testing.TB, name string, err error, ref string) {
	t.Helper()
	if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), ref) {
		t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
	}
}

// Provider is an exhibit of an access provider in Rome, from June 2003 on.
func Provider() *record.Source {
	var from comity.Instant
	if err := from.UnmarshalText([]byte("2003-06-01T00:00:00Z")); err != nil {
		panic(err)
	}
	return &record.Source{
		Ref: "IT/9", Kind: record.Assignments, Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"},
		Scope: record.Scope{From: from, Addresses: []string{"198.18.0.0/16", "2001:db8::/32"}},
	}
}

// Assignments writes assignments that hold together; more adds what is told of
// each beyond addresses, names and times.
func Assignments(more func(a *record.Assignment) string) func(s *Said) record.Sink {
	return func(s *Said) record.Sink {
		return record.Sink{Assignment: func(a *record.Assignment) {
			if a.End.Hi < a.Start.Lo || a.Last.Compare(a.First) < 0 || a.Subscriber == "" {
				s.t.Fatalf("%+v", a)
			}
			fmt.Fprintf(s, "%s: %s (%s) %s-%s %v..%v to %v..%v %s\n",
				s.At(a.Place), a.Subscriber, a.Device, a.First, a.Last, a.Start.Lo, a.Start.Hi, a.End.Lo, a.End.Hi, more(a))
		}}
	}
}

// Statements writes what the entries of bank statements say, each with the ends of
// the bytes that it cites: the first head ones, and the last ten.
func Statements(head int) func(s *Said) record.Sink {
	return func(s *Said) record.Sink {
		cite := func(what string, p record.Place, v any) {
			at := s.At(p)
			b, err := json.Marshal(v)
			if err != nil {
				s.t.Fatal(err)
			}
			cited := s.data[p.Offset : p.Offset+int64(p.Length)]
			fmt.Fprintf(s, "%s %.*q…%.10q %s %s\n", at, head, cited, cited[max(0, len(cited)-10):], what, b)
		}
		return record.Sink{
			Payment: func(p *record.Payment) {
				y := *p
				y.Place = record.Place{}
				cite("payment", p.Place, y)
			},
			Reject:  func(r record.Reject) { cite("reject", r.Place, r.Reason) },
			Aside:   func(r record.Reject) { cite("aside", r.Place, r.Reason) },
			Outside: func(p record.Place) { cite("outside", p, nil) },
		}
	}
}

// Bench measures how fast data is read, which must hold so many assignments and
// no reject.
func (f Format) Bench(b *testing.B, data []byte, assignments int) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer() // opening reads the rules of the zone
		p, n := f.Open(data), 0
		b.StartTimer()
		sink := record.Sink{Assignment: func(*record.Assignment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != assignments {
			b.Fatal(n)
		}
	}
}
