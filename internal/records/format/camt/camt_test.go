package camt_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format/camt"
	"comity/internal/records/format/formattest"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	var from comity.Instant
	if err := from.UnmarshalText([]byte("2004-01-01T00:00:00Z")); err != nil {
		panic(err)
	}
	return &record.Source{
		Ref: "DE/4", Kind: record.Payments, Site: "gardens.example",
		Clock: clock.Statement{Zone: "Europe/Berlin", Basis: "letter"}, Scope: record.Scope{From: from},
	}
}

func open(t testing.TB, data []byte, src *record.Source) *camt.Parser {
	t.Helper()
	p, err := camt.Open(data[:min(len(data), 64<<10)], src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func(data []byte) formattest.Rows { return open(t, data, src) },
		Cut:  block.Whole,
		Sink: formattest.Statements(8),
	}
}

func statement(t testing.TB) []byte {
	data, err := os.ReadFile("testdata/statement.xml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestGolden(t *testing.T) {
	f := of(t, source())
	data, _ := f.Golden(t, "testdata/statement.xml", "testdata/statement.out", *update)
	f.Steady(t, data, 1, 2, 3, 7, 64, 1000)
}

// A scope that names addresses covers no entry: a bank sees none.
func TestScope(t *testing.T) {
	src := source()
	src.Scope = record.Scope{Addresses: []string{"198.51.100.0/24"}}
	data := statement(t)
	for line := range strings.Lines(of(t, src).Read(t, data, 100)) {
		if strings.Contains(line, " payment ") {
			t.Error(line)
		}
	}
}

const entry = `<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2004-03-03</Dt></BookgDt></Ntry>`

func document(body string) string {
	return "<Document><BkToCstmrStmt><Stmt><Id>S</Id>" + body + "</Stmt></BkToCstmrStmt></Document>"
}

// What cannot be read says so; what can still be, is.
func TestBroken(t *testing.T) {
	for _, c := range []struct {
		name, data string
		payments   int
		why        record.Reason
	}{
		{"whole", document(entry), 1, ""},
		{"two documents", document(entry) + "\n<?xml version='1.0'?>\n" + document(entry), 2, ""},
		{"another tag's end", document(entry + "</Ntry>" + entry), 1, camt.NotXML},
		{"no name", document(entry + "< >" + entry), 1, camt.NotXML},
		{"tag in a tag", document(entry + "<a <b>" + entry), 1, camt.NotXML},
		{"document type", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + document(entry), 0, camt.DocumentType},
		{"64 deep", document(entry + strings.Repeat("<a>", 61) + strings.Repeat("</a>", 61) + entry), 2, ""},
		{"65 deep", document(entry + strings.Repeat("<a>", 62) + strings.Repeat("</a>", 62) + entry), 1, camt.TooDeep},
		{"long tag", document(entry + "<a b='" + strings.Repeat("c", 64<<10) + "'/>" + entry), 1, camt.LongTag},
		{"long name", document(entry + "<" + strings.Repeat("c", 64<<10-2) + "></" + strings.Repeat("c", 64<<10-2) + ">" + entry), 1, camt.LongTag},
		{"cut off in a tag", strings.TrimSuffix(document(entry), "ment>"), 1, camt.CutOff},
		{"cut off in a comment", document(entry) + "<!-- and", 1, camt.CutOff},
		{"entity elsewhere", document("&moss;" + entry), 1, camt.Entity},
		{"entity of no number", document("&#0;" + entry), 1, camt.Entity},
		{"ampersand", document("a & b" + entry), 1, camt.Entity},
		{"long comment", document(entry + "<!--" + strings.Repeat("- ", 1<<20) + "-->" + entry), 2, ""},
		{"long text", document(entry + "<a>" + strings.Repeat("- ", 1<<20) + "</a>" + entry), 2, ""},
		{"long entry", document(entry + strings.Replace(entry, "<Sts>", "<a>"+strings.Repeat("- ", 1<<19)+"</a><Sts>", 1) + entry), 2, camt.LongEntry},
		{"long value", document(entry + strings.Replace(entry, "</Ntry>", "<NtryRef>"+strings.Repeat("-", 64<<10)+"</NtryRef></Ntry>", 1) + entry), 2, camt.LongValue},
		{"control character", document(strings.Replace(entry, "</Ntry>", "<NtryRef>\x00</NtryRef></Ntry>", 1) + entry), 1, camt.Character},
		{"no statement", "<Document><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>", 0, camt.NoStatement},
		{"another message", "<Document><CstmrCdtTrfInitn><Stmt>" + entry + "</Stmt></CstmrCdtTrfInitn></Document>", 0, camt.NoStatement},
	} {
		data := []byte(c.data)
		got := of(t, source()).Whole(t, data)
		if n := strings.Count(got, " payment {"); n != c.payments {
			t.Errorf("%s: %d payments:\n%s", c.name, n, got)
		}
		if _, why, _ := strings.Cut(got, " reject "); !strings.HasPrefix(why, fmt.Sprintf("%q", string(c.why))) && c.why != "" || c.why == "" && why != "" {
			t.Errorf("%s: %s", c.name, got)
		}
		for _, n := range []int{1000, 1<<16 + 1, 1 << 16, 1<<15 + 1} {
			if diff := cmp.Diff(got, of(t, source()).Read(t, data, n)); diff != "" {
				t.Errorf("%s, %d bytes at a time: %s", c.name, n, diff)
			}
		}
	}
}

func TestLack(t *testing.T) {
	for data, lacks := range map[string]bool{document(""): false, "<Document><BkToCstmrStmt/></Document>": true, "": true} {
		p := open(t, []byte(data), source())
		of(t, source()).Feed(t, p, []byte(data), 10)
		if err := p.Err(); (comity.KindOf(err) == comity.Input && comity.HintOf(err) != "") != lacks || (err != nil) != lacks {
			t.Errorf("%s: %v", data, err)
		}
	}
}

// Text is turned, offsets are not.
func TestEncodings(t *testing.T) {
	for _, c := range []struct{ declared, said, bytes, want string }{
		{"UTF-8", "", "M\xc3\xbcller \xe2\x82\xac", "Müller €"},
		{"ISO-8859-1", "", "M\xfcller", "Müller"},
		{"iso-8859-15", "", "M\xfcller \xa4", "Müller €"},
		{"windows-1252", "", "M\xfcller \x80", "Müller €"},
		{"UTF-8", "iso-8859-1", "M\xfcller", "Müller"},
	} {
		data := []byte(`<?xml version="1.0" encoding='` + c.declared + `'?>` +
			document(strings.Replace(entry, "</Ntry>", "<AddtlNtryInf>"+c.bytes+"</AddtlNtryInf></Ntry>", 1)))
		src := source()
		src.Encoding = c.said
		if got := of(t, src).Read(t, data, 9); !strings.Contains(got, `"`+c.want+`"`) || !strings.Contains(got, `"<Ntry><A"…"nf></Ntry>"`) {
			t.Errorf("%+v: %s", c, got)
		}
	}
	for _, head := range []string{"<?xml version='1.0' encoding='EBCDIC-CP-IT'?>", "\xff\xfe<\x00?\x00"} {
		if _, err := camt.Open([]byte(head), source()); comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%q: %v", head, err)
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
		if _, err := camt.Open(nil, src); comity.KindOf(err) != comity.Input {
			t.Errorf("%+v: %v", src, err)
		}
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		document(""): true, "\xef\xbb\xbf\r\n<?xml version='1.0'?>" + document(""): true,
		"": false, "id,time\n": false, "<html>": false, "a <BkToCstmrStmt>": false,
	} {
		if camt.Sniff([]byte(head)) != want {
			t.Errorf("%q", head)
		}
	}
}

// oracle is what package encoding/xml finds; ok is false where it finds fault.
func oracle(data []byte) (out string, ok bool) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, io.ErrUnexpectedEOF }
	var b strings.Builder
	for depth := 0; ; {
		switch tok, err := d.RawToken(); tok := tok.(type) {
		case xml.StartElement:
			depth++
			ccy := ""
			if i := slices.IndexFunc(tok.Attr, func(a xml.Attr) bool { return a.Name.Local == "Ccy" }); i >= 0 {
				ccy = tok.Attr[i].Value // of two the first, though it be empty
			}
			fmt.Fprintf(&b, "<%s %s>", tok.Name.Local, ccy)
		case xml.EndElement:
			depth--
			b.WriteString("</>")
		case xml.CharData:
			b.Write(tok)
		case xml.Directive:
			return "", false
		case nil:
			return b.String(), errors.Is(err, io.EOF)
		}
	}
}

