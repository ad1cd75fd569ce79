package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/record"
)

type boundary func([]byte, bool) (int, bool)

// inBlocks parses data as a pipeline does that reads chunks of n bytes, cuts
// what it has at the last row end and carries the rest over.
func inBlocks(p *sheet.Parser, data []byte, n int, cut boundary) *lines {
	l := &lines{}
	for from, to := 0, 0; from < len(data); {
		to = min(to+n, len(data))
		end := to
		if to < len(data) {
			c, _ := cut(data[from:to], false)
			end = from + c
		}
		if end == from {
			continue
		}
		p.Clone().Block(bytes.Clone(data[from:end]), int64(from), l.sink())
		l.before += int64(bytes.Count(data[from:end], []byte{'\n'}))
		from = end
	}
	return l
}

func TestCutAnywhere(t *testing.T) {
	for name, src := range sources() {
		data, err := os.ReadFile(filepath.Join("testdata", name+".in"))
		if err != nil {
			t.Fatal(err)
		}
		p := open(t, data, src)
		want := whole(p, data).String()
		for n := 1; n < 400; n += 3 {
			for which, cut := range map[string]boundary{"own": p.Boundary, "any": sheet.Boundary} {
				if diff := cmp.Diff(want, inBlocks(p, data, n, cut).String()); diff != "" {
					t.Fatalf("%s, %d bytes at a time, %s delimiter:\n%s", name, n, which, diff)
				}
			}
		}
	}
}

// Rows of random marks: where the file is cut must not change what comes out,
// however broken its quotes are.
func TestCutAnywhereGarbage(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	src := &record.Source{Ref: "T/1", Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}}
	for range 3000 {
		data := []byte("account,email\n")
		for range rnd.IntN(60) {
			data = append(data, "a,\"\n\r\n\""[rnd.IntN(7)])
		}
		p := open(t, data, src)
		want := whole(p, data).String()
		for n := 14; n < 40; n += 5 {
			if diff := cmp.Diff(want, inBlocks(p, data, n, p.Boundary).String()); diff != "" {
				t.Fatalf("%q, %d bytes at a time:\n%s", data, n, diff)
			}
		}
	}
}

func TestBoundary(t *testing.T) {
	for _, c := range []struct {
		data     string
		inQuotes bool
		cut      int
		quoted   bool
	}{
		{"", false, 0, false},
		{"a,b", false, 0, false},
		{"a,b\nc", false, 4, false},
		{"a,b\nc,d\n", false, 8, false},
		{"a,\"b\nc\"\nd", false, 8, false},
		{"a,b\nc,\"d\n", false, 4, true},
		{"a,b\nc,\"d\"", false, 4, false},
		{"a;\"b\n\"\n", false, 7, false},
		{"b\nc\"\nd\n", true, 7, false},
		{"b\nc", true, 0, true},
		{"b \"\"\n\",x\ny", true, 9, false},
		{"a\"b\nc\n", false, 6, false},
		{"\"a\"b\nc\n", false, 7, false},
	} {
		cut, quoted := sheet.Boundary([]byte(c.data), c.inQuotes)
		if cut != c.cut || quoted != c.quoted {
			t.Errorf("%q (in quotes: %v): %d, %v", c.data, c.inQuotes, cut, quoted)
		}
	}
}

// A quote without its partner is believed for a mebibyte, not for ever.
func TestQuoteWithoutPartner(t *testing.T) {
	var b strings.Builder
	b.WriteString("account,email\nanna,\"lost\n")
	for b.Len() < 3<<20 {
		b.WriteString("rose,rose@mail.example\n")
	}
	data := []byte(b.String())
	if cut, quoted := sheet.Boundary(data, false); cut != len(data) || quoted {
		t.Errorf("cut %d of %d, in quotes: %v", cut, len(data), quoted)
	}
	p := open(t, data[:100], &record.Source{Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}})
	rows, rejects := 0, []record.Reject(nil)
	p.Block(data, 0, record.Sink{Member: func(*record.Member) { rows++ }, Reject: func(r record.Reject) { rejects = append(rejects, r) }})
	want := []record.Reject{{Place: record.Place{Offset: 14, Length: 10, Line: 2}, Reason: sheet.BadQuote}}
	if diff := cmp.Diff(want, rejects); diff != "" || rows != (len(data)-25)/23 {
		t.Errorf("%d rows\n%s", rows, diff)
	}
}

