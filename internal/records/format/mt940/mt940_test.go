package mt940_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/mt940"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	var from comity.Instant
	if err := from.UnmarshalText([]byte("2004-01-01T00:00:00Z")); err != nil {
		panic(err)
	}
	return &record.Source{
		Ref: "DE/5", Kind: record.Payments, Site: "gardens.example",
		Clock: clock.Statement{Zone: "Europe/Berlin", Basis: "letter"}, Scope: record.Scope{From: from},
	}
}

func open(t testing.TB, src *record.Source) *mt940.Parser {
	t.Helper()
	p, err := mt940.Open(src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func([]byte) formattest.Rows { return open(t, src) },
		Cut:  mt940.Boundary,
		Sink: formattest.Statements(9),
	}
}

func statement(t testing.TB) []byte {
	data, err := os.ReadFile("testdata/statement.sta")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestGolden(t *testing.T) {
	f := of(t, source())
	data, _ := f.Golden(t, "testdata/statement.sta", "testdata/statement.out", *update)
	f.Steady(t, data, 1, 2, 3, 7, 64, 1000)
}

// A scope that names addresses covers no entry: a bank sees none.
func TestScope(t *testing.T) {
	src := source()
	src.Scope = record.Scope{Addresses: []string{"198.51.100.0/24"}}
	if got := of(t, src).Read(t, statement(t), 100); strings.Contains(got, " payment ") {
		t.Error(got)
	}
}

func TestRejects(t *testing.T) {
	for text, why := range map[string]record.Reason{
		":61:040103C1,00NMSC": "", ":61:040103": mt940.BadEntry, ":61:": mt940.BadEntry, ":61:040103X1,00": mt940.BadEntry,
		":61:040103C": mt940.BadEntry, ":61:041303C1,": mt940.BadTime, ":61:0401030000C1,": mt940.BadTime,
		":61:040103C1.234,56NTRF": mt940.BadAmount, ":61:040103C29.90NTRF": mt940.BadAmount, ":61:040103C1 234,56NTRF": mt940.BadAmount,
		":61:040103C1'234,56NTRF": mt940.BadAmount, ":61:040103C1\u00a0234,56NTRF": mt940.BadAmount, ":61:040103C1, ,5": mt940.BadAmount,
		":61:040103C1,5 NTRF": "", ":61:040103C1,5//B": "", ":61:040103C1,5\r": "", ":61:040103C1,5 ": "", ":61:040103C1,5nTRF": "",
		":61:040103C1,2,3": mt940.BadAmount, ":61:040103C,": mt940.BadAmount,
		":61:040103C1,\x00": mt940.NULByte, ":61:040103C1,\n" + strings.Repeat("x", 1<<20): mt940.LongEntry,
	} {
		got := ""
		open(t, source()).Block([]byte(text+"\n"), 0, record.Sink{Reject: func(r record.Reject) { got += string(r.Reason) }})
		if got != string(why) {
			t.Errorf("%.40q: %s", text, got)
		}
	}
}

// Banks give the statements of all accounts one reference, and number each from 1.
func TestEntriesOfSeveralAccounts(t *testing.T) {
	var ids []string
	for _, account := range []string{":25:1/2EUR\n", ":25:1/3EUR\n", ""} {
		text := ":20:STARTUMS\n" + account + ":28C:1/1\n:60F:C040101EUR0,\n:61:040103C29,90NTRFNONREF\n"
		open(t, source()).Block([]byte(text), 0, record.Sink{Payment: func(y *record.Payment) { ids = append(ids, y.ID) }})
	}
	if diff := cmp.Diff([]string{"1/2EUR/STARTUMS/1/1/1", "1/3EUR/STARTUMS/1/1/1", "STARTUMS/1/1/1"}, ids); diff != "" {
		t.Error(diff)
	}
}

// Where the details say no purpose, the supplementary ones do, and the
// references stay what they are.
func TestSupplement(t *testing.T) {
	text := ":61:040103C1,NTRFNONREF\na supplement that is longer than the details\n:86:/EREF/rose-77/REMI//ISDT/x\n"
	open(t, source()).Block([]byte(text), 0, record.Sink{Payment: func(y *record.Payment) {
		if y.ID != "rose-77" || y.Ref != "rose-77" || y.Descript != "a supplement that is longer than the details" {
			t.Errorf("%+v", y)
		}
	}})
}

// Names and purposes are read in the encoding that is stated; without one every byte stays.
func TestEncoding(t *testing.T) {
	text := []byte(":61:040103C1,NTRFNONREF//R1\n:86:166?00GUTSCHRIFT?20Blumengr\x81\xe1e?32J\x81rgen\n")
	for code, want := range map[string][2]string{"ibm850": {"Jürgen", "Blumengrüße"}, "": {"J\x81rgen", "Blumengr\x81\xe1e"}, "utf-8": {"J\x81rgen", "Blumengr\x81\xe1e"}} {
		src := source()
		src.Encoding = code
		open(t, src).Block(text, 0, record.Sink{Payment: func(y *record.Payment) {
			if y.Name != want[0] || y.Descript != want[1] {
				t.Errorf("%s: %q %q", code, y.Name, y.Descript)
			}
		}})
	}
}

func TestLack(t *testing.T) {
	for text, lacks := range map[string]bool{":20:X\n": false, "1\n2\n": true, "": true, ":99:\n": true} {
		p := open(t, source())
		got := of(t, source()).Feed(t, p, []byte(text), 10)
		err := p.Err()
		if (err != nil) != lacks || strings.Contains(got, "reject") != lacks || lacks && (comity.KindOf(err) != comity.Input || comity.HintOf(err) == "") {
			t.Errorf("%q: %v %s", text, err, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, change := range []func(*record.Source){
		func(s *record.Source) { s.Kind = record.Access },
		func(s *record.Source) { s.Clock.Zone = "Mars/Olympus" },
		func(s *record.Source) { s.Scope.Addresses = []string{"here"} },
	} {
		src := source()
		change(src)
		if _, err := mt940.Open(src); comity.KindOf(err) != comity.Input {
			t.Errorf("%+v: %v", src, err)
		}
	}
}

func TestBoundary(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, ":20:a\n": 0, ":20:a\n:25:b\n": 0, ":20:a\n:61:b\n:86:c": 6, "a\n:20:\n:61:": 7, "a\n:61": 0, "a\r\n:61:": 3,
	} {
		if got := mt940.Boundary([]byte(text)); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		":20:X\n:25:Y\n": true, "ABNANL2A\r\n940\r\n:20:X\r\n:28C:1\r\n": true, "": false, ":20:X\n": false,
		"id;time\n:25:\n": false, ":NS:\n::\n": false,
	} {
		if mt940.Sniff([]byte(head)) != want {
			t.Errorf("%q", head)
		}
	}
}

// entriesOf counts what the entries of a file come to: each to a payment, a reject, or one of two sorts that are left out.
func entriesOf(t testing.TB, src *record.Source, data []byte) (told int) {
	mt940.Sniff(data)
	p, closed := open(t, src), false
	sink := record.Sink{
		Payment: func(*record.Payment) { told++ }, Aside: func(record.Reject) { told++ }, Outside: func(record.Place) { told++ },
		Reject: func(record.Reject) {
			if !closed {
				told++
			}
		},
	}
	p.Block(data, 0, sink)
	closed = true
	p.Close(sink)
	if err := p.Err(); err != nil && told > 0 {
		t.Error(err)
	}
	return told
}

func FuzzStatement(f *testing.F) {
	data := statement(f)
	for part := range bytes.SplitSeq(data, []byte("\n:61:")) {
		f.Add(append([]byte(":61:"), part...), uint16(9))
	}
	f.Add(data, uint16(100))
	for _, said := range []string{
		":61:0\n:61:0403\n:61:040302\n:61:0403020302\n:61:040302x\n:61:0403021\n:61:0413020302C1,\n:61:0403020302E\n:61:0403020302XC1,\n:61:0401021231C1,\n:61:0312310101D1,\n",
		":61:040302C1.5N\n:61:040302C1 2\n:61:040302C1, N\n:61:040302C1,N166a reference of more than sixteen letters\n:61:040302EC1,NTRF\n:61:040302RDR1,NRTINONREF//B\n:61:040302C1,\x00\n",
		":61:040302C1,NTRF\n:86:166?00A?20EREF+a?21KREF+b?22MREF+c?23x+SVWZ+d?31 1 2?38DE 75?32A?33B?60e?\n61f?2x??\n", ":61:040302C1,NTRF\n:86:109?x\n:61:040302C1,NTRF\n:86:109?20x\n",
		":61:040302C1,NTRF\n:86:/EREF/a/MARF/b/PREF/c/NAME/d e/IBAN/DE75/RTRN/MS03/CNTP/1/2/3/4/REMI/USTD//x/y/ULTD/z\n", ":61:040302C1,NTRF\n:86:/REMI\n:86:\n:\n61:040302C1,\n:\n\n:86:x\n:99:y\n",
	} {
		f.Add([]byte(said), uint16(11))
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte, n uint16) {
		if told := entriesOf(t, src, data); told < bytes.Count(append([]byte{'\n'}, data...), []byte("\n:61:")) {
			t.Errorf("of the entries only %d come to something", told)
		}
		want := of(t, src).Read(t, data, len(data)+1)
		if got := of(t, src).Read(t, data, int(n)+1); got != want {
			t.Errorf("%d bytes at a time:\n%s\nwhole:\n%s", n+1, got, want)
		}
	})
}

// How many MB/s of statements does one core read?
func BenchmarkStatement(b *testing.B) {
	text := ":61:0401020102CR29,90N166NONREF//B-0001\n:86:166?00GUTSCHRIFT?100399?20EREF+rose-77?21SVWZ+Trains of t\n" +
		"he Alps ?22and lakes?30GARDENXXXXX?31DE75512108001245126199?32Rose?33 Moss\n"
	data := append([]byte(":20:X\n:25:1\n:28C:1\n:60F:C031230EUR1200,00\n"), strings.Repeat(text, 20_000)...)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	p := open(b, source())
	for b.Loop() {
		n := 0
		sink := record.Sink{Payment: func(*record.Payment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != 20_000 {
			b.Fatal(n)
		}
	}
}
