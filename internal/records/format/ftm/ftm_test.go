package ftm_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/clock"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/ftm"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	return &record.Source{Ref: "GB/5", Kind: record.Network, Clock: clock.Statement{Zone: "UTC"}}
}

func open(t testing.TB) *ftm.Parser {
	t.Helper()
	p, err := ftm.Open(source())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// of is the format.
func of(t testing.TB) formattest.Format {
	return formattest.Format{
		Open: func([]byte) formattest.Rows { return open(t) },
		Sink: func(s *formattest.Said) record.Sink {
			return record.Sink{Relation: func(r *record.Relation) {
				fmt.Fprintf(s, "%s: %q (%s) %s %q (%s) role=%q country=%q from=%s..%s to=%s..%s\n", s.At(r.Place), r.Left, r.LeftKind, r.Relation,
					r.Right, r.RightKind, r.Role, r.Country, r.From.Lo, r.From.Hi, r.To.Lo, r.To.Hi)
			}}
		},
	}
}

func TestGolden(t *testing.T) {
	of(t).Golden(t, "testdata/network.in", "testdata/network.golden", *update)
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":    func(s *record.Source) { s.Kind = record.Members },
		"columns": func(s *record.Source) { s.Columns = map[string][]string{"left": {"owner"}} },
		"clock":   func(s *record.Source) { s.Clock.Zone = "Nowhere/Else" },
	} {
		src := source()
		change(src)
		_, err := ftm.Open(src)
		formattest.Refused(t, name, err, "GB/5")
	}
	src := source()
	src.Clock.Zone = ""
	if _, err := ftm.Open(src); err != nil {
		t.Errorf("a network needs no clock: %v", err)
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		"": false, "left,relation,right\n": false, `{"time":"x","remote_addr":"y"}`: false,
		"\n" + `{"id":"a","schema":"Company","properties":{}}` + "\n{cut": true, `{"id":"a","schema":"Company"}`: false,
	} {
		if got := ftm.Sniff([]byte(head)); got != want {
			t.Errorf("%q: %v", head, got)
		}
	}
}

// Each of a link's parties on one side goes with each on the other: a short line
// could stand for more relations than memory holds.
func TestManyParties(t *testing.T) {
	parties := func(n int) string { return `["p"` + strings.Repeat(`,"p"`, n-1) + "]" }
	for n, want := range map[int]string{
		100: "10000 relations, 0 rejects", 101: "0 relations, 1 rejects",
	} {
		relations, rejects := 0, 0
		sink := record.Sink{
			Relation: func(*record.Relation) { relations++ },
			Reject: func(r record.Reject) {
				if rejects++; r.Reason != ftm.ManyPairs {
					t.Error(r.Reason)
				}
			},
		}
		p := open(t)
		p.Block([]byte(`{"id":"o","schema":"Ownership","properties":{"owner":`+parties(n)+`,"asset":`+parties(n)+"}}\n"), 0, sink)
		p.Block([]byte(`{"id":"p","schema":"Person","caption":"Rose Gardener"}`+"\n"), 1<<20, sink)
		p.Close(sink)
		if got := fmt.Sprintf("%d relations, %d rejects", relations, rejects); got != want {
			t.Errorf("%d on each side: %s, want %s", n, got, want)
		}
	}
}

// A link waits for the parties that have no name yet, and for those only.
func TestSomePartiesAreKnown(t *testing.T) {
	got := of(t).Whole(t, []byte(`{"id":"a","schema":"Person","caption":"Anna"}
{"id":"x","schema":"Ownership","properties":{"owner":["a","b","d"],"asset":["c","a"]}}
{"id":"c","schema":"Company"}
{"id":"b","schema":"Person","caption":"Bea"}
{"id":"c","schema":"Vehicle","properties":{"title":["Cart"]}}
`))
	want := `"Anna" (person) owns "Anna" (person)
"Anna" (person) owns "Cart" (vehicle)
"Bea" (person) owns "Cart" (vehicle)
"Bea" (person) owns "Anna" (person)
reject: a party of the link is not in the file, or has no name
reject: a party of the link is not in the file, or has no name
`
	var plain strings.Builder
	for line := range strings.Lines(got) {
		_, line, _ = strings.Cut(line, ": ")
		line, _, _ = strings.Cut(strings.TrimSpace(line), " role=")
		fmt.Fprintln(&plain, line)
	}
	if diff := cmp.Diff(want, plain.String()); diff != "" {
		t.Error(diff)
	}
}

// How fast is a network of companies read, half of whose links come before the
// entities they name?
func BenchmarkNetworkOfEntities(b *testing.B) {
	var d bytes.Buffer
	const n = 5000
	link := func(i int) {
		fmt.Fprintf(&d, `{"id":"o-%d","schema":"Ownership","properties":{"owner":["c-%d"],"asset":["c-%d"],"percentage":["60"],"startDate":["2003-02-01"]},"datasets":["gardens"]}`+"\n", i, i, (i+1)%n)
	}
	for i := range n / 2 {
		link(i)
	}
	for i := range n {
		fmt.Fprintf(&d, `{"id":"c-%d","schema":"Company","caption":"Garden %d Ltd","properties":{"name":["Garden %d Ltd"],"country":["gb"]},"first_seen":"2004-03-01"}`+"\n", i, i, i)
	}
	for i := range n / 2 {
		link(i + n/2)
	}
	b.SetBytes(int64(d.Len()))
	b.ReportAllocs()
	for b.Loop() {
		got := 0
		sink := record.Sink{Relation: func(*record.Relation) { got++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p := open(b)
		p.Block(d.Bytes(), 0, sink)
		p.Close(sink)
		if got != 2*n {
			b.Fatal(got)
		}
	}
}

func FuzzEntities(f *testing.F) {
	data, err := os.ReadFile("testdata/network.in")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		ftm.Sniff(data)
		of(t).Fuzzed(t, data)
	})
}
