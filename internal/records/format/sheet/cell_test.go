package sheet_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/evidence/seal"
	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// cells cuts data, of which n more bytes are seen at a time, room ends at a time.
func cells(t *testing.T, data string, n, room int) (out []string) {
	t.Helper()
	cut := sheet.Leaves(',')
	for from, to := 0, 0; from < len(data); {
		to = max(to, min(len(data), from+n))
		ends := cut(make([]int, 0, room), []byte(data[from:to]), to == len(data))
		was := 0
		for _, end := range ends {
			out = append(out, data[from+was:from+end])
			was = end
		}
		if from += was; was == 0 {
			if to == len(data) {
				t.Fatalf("no leaf in %.80q", data[from:])
			}
			to = min(len(data), to+n)
		}
	}
	return out
}

func TestCellsAreTheirBytes(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"plain", "a,b\nc,d\n", []string{"a,", "b\n", "c,", "d\n"}},
		{"no line end at the end", "a,b\nc,d", []string{"a,", "b\n", "c,", "d"}},
		{"empty cells", ",\n\n,", []string{",", "\n", "\n", ","}},
		{"line ends of two bytes", "a,b\r\nc\r\n", []string{"a,", "b\r\n", "c\r\n"}},
		{"quoted", "\"a,b\",\"c\nd\"\ne\n", []string{"\"a,b\",", "\"c\nd\"\n", "e\n"}},
		{"doubled quotes", "\"a\"\"b\",\"\",c\n", []string{"\"a\"\"b\",", "\"\",", "c\n"}},
		{"quoted at the end", "a,\"b\"", []string{"a,", "\"b\""}},
		{"a stray quote costs a line", "a,b\"c,d\ne,f\n", []string{"a,b\"c,d\n", "e,", "f\n"}},
		{"a quote never closed costs a line", "a,\"b\nc,d\n", []string{"a,\"b\n", "c,", "d\n"}},
		{"text behind a quote", "\"a\"b,c\nd\n", []string{"\"a\"b,c\n", "d\n"}},
	} {
		for n := 1; n < 20; n++ {
			if diff := cmp.Diff(c.want, cells(t, c.data, n, 1+n%3)); diff != "" {
				t.Errorf("%s, %d bytes at a time: %s", c.name, n, diff)
			}
		}
	}
}

func TestCellsOfEndlessRows(t *testing.T) {
	long := strings.Repeat("x,", seal.MaxLeaf)
	for name, data := range map[string]string{
		"a line": long + "\na,b\n", "a quote": "a,\"" + long + "\nc,d\n", "one that ends as the stream does": long[:seal.MaxLeaf],
	} {
		want := cells(t, data, len(data), 1<<20)
		for i, c := range want {
			if len(c) > seal.MaxLeaf {
				t.Errorf("%s: leaf %d has %d bytes", name, i, len(c))
			}
		}
		for _, n := range []int{1 << 16, seal.MaxLeaf, seal.MaxLeaf + 1} {
			if !cmp.Equal(want, cells(t, data, n, 3)) {
				t.Errorf("%s: %d bytes at a time cut otherwise", name, n)
			}
		}
	}
}

// Cells begin and end where the parser's rows do, wherever the stream is cut.
func FuzzLeaves(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a,b\",\"c\nd\"\ne\n", "a,b\"c,d\ne,f\n", "a,\"b\nc,d\n", "\xef\xbb\xbf\"a\",b\r\n"} {
		f.Add(s, uint64(7))
	}
	f.Fuzz(func(t *testing.T, data string, seed uint64) {
		whole := cells(t, data, max(1, len(data)), 1<<16)
		if got := strings.Join(whole, ""); got != data {
			t.Fatalf("%q is not %q", got, data)
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		if diff := cmp.Diff(whole, cells(t, data, 1+rng.IntN(len(data)+1), 1+rng.IntN(5))); diff != "" {
			t.Fatal(diff)
		}
		const head = "account,email\n"
		src := &record.Source{Ref: "T/1", Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}}
		p, err := sheet.Open([]byte(head), src, table.Config{})
		if err != nil {
			t.Fatal(err)
		}
		edges := map[int64]bool{}
		at := int64(0)
		for _, c := range cells(t, head+data, max(1, len(data)), 1<<16) {
			edges[at] = true
			at += int64(len(c))
			edges[at] = true
			edges[at-int64(len(c)-len(bytes.TrimRight([]byte(c), "\r\n")))] = true
		}
		where := func(place record.Place) {
			if !edges[place.Offset] {
				t.Errorf("%q: a row at %d begins inside a cell", data, place.Offset)
			}
		}
		p.Block([]byte(head+data), 0, record.Sink{
			Member: func(m *record.Member) { where(m.Place) }, Reject: func(r record.Reject) { where(r.Place) },
			Aside: func(r record.Reject) { where(r.Place) },
		})
	})
}
