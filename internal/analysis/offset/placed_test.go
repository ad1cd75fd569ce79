package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// blocks are claims on a provider's leases of six hours, of which every second visit comes in
// the middle and some just after the beginning; its clock is ahead by so much.
func blocks(by comity.Instant, early int) *offset.Case {
	x := &offset.Case{Clocks: make([]offset.Clock, 3)}
	r := rand.New(rand.NewPCG(5, 5))
	for account := range uint64(40) {
		for i := range 6 {
			from := start + comity.Instant(i*13+r.IntN(5))*comity.Day
			at := from + comity.Instant(7200+r.IntN(7200))*comity.Second
			if early > 0 && i == 3 {
				early--
				at = from + comity.Minute
			}
			x.Claim(i%2, 2, offset.Claim{
				Account: account, Subscriber: account, Assignment: account*100 + uint64(i),
				At: at, Low: from + by - at, High: from + 6*comity.Hour + by - at,
			})
		}
	}
	return x
}

// settled lets sessions that sources 0 and 1 share say that their clocks are right.
func settled(x *offset.Case) *offset.Case {
	r := rand.New(rand.NewPCG(6, 6))
	logs := [2]offset.Series{{Source: 0, Sort: offset.Session}, {Source: 1, Sort: offset.Session}}
	for i := range uint64(60) {
		m := offset.Mark{Key: i, At: start + comity.Instant(r.IntN(90*86400))*comity.Second}
		logs[0].Marks, logs[1].Marks = append(logs[0].Marks, m), append(logs[1].Marks, m)
	}
	x.Series = append(x.Series, logs[:]...)
	return x
}

// A few events say that a clock is off, and not by how much. A second clock's stamps in the
// same lines do, if the server that made them shows the time of its country; where the events
// say otherwise, or nothing, it does not.
func TestASecondStampTellsByHowMuch(t *testing.T) {
	for _, c := range []struct {
		name       string
		by, placed comity.Instant
		early      int
		kind       clock.Kind
		kept       int
	}{
		{"minutes", 1122 * comity.Second, 1120 * comity.Second, 6, clock.Skew, 1},
		{"an hour", comity.Hour, comity.Hour - comity.Second, 6, clock.Zone, 1},
		{"five hours, of which events leave several open", -5 * comity.Hour, -5*comity.Hour - comity.Second, 6, clock.Zone, 1},
		{"the server is elsewhere", 0, comity.Hour, 6, clock.Declared, 1},
		{"the server is elsewhere, and hardly anybody tells", 0, comity.Hour, 0, clock.Declared, 1},
		{"nobody tells", 1122 * comity.Second, 1120 * comity.Second, 0, clock.Declared, 1},
		{"the server is elsewhere, and the clock is off", 1122 * comity.Second, -2 * comity.Hour, 6, clock.Skew, 1},
	} {
		x := settled(blocks(c.by, c.early))
		x.Clocks[2].Placed = c.placed
		verdicts, _ := x.Solve()
		v := verdicts[2].Kept()
		a := v[0]
		if len(v) != c.kept || a.Kind != c.kind || c.by != 0 && c.kind != clock.Declared && max(a.Ahead-c.by, c.by-a.Ahead) > max(a.Margin, 2*comity.Second) {
			t.Errorf("%s: %+v", c.name, verdicts[2].Readings)
		}
		for n := range 2 {
			if len(verdicts[n].Readings) != 1 {
				t.Errorf("%s: source %d is right: %+v", c.name, n, verdicts[n].Readings)
			}
		}
	}
}

// A log is an hour behind, a translator and a list of leases are right, and the server that put
// its stamps into the translator's lines is an hour from the country's time. Nobody has judged the
// log: what its events say of the translator they say of the leases too.
func TestASecondStampDoesNotAccuseForALog(t *testing.T) {
	x := &offset.Case{Clocks: make([]offset.Clock, 3)}
	r := rand.New(rand.NewPCG(5, 5))
	for account := range uint64(40) {
		for i := range 6 {
			from := start + comity.Instant(i*13+r.IntN(5))*comity.Day
			at := from + comity.Instant(7200+r.IntN(7200))*comity.Second
			if i == 3 {
				at = from + comity.Minute
			}
			at -= comity.Hour
			x.Claim(0, 1+int(account%2), offset.Claim{
				Account: account, Subscriber: account, Assignment: account*100 + uint64(i),
				At: at, Low: from - at, High: from + 6*comity.Hour - at,
			})
		}
	}
	x.Clocks[1].Placed = comity.Hour
	verdicts, _ := x.Solve()
	for n, v := range verdicts {
		if accused := len(v.Readings) > 1; accused != (n == 0) {
			t.Errorf("source %d: %+v", n, v.Readings)
		}
	}
}