func TestLongLine(t *testing.T) {
	data := []byte("account,email\n" + strings.Repeat("x", 1<<20+1) + ",\nanna,\n")
	got := whole(open(t, data[:20], &record.Source{Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}}), data).String()
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, string(sheet.LongLine)) {
		t.Error(got)
	}
}

// What the standard library reads, written by the standard library, must come
// out the same.
func TestAgreesWithEncodingCSV(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	src := &record.Source{Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}}
	for range 300 {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		want := [][]string{}
		write(t, w, []string{"account", "email", "name"})
		for range 20 {
			row := []string{"u" + word(rnd), word(rnd), word(rnd)}
			write(t, w, row)
			want = append(want, row)
		}
		w.Flush()
		got := [][]string{}
		p := open(t, b.Bytes(), src)
		p.Block(b.Bytes(), 0, record.Sink{
			Member: func(m *record.Member) { got = append(got, []string{m.User, m.Email, m.Name}) },
			Reject: func(r record.Reject) { t.Fatalf("%+v in %q", r, b.Bytes()) },
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func word(rnd *rand.Rand) string {
	b := []byte{}
	for range rnd.IntN(8) {
		b = append(b, "ab\",;\nx"[rnd.IntN(7)])
	}
	return string(b)
}

func write(t *testing.T, w *csv.Writer, row []string) {
	t.Helper()
	if err := w.Write(row); err != nil {
		t.Fatal(err)
	}
}

// No assignment may allocate: there are millions.
func TestAssignmentsAllocateNothing(t *testing.T) {
	data := rows(2000)
	p := open(t, data[:200], benchSource())
	count, last := 0, ""
	sink := record.Sink{Assignment: func(a *record.Assignment) { count++; last = a.Subscriber }}
	n := testing.AllocsPerRun(5, func() { count = 0; p.Block(data, 0, sink) })
	if n > 10 || count != 2000 || last != "S000998" {
		t.Errorf("%v allocations for %d rows, the last one of %s", n, count, last)
	}
}

func benchSource() *record.Source {
	return &record.Source{
		Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"},
		Columns: map[string][]string{"ip": {"address"}},
	}
}

// rows writes n rows of about 75 bytes.
func rows(n int) []byte {
	b := []byte("address,start,end,subscriber\n")
	for i := range n {
		b = fmt.Appendf(b, "198.%d.%d.%d,2004-01-%02dT10:%02d:00Z,2004-01-%02dT23:59:59Z,S%06d\n",
			18+i>>16&1, i>>8&255, i&255, 1+i%27, i%60, 1+i%27, i%(n/2+1))
	}
	return b
}

func BenchmarkAssignmentRows(b *testing.B) {
	for _, c := range []struct{ name, zone, form string }{
		{"UTC", "UTC", "2006-01-02T15:04:05Z"}, {"Rome", "Europe/Rome", "2006-01-02 15:04:05"}, {"Rome,dotted", "Europe/Rome", "02.01.2006 15:04:05"},
	} {
		b.Run(c.name, func(b *testing.B) {
			data := rows(100_000)
			src := benchSource()
			src.Clock.Zone = c.zone
			if c.name != "UTC" {
				data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("Z,"), []byte(",")), []byte("T"), []byte(" "))
			}
			if c.name == "Rome,dotted" {
				src.TimeForm = c.form
				for day := 1; day < 28; day++ {
					data = bytes.ReplaceAll(data, fmt.Appendf(nil, "2004-01-%02d", day), fmt.Appendf(nil, "%02d.01.2004", day))
				}
			}
			p, n := open(b, data[:100], src), 0
			sink := record.Sink{Assignment: func(*record.Assignment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				p.Block(data, 0, sink)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/row")
		})
	}
}

func BenchmarkBoundary(b *testing.B) {
	plain := rows(50_000)
	quoted := bytes.ReplaceAll(bytes.ReplaceAll(plain, []byte(","), []byte("\",\"")), []byte("\n"), []byte("\"\n\""))
	for name, data := range map[string][]byte{"plain": plain, "quoted": append([]byte(`"`), quoted...)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				sheet.Boundary(data, false)
			}
		})
	}
}

// BenchmarkEncodingCSV is the measure for BenchmarkAssignmentRows: the standard
// library splitting the same rows, and doing nothing with them.
func BenchmarkEncodingCSV(b *testing.B) {
	data := rows(100_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(data))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); err != nil {
				break
			}
		}
	}
}