// FuzzScan feeds the scanner what package encoding/xml accepts: it must find the same.
func FuzzScan(f *testing.F) {
	f.Add([]byte(document(entry)), uint16(5))
	f.Add([]byte("<a:b xmlns:a = '>' Ccy=\"E\"><![CDATA[]]]]>&#x41;&amp;<!-- - --><?x ?>\r\n</a:b >"), uint16(1))
	f.Add(statement(f), uint16(64))
	f.Add([]byte("<a>\r<!-- -->\n\r\n<![CDATA[\r]]>\n</a>"), uint16(1))
	f.Add([]byte("\r<?x?>\n"), uint16(1))
	for _, said := range []string{"<!DOCTYPE a>", "<a>&gt;&apos;&quot;&lt;&unknown;</a>", "<a b='<'/>", "<>", "<1/>", "<a", "<a b=", strings.Repeat("<a>", 70), "</a>", "<a/><b>&", "<a>]]></a>", "<a Ccy='' Ccy='E'></a>"} {
		f.Add([]byte(said), uint16(2))
	}
	f.Fuzz(func(t *testing.T, data []byte, n uint16) {
		whole, good := camt.Tokens(data, len(data)+1)
		if parts, ok := camt.Tokens(data, int(n)+1); ok != good || parts != whole {
			t.Errorf("%d bytes at a time:\n%q\nwhole:\n%q", n+1, parts, whole)
		}
		want, ok := oracle(data)
		if !ok || !nested(data) {
			return
		}
		if strings.Contains(string(data), "&#") || bytes.Contains(data, []byte("Ccy")) && bytes.ContainsAny(data, "&\r") {
			return // a carriage return by number stays one; attributes are kept as written
		}
		if got, _ := camt.Lines(data); !good || got != want {
			t.Errorf("ok %v:\n%q\nencoding/xml:\n%q", good, got, want)
		}
	})
}

