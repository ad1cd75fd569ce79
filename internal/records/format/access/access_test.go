package access_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"comity/internal/records/format/access"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

const tail = ` "GET /p HTTP/1.1" 200 12 "http://a.example/" "Mozilla/5.0 (X11)"`

func TestParse(t *testing.T) {
	tests := []struct {
		name   string
		format access.Format
		line   string
		want   string // "address civil offset user vhost status", or the reason
	}{
		{"common", access.Common, `192.0.2.7 - rose [10/Oct/2003:13:55:36 -0700] "GET / HTTP/1.0" 200 2326`, "192.0.2.7 2003-10-10T13:55:36Z -25200 rose  200"},
		{"no size", access.Common, `192.0.2.7 - - [10/Oct/2003:13:55:36 +0000] "GET / HTTP/1.0" 304 -`, "192.0.2.7 2003-10-10T13:55:36Z 0   304"},
		{"combined", access.Combined, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail, "198.18.0.1 2004-02-29T00:00:00Z 3600 rose  200"},
		{"carriage return", access.Combined, `198.18.0.1 - - [29/Feb/2004:00:00:00 +0100]` + tail + "\r", "198.18.0.1 2004-02-29T00:00:00Z 3600   200"},
		{"six", access.Combined, `2001:db8::17 - rose [01/Mar/2004:23:59:59 +0530]` + tail, "2001:db8::17 2004-03-01T23:59:59Z 19800 rose  200"},
		{"leap second", access.Combined, `192.0.2.7 - - [31/Dec/2005:23:59:60 +0000]` + tail, "192.0.2.7 2006-01-01T00:00:00Z 0   200"},
		{"leap second in India", access.Combined, `192.0.2.7 - - [01/Jan/2006:05:29:60 +0530]` + tail, "192.0.2.7 2006-01-01T05:30:00Z 19800   200"},
		{"leap second in New York", access.Combined, `192.0.2.7 - - [31/Dec/2005:18:59:60 -0500]` + tail, "192.0.2.7 2005-12-31T19:00:00Z -18000   200"},
		{"mapped", access.Combined, `::ffff:192.0.2.7 - - [01/Mar/2004:00:00:00 +0000]` + tail, "192.0.2.7 2004-03-01T00:00:00Z 0   200"},
		{"vhost", access.VhostCombined, `trains.example:443 192.0.2.7 - rose [01/Mar/2004:00:00:00 +0000]` + tail, "192.0.2.7 2004-03-01T00:00:00Z 0 rose trains.example 200"},
		{"user with blank", access.Combined, `192.0.2.7 - rose of [x] york [01/Mar/2004:00:00:00 +0000]` + tail, "192.0.2.7 2004-03-01T00:00:00Z 0 rose of [x] york  200"},
		{"user forges a stamp", access.Combined, `192.0.2.7 - x [01/Jan/1999:00:00:00 +0000] [01/Mar/2004:00:00:00 +0000]` + tail, "192.0.2.7 2004-03-01T00:00:00Z 0 x [01/Jan/1999:00:00:00 +0000]  200"},
		{"refused log-in names nobody", access.Combined, `192.0.2.7 - rose [01/Mar/2004:00:00:00 +0000] "GET / HTTP/1.1" 401 12 "-" "x"`, "192.0.2.7 2004-03-01T00:00:00Z 0   401"},
		{"escaped quotes", access.Combined, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET /\" 200 5 \\" 200 12 "-" "a \"b\" c"`, "192.0.2.7 2004-03-01T00:00:00Z 0   200"},
		{"bare quotes", access.Combined, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET /a?b=("c") HTTP/1.0" 200 12 "-" "say "hello" there"`, "192.0.2.7 2004-03-01T00:00:00Z 0   200"},
		{"request of garbage", access.Common, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "\x16\x03" 400 0`, "192.0.2.7 2004-03-01T00:00:00Z 0   400"},
		{"behind a syslog header", access.Combined, `Mar  2 10:00:00 web1 nginx: 198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail, "198.18.0.1 2004-02-29T00:00:00Z 3600 rose  200"},
		{"behind a syslog header with a priority and a process", access.Common, `<190>Mar 14 10:00:00 web1 httpd[812]: 2001:db8::17 - - [29/Feb/2004:00:00:00 +0100] "GET / HTTP/1.0" 304 -`, "2001:db8::17 2004-02-29T00:00:00Z 3600   304"},
		{"behind a header of rsyslog, with the virtual host", access.VhostCombined, `2004-03-14T10:00:00.123456+01:00 web1 apache2: trains.example:443 192.0.2.7 - rose [01/Mar/2004:00:00:00 +0000]` + tail, "192.0.2.7 2004-03-01T00:00:00Z 0 rose trains.example 200"},
		{"behind a header whose machine is an address", access.VhostCombined, `2004-03-14T10:00:00+01:00 198.51.100.9 apache2: trains.example:443 192.0.2.7 - rose [01/Mar/2004:00:00:00 +0000]` + tail, "192.0.2.7 2004-03-01T00:00:00Z 0 rose trains.example 200"},
		{"behind such a header, without a virtual host", access.VhostCombined, `2004-03-14T10:00:00+01:00 198.51.100.9 nginx: 192.0.2.7 - rose [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"behind half a header", access.Combined, `Mar 14 10:00:00 web1 192.0.2.7 - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"a header of nothing", access.Combined, `<190>Mar 14 10:00:00 web1 httpd[812]: `, string(access.BadAddress)},
		{"a host name behind a header", access.Combined, `Mar 14 10:00:00 web1 nginx: host.example - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},

		{"fields behind", access.CombinedExtra, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail + ` 0.123 "203.0.113.9" up="-"`, "198.18.0.1 2004-02-29T00:00:00Z 3600 rose  200"},
		{"a field in quotes behind", access.CombinedExtra, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail + ` "203.0.113.9, 10.0.0.1"`, "198.18.0.1 2004-02-29T00:00:00Z 3600 rose  200"},
		{"fields behind, with the virtual host", access.VhostExtra, `trains.example:443 192.0.2.7 - rose [01/Mar/2004:00:00:00 +0000]` + tail + ` 0.1`, "192.0.2.7 2004-03-01T00:00:00Z 0 rose trains.example 200"},
		{"fields behind the size", access.CommonExtra, `192.0.2.7 - rose [10/Oct/2003:13:55:36 -0700] "GET / HTTP/1.0" 200 2326 1234 trains.example`, "192.0.2.7 2003-10-10T13:55:36Z -25200 rose  200"},
		{"quotes in the agent, and a field behind", access.CombinedExtra, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET / HTTP/1.0" 200 12 "-" "a \"b\" c" 0.1`, "192.0.2.7 2004-03-01T00:00:00Z 0   200"},
		{"no field behind", access.CombinedExtra, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail, string(access.NoExtra)},
		{"no field behind the size", access.CommonExtra, `192.0.2.7 - - [10/Oct/2003:13:55:36 -0700] "GET / HTTP/1.0" 200 2326`, string(access.NoExtra)},
		{"referer and agent are none of the further fields", access.CommonExtra, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail, string(access.TrailingText)},
		{"a lost line break hides no line", access.CombinedExtra, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100]` + tail + ` 198.18.0.2 - moss [29/Feb/2004:00:00:00 +0100] "GET / HTTP/1.0" 200 2326`, string(access.TwoLines)},
		{"an agent without its end", access.CombinedExtra, `198.18.0.1 - rose [29/Feb/2004:00:00:00 +0100] "GET / HTTP/1.0" 200 12 "-" "Mozilla 0.1`, string(access.BadAgent)},

		{"empty", access.Combined, ``, string(access.BadAddress)},
		{"host name", access.Combined, `host.example - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"octet too large", access.Combined, `192.0.2.256 - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"leading zero", access.Combined, `192.0.02.1 - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"three octets", access.Combined, `192.0.2 - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"zone in address", access.Combined, `fe80::1%eth0 - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadAddress)},
		{"no vhost", access.VhostCombined, `192.0.2.7`, string(access.BadVhost)},
		{"no day", access.Combined, `192.0.2.7 - - [31/Apr/2004:00:00:00 +0000]` + tail, string(access.BadTime)},
		{"not leap", access.Combined, `192.0.2.7 - - [29/Feb/2003:00:00:00 +0000]` + tail, string(access.BadTime)},
		{"second 60", access.Combined, `192.0.2.7 - - [01/Mar/2004:10:00:60 +0000]` + tail, string(access.BadTime)},
		{"second 60 before midnight elsewhere", access.Combined, `192.0.2.7 - - [01/Mar/2004:23:59:60 +0530]` + tail, string(access.BadTime)},
		{"hour", access.Combined, `192.0.2.7 - - [01/Mar/2004:24:00:00 +0000]` + tail, string(access.BadTime)},
		{"1970", access.Combined, `192.0.2.7 - - [01/Jan/1970:00:00:00 +0000]` + tail, string(access.BadTime)},
		{"cut before time", access.Combined, `192.0.2.7 - -`, string(access.BadIdent)},
		{"no user", access.Combined, `192.0.2.7 - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.BadIdent)},
		{"cut in time", access.Combined, `192.0.2.7 - - [01/Mar/20`, string(access.BadTime)},
		{"cut in request", access.Combined, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET /`, string(access.BadRequest)},
		{"cut in agent", access.Combined, strings.TrimSuffix(`192.0.2.7 - - [01/Mar/2004:00:00:00 +0000]`+tail, `)"`), string(access.BadAgent)},
		{"no agent", access.Combined, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET / HTTP/1.0" 200 2326`, string(access.BadReferer)},
		{"too many fields", access.Common, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000]` + tail, string(access.TrailingText)},
		{"status", access.Combined, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET / HTTP/1.1" abc 12 "-" "x"`, string(access.BadRequest)},
		{"size", access.Combined, `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET / HTTP/1.1" 200 x2 "-" "x"`, string(access.BadSize)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := access.New(tt.format)
			if err != nil {
				t.Fatal(err)
			}
			got := describe(p, []byte(tt.line))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func describe(p *access.Parser, line []byte) string {
	var e record.Event
	if r := p.Parse(line, &e); r != "" {
		return string(r)
	}
	return fmt.Sprintf("%s %s %d %s %s %d", e.Addr, e.Stamp.Civil, e.Stamp.Offset, e.User, e.Site, e.Status)
}

func TestUnknownFormat(t *testing.T) {
	if _, err := access.New("iis"); err == nil {
		t.Error("want an error")
	}
}

// The public sample of 10,000 combined lines holds one that is cut off.
func TestApacheSample(t *testing.T) {
	data, err := os.ReadFile("../../../../../shared/data/accesslog/elastic/apache_logs")
	if err != nil {
		t.Skip("sample not present: it is licensed data that is not part of the repository")
	}
	p, _ := access.New(access.Combined)
	rejects := map[int]record.Reason{}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	var e record.Event
	for i, line := range lines {
		if r := p.Parse(line, &e); r != "" {
			rejects[i+1] = r
		}
	}
	if diff := cmp.Diff(map[int]record.Reason{8899: access.BadAgent}, rejects); diff != "" || len(lines) != 10000 {
		t.Errorf("%d lines: %s", len(lines), diff)
	}
}

// A disk that lost its last blocks leaves NULs, which are no stamp: not of the first line either.
func TestNULsAreNoStamp(t *testing.T) {
	for _, stamp := range []string{"[29/Feb/2004:00:00:00 " + strings.Repeat("\x00", 5) + "]", "[" + strings.Repeat("\x00", 11) + ":00:00:00 +0100]"} {
		p, _ := access.New(access.Combined)
		for range 2 {
			if r := p.Parse([]byte("192.0.2.7 - rose "+stamp+tail), new(record.Event)); r != access.BadTime {
				t.Errorf("%q: %q", stamp, r)
			}
		}
	}
}

func TestParseAllocatesNothing(t *testing.T) {
	p, _ := access.New(access.Combined)
	lines := [][]byte{
		[]byte(`192.0.2.7 - rose [29/Feb/2004:00:00:00 +0100]` + tail),
		[]byte(`2001:db8::17 - rose [29/Feb/2004:00:00:00 +0100]` + tail),
		[]byte(`nonsense`),
	}
	var e record.Event
	if n := testing.AllocsPerRun(100, func() {
		for _, l := range lines {
			p.Parse(l, &e)
		}
	}); n != 0 {
		t.Errorf("%v allocations per run", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`192.0.2.7 - rose [29/Feb/2004:00:00:00 +0100]` + tail)
	f.Add(`trains.example:443 2001:db8::1 - - [29/Feb/2004:00:00:00 +0100]` + tail)
	f.Add(`192.0.2.7 - rose [29/Feb/2004:00:00:00 +0100]` + tail + ` 0.1 "198.51.100.7" [x] "`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, format := range access.Formats() {
			fresh, _ := access.New(format)
			warm, _ := access.New(format)
			warm.Parse([]byte(`192.0.2.7 - rose [29/Feb/2004:00:00:00 +0100]`+tail), new(record.Event))
			// What was parsed before must not change the result.
			if a, b := describe(fresh, []byte(s)), describe(warm, []byte(s)); a != b {
				t.Errorf("%s: %q, after another line %q", format, a, b)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	line := []byte(`198.18.113.7 - rose4711 [29/Feb/2004:13:55:36 +0100] "GET /gallery/page-17/photo-0042.jpg HTTP/1.1" 200 48211 "http://trains.example/gallery/page-17/" "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 1.1.4322)"`)
	p, _ := access.New(access.Combined)
	var e record.Event
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		p.Parse(line, &e)
	}
}

// What the client calls itself is kept as it stands in the line; where it says nothing, nothing.
func TestAgent(t *testing.T) {
	const before = `192.0.2.7 - - [01/Mar/2004:00:00:00 +0000] "GET / HTTP/1.0" 200 12`
	for _, c := range []struct {
		format access.Format
		behind string
		want   string
	}{
		{access.Combined, ` "-" "Mozilla/4.0 (compatible)"`, "Mozilla/4.0 (compatible)"},
		{access.Combined, ` "-" "a \"b\" c"`, `a \"b\" c`},
		{access.Combined, ` "-" "-"`, ""},
		{access.Combined, ` "-" ""`, ""},
		{access.CombinedExtra, ` "-" "Mozilla/4.0" 0.1`, "Mozilla/4.0"},
		{access.CombinedExtra, ` "-" "-" "203.0.113.9"`, ""},
		{access.Common, ``, ""},
		{access.CommonExtra, ` 1234 trains.example`, ""},
	} {
		p, err := access.New(c.format)
		if err != nil {
			t.Fatal(err)
		}
		e := record.Event{Agent: []byte("of the line before")}
		if why := p.Parse([]byte(before+c.behind), &e); why != "" || string(e.Agent) != c.want {
			t.Errorf("%s%s: %q %s", c.format, c.behind, e.Agent, why)
		}
	}
}
