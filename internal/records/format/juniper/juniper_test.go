package juniper_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/juniper"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	src := formattest.Provider()
	src.Scope.To = src.Scope.From + 330*comity.Day
	return src
}

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func(data []byte) formattest.Rows {
			p, err := juniper.Open(data, src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.Assignments(func(a *record.Assignment) string {
			return fmt.Sprintf("ports=%d-%d open=%v", a.PortFrom, a.PortTo, a.Open)
		}),
	}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"log", "pba"} {
		data, got := of(t, source()).Golden(t, "testdata/"+name+".in", "testdata/"+name+".golden", *update)
		of(t, source()).CRLF(t, data, got)
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
		_, err := juniper.Open([]byte(yearless), src)
		formattest.Refused(t, name, err, "IT/9")
	}
}

// A NUL byte and a line that breaks off are rejects.
func TestBroken(t *testing.T) {
	data := []byte("\x00" + yearless + yearless[:len(yearless)-1])
	got := of(t, source()).Whole(t, data)
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "NUL byte") || !strings.Contains(got, "cut off") {
		t.Error(got)
	}
}

const yearless = "Mar  2 14:05:09 nat1 (FPC Slot 2, PIC Slot 0) {cgn}[NAT]: JSERVICES_NAT_PORT_BLOCK_ALLOC: 10.0.0.7 -> 198.18.0.3:1050-1099 \n"

const pbaLine = "Mar  2 14:05:09 nat1 RT_NAT: RT_SRC_NAT_PBA_ALLOC: Subscriber 10.0.0.7 used/maximum [1/8] blocks, " +
	"allocates port block [1050-1099] from 198.18.0.3 in source pool garden lsys_id: 0\n"

func TestSniff(t *testing.T) {
	for data, want := range map[string]bool{
		yearless:                                 true,
		"Mar  2 14:05:09 nat1 boot\n" + yearless: true,
		"NAT_PORT_BLOCK_ALLOC\n":                 false,
		pbaLine:                                  true,
		"Mar  2 14:05:09 nat1 RT_NAT: RT_SRC_NAT_PBA_FULL: Subscriber 10.0.0.7\n": false,
		"": false,
	} {
		if got := juniper.Sniff([]byte(data)); got != want {
			t.Errorf("%q: %v", data, got)
		}
	}
}

// A log that begins in the middle: the first RELEASE says who had the block then. Sent
// again it says nothing, and neither does one that another's ALLOC contradicts.
func TestReleaseAlone(t *testing.T) {
	line := func(clock, what, inner string) string {
		return "2004-03-02 " + clock + " [FWNAT]:ASP_NAT_PORT_BLOCK_" + what + ": " + inner + " -> 198.18.0.3:1050-1099\n"
	}
	data := line("20:00:00", "RELEASE", "10.0.0.7") + line("20:00:01", "RELEASE", "10.0.0.7") +
		line("20:05:00", "ALLOC", "10.0.0.8") + line("20:06:00", "RELEASE", "10.0.0.7") + line("20:10:00", "RELEASE", "10.0.0.8")
	var got []string
	for said := range strings.Lines(of(t, source()).Whole(t, []byte(data))) {
		_, said, _ = strings.Cut(said, " line ")
		got = append(got, strings.TrimSpace(said))
	}
	want := []string{
		"1: 10.0.0.7 () 198.18.0.3-198.18.0.3 2004-03-02T19:00:00Z..2004-03-02T19:00:00Z to 2004-03-02T19:00:00Z..2004-03-02T19:00:00Z ports=1050-1099 open=false",
		"2: reject: end without start or duration", "4: reject: end without start or duration",
		"3: 10.0.0.8 () 198.18.0.3-198.18.0.3 2004-03-02T19:05:00Z..2004-03-02T19:05:00Z to 2004-03-02T19:10:00Z..2004-03-02T19:10:00Z ports=1050-1099 open=false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// How fast are blocks of ports read?
func BenchmarkBlocks(b *testing.B) {
	var data []byte
	line := func(i, at int, what string) {
		data = fmt.Appendf(data, "Mar  2 %02d:%02d:%02d nat1 (FPC Slot 2, PIC Slot 0) 2004-03-02 %02d:%02d:%02d {cgn}[FWNAT]:ASP_NAT_PORT_BLOCK_%s: 10.0.%d.%d -> 198.18.0.%d:%d-%d\n",
			at/3600, at/60%60, at%60, at/3600, at/60%60, at%60, what, i>>8&255, i&255, i&15, 1024+(i>>4)%500*128, 1024+(i>>4)%500*128+127)
	}
	for i := range 40_000 {
		line(i, i, "ALLOC")
		if i >= 5000 {
			line(i-5000, i, "RELEASE")
		}
	}
	of(b, source()).Bench(b, data, 40_000)
}

func FuzzLines(f *testing.F) {
	for _, name := range []string{"log", "pba"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			f.Add(line)
		}
		f.Add(data)
	}
	const at = "Mar  2 07:05:10 nat1 (FPC Slot 2, PIC Slot 0) 2004-03-02 14:05:09 [FWNAT]:ASP_NAT_PORT_BLOCK_"
	for _, said := range []string{
		at + "ALLOC: 10.0.0.7 -> 198.18.0.3\n" + at + "ALLOC: 10.0.0.7 -> 198.18.0.3:1050\n" + at + "ALLOC: 3002:0:0:0:0:0:0:1 -> 198.18.0.3:1050-1099\n",
		at + "ACTIVE: vrf one 10.0.0.7 -> 198.18.0.3:1050-1099 0x4eae1f4c9\n" + at + "RELEASE: 10.0.0.7 -> 198.18.0.3:1050-1099 0x404g\n" + at + "RELEASE: 10.0.0.7 -> 198.18.0.3:1050-1099 [0x40449365]\n",
		"Sep 30 14:05:09 nat1 ASP_NAT_PORT_BLOCK_ALLOC: 10.0.0.7 -> 198.18.0.3:1050-1099\n",
		"2004-03-02T14:05:09Z srx RT_NAT: RT_SRC_NAT_PBA_ALLOC: Subscriber 10.0.0.7 used/maximum [1/8] blocks, allocates port block [1050] from 198.18.0.3 in source pool p\n",
		"2004-03-02T14:05:09Z srx RT_NAT - RT_SRC_NAT_PBA_ALLOC [x internal-ip=\"10.0.0.7\" block-port-low=\"1\"]\n2004-03-02T14:05:09Z srx RT_SRC_NAT_PBA_OUT: x\n",
	} {
		f.Add([]byte(said))
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := juniper.Open(data, src); err != nil {
			return
		}
		juniper.Sniff(data)
		of(t, src).Fuzzed(t, data)
	})
}
