package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// exchanging are visits of one log that lie in a provider's leases of eight hours: of so many in a
// hundred the date can be read either way, and they lie in the lease by one reading alone.
func exchanging(either int, swapped bool) *offset.Case {
	r := rand.New(rand.NewPCG(12, 31))
	c := &offset.Case{Clocks: make([]offset.Clock, 2)}
	for account := range uint64(60) {
		for range 8 {
			at := start + comity.Instant(r.IntN(90*86400))*comity.Second
			low := -comity.Instant(r.IntN(28800)) * comity.Second
			claim := offset.Claim{Account: account, Subscriber: account, Assignment: uint64(at) + account, At: at, Low: low, High: low + 8*comity.Hour}
			beside := claim
			beside.Low, beside.High = claim.Low+10*comity.Hour, claim.High+10*comity.Hour
			if r.IntN(100) >= either {
				beside = claim
			}
			if swapped {
				claim, beside = beside, claim
			}
			beside.Swapped = true
			c.Claim(0, 1, claim, beside)
		}
	}
	c.Clocks[1].Rewrite = []offset.Rewrite{{
		Adjustment: clock.Adjustment{Kind: clock.DayMonth, Swap: true}, Of: func(t comity.Instant) comity.Instant { return t },
	}}
	return c
}

// Of a list whose days and months changed places most dates may be of days that can't be months:
// these lie in their leases either way, and don't outvote the others.
func TestDaysThatCannotBeMonthsDoNotVote(t *testing.T) {
	for _, c := range []struct {
		either  int
		swapped bool
		want    clock.Kind
	}{{100, true, clock.DayMonth}, {40, true, clock.DayMonth}, {10, true, clock.DayMonth}, {40, false, clock.Declared}, {0, false, clock.Declared}} {
		v, _ := exchanging(c.either, c.swapped).Solve()
		kept := v[1].Kept()
		if len(kept) != 1 || kept[0].Kind != c.want {
			t.Errorf("%d in a hundred, exchanged %v: %+v", c.either, c.swapped, v[1].Readings)
		}
		if len(v[0].Readings) != 1 {
			t.Errorf("%d in a hundred, exchanged %v: the log: %+v", c.either, c.swapped, v[0].Readings)
		}
	}
}
