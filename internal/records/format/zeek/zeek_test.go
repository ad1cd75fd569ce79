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
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/zeek"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source { return formattest.Provider() }

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func(data []byte) formattest.Rows {
			p, err := zeek.Open(data, src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.Assignments(func(a *record.Assignment) string {
			return fmt.Sprintf("open=%v inforce=%v", a.Open, a.InForce)
		}),
	}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"tsv", "json"} {
		data, got := of(t, source()).Golden(t, "testdata/"+name+".in", "testdata/"+name+".golden", *update)
		of(t, source()).CRLF(t, data, got)
	}
}

const head = "#separator \\x09\n#unset_field\t-\n#path\tdhcp\n#fields\tts\tmac\tassigned_addr\tlease_time\tmsg_types\n"

// Bytes that no line may hold, and a line that breaks off, are rejects.
func TestBroken(t *testing.T) {
	data := []byte(head + "1078239700.0\t02:00:00:00:00:0f\t198.18.0.15\t600.0\tACK\x00\n1078239700.0\t02:00:00:00:00:0f\t198.18.0.15\t600.0\tACK")
	got := of(t, source()).Whole(t, data)
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
	formattest.Refused(t, name, err, "IT/9")
}

// Of Zeek's own baselines: what each log says was given. Their stamps are blotted out; one stamp stands for all.
func TestZeekBaselines(t *testing.T) {
	dir := "../../../../../shared/data/radius-dhcp-nat/zeek/baseline/scripts.base.protocols.dhcp."
	const given = "192.168.0.10 00:0a:28:00:fa:42 00:0a:28:00:fa:42 3600s"
	for name, want := range map[string][]string{
		"cluster/manager.dhcp.log":             nil,
		"dhcp-ack-msg-types/dhcp.log":          {given},
		"dhcp-all-msg-types/dhcp.log":          nil,
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
		p := of(t, src).Open(data)
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
// are needed and with all that Zeek writes, clients renewing in the order of the
// time before or in another one each time?
func BenchmarkExchanges(b *testing.B) {
	const all = "#separator \\x09\n#unset_field\t-\n#path\tdhcp\n#fields\tts\tuids\tclient_addr\tserver_addr\tmac\thost_name\tclient_fqdn\tdomain\t" +
		"requested_addr\tassigned_addr\tlease_time\tclient_message\tserver_message\tmsg_types\tduration\n"
	const full = "%d.250000\tCmWOt6VWaNqqYcYH6,CsWOk5OcfHe2PxTfa\t198.18.%[4]d.%[5]d\t198.18.255.1\t02:00:00:00:%02[2]x:%02[3]x\trose-%[5]d\t-\tlan.example\t" +
		"-\t198.18.%[4]d.%[5]d\t3600.000000\t-\t-\tREQUEST,ACK\t0.000537\n"
	const needed = "%d.250000\t02:00:00:00:%02x:%02x\t198.18.%d.%d\t3600.000000\tREQUEST,ACK\n"
	for _, c := range []struct {
		name, head, row string
		order           [5]int // prime to the clients
	}{
		{"needed", head, needed, [5]int{1, 1, 1, 1, 1}},
		{"shuffled", head, needed, [5]int{1, 7919, 3457, 12343, 17}},
		{"all", all, full, [5]int{1, 1, 1, 1, 1}},
		{"all shuffled", all, full, [5]int{1, 7919, 3457, 12343, 17}},
	} {
		b.Run(c.name, func(b *testing.B) {
			data := []byte(c.head)
			for renewal := range 5 {
				for n := range 20_000 {
					i := n * c.order[renewal] % 20_000
					data = fmt.Appendf(data, c.row, 1078235109+renewal*1800+n/100, i>>8&255, i&255, i>>8&255, i&255)
				}
			}
			of(b, source()).Bench(b, data, 20_000)
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
		of(t, src).Fuzzed(t, data)
	})
}
