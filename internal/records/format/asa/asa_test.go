package asa_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/format/asa"
	"comity/internal/records/format/formattest"
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
			p, err := asa.Open(data, src)
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
	for _, name := range []string{"log", "block", "server"} {
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
		_, err := asa.Open([]byte(yearless), src)
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
	of(b, source()).Bench(b, data, 40_000)
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
	const built, teardown = "Mar  2 2004 14:05:09 fw1 : %ASA-6-305011: Built dynamic ", "Mar  2 2004 14:06:09 fw1 : %ASA-6-305012: Teardown dynamic "
	for _, said := range []string{
		built + "SCTP translation from inside:10.1.2.3/1772 to outside:198.18.0.44/8256\n" + teardown + "SCTP translation from inside:10.1.2.3/1772 to outside:198.18.0.44/8256 duration 0:61:00\n",
		built + "TCP translation from inside:10.1.2.3 to outside:198.18.0.44/8256\n" + built + "TCP translation from 10.1.2.3/1 to outside:198.18.0.44/8256\n",
		built + "TCP translation from inside:10.1.2.3/1 to 198.18.0.44/8256\n" + built + "TCP translation from inside(in):10.1.2.3/1(GARDEN\\rose) to outside:198.18.0.44/8256\n",
		"no stamp at all\n" + built + "TCP translation from inside:10.1.2.3/1 to outside:198.18.0.44/8256\n%ASA-66666666666-305011: x\n-305011: y\n",
		"Sep 30 14:05:09 fw1 : %ASA-6-305011: Built dynamic TCP translation from inside:10.1.2.3/1 to outside:198.18.0.44/8256\n",
		"Mar  2 2004 14:05:09 : %ASA-6-305014: Allocated TCP block of ports for translation from inside:10.1.2.3 to outside:198.18.300.4/1024-1535\n",
		teardown + "TCP translation from inside:10.1.2.3/1 to outside:198.18.0.44/8256 duration 26:00:09\n" + teardown + "UDP translation from inside:10.1.2.3/1 to outside:198.18.0.44/8256\n",
	} {
		f.Add([]byte(said))
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := asa.Open(data, src); err != nil {
			return
		}
		asa.Sniff(data)
		of(t, src).Fuzzed(t, data)
	})
}
