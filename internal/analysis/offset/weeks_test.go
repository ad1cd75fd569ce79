package offset_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// until that day of the world's ninety the clocks of a zone show two hours more than UTC, then one.
func summerUntil(d int) fault {
	return func(t comity.Instant) comity.Instant {
		if t < start+comity.Instant(d)*comity.Day {
			return 2 * comity.Hour
		}
		return comity.Hour
	}
}

// rewrites are zones that go like faults.
func rewrites(likely bool, local fault) []offset.Rewrite {
	east := func(t comity.Instant) comity.Instant { return local(t) + comity.Hour }
	return []offset.Rewrite{
		{Adjustment: clock.Adjustment{Kind: clock.Zone, Zone: "local"}, Of: func(t comity.Instant) comity.Instant { return t - local(t) }, Likely: likely},
		{Adjustment: clock.Adjustment{Kind: clock.Zone, Zone: "east"}, Of: func(t comity.Instant) comity.Instant { return t - east(t) }},
	}
}

func names(v offset.Verdict) (out string) {
	for _, a := range v.Kept() {
		if out += fmt.Sprint(a.Kind, " ", a.Zone); a.Zone == "" {
			out += fmt.Sprint(int64((a.Ahead + comity.Minute) / comity.Hour))
		}
		out += ";"
	}
	return out
}

// What a machine stated as UTC shows may be the time of its place: by most of its records two hours
// more, and by some one. Only what was made when the two differ tells them apart.
func TestLocalTimeStatedAsUTCOverAChangeOfSummerTime(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  fault
		until  int  // the zone's summer ends
		last   int  // day of the last record that others share
		likely bool // the source is of a place in that zone
		want   string
	}{
		{"local time, most of it in summer", summerUntil(70), 70, 90, true, "zone local;"},
		{"local time, whoever is asked", summerUntil(70), 70, 90, false, "zone local;"},
		{"local time, most of it in winter", summerUntil(20), 20, 90, true, "zone local;"},
		{"half and half", summerUntil(45), 45, 90, true, "zone local;"},
		{"one offset all the year", ahead(2 * comity.Hour), 70, 90, true, "zone 2;"},
		{"nothing made in winter", summerUntil(70), 70, 70, true, "zone 2;zone local;"},
		{"nothing made in winter, of a place elsewhere", summerUntil(70), 70, 70, false, "zone 2;"},
		{"right", right, 70, 90, true, "declared 0;"},
	} {
		for seed := range uint64(2) {
			x := journal(seed, right, c.fault, right, right)
			x.Clocks[2].Rewrite = rewrites(c.likely, summerUntil(c.until))
			end := start + comity.Instant(c.last)*comity.Day
			for i, s := range x.Series {
				x.Series[i].Marks = nil
				for _, m := range s.Marks {
					if m.At < end {
						x.Series[i].Marks = append(x.Series[i].Marks, m)
					}
				}
			}
			if c.last == 90 && seed == 0 && c.likely {
				y := leases(seed, c.fault)
				y.Clocks[2].Rewrite = rewrites(c.likely, summerUntil(c.until))
				verdicts, _ := y.Solve()
				if got := names(verdicts[0]) + names(verdicts[1]) + names(verdicts[2]); got != "declared 0;declared 0;"+c.want {
					t.Errorf("%s, leases: %s", c.name, got)
				}
			}
			verdicts, _ := x.Solve()
			for n, v := range verdicts {
				if want := map[bool]string{true: c.want, false: "declared 0;"}[n == 2]; names(v) != want {
					t.Errorf("%s, log %d, seed %d: %s", c.name, n, seed, names(v))
				}
			}
		}
	}
}

// A log that is right in winter only: nobody's error explains that all the time.
func TestALogThatIsRightInWinter(t *testing.T) {
	local := func(t comity.Instant) comity.Instant { return summerUntil(30)(t) - comity.Hour }
	for _, faulty := range []bool{true, false} {
		f := right
		if faulty {
			f = local
		}
		c := journal(3, right, f, right, right)
		r := rand.New(rand.NewPCG(1, 1))
		for n := range 5 { // and people who take their time
			c.Series = append(c.Series, offset.Series{Source: n, Sort: offset.SignUp})
			for range 20 {
				s := &c.Series[len(c.Series)-1]
				s.Marks = append(s.Marks, offset.Mark{Key: uint64(r.IntN(4000)), At: start + comity.Instant(r.IntN(80*86400))*comity.Second})
			}
		}
		for n := range c.Clocks {
			c.Clocks[n].Rewrite = rewrites(true, local)
		}
		verdicts, _ := c.Solve()
		for n, v := range verdicts {
			want := "declared 0;"
			if faulty && n == 2 {
				want = "zone local;"
			}
			if names(v) != want {
				t.Errorf("faulty %v, source %d: %s", faulty, n, names(v))
			}
		}
	}
}

// The margin of a clock that gains holds what its gain may be off by, at either end of the time.
func TestTheMarginOfAGainHoldsAtItsEnds(t *testing.T) {
	f := gaining(day(-20 * comity.Second))
	for seed := range uint64(2) {
		marks, _ := journal(seed, right, f, right, right).Solve()
		claims, _ := leases(seed, f).Solve()
		for name, v := range map[string]offset.Verdict{"marks": marks[2], "leases": claims[2]} {
			a := v.Kept()[0]
			for _, at := range []comity.Instant{start, start + 80*comity.Day} {
				if by := a.Error(at+f(at)) - f(at); a.Kind != clock.Drift || max(by, -by) > a.Margin+comity.Second || a.Margin > 10*comity.Minute {
					t.Errorf("%s, seed %d: off by %d s at day %d, margin %d s", name, seed, by/comity.Second, (at-start)/comity.Day, a.Margin/comity.Second)
				}
			}
		}
	}
}

// A provider's clock shows the time of a place with summer time, against which no whole hour explains most
// events: five hours and a third would, but nobody's clock is off by that where a zone explains as many.
func TestHoursThatAreNoZones(t *testing.T) {
	place := func(at comity.Instant) comity.Instant {
		if at < start+40*comity.Day {
			return at - 6*comity.Hour
		}
		return at - 5*comity.Hour
	}
	r := rand.New(rand.NewPCG(49, 3))
	x := &offset.Case{Clocks: make([]offset.Clock, 3)}
	for account := range uint64(60) {
		for range 4 {
			at := start + comity.Instant(r.IntN(80*86400))*comity.Second
			from, to := place(at-50*comity.Minute), place(at+50*comity.Minute)
			x.Claim(0, 1, offset.Claim{Account: account, Subscriber: account, Assignment: uint64(from) + account, At: at, Low: from - at, High: to - at})
			x.Claim(0, 2, offset.Claim{Account: 100 + account, Subscriber: 100 + account, Assignment: uint64(from) + account, At: at, Low: -comity.Hour, High: comity.Hour})
		}
	}
	x.Clocks[1].Elsewhere = func(by comity.Instant) bool { return by%comity.Hour == 0 }
	x.Clocks[1].Rewrite = []offset.Rewrite{{Adjustment: clock.Adjustment{Kind: clock.Zone, Zone: "America/Chicago"}, Of: func(at comity.Instant) comity.Instant {
		if place(at+5*comity.Hour) == at {
			return at + 5*comity.Hour
		}
		return at + 6*comity.Hour
	}}}
	verdicts, _ := x.Solve()
	if got := names(verdicts[1]); got != "zone America/Chicago;" {
		t.Errorf("%s: %+v", got, verdicts[1])
	}
}
