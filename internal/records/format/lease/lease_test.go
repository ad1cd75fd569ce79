package lease_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

func open(t *testing.T) *lease.Book {
	t.Helper()
	b, err := lease.Open(&record.Source{Ref: "IT/9", Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC", Basis: "letter"}}, "leases")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const epoch = 1_078_236_000

func at(minute int) clock.Span {
	i := comity.Instant(epoch+60*minute) * comity.Second
	return clock.Span{Lo: i, Hi: i}
}

func address(n int) comity.Addr { return comity.AddrV4(198<<24 | 18<<16 | uint32(n)) }

// claim is a lease of address n for minutes from to until; until negative: not known.
func claim(line int64, n int, client string, from, until int) *lease.Statement {
	s := &lease.Statement{
		Place: record.Place{Offset: line, Line: line}, First: address(n), Last: address(n),
		Client: []byte(client), From: at(from), Until: at(max(from, until)),
	}
	if until < 0 {
		s.Term, s.Fresh = lease.Unknown, true
	}
	return s
}

func block(s *lease.Statement, from, to uint16) *lease.Statement {
	s.PortFrom, s.PortTo = from, to
	return s
}

func minute(i comity.Instant) comity.Instant { return i/comity.Minute - epoch/60 }

func TestHold(t *testing.T) {
	for _, c := range []struct {
		name string
		said []*lease.Statement
		want string
	}{
		{"renewal", []*lease.Statement{claim(1, 1, "a", 0, 60), claim(2, 1, "a", 30, 90)}, "a 0-90"},
		{"shorter renewal", []*lease.Statement{claim(1, 1, "a", 0, 60), claim(2, 1, "a", 30, 40)}, "a 0-40"},
		{"told late", []*lease.Statement{claim(1, 1, "a", 30, 90), claim(2, 1, "a", 0, 60)}, "a 0-90"},
		{"gap", []*lease.Statement{claim(1, 1, "a", 0, 60), claim(2, 1, "a", 70, 90)}, "a 0-60, a 70-90"},
		{"taken over", []*lease.Statement{claim(1, 1, "a", 0, 60), claim(2, 1, "b", 30, 90)}, "a 0-30, b 30-90"},
		{"after its end", []*lease.Statement{claim(1, 1, "a", 0, 60), claim(2, 1, "b", 70, 90)}, "a 0-60, b 70-90"},
		{"contradiction", []*lease.Statement{claim(1, 1, "a", 30, 60), claim(2, 1, "b", 10, 90)}, "a 30-60, b 10-90"},
		{"end not known", []*lease.Statement{claim(1, 1, "a", 0, -1), claim(2, 1, "b", 30, -1)}, "a 0-0..30, b 30-30 open"},
		{"sent twice", []*lease.Statement{claim(1, 1, "a", 0, -1), claim(2, 1, "a", 1, -1)}, "a 0-1 open"},
		{"given again", []*lease.Statement{claim(1, 1, "a", 0, -1), claim(2, 1, "a", 9, -1)}, "a 0-0..9, a 9-9 open"},
		{"blocks side by side", []*lease.Statement{
			block(claim(1, 1, "a", 0, -1), 100, 199), block(claim(2, 1, "b", 1, -1), 300, 399), block(claim(3, 1, "c", 2, -1), 200, 299),
		}, "a 0-0 open, b 1-1 open, c 2-2 open"},
		{"block over two", []*lease.Statement{
			block(claim(1, 1, "a", 0, -1), 100, 199), block(claim(2, 1, "b", 1, -1), 200, 299), block(claim(3, 1, "c", 2, -1), 150, 250),
		}, "b 1-1..2, a 0-0..2, c 2-2 open"},
	} {
		var got []string
		sink := record.Sink{Assignment: func(a *record.Assignment) { got = append(got, say(a)) }}
		b := open(t)
		b.Begin(sink)
		for _, s := range c.said {
			b.Hold(s)
		}
		b.Close(sink)
		if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func say(a *record.Assignment) string {
	s := fmt.Sprintf("%s %d-%d", a.Subscriber, minute(a.Start.Lo), minute(a.End.Lo))
	if a.End.Hi != a.End.Lo {
		s += fmt.Sprintf("..%d", minute(a.End.Hi))
	}
	if a.Open {
		s += " open"
	}
	return s
}

// An end belongs to who holds the ports, and does not come before the beginning.
func TestEnd(t *testing.T) {
	b, n := open(t), 0
	b.Begin(record.Sink{Assignment: func(*record.Assignment) { n++ }})
	b.Hold(claim(1, 1, "a", 10, -1))
	for _, c := range []struct {
		client string
		minute int
		want   record.Reason
	}{{"b", 20, lease.NoStart}, {"a", 5, lease.EndBeforeStart}, {"a", 20, ""}, {"a", 20, lease.NoStart}} {
		if got := b.End(claim(2, 1, c.client, 0, -1), at(c.minute)); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if n != 1 {
		t.Errorf("%d assignments", n)
	}
}

// An end that stands alone tells who held the address then: of a log that begins in the
// middle. It tells nothing where another holds the address, or it was told just before.
func TestEndAlone(t *testing.T) {
	var got []string
	b := open(t)
	b.Begin(record.Sink{Assignment: func(a *record.Assignment) { got = append(got, say(a)) }})
	b.RememberEnds()
	alone := func(client string, end, from int, known bool) record.Reason {
		s := claim(1, 1, client, end, end)
		if why := b.End(s, at(end)); why != lease.NoStart {
			return why
		}
		return b.EndAlone(s, at(end), at(from), known)
	}
	for _, c := range []struct {
		what      string
		end, from int
		known     bool
		client    string
		want      record.Reason
	}{
		{"began before the log", 10, 10, false, "a", ""},
		{"sent again", 10, 10, false, "a", lease.NoStart},
		{"another's, whose duration is said", 20, 12, true, "b", ""},
		{"sent again", 20, 12, true, "b", lease.NoStart},
		{"another time", 30, 30, false, "a", ""},
	} {
		if why := alone(c.client, c.end, c.from, c.known); why != c.want {
			t.Errorf("%s: %q", c.what, why)
		}
	}
	b.Hold(claim(2, 1, "c", 40, -1))
	if why := alone("a", 50, 50, false); why != lease.NoStart {
		t.Errorf("what another holds: %q", why)
	}
	if diff := cmp.Diff("a 10-10, b 12-20, a 30-30", strings.Join(got, ", ")); diff != "" {
		t.Error(diff)
	}
}

// Many addresses in turn, each used once: what is long over is handed over
// before the end of the stream, in the order of the places.
func TestMemoryIsBounded(t *testing.T) {
	b, n, last := open(t), 0, int64(0)
	sink := record.Sink{Assignment: func(a *record.Assignment) {
		if n++; a.Line <= last {
			t.Fatalf("line %d after %d", a.Line, last)
		}
		last = a.Line
	}}
	b.Begin(sink)
	const all = 200_000
	for i := range all {
		b.Hold(claim(int64(i)+1, i, "a", i, i+10))
	}
	if n < all*9/10 {
		t.Errorf("%d of %d handed over before the end", n, all)
	}
	b.Close(sink)
	if n != all {
		t.Errorf("%d of %d", n, all)
	}
}

func TestParseAddr(t *testing.T) {
	for s, want := range map[string]string{
		"198.18.0.7": "198.18.0.7", "2001:db8::1": "2001:db8::1", "::ffff:198.18.0.7": "198.18.0.7",
		"198.18.0": "", "198.18.0.7.": "", "198.18.0.07": "", "198.18.0.256": "", "198..0.7": "", ".1.2.3": "", "": "", "fe80::1%eth0": "",
	} {
		a, ok := lease.ParseAddr([]byte(s))
		if ok != (want != "") || ok && a.String() != want {
			t.Errorf("%q: %v %v", s, a, ok)
		}
	}
}

func TestPrinted(t *testing.T) {
	for in, want := range map[string]string{"rose": "rose", "\x01\xff": "01:ff", "": ""} {
		if got := string(lease.Printed(nil, []byte(in))); got != want {
			t.Errorf("%q: %s", in, got)
		}
	}
}

// The fast way through an address takes nothing that package comity refuses, and
// reads the same.
func FuzzParseAddr(f *testing.F) {
	for _, s := range []string{"198.18.0.7", "2001:db8::1", "::ffff:198.18.0.7", "198.18.0.07", "198.18.0.256", "1.2.3.4.5", "1..2.3", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, ok := lease.ParseAddr(b)
		want, well := comity.ParseAddr(string(b))
		if len(b) <= 45 && (ok != well || ok && got != want) || len(b) > 45 && ok {
			t.Errorf("%q: %v %v, want %v %v", b, got, ok, want, well)
		}
	})
}
