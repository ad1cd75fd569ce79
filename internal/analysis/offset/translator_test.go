package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// translator is a firewall's log of connections of some minutes each, source 1, whose clock is
// ahead by so much. Only one list of payments, source 0, has the ports that they came from: it is written as shows has it.
func translator(by comity.Instant, shows func(comity.Instant) comity.Instant) *offset.Case {
	x := &offset.Case{Clocks: make([]offset.Clock, 2)}
	r := rand.New(rand.NewPCG(47, 1))
	for i := range uint64(40) {
		from := start + comity.Instant(r.IntN(90*86400))*comity.Second
		at := shows(from + comity.Instant(5+r.IntN(20))*comity.Second)
		x.Claim(0, 1, offset.Claim{
			Account: i / 4, Subscriber: i, Assignment: i, Shared: true,
			At: at, Low: from + by - at, High: from + by + 40*comity.Second - at,
		})
	}
	return x
}

// Days and months of a list changed places. Dates of which the day can't be a month stand where they
// were: by them it tells of a firewall's clock.
func TestDaysThatAreNoMonthsTellOfOthers(t *testing.T) {
	of := exchanged(t)
	for by, want := range map[comity.Instant]string{0: "declared 0;", -500 * comity.Second: "skew 0;", 4*comity.Hour + 30*comity.Minute: "zone 4;"} {
		x := translator(by, of)
		x.Clocks[0].Exchanged = true
		x.Clocks[0].Rewrite = []offset.Rewrite{{Adjustment: exchange, Of: of}}
		verdicts, _ := x.Solve()
		if got := names(verdicts[1]); got != want || names(verdicts[0]) != "day-month 0;" {
			t.Errorf("%d s off: %s, want %s: %+v", by/comity.Second, got, want, verdicts)
		}
	}
}

// A list lost AM and PM. Each of its payments was made at one of two times, of which one lies in a
// translation, if the firewall's clock is put right.
func TestLostHalvesTellOfOthers(t *testing.T) {
	for by, want := range map[comity.Instant]string{0: "declared 0;", -500 * comity.Second: "skew 0;", 3 * comity.Hour: "zone 3;", 7 * comity.Hour: "zone 7;"} {
		x := translator(by, func(at comity.Instant) comity.Instant { return at + dialled(at) })
		x.Clocks[0].Half = true
		verdicts, _ := x.Solve()
		if got := names(verdicts[1]); got != want || names(verdicts[0]) != "declared 0;am-pm 0;" {
			t.Errorf("%d s off: %s, want %s: %+v", by/comity.Second, got, want, verdicts)
		}
	}
}

// Where all payments are of mornings, or of evenings, an error half a day from the true one explains as many: which
// zone it is stays open. Minutes are told all the same, since nobody's clock is off by half a day but for these.
func TestOneHalfOfTheDayTellsNoZone(t *testing.T) {
	for _, c := range []struct {
		from, to int // hours
		by       comity.Instant
		want     string
	}{
		{0, 12, 7 * comity.Hour, "declared 0;"},
		{13, 23, -7 * comity.Hour, "declared 0;"},
		{8, 22, 7 * comity.Hour, "zone 7;"},
		{0, 12, 0, "declared 0;"},
		{13, 23, -500 * comity.Second, "skew 0;"},
	} {
		r := rand.New(rand.NewPCG(53, 1))
		x := &offset.Case{Clocks: make([]offset.Clock, 2)}
		x.Clocks[0].Half = true
		for i := range uint64(200) {
			from := start + comity.Instant(r.IntN(90))*comity.Day + comity.Instant(c.from*3600+r.IntN((c.to-c.from)*3600))*comity.Second
			at := from + comity.Instant(5+r.IntN(20))*comity.Second
			at += dialled(at)
			x.Claim(0, 1, offset.Claim{
				Account: i / 4, Subscriber: i, Assignment: i, Shared: true,
				At: at, Low: from + c.by - at, High: from + c.by + 40*comity.Second - at,
			})
		}
		if verdicts, _ := x.Solve(); names(verdicts[1]) != c.want {
			t.Errorf("from %d to %d h, %d s off: %s, want %s: %+v", c.from, c.to, c.by/comity.Second, names(verdicts[1]), c.want, verdicts[1])
		}
	}
}
