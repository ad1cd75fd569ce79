package offset_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// An export that counts summer time twice is an hour ahead until summer ends, and right
// after it.
func twiceUntil(d int) fault {
	return func(t comity.Instant) comity.Instant { return summerUntil(d)(t) - comity.Hour }
}

// asTwice are the two ways in which summer time is misread, where it ends on day d.
func asTwice(d int) []offset.Rewrite {
	f := twiceUntil(d)
	return []offset.Rewrite{
		{Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "+01:00"}, Of: func(t comity.Instant) comity.Instant { return t + f(t) }},
		{Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "Europe/Berlin" + clock.Twice}, Of: func(t comity.Instant) comity.Instant { return t - f(t) }},
	}
}

func TestSummerTimeCountedTwice(t *testing.T) {
	for _, summer := range []int{20, 45, 70} {
		for _, wrong := range []bool{true, false} {
			f := right
			if wrong {
				f = twiceUntil(summer)
			}
			x, y := journal(4, right, f, right, right), leases(4, f)
			for _, c := range []*offset.Case{x, y} {
				for n := range c.Clocks {
					c.Clocks[n].Summer, c.Clocks[n].Rewrite = comity.Hour, asTwice(summer)
				}
				verdicts, _ := c.Solve()
				for n, v := range verdicts {
					r := v.Readings[len(v.Readings)-1]
					if n != 2 || !wrong {
						if len(v.Readings) != 1 {
							t.Errorf("%d days, source %d is right: %+v", summer, n, v.Readings)
						}
						continue
					}
					if len(v.Kept()) != 1 || r.Kind != clock.DST || !strings.HasSuffix(r.Zone, clock.Twice) || r.Seconds != comity.Hour {
						t.Errorf("%d days: %+v", summer, v.Readings)
					}
				}
			}
		}
	}
}

// One list's zone has summer time, and so it is an hour nearer to UTC for some weeks. Nobody
// who is compared with it is off by that hour, nor right because of it.
func TestWhoIsInAnotherZoneIsReadByItBeforeOthersAreAsked(t *testing.T) {
	local := func(t comity.Instant) comity.Instant { return summerUntil(30)(t) + comity.Hour }
	for _, wrong := range []bool{true, false} {
		f := right
		if wrong {
			f = twiceUntil(30)
		}
		c := journal(6, right, f, local, right, right)
		for _, m := range c.Series[len(c.Series)-1].Marks { // the list has most log-ins of source 2's site too
			if m.Key/1000 == 1 && m.Key%3 > 0 {
				c.Series[2].Marks = append(c.Series[2].Marks, offset.Mark{Key: m.Key, At: m.At + local(m.At)})
			}
		}
		for n := range c.Clocks {
			c.Clocks[n].Summer = comity.Hour
			c.Clocks[n].Rewrite = append(asTwice(30), rewrites(true, local)[0])
		}
		verdicts, _ := c.Solve()
		want := map[int]string{3: "zone local;"}
		if wrong {
			want[2] = "dst Europe/Berlin+DST;"
		}
		for n, v := range verdicts {
			if w := want[n]; w == "" && len(v.Readings) != 1 || w != "" && names(v) != w {
				t.Errorf("wrong %v, source %d: %+v", wrong, n, v.Readings)
			}
		}
	}
}
