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
		x := blocks(c.by, c.early)
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
