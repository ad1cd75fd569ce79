package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Log 0 and log 1 are right (UTC); the answers of provider 2 leave summer time out until day 30,
// provider 3 is right. Log 0 alone would do as the culprit: local time in just these weeks. But
// whoever puts the provider right has explained the difference, and putting both ends right parts
// events and assignments by an hour the other way.
func TestOneDifferenceIsPutRightOnce(t *testing.T) {
	for _, c := range []struct {
		name         string
		log1, other3 int // one event in so many is of log 1, one account in so many is of provider 3; 0: none
	}{
		{"one log, one provider", 0, 0},
		{"one account in ten is of a right provider", 0, 10},
		{"one account in four", 0, 4},
		{"a second right log has a tenth of the events", 10, 0},
		{"both", 10, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, _ := mirrored(c.log1, c.other3).Solve()
			for n, want := range []string{"declared 0;", "declared 0;", "dst +01:00;", "declared 0;"} {
				if got := names(v[n]); got != want {
					t.Errorf("source %d: %q, want %q", n, got, want)
				}
			}
		})
	}
}

func mirrored(log1, other3 int) *offset.Case {
	local := func(at comity.Instant) comity.Instant { return summerUntil(30)(at) - comity.Hour }
	r := rand.New(rand.NewPCG(1, 13))
	oneIn := func(n int) bool { return n > 0 && r.IntN(n) == 0 }
	x := &offset.Case{Clocks: make([]offset.Clock, 4)}
	for account := range uint64(150) {
		provider, off := 2, local
		if oneIn(other3) {
			provider, off = 3, func(comity.Instant) comity.Instant { return 0 }
		}
		for range 8 {
			at := start + comity.Instant(r.IntN(80*86400))*comity.Second
			from := at - comity.Instant(r.IntN(5400))*comity.Second
			to := at + comity.Instant(60+r.IntN(5400))*comity.Second
			log := 0
			if oneIn(log1) {
				log = 1
			}
			by := -off(at)
			x.Claim(log, provider, offset.Claim{Account: account, Subscriber: account, Assignment: uint64(from) + account, At: at, Low: from + by - at, High: to + by - at})
		}
	}
	for n := range x.Clocks {
		x.Clocks[n].Rewrite = []offset.Rewrite{
			{Adjustment: clock.Adjustment{Kind: clock.Zone, Zone: "Europe/London"}, Of: func(at comity.Instant) comity.Instant { return at - local(at) }},
			{Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "+01:00"}, Of: func(at comity.Instant) comity.Instant { return at + local(at) }},
		}
		if n >= 2 {
			x.Clocks[n].Summer = comity.Hour
		}
	}
	return x
}
