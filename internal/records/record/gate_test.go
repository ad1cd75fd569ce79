package record_test

import (
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

func instant(s string) comity.Instant {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return comity.InstantOf(t)
}

func addr(s string) comity.Addr {
	a, ok := comity.ParseAddr(s)
	if !ok && s != "" {
		panic(s)
	}
	return a
}

func gate(t *testing.T, s record.Scope) *record.Gate {
	t.Helper()
	g, err := record.NewGate(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGateTime(t *testing.T) {
	from, to := instant("2003-06-01T00:00:00Z"), instant("2004-02-01T00:00:00Z")
	for _, c := range []struct {
		name   string
		lo, hi comity.Instant
		closed bool // answer where both ends of the period are given
	}{
		{"well before", from - comity.Day, from - comity.Hour, false},
		{"ends just before", from - comity.Day, from - 1, false},
		{"touches the first instant", from - comity.Day, from, true},
		{"inside", from + comity.Day, from + comity.Day, true},
		{"last instant", to - 1, to - 1, true},
		{"begins where the period ends", to, to + comity.Day, false},
		{"spans the period", from - comity.Day, to + comity.Day, true},
	} {
		s := clock.Span{Lo: c.lo, Hi: c.hi}
		if got := gate(t, record.Scope{From: from, To: to}).Time(s); got != c.closed {
			t.Errorf("%s: Time = %v", c.name, got)
		}
		if !gate(t, record.Scope{}).Time(s) {
			t.Errorf("%s: refused without a period", c.name)
		}
		if got, want := gate(t, record.Scope{From: from}).Time(s), c.hi >= from; got != want {
			t.Errorf("%s: Time without end = %v", c.name, got)
		}
		if got, want := gate(t, record.Scope{To: to}).Time(s), c.lo < to; got != want {
			t.Errorf("%s: Time without beginning = %v", c.name, got)
		}
	}
	if !gate(t, record.Scope{}).Time(clock.Span{Lo: comity.Latest, Hi: comity.Latest}) {
		t.Error("no bounds must cover the latest instant")
	}
}

func TestGateAddr(t *testing.T) {
	g := gate(t, record.Scope{Addresses: []string{
		"203.0.113.0/25", "198.51.100.7", "203.0.113.64/26", "2001:db8:1::/48", "192.0.2.0/24", "198.51.100.7/32",
	}})
	for _, c := range []struct {
		first, last string
		want        bool
	}{
		{"203.0.113.0", "203.0.113.0", true},
		{"203.0.113.127", "203.0.113.127", true},
		{"203.0.113.128", "203.0.113.255", false},
		{"203.0.112.0", "203.0.113.0", true},
		{"203.0.113.100", "203.0.114.0", true},
		{"198.51.100.6", "198.51.100.6", false},
		{"198.51.100.6", "198.51.100.8", true},
		{"198.51.100.8", "198.51.100.8", false},
		{"::ffff:192.0.2.200", "::ffff:192.0.2.200", true},
		{"2001:db8:1:ffff::1", "2001:db8:1:ffff::1", true},
		{"2001:db8:2::", "2001:db8:2::", false},
		{"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true},
		{"", "", false},
	} {
		if got := g.Addr(addr(c.first), addr(c.last)); got != c.want {
			t.Errorf("Addr(%s, %s) = %v", c.first, c.last, got)
		}
	}
	if g.AnyAddr() || !gate(t, record.Scope{}).AnyAddr() {
		t.Error("AnyAddr is wrong")
	}
	if !gate(t, record.Scope{}).Addr(comity.Addr{}, comity.Addr{}) {
		t.Error("without a limit a record without address is covered")
	}
	all := gate(t, record.Scope{Addresses: []string{"::/0"}})
	if !all.Addr(addr("198.18.0.1"), addr("198.18.0.1")) || !all.Addr(addr("2001:db8::1"), addr("2001:db8::1")) {
		t.Error("::/0 covers every address")
	}
}

func TestGateRefuses(t *testing.T) {
	for _, s := range []record.Scope{
		{Addresses: []string{"198.51.100.0/33"}},
		{Addresses: []string{"192.0.2.0/24", "here"}},
		{Addresses: []string{""}},
		{Addresses: []string{"198.51.100.1/24"}},
		{From: 20, To: 10},
		{From: 20, To: 20},
	} {
		_, err := record.NewGate(s)
		if comity.KindOf(err) != comity.Input || err == nil || comity.HintOf(err) == "" {
			t.Errorf("%+v: error %v, hint %q", s, err, comity.HintOf(err))
		}
	}
}

func TestGateAllocatesNothing(t *testing.T) {
	g := gate(t, record.Scope{From: 1, To: 1 << 60, Addresses: []string{"192.0.2.0/24", "198.18.0.0/15"}})
	a, s := addr("198.18.7.9"), clock.Span{Lo: 5, Hi: 9}
	if n := testing.AllocsPerRun(100, func() {
		if !g.Time(s) || !g.Addr(a, a) {
			t.Error("must be covered")
		}
	}); n != 0 {
		t.Errorf("%v allocations a record", n)
	}
}

func TestLastOf(t *testing.T) {
	for _, c := range []struct {
		first string
		bits  int
		want  string
	}{
		{"192.0.2.0", 120, "192.0.2.255"},
		{"192.0.2.9", 128, "192.0.2.9"},
		{"2001:db8::", 32, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
		{"2001:db8::", 64, "2001:db8::ffff:ffff:ffff:ffff"},
		{"2001:db8:0:ff00::", 56, "2001:db8:0:ffff:ffff:ffff:ffff:ffff"},
	} {
		if got := record.LastOf(addr(c.first), c.bits); got != addr(c.want) {
			t.Errorf("LastOf(%s, %d) = %v", c.first, c.bits, got)
		}
	}
}

func TestSinkComplete(t *testing.T) {
	n := 0
	s := record.Sink{Reject: func(record.Reject) { n++ }}.Complete()
	s.Reject(record.Reject{})
	s.Assignment(nil)
	s.Payment(nil)
	s.Member(nil)
	s.Holder(nil)
	s.Outside(record.Place{})
	if n != 1 {
		t.Error("Complete lost a field that was set")
	}
}

func TestTimedKinds(t *testing.T) {
	for k, want := range map[record.Kind]bool{
		record.Access: true, record.Payments: true, record.Members: true, record.Assignments: true,
		record.Answers: true, record.Board: true, record.Holders: false, record.Hashes: false,
		record.Network: false, record.Document: false,
	} {
		if k.Timed() != want {
			t.Errorf("%s: Timed = %v", k, !want)
		}
	}
}
