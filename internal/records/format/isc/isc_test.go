package isc_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"comity/internal/records/format/formattest"
	"comity/internal/records/format/isc"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source { return formattest.Provider() }

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func(_ []byte) formattest.Rows {
			p, err := isc.Open(src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Cut: isc.Boundary,
		Sink: formattest.Assignments(func(a *record.Assignment) string {
			return fmt.Sprintf("open=%v inforce=%v", a.Open, a.InForce)
		}),
	}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"leases4", "leases6"} {
		data, got := of(t, source()).Golden(t, "testdata/"+name+".in", "testdata/"+name+".golden", *update)
		of(t, source()).CRLF(t, data, got)
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
		if got := of(t, source()).Whole(t, []byte(data)); !strings.Contains(got, want) {
			t.Errorf("%.60q: %s", data, got)
		}
	}
}

// A lease that was given up within the hour in which the machine's clock was put back ends before it starts, and is over
// for all that.
func TestClockPutBack(t *testing.T) {
	decl := func(ends, state string) string {
		return "lease 198.18.0.7 {\n  starts 2 2004/03/02 02:50:09;\n  ends 2 2004/03/02 " + ends + ";\n  binding state " + state + ";\n  uid \"rose\";\n}\n"
	}
	for ends, want := range map[string]string{
		"02:05:09": "2004-03-02T02:50:09Z..2004-03-02T02:50:09Z to 2004-03-02T02:50:09Z..2004-03-02T04:05:09Z open=false",
		"00:05:09": "end before start",
	} {
		got := of(t, source()).Whole(t, []byte(decl("14:50:09", "active")+decl(ends, "free")))
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s", ends, got)
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
		formattest.Refused(t, name, err, "IT/9")
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
	of(b, source()).Bench(b, data, 20_000)
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
	lease := func(rest string) string {
		return "lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09;\n" + rest + "\n}\n"
	}
	for _, said := range []string{
		lease(`  ends never; client-hostname "open;`), lease("  ends 2 2004/03/02 15:05:09; # a comment;\n  x # y"), lease("  ends never; } }"), lease("  abandoned; # to the end"), lease("word"),
		lease("  ends 7 2004/03/02 15:05:09;\n  hardware ethernet 02:00:00:00:00:07;"), lease("  ends 2 2004/02/30 15:05:09; uid \"\\400\\9\";"), lease("  ends epoch 1078236309; uid 1:fff:0; option agent.remote-id A:B;"),
		lease("  ends 2 2004/03/02 15:05:09;\n  binding state active;"), lease("  ends 2 2004/03/02 13:05:09;\n  uid \"rose\";"), "lease 198.18.0.7/24 {\n  ends never;\n}\n",
		lease("  ends never; uid \"rose\";") + lease("  binding state abandoned;") + "lease 198.18.0.8 {\n  starts never;\n  ends never;\n  uid \"moss\";\n}\n",
		"ia-pd \"\\007\\000\\000\\000rose\" {\n  iaprefix 2001:db8:8:: {\n    binding state active;\n    ends 2 2004/03/02 15:05:09;\n  }\n  iaprefix 2001:db8::/x {\n    max-life 9; ends never;\n  }\n}\n",
		"ia-na \"\\007\" {\n  iaaddr 2001:db8::10 {\n    binding state active;\n  }\n}\nfailover peer \"x\" state {\n}\n",
	} {
		f.Add([]byte(said))
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		isc.Sniff(data)
		of(t, src).Fuzzed(t, data)
	})
}
