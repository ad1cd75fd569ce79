package hashlist_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"comity/internal/records/format/formattest"
	"comity/internal/records/format/hashlist"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func list(t testing.TB) formattest.Format {
	return formattest.Format{
		Open: func([]byte) formattest.Rows {
			p, err := hashlist.Open(&record.Source{Ref: "IT/9", Kind: record.Hashes, Format: "hashlist"})
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.HashRows,
	}
}

func TestGolden(t *testing.T) {
	f := list(t)
	data, said := f.Golden(t, "testdata/list.in", "testdata/list.golden", *update)
	f.CRLF(t, data, said)
}

func TestOpenRefuses(t *testing.T) {
	for name, src := range map[string]record.Source{
		"kind":    {Kind: record.Members},
		"columns": {Kind: record.Hashes, Columns: map[string][]string{"md5": {"x"}}},
		"values":  {Kind: record.Hashes, Values: map[string]map[string]string{"label": {"1": "A"}}},
	} {
		src.Ref = "IT/9"
		_, err := hashlist.Open(&src)
		formattest.Refused(t, name, err, "IT/9")
	}
}

func TestSniff(t *testing.T) {
	const md5 = "0cc175b9c0f1b6a831c399e269772661"
	for head, want := range map[string]bool{
		md5: true, md5 + "  a.jpg\n\n# x\n": true, "\ufeff# x\r\n" + md5 + "\r\n": true, "MD5 (a) = " + md5 + "\n": true,
		"": false, "# x\n": false, md5 + "\nrose\n": false, "md5,label\n" + md5 + ",A\n": false, md5[1:] + "\n": false,
		md5 + "|2012-01-22|health|35.49\n": false, md5 + "|00120\n": true, "00000000000000000000000000000000|md5sum\n" + md5 + "|00120\n": true,
		strings.Repeat(md5+"\n", 5000): true,
	} {
		if got := hashlist.Sniff([]byte(head)); got != want {
			t.Errorf("%.60q: %v", head, got)
		}
	}
}

func FuzzLines(f *testing.F) {
	data, err := os.ReadFile("testdata/list.in")
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		f.Add(line)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		hashlist.Sniff(data)
		list(t).Fuzzed(t, data)
	})
}