// nested reports whether data is well-formed to its end, within the bounds.
func nested(data []byte) bool {
	if len(data) > 64<<10 {
		return false
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		tok, err := d.Token()
		switch tok.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if err != nil || depth > 64 {
			return errors.Is(err, io.EOF) && depth == 0
		}
	}
}

func FuzzStatement(f *testing.F) {
	f.Add(statement(f), uint16(7))
	f.Add([]byte(document(entry)), uint16(1))
	f.Add([]byte(document("<Ntry><Sts>BOOK</Sts><TxDtls/><TxDtls/></Ntry>")), uint16(3))
	const booked = "<Sts>BOOK</Sts><Amt Ccy='EUR'>29.90</Amt><BookgDt><Dt>2004-03-02</Dt></BookgDt>"
	for _, inner := range []string{
		"<Ntry>" + booked + "<CdtDbtInd>DBIT</CdtDbtInd><BkTxCd><Domn><Fmly><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd></Ntry>",
		"<Ntry>" + booked + "<CdtDbtInd>CRDT</CdtDbtInd><NtryDtls><TxDtls><Amt Ccy='EUR'>9</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls><TxDtls><RmtInf><Ustrd>a</Ustrd><Ustrd>b</Ustrd></RmtInf><Refs><EndToEndId>e</EndToEndId></Refs><RmtInf><Ustrd>c</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
		"<Ntry><Sts>BOOK</Sts><Amt Ccy='EUR'>29.90</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2004-03-02+01:00</Dt></BookgDt></Ntry>",
		"<Ntry><Sts>BOOK</Sts><Amt Ccy=>29.90</Amt><CdtDbtInd>CRDT</CdtDbtInd><ValDt><DtTm>2004-03-02T10:00:00</DtTm></ValDt></Ntry>", "<Ntry><Amt Ccy='EUR>29&bad;</Amt></Ntry>&bad;",
		"<Ntry>" + booked + "<NtryRef>" + strings.Repeat("x", 66_000) + "</NtryRef></Ntry>", "<Ntry>" + booked + "<NtryRef>a\x01b\xe9</NtryRef>", "<Ntry><!DOCTYPE x>",
	} {
		f.Add([]byte(document(inner)), uint16(9))
	}
	f.Add([]byte("<Document></Document>"), uint16(3))
	src := source()
	src.Clock.Zone = "unknown"
	src.Encoding = "windows-1252"
	f.Fuzz(func(t *testing.T, data []byte, n uint16) {
		if bytes.IndexByte(data[:min(len(data), 4)], 0) >= 0 {
			return
		}
		camt.Sniff(data)
		want := of(t, src).Read(t, data, len(data)+1)
		if got := of(t, src).Read(t, data, int(n)+1); got != want {
			t.Errorf("%d bytes at a time:\n%s\nwhole:\n%s", n+1, got, want)
		}
	})
}

// How many MB/s of statements does one core read?
func BenchmarkStatement(b *testing.B) {
	data := statement(b)
	from, to := bytes.Index(data, []byte("<n:Ntry>")), bytes.Index(data, []byte("<n:Ntry><n:Amt"))
	head, body := data[:from], data[from:to]
	data = append(bytes.Clone(head), bytes.Repeat(body, 4<<20/len(body))...)
	data = append(data, "</n:Stmt></n:BkToCstmrStmt></n:Document>"...)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	p := open(b, data, source())
	for b.Loop() {
		n := 0
		sink := record.Sink{Payment: func(*record.Payment) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != 4<<20/len(body) {
			b.Fatal(n)
		}
	}
}
