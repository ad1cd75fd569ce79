package nginx_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/nginx"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source {
	return &record.Source{Ref: "NL/3", Kind: record.Access, Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"}}
}

func open(t testing.TB, src *record.Source) *nginx.Parser {
	t.Helper()
	p, err := nginx.Open(nil, src)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// describe is what a line gives, or why it gives nothing.
func describe(p *nginx.Parser, line []byte) string {
	var e record.Event
	if why := p.Parse(line, &e); why != "" {
		return "reject: " + string(why)
	}
	said := fmt.Sprintf("%s port=%d %s offset=%d,%v sub=%d user=%q site=%q request=%q status=%d size=%d",
		e.Addr, e.Port, e.Stamp.Civil, e.Stamp.Offset, e.Stamp.HasOffset, e.Stamp.Sub, e.User, e.Site, e.Request, e.Status, e.Size)
	if e.Agent != nil {
		said += fmt.Sprintf(" agent=%q", e.Agent)
	}
	return said
}

func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/access.in")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	p := open(t, source())
	for line := range bytes.SplitSeq(bytes.TrimSuffix(data, []byte{'\n'}), []byte{'\n'}) {
		fmt.Fprintln(&got, describe(p, line))
	}
	if *update {
		if err := os.WriteFile("testdata/access.golden", got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/access.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestMapping(t *testing.T) {
	src := source()
	src.Site, src.TimeForm = "roses.example", "02.01.2006 15:04:05"
	src.Columns = map[string][]string{"time": {"day", "clock"}, "ip": {"peer"}, "path": {"target"}, "account": {"login"}, "agent": {"ua"}}
	src.Values = map[string]map[string]string{"account": {"anonymous": ""}}
	p := open(t, src)
	for line, want := range map[string]string{
		`{"day":"29.02.2004","clock":"13:55:36","peer":"192.0.2.7","target":"/a","request":"unread","login":"anonymous"}`: `192.0.2.7 port=0 2004-02-29T13:55:36Z offset=0,false sub=1000000 user="" site="" request=" /a" status=0 size=-1`,
		`{"day":"29.02.2004","clock":"13:55:36","peer":"192.0.2.7","login":"rose"}`:                                       `192.0.2.7 port=0 2004-02-29T13:55:36Z offset=0,false sub=1000000 user="rose" site="" request="" status=0 size=-1`,
		`{"time":"29.02.2004 13:55:36","remote_addr":"192.0.2.7"}`:                                                        "reject: no time",
		`{"day":"29.02.2004","clock":"13:55:36","remote_addr":"192.0.2.7"}`:                                               "reject: no client address",
	} {
		if diff := cmp.Diff(want, describe(p, []byte(line))); diff != "" {
			t.Errorf("%s\n%s", line, diff)
		}
	}
}

// A time that names UTC behind its digits is one.
func TestNamedZone(t *testing.T) {
	p := open(t, source())
	const want = `192.0.2.7 port=0 2004-03-02T14:05:09Z offset=0,true sub=1000000 user="" site="" request="" status=0 size=-1`
	if diff := cmp.Diff(want, describe(p, []byte(`{"time":"2004-03-02 14:05:09 UTC","remote_addr":"192.0.2.7"}`))); diff != "" {
		t.Error(diff)
	}
}

// Members inside others are named by all names on the way to them, parted by dots.
func TestInnerMembers(t *testing.T) {
	src := source()
	src.Site, src.TimeForm = "roses.example", "epoch"
	src.Columns = map[string][]string{"time": {"ts"}, "ip": {"request.remote_ip"}, "port": {"request.remote_port"}, "path": {"request.uri"}, "account": {"request.auth.user.id"}}
	p := open(t, src)
	for line, want := range map[string]string{
		`{"ts":1078236309,"request":{"remote_ip":"192.0.2.7","remote_port":"4711","uri":"/a","auth":{"user":{"id":"rose"},"kind":["x"]}},"uri":"/b"}`: `192.0.2.7 port=4711 2004-03-02T14:05:09Z offset=0,true sub=1000000 user="rose" site="" request=" /a" status=0 size=-1`,
		`{"ts":1078236309,"request.remote_ip":"192.0.2.7","request.uri":"/a"}`:                                                                        `192.0.2.7 port=0 2004-03-02T14:05:09Z offset=0,true sub=1000000 user="" site="" request=" /a" status=0 size=-1`,
		`{"ts":1078236309,"request":{"remote_ip":"192.0.2.7"},"request.remote_ip":"192.0.2.8"}`:                                                       "reject: a member that is read stands twice",
		`{"ts":1078236309,"other":{"request":{"remote_ip":"192.0.2.7"}}}`:                                                                             "reject: no client address",
		`{"ts":1078236309,"request":[{"remote_ip":"192.0.2.7"}]}`:                                                                                     "reject: no client address",
		`{"ts":1078236309,"request":{"remote_ip":"192.0.2.7"`:                                                                                         "reject: line breaks the rules of JSON, or breaks off",
		`{"request":{},"ts":1078236309,"remote_ip":"192.0.2.7"}`:                                                                                      "reject: no client address",
	} {
		if diff := cmp.Diff(want, describe(p, []byte(line))); diff != "" {
			t.Errorf("%s\n%s", line, diff)
		}
	}
}

// What a line gives through the names of inner members is what it gives where they stand at
// its top under the same names.
func FuzzInner(f *testing.F) {
	f.Add([]byte(`{"ip":"192.0.2.7","b":{"user":"rose"},"user":"moss"}`))
	f.Add([]byte(`{"ip":"192.0.2.7","a":{"ip":"192.0.2.8"},"time":[{"a":{}}]}`))
	f.Add([]byte(`{"ip":"192.0.2.7"}},"a":{"b":{}`))
	src := source()
	src.Site, src.Columns = "roses.example", map[string][]string{"time": {"time"}, "ip": {"ip"}, "account": {"user"}}
	top := open(f, src)
	inner := *src
	inner.Columns = map[string][]string{"time": {"x.y.time"}, "ip": {"x.y.ip"}, "account": {"x.y.user"}}
	deep := open(f, &inner)
	f.Fuzz(func(t *testing.T, in []byte) {
		in = bytes.TrimSpace(record.Unmarked(in))
		if len(in) == 0 || in[0] != '{' || in[len(in)-1] != '}' {
			return
		}
		wrapped := slices.Concat([]byte(`{"x":{"z":1,"y":`), in, []byte(`}}`))
		if json.Valid(in) != json.Valid(wrapped) {
			return // it closes what stands around it
		}
		a, b := describe(top.Clone(), in), describe(deep.Clone(), wrapped)
		if a != b {
			t.Errorf("%s, inside others %s", a, b)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	head := []byte(`{"time":"2004-02-29T13:55:36Z","remote_addr":"192.0.2.7"}` + "\n")
	for name, change := range map[string]func(*record.Source){
		"no site":         func(*record.Source) {},
		"no clock":        func(s *record.Source) { s.Site, s.Clock.Zone = "roses.example", "" },
		"unknown column":  func(s *record.Source) { s.Site, s.Columns = "roses.example", map[string][]string{"adress": {"ip"}} },
		"unknown a value": func(s *record.Source) { s.Site, s.Values = "roses.example", map[string]map[string]string{"adress": {}} },
	} {
		src := source()
		change(src)
		_, err := nginx.Open(head, src)
		if err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" || !strings.Contains(err.Error(), "NL/3") {
			t.Errorf("%s: %v, hint %q", name, err, comity.HintOf(err))
		}
	}
	src := source()
	if _, err := nginx.Open(append(head, `{"host":"roses.example"}`...), src); err != nil {
		t.Errorf("a head that names a host: %v", err)
	}
}

func TestDeepAndLong(t *testing.T) {
	p := open(t, source())
	if got := describe(p, []byte(`{"a":`+strings.Repeat("[", 33)+strings.Repeat("]", 33)+"}")); got != "reject: "+string(nginx.TooDeep) {
		t.Error(got)
	}
	if got := describe(p, []byte(`{"a":`+strings.Repeat("[", 1<<19))); got != "reject: "+string(nginx.TooDeep) {
		t.Error(got)
	}
	if got := describe(p, bytes.Repeat([]byte{0}, 1<<20+1)); got != "reject: "+string(nginx.LineTooLong) {
		t.Error(got)
	}
}

// What an event names is held until the block ends, so later lines must not
// write over it.
func TestNamesLast(t *testing.T) {
	p := open(t, source())
	var first, second record.Event
	line := `{"time":"2004-02-29T13:55:36Z","remote_addr":"192.0.2.7","user":"garden\\%s","host":"\u0061.example"}`
	p.Parse(fmt.Appendf(nil, line, "rose"), &first)
	p.Parse(fmt.Appendf(nil, line, "anna"), &second)
	if string(first.User) != `garden\rose` || string(first.Site) != "a.example" {
		t.Errorf("%q %q", first.User, first.Site)
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		"": false,
		`192.0.2.7 - - [29/Feb/2004:13:55:36 +0100] "GET / HTTP/1.1" 200 12`: false,
		`{"id":"x","schema":"Company"}` + "\n":                               false,
		line + "\n{\"cut\":":                                                 true,
		line:                                                                 true,
		"{\n":                                                                false,
	} {
		if got := nginx.Sniff([]byte(head)); got != want {
			t.Errorf("%.60q: %v", head, got)
		}
	}
}

func TestParseAllocatesNothing(t *testing.T) {
	p := open(t, source())
	lines := [][]byte{
		[]byte(line),
		[]byte(`{"time":"2004-02-29T13:55:36.123+01:00","remote_addr":"2001:db8::17","user":"a\\b","host":"trains.example"}`),
		[]byte(`{"msec":"1078059336.123","remote_addr":"192.0.2.7","request_method":"GET","uri":"/\u00e9"}`),
		[]byte(`{"time_local":"29/Feb/2004:13:55:36 +0100","remote_addr":"192.0.2.7"}`),
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

const line = `{"time_iso8601":"2004-02-29T13:55:36+01:00","msec":"1078059336.123","remote_addr":"198.18.113.7","remote_port":"40112",` +
	`"remote_user":"rose4711","request":"GET /gallery/page-17/photo-0042.jpg HTTP/1.1","status":"200","body_bytes_sent":"48211",` +
	`"request_time":"0.004","http_referer":"https://trains.example/gallery/page-17/",` +
	`"http_user_agent":"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 1.1.4322)","host":"trains.example"}`

// How fast is a line of JSON read, compared with one of a combined log
// (access.BenchmarkParse)?
func BenchmarkLineOfJSON(b *testing.B) {
	p, line := open(b, source()), []byte(line)
	var e record.Event
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if why := p.Parse(line, &e); why != "" {
			b.Fatal(why)
		}
	}
}

// members is what encoding/json finds in the line under a name: the text or
// number, empty where it holds neither.
func members(t *testing.T, line []byte) map[string]string {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		t.Fatalf("accepted, but encoding/json says %v", err)
	}
	out := map[string]string{}
	for name, v := range raw {
		var s string
		switch {
		case v[0] == '"':
			if err := json.Unmarshal(v, &s); err != nil {
				t.Fatal(err)
			}
		case v[0] == '-' || v[0] >= '0' && v[0] <= '9':
			s = string(v)
		}
		if s = strings.TrimSpace(s); s != "-" {
			out[name] = s
		}
	}
	return out
}

func first(m map[string]string, names ...string) string {
	for _, n := range names {
		if m[n] != "" {
			return m[n]
		}
	}
	return ""
}

// valid writes what is not UTF-8 as encoding/json does.
func valid(b []byte) string { return string([]rune(string(b))) }

func FuzzLine(f *testing.F) {
	data, err := os.ReadFile("testdata/access.in")
	if err != nil {
		f.Fatal(err)
	}
	for l := range bytes.SplitSeq(data, []byte{'\n'}) {
		f.Add(l)
	}
	src := source()
	src.Site = "roses.example"
	base := open(f, src) // reads the rules of the zone
	f.Fuzz(func(t *testing.T, in []byte) {
		fresh, warm := base.Clone(), base.Clone()
		warm.Parse([]byte(line), new(record.Event))
		if a, b := describe(fresh, in), describe(warm, in); a != b {
			t.Errorf("%s, after another line %s", a, b)
		}
		nginx.Sniff(in)
		var e record.Event
		if fresh.Parse(in, &e) != "" {
			return
		}
		m := members(t, in)
		if a, _ := comity.ParseAddr(first(m, "remote_addr", "client_ip", "remote_ip", "clientip", "ip")); a != e.Addr || a.IsZero() {
			t.Errorf("address %v, encoding/json has %v", e.Addr, a)
		}
		user := first(m, "remote_user", "user", "account")
		if e.Status == 401 {
			user = ""
		}
		if user != valid(e.User) {
			t.Errorf("user %q, encoding/json has %q", e.User, user)
		}
		if r := m["request"]; r != "" && r != valid(e.Request) {
			t.Errorf("request %q, encoding/json has %q", e.Request, r)
		}
		if site := first(m, "host", "server_name", "http_host", "site", "vhost"); !strings.HasPrefix(site, valid(e.Site)) {
			t.Errorf("site %q, encoding/json has %q", e.Site, site)
		}
		at := first(m, "time_iso8601", "time_local", "msec", "@timestamp", "time", "timestamp")
		if st, ok := clock.Parse(at, ""); ok && st != e.Stamp {
			t.Errorf("time %+v, package clock reads %q as %+v", e.Stamp, at, st)
		}
	})
}
