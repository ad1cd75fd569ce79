package kea_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/kea"
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

func open(t testing.TB, head []byte) *kea.Parser {
	t.Helper()
	return openAs(t, head, source())
}

func openAs(t testing.TB, head []byte, src *record.Source) *kea.Parser {
	t.Helper()
	p, err := kea.Open(head, src)
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

// parse reads data in blocks of about n bytes, cut at line ends.
func parse(p *kea.Parser, data []byte, n int) string {
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
	for _, name := range []string{"lease4", "lease6"} {
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

const head4 = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id\n"

// Bytes that no line may hold, and a line that breaks off, are rejects.
func TestBroken(t *testing.T) {
	data := []byte(head4 + "198.18.0.7,02:00:00:00:00:07\x00,,3600,1078235109,1,0,0,,0,,0\n198.18.0.7,02:00:00:00:00:07,,3600,1078235109,1,0,0,,0,,")
	got := parse(open(t, data), data, len(data))
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "NUL byte") || !strings.Contains(got, "cut off") {
		t.Error(got)
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
		refused(t, name, []byte(head4), src)
	}
	refused(t, "head", []byte("address,start,end\n"), source())
}

func refused(t *testing.T, name string, head []byte, src *record.Source) {
	t.Helper()
	_, err := kea.Open(head, src)
	if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "IT/9") {
		t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
	}
}

// What Kea's own tests expect of its dumps; the addresses there are of 0.0.0.0/8.
func TestKeaSamples(t *testing.T) {
	dir := "../../../../../shared/data/radius-dhcp-nat/kea/"
	for name, want := range map[string][]string{
		"lease4_dump_test.reference.csv": {"0.0.0.10", "0.0.0.12"},
		"lease6_dump_test.reference.csv": {"::10", "::12", "::13"},
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("no samples here")
		}
		src := source()
		src.Scope = record.Scope{}
		p, err := kea.Open(data, src)
		if err != nil || !kea.Sniff(data) {
			t.Fatal(err)
		}
		var got []string
		sink := record.Sink{
			Assignment: func(a *record.Assignment) {
				got = append(got, a.First.String())
				if life := a.End.Lo - a.Start.Lo; life != 40*comity.Second && life != 30*comity.Second {
					t.Errorf("%s lasted %v", a.First, life)
				}
			},
			Reject: func(r record.Reject) { t.Errorf("%s: %+v", name, r) },
		}
		p.Block(data, 0, sink)
		p.Close(sink)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	invented, err := os.ReadFile(filepath.Join(dir, "fuzz-corpus-leases.csv"))
	if err != nil {
		t.Skip("no samples here")
	}
	if kea.Sniff(invented) {
		t.Error("an invented layout is taken for Kea's")
	}
	refused(t, "invented layout", invented, source())
}

func row(i, renewal int) string {
	return fmt.Sprintf("198.18.%d.%d,02:00:00:00:%02x:%02x,01:02:00:00:00:%02x:%02x,3600,%d,1,0,0,host-%d.example,0,,0\n",
		i>>8&255, i&255, i>>8&255, i&255, i>>8&255, i&255, 1078235109+renewal*1800+i/100, i)
}

// How fast are rows read, most of them renewals?
func BenchmarkLeases(b *testing.B) {
	data := []byte(head4)
	for renewal := range 5 {
		for i := range 20_000 {
			data = append(data, row(i, renewal)...)
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
		if n != 20_000 {
			b.Fatal(n)
		}
	}
}

func FuzzLeases(f *testing.F) {
	for _, name := range []string{"lease4", "lease6"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		head, rows, _ := bytes.Cut(data, []byte("\n"))
		for line := range bytes.Lines(rows) {
			f.Add(append(append(bytes.Clone(head), '\n'), line...))
		}
		f.Add(data)
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := kea.Open(data, src); err != nil {
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
