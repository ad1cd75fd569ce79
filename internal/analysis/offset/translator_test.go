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
	half := func(at comity.Instant) comity.Instant {
		switch h := at % comity.Day; {
		case h >= 13*comity.Hour:
			return at - comity.Day/2
		case h < comity.Hour:
			return at + comity.Day/2
		}
		return at
	}
	for by, want := range map[comity.Instant]string{0: "declared 0;", -500 * comity.Second: "skew 0;", 3 * comity.Hour: "zone 3;", 7 * comity.Hour: "zone 7;"} {
		x := translator(by, half)
		x.Clocks[0].Half = true
		verdicts, _ := x.Solve()
		if got := names(verdicts[1]); got != want || names(verdicts[0]) != "declared 0;am-pm 0;" {
			t.Errorf("%d s off: %s, want %s: %+v", by/comity.Second, got, want, verdicts)
		}
	}
}
