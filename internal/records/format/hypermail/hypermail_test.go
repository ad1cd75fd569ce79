package hypermail_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"comity/internal/records/format/formattest"
	"comity/internal/records/format/hypermail"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func garden(t testing.TB, zone string) formattest.Format {
	t.Helper()
	return formattest.Format{
		Open: func([]byte) formattest.Rows {
			src := formattest.Garden("hypermail")
			src.Clock.Zone = zone
			p, err := hypermail.Open(src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.BoardRows,
	}
}

func TestGolden(t *testing.T) {
	f := garden(t, "Europe/Rome")
	data, said := f.Golden(t, "testdata/garden.in", "testdata/garden.golden", *update)
	f.CRLF(t, data, said)
	if !hypermail.Sniff(data) {
		t.Error("not recognised")
	}
}

func TestOtherPages(t *testing.T) {
	src := formattest.Garden("hypermail")
	src.Kind = record.Access
	_, err := hypermail.Open(src)
	formattest.Refused(t, "kind", err, "IT/9")
	page := "<html><body>an index</body></html>\n"
	if said := garden(t, "UTC").Whole(t, []byte(page)); !strings.Contains(said, string(hypermail.NoMessage)) || hypermail.Sniff([]byte(page)) {
		t.Error(said)
	}
}

// What of a long message may be missing is said.
func TestCut(t *testing.T) {
	head := "<!-- received=\"Sat Jan 17 21:14:03 2004\" -->\n<!-- isoreceived=\"20040117201403\" -->\n<!-- name=\"moss\" -->\n<!-- id=\"1@mail.example\" -->\n<!-- body=\"start\" -->\n<p>said</p>\n"
	for name, c := range map[string]struct{ lines, cut int }{"short": {3, 0}, "long": {60_000, 1}} {
		page := head + "<!--" + strings.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", c.lines) + "-->\n<!-- body=\"end\" -->\n"
		if said := garden(t, "UTC").Whole(t, []byte(page)); strings.Count(said, string(hypermail.Cut)) != c.cut || !strings.Contains(said, `"Author":"moss"`) {
			t.Errorf("%s: %.300s", name, said)
		}
	}
}

func FuzzPage(f *testing.F) {
	data, err := os.ReadFile("testdata/garden.in")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		hypermail.Sniff(data)
		garden(t, "UTC").Fuzzed(t, data)
	})
}

func BenchmarkPages(b *testing.B) {
	var data []byte
	for i := range 20_000 {
		data = fmt.Appendf(data, "<!-- received=\"Sat Jan 17 21:14:05 2004\" -->\n<!-- sent=\"Sat, 17 Jan 2004 14:14:03 -0600\" -->\n<!-- name=\"User %d\" -->\n<!-- email=\"user%d_at_mail.example\" -->\n"+
			"<!-- subject=\"Re: Black spot\" -->\n<!-- id=\"%d_at_mail.example\" -->\n<!-- body=\"start\" -->\n<p>Moss wrote:<br>\n&gt; When do we prune?<br>\n<p>When the frost is over and before the buds open: "+
			"a sharp blade, a slanting cut, and nothing left that is dead or crosses another.\n<!-- body=\"end\" -->\n", i%300, i%300, i)
	}
	garden(b, "UTC").BenchBoard(b, data, 20_000)
}
