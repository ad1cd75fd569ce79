package delegated_test

import (
	"bytes"
	"fmt"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/format/delegated"
	"comity/internal/records/format/formattest"
	"comity/internal/records/record"
)

const head = "2|apnic|20040115|4|19930101|20040114|+1000\n"

func src() *record.Source { return &record.Source{Ref: "AU/1", Kind: record.Allotments} }

func form(t testing.TB) formattest.Format {
	return formattest.Format{
		Open: func(data []byte) formattest.Rows {
			p, err := delegated.Open([]byte(head), src())
			if err != nil {
				t.Fatal(err)
			}
			return &counting{p: p}
		},
		Sink: func(s *formattest.Said) record.Sink {
			return record.Sink{Allotment: func(a *record.Allotment) {
				fmt.Fprintf(s, "%s: %s %q %s %s..%s day=%d since=%d\n", s.At(a.Place), a.Registry, a.Country, a.Status, a.First, a.Last, a.Day, a.Allotted)
			}}
		},
	}
}

// counting makes the lines of blocks, which count from each block's start, lines of the stream.
type counting struct {
	p     *delegated.Parser
	lines int64
}

func (c *counting) Block(data []byte, base int64, sink record.Sink) {
	before := c.lines
	at := func(p record.Place) record.Place { p.Line += before; return p }
	c.p.Block(data, base, record.Sink{
		Allotment: func(a *record.Allotment) { a.Place = at(a.Place); sink.Allotment(a) },
		Reject:    func(r record.Reject) { r.Place = at(r.Place); sink.Reject(r) },
		Aside:     func(r record.Reject) { r.Place = at(r.Place); sink.Aside(r) },
	})
	c.lines += int64(bytes.Count(data, []byte{'\n'}))
}

func (c *counting) Close(sink record.Sink) { c.p.Close(sink) }

func TestLines(t *testing.T) {
	data := []byte(head + "apnic|*|ipv4|*|2|summary\n# remark\n\napnic|JP|ipv4|192.0.2.0|48|20010203|allocated|e1\napnic||ipv6|2001:db8::|32||available\n" +
		"apnic|AU|asn|64496|1|20010203|allocated\napnic|JP|ipv4|255.255.255.0|256|00000000|assigned\napnic|JP|ipv4|255.255.255.0|257|20010203|assigned\n" +
		"apnic|JP|ipv4|2001:db8::|32|20010203|assigned\napnic|JP|ipv6|2001:db8::1|32|20010203|assigned\napnic|JPN|ipv4|192.0.2.0|1|20010203|assigned\n" +
		"apnic|JP|ipv9|192.0.2.0|1|20010203|assigned\napnic|JP|ipv4\napnic|JP|ipv4|192.0.2.0|0|20010203|assigned\nap\x00nic|JP|ipv4|192.0.2.0|1|20010203|assigned\n")
	got := form(t).Steady(t, data, 1, 40, 200)
	want := `line 1: aside: version or count of the file, no allotment
line 2: aside: version or count of the file, no allotment
line 5: apnic "JP" allocated 192.0.2.0..192.0.2.47 day=12431 since=11356
line 6: apnic "" available 2001:db8::..2001:db8:ffff:ffff:ffff:ffff:ffff:ffff day=12431 since=0
line 7: aside: a number of a network, which holds no address
line 8: apnic "JP" assigned 255.255.255.0..255.255.255.255 day=12431 since=0
line 9: reject: bad count of addresses or prefix length
line 10: reject: bad address
line 11: reject: bad count of addresses or prefix length
line 12: reject: bad country code
line 13: reject: unknown type of resource
line 14: reject: not the seven fields of an allotment
line 15: reject: bad count of addresses or prefix length
line 16: reject: NUL byte
`
	if diff := cmp.Diff(want, regexp.MustCompile(`(?m)^\d+\+\d+ `).ReplaceAllString(got, "")); diff != "" {
		t.Error(diff)
	}
	form(t).CRLF(t, data, got)
}

func TestOpenRefuses(t *testing.T) {
	other := src()
	other.Kind = record.Access
	if _, err := delegated.Open([]byte(head), other); err == nil {
		t.Error("another kind is taken")
	}
	for _, bad := range []string{"", "apnic|JP|ipv4|192.0.2.0|48|20010203|allocated\n", "2|apnic|x|1|2|3|4\n", "a,b,c\n"} {
		if _, err := delegated.Open([]byte(bad), src()); err == nil || delegated.Sniff([]byte(bad)) {
			t.Errorf("%q is taken", bad)
		}
	}
	if !delegated.Sniff([]byte("# remark\n" + head)) {
		t.Error("not recognised")
	}
}

func FuzzDelegated(f *testing.F) {
	f.Add([]byte(head + "apnic|JP|ipv4|192.0.2.0|48|20010203|allocated\n"))
	f.Add([]byte("apnic|JP|ipv6|2001:db8::|32|20010203|allocated\r\nx|y\n\n#\n"))
	f.Fuzz(func(t *testing.T, data []byte) { form(t).Fuzzed(t, data) })
}
