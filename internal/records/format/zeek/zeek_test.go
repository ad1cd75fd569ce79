package zeek_test

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
	"comity/internal/records/format/zeek"
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

func open(t testing.TB, head []byte) *zeek.Parser {
	t.Helper()
	return openAs(t, head, source())
}

func openAs(t testing.TB, head []byte, src *record.Source) *zeek.Parser {
	t.Helper()
	p, err := zeek.Open(head, src)
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
func parse(p *zeek.Parser, data []byte, n int) string {
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
	for _, name := range []string{"tsv", "json"} {
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

const head = "#separator \\x09\n#unset_field\t-\n#path\tdhcp\n#fields\tts\tmac\tassigned_addr\tlease_time\tmsg_types\n"

// Bytes that no line may hold, and a line that breaks off, are rejects.
func TestBroken(t *testing.T) {
	data := []byte(head + "1078239700.0\t02:00:00:00:00:0f\t198.18.0.15\t600.0\tACK\x00\n1078239700.0\t02:00:00:00:00:0f\t198.18.0.15\t600.0\tACK")
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
		refused(t, name, []byte(head), src)
	}
	refused(t, "path", []byte(strings.Replace(head, "dhcp", "radius", 1)), source())
	refused(t, "head", []byte("ts\tuids\n"), source())
}

func refused(t *testing.T, name string, head []byte, src *record.Source) {
	t.Helper()
	_, err := zeek.Open(head, src)
	if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "IT/9") {
		t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
	}
}

// Of Zeek's own baselines: what each log says was given. Their stamps are blotted out; one stamp stands for all.
func TestZeekBaselines(t *testing.T) {
	dir := "../../../../../shared/data/radius-dhcp-nat/zeek/baseline/scripts.base.protocols.dhcp."
	const given = "192.168.0.10 00:0a:28:00:fa:42 00:0a:28:00:fa:42 3600s"
	for name, want := range map[string][]string{
		"cluster/manager.dhcp.log":             nil,
		"dhcp-ack-msg-types/dhcp.log":          {given},
		"dhcp-all-msg-types/dhcp.log":          {"reject: end without start or duration"},
		"dhcp-discover-msg-types/dhcp.log":     nil,
		"dhcp-prevent-large-msgtypes/dhcp.log": nil,
		"dhcp-prevent-large-uids/dhcp.log":     nil,
		"dhcp-sub-opts/dhcp.log":               {"192.168.0.10 -subID- 00:0a:28:00:fa:42 3600s"},
		"inform/dhcp.log":                      nil,
	} {
		data, err := os.ReadFile(filepath.FromSlash(dir + name))
		if err != nil {
			t.Skip("no samples here")
		}
		if name == "cluster/manager.dhcp.log" {
			want = []string{given}
		}
		data = bytes.ReplaceAll(data, []byte("XXXXXXXXXX.XXXXXX"), []byte("1078236309.000000"))
		src := source()
		src.Scope = record.Scope{}
		var got []string
		sink := record.Sink{
			Assignment: func(a *record.Assignment) {
				got = append(got, fmt.Sprintf("%s %s %s %ds", a.First, a.Subscriber, a.Device, (a.End.Lo-a.Start.Lo)/comity.Second))
			},
			Reject: func(r record.Reject) { got = append(got, "reject: "+string(r.Reason)) },
		}
		p := openAs(t, data, src)
		p.Block(data, 0, sink)
		p.Close(sink)
		if diff := cmp.Diff(want, got); diff != "" || !zeek.Sniff(data) {
			t.Errorf("%s: %s", name, diff)
		}
	}
	bare, err := os.ReadFile(filepath.FromSlash(dir + "dhcp-max-tracked-transactions/dhcp.log"))
	if err != nil {
		t.Skip("no samples here")
	}
	if zeek.Sniff(bare) {
		t.Error("a log without its head lines is taken for one")
	}
	refused(t, "no head lines", bare, source())
}

// How fast are exchanges read, four of five renewals: with the five fields that
// are needed, and with all that Zeek writes?
func BenchmarkExchanges(b *testing.B) {
	const all = "#separator \\x09\n#unset_field\t-\n#path\tdhcp\n#fields\tts\tuids\tclient_addr\tserver_addr\tmac\thost_name\tclient_fqdn\tdomain\t" +
		"requested_addr\tassigned_addr\tlease_time\tclient_message\tserver_message\tmsg_types\tduration\n"
	for _, c := range []struct{ name, head, row string }{
		{"needed", head, "%d.250000\t02:00:00:00:%02x:%02x\t198.18.%d.%d\t3600.000000\tREQUEST,ACK\n"},
		{"all", all, "%d.250000\tCmWOt6VWaNqqYcYH6,CsWOk5OcfHe2PxTfa\t198.18.%[4]d.%[5]d\t198.18.255.1\t02:00:00:00:%02[2]x:%02[3]x\trose-%[5]d\t-\tlan.example\t" +
			"-\t198.18.%[4]d.%[5]d\t3600.000000\t-\t-\tREQUEST,ACK\t0.000537\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			data := []byte(c.head)
			for renewal := range 5 {
				for i := range 20_000 {
					data = fmt.Appendf(data, c.row, 1078235109+renewal*1800+i/100, i>>8&255, i&255, i>>8&255, i&255)
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
		})
	}
}

func FuzzLines(f *testing.F) {
	for _, name := range []string{"tsv", "json"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			f.Add(append([]byte(head), line...))
		}
		f.Add(data)
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := zeek.Open(data, src); err != nil {
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
