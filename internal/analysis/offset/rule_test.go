package offset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// journal is a company's journal of log-ins, source 0, and the logs of several
// sites that show the same log-ins, with a fault for each.
func journal(seed uint64, faults ...fault) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 11))
	c := &offset.Case{Clocks: make([]offset.Clock, len(faults)+1)}
	all := offset.Series{Sort: offset.Session}
	for n, f := range faults {
		log := offset.Series{Source: n + 1, Sort: offset.Session}
		for p := range 60 {
			for range 6 {
				at := start + comity.Instant(r.IntN(90*86400))*comity.Second
				log.Marks = append(log.Marks, offset.Mark{Key: uint64(1000*n + p), At: at + f(at)})
				all.Marks = append(all.Marks, offset.Mark{Key: uint64(1000*n + p), At: at})
			}
		}
		c.Series = append(c.Series, log)
	}
	c.Series = append(c.Series, all)
	return c
}

func until(d int, f fault) fault {
	return func(t comity.Instant) comity.Instant {
		if t > start+comity.Instant(d)*comity.Day {
			return 0
		}
		return f(t)
	}
}

func TestAClockThatIsSetRightOnTheWay(t *testing.T) {
	for _, c := range []struct {
		name   string
		perDay comity.Instant // in seconds
		until  int            // 0: never
	}{
		{"at half time", 20, 45},
		{"early", -25, 20},
		{"late", 12, 80},
		{"never further than people differ", -6, 40},
		{"never set right", 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(3) {
				f := gaining(day(c.perDay * comity.Second))
				if c.until > 0 {
					f = until(c.until, f)
				}
				verdicts, _ := journal(seed, right, f, right, right).Solve()
				for n, v := range verdicts {
					r := v.Readings[len(v.Readings)-1]
					switch {
					case n != 2 && len(v.Readings) != 1:
						t.Errorf("source %d is right: %+v", n, v.Readings)
					case n == 2 && (r.Kind != clock.Drift || max(r.PerDay-c.perDay*comity.Second, c.perDay*comity.Second-r.PerDay) > comity.Second/2 || (r.Until != 0) != (c.until != 0)):
						t.Errorf("seed %d: %+v", seed, v.Readings)
					}
				}
			}
		})
	}
}

// What a statement grants is said of a clock that is always as far off: one that gains passes through it.
func TestAGainWithinWhatAStatementGrants(t *testing.T) {
	c := journal(1, right, until(45, gaining(day(20*comity.Second))), right, right)
	for i := range c.Clocks {
		c.Clocks[i].Allowed = 30 * comity.Minute
	}
	verdicts, _ := c.Solve()
	for n, v := range verdicts {
		r := v.Readings[len(v.Readings)-1]
		if n != 2 && len(v.Readings) != 1 || n == 2 && (r.Kind != clock.Drift || r.Until == 0) {
			t.Errorf("source %d: %+v", n, v.Readings)
		}
	}
}

// asked is an event source, one that answers questions about its events, and
// another that answers too.
func asked(f fault) *offset.Case {
	r := rand.New(rand.NewPCG(8, 8))
	c := &offset.Case{Clocks: make([]offset.Clock, 3)}
	seen := offset.Series{Sort: offset.Seen}
	answers := [2]offset.Series{{Source: 1, Sort: offset.Question}, {Source: 2, Sort: offset.Question}}
	for i := range 300 {
		at := start + comity.Instant(r.IntN(60*86400))*comity.Second
		key := uint64(i % 70)
		seen.Marks = append(seen.Marks, offset.Mark{Key: key, At: at})
		if wrong := f(at); i%3 > 0 {
			answers[0].Marks = append(answers[0].Marks, offset.Mark{Key: key, At: at + wrong})
		} else {
			answers[1].Marks = append(answers[1].Marks, offset.Mark{Key: key, At: at})
		}
	}
	c.Series = []offset.Series{seen, answers[0], answers[1]}
	return c
}

func TestWhatAProviderWasAskedMeasuresItsAnswers(t *testing.T) {
	verdicts, _ := asked(ahead(-4 * comity.Hour)).Solve()
	if v := verdicts[1]; len(v.Readings) != 2 || v.Readings[0].Kept || v.Readings[1].Kind != clock.Zone || v.Readings[1].Seconds != -4*comity.Hour {
		t.Errorf("four hours: %+v", v.Readings)
	}
	if len(verdicts[0].Readings) != 1 || len(verdicts[2].Readings) != 1 {
		t.Errorf("right: %+v, %+v", verdicts[0].Readings, verdicts[2].Readings)
	}
	for n, v := range func() []offset.Verdict { v, _ := asked(right).Solve(); return v }() {
		if len(v.Readings) != 1 {
			t.Errorf("source %d: %+v", n, v.Readings)
		}
	}
}

var exchange = clock.Adjustment{Kind: clock.DayMonth, Swap: true}

// exchanged writes a stamp with day and month in each other's place.
func exchanged(t *testing.T) func(comity.Instant) comity.Instant {
	t.Helper()
	readings, err := clock.Readings(clock.Statement{Zone: "UTC", Basis: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return readings[0].Rewrite(exchange)
}

// Dates with a day above twelve stay as they are, so that most rows agree.
func TestDaysAndMonthsExchangedWhereBothCanBe(t *testing.T) {
	swap := exchanged(t)
	for _, wrong := range []bool{true, false} {
		f := right
		if wrong {
			f = func(t comity.Instant) comity.Instant { return swap(t) - t }
		}
		c := asked(f)
		c.Clocks[1].Rewrite = []offset.Rewrite{{Adjustment: exchange, Of: swap}}
		verdicts, _ := c.Solve()
		v := verdicts[1]
		if got := len(v.Readings) == 2 && !v.Readings[0].Kept && v.Readings[1].Kind == clock.DayMonth; got != wrong {
			t.Errorf("exchanged %v: %+v", wrong, v.Readings)
		}
	}
}

// leases gives each of many accounts a line with a lease a day, and a log-in now
// and then; the provider's clock is wrong by f.
func leases(seed uint64, f fault) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 13))
	c := &offset.Case{Clocks: make([]offset.Clock, 3)}
	for account := range uint64(150) {
		begin := comity.Instant(r.IntN(86400)) * comity.Second
		for i := range 14 {
			at := start + comity.Instant(r.IntN(80*86400))*comity.Second
			from := begin + (at-begin)/comity.Day*comity.Day
			c.Claim(i%2, 2, offset.Claim{
				Account: account, Subscriber: account, Assignment: uint64(from) + account,
				At: at, Low: from + f(from) - at, High: from + comity.Day + f(from) - at,
			})
		}
	}
	return c
}

func TestDayLongLeases(t *testing.T) {
	for _, c := range []struct {
		name    string
		fault   fault
		kind    clock.Kind
		seconds comity.Instant
		within  comity.Instant
	}{
		{"right", right, clock.Declared, 0, 0},
		{"twenty minutes", ahead(-20*comity.Minute - 30*comity.Second), clock.Skew, -20*comity.Minute - 30*comity.Second, 2 * comity.Minute},
		{"an hour", ahead(comity.Hour), clock.Zone, comity.Hour, 0},
		{"half hours", ahead(-570 * comity.Minute), clock.Zone, -570 * comity.Minute, 0},
		{"drift", gaining(day(-20 * comity.Second)), clock.Drift, -20 * comity.Second, 4 * comity.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(3) {
				verdicts, _ := leases(seed, c.fault).Solve()
				r := verdicts[2].Readings[len(verdicts[2].Readings)-1]
				if r.Kind != c.kind || max(r.Seconds-c.seconds, c.seconds-r.Seconds) > c.within {
					t.Errorf("seed %d: %+v", seed, verdicts[2].Readings)
				}
				for n := range 2 {
					if len(verdicts[n].Readings) != 1 {
						t.Errorf("seed %d: source %d is right: %+v", seed, n, verdicts[n].Readings)
					}
				}
			}
		})
	}
}

// Who comes soon after a lease began and stays until it nearly ends bounds the provider's
// clock from both sides.
func TestStaysBoundAClockFromBothSides(t *testing.T) {
	const off = -20*comity.Minute - 30*comity.Second
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 23))
		c := &offset.Case{Clocks: make([]offset.Clock, 3)}
		for account := range uint64(60) {
			for i := range 12 {
				from := start + comity.Instant(7*i)*comity.Day + comity.Instant(r.IntN(3*86400))*comity.Second
				at := from + comity.Instant(5+r.IntN(3600))*comity.Second
				until := from + comity.Day - comity.Instant(5+r.IntN(3600))*comity.Second
				c.Claim(i%2, 2, offset.Claim{
					Account: account, Subscriber: account, Assignment: uint64(i)<<32 | account,
					At: at, Low: from + off - at, High: from + comity.Day + off - until, Long: until - at,
				})
			}
		}
		verdicts, _ := c.Solve()
		r0 := verdicts[2].Readings[len(verdicts[2].Readings)-1]
		if r0.Kind != clock.Skew || max(r0.Seconds-off, off-r0.Seconds) > 15*comity.Second {
			t.Errorf("seed %d: %+v", seed, verdicts[2].Readings)
		}
	}
}

// A provider's days and months are exchanged: read so, more events lie in assignments.
func TestLeasesWithDaysAndMonthsExchanged(t *testing.T) {
	c := leases(1, right)
	d := &offset.Case{Clocks: c.Clocks}
	for account := range uint64(40) {
		for i := range uint64(10) {
			claim := offset.Claim{Account: account, Subscriber: account, Assignment: 100*account + i, At: start + comity.Instant(i)*3*comity.Day, Low: -comity.Hour, High: comity.Hour}
			if claim.Swapped = i < 5; claim.Swapped || i < 8 {
				d.Claim(0, 2, claim)
			}
		}
	}
	verdicts, _ := d.Solve()
	if v := verdicts[2]; len(v.Readings) != 2 || v.Readings[0].Kept || v.Readings[1].Kind != clock.DayMonth {
		t.Errorf("%+v", v.Readings)
	}
}

// Some log-ins last a few seconds only, so that the first lines of their sessions pile up
// too, beside the last ones that the table states: that is no clock of either.
func TestAFewShortSessionsMeasureNothing(t *testing.T) {
	for seed := range uint64(3) {
		c := world(seed, 60, right, right, right, right)
		for n := range c.Clocks {
			c.Clocks[n].Allowed = comity.Second
		}
		r := rand.New(rand.NewPCG(seed, 19))
		table := &c.Series[len(c.Series)-1]
		for n := 1; n < 4; n++ {
			for p := range 15 {
				at := start + comity.Instant(r.IntN(60*86400))*comity.Second
				key := uint64(n*10_000 + 5000 + p)
				end := at + comity.Instant(5-n+r.IntN(3))*comity.Second // of one site somewhat longer ones than of another
				table.Marks = append(table.Marks, offset.Mark{Key: key, At: end})
				for i, t := range [2]comity.Instant{at, end} {
					s := &c.Series[2*(n-1)+i]
					s.Marks = append(s.Marks, offset.Mark{Key: key, At: t})
				}
			}
		}
		verdicts, _ := c.Solve()
		for n, v := range verdicts {
			if len(v.Readings) != 1 {
				t.Errorf("seed %d: source %d is right: %+v", seed, n, v.Readings)
			}
		}
	}
}

// The table's zone has summer time and the others' has not, so that a log that is off by
// two minutes is an hour nearer to it for half of the time: it is measured by the others.
func TestASkewBesideAZoneWithSummerTime(t *testing.T) {
	summer := func(t comity.Instant) comity.Instant {
		if t > start+62*comity.Day+12*comity.Hour {
			return 10 * comity.Hour
		}
		return 9 * comity.Hour
	}
	for seed := range uint64(5) {
		c := world(seed, 80, summer, right, ahead(2*comity.Minute), right, right, right)
		other := journal(seed, right, ahead(2*comity.Minute), right, right)
		c.Clocks = append(c.Clocks, offset.Clock{})
		for _, s := range other.Series { // the journal is source 6, its logs are 1 to 4
			if s.Source == 0 {
				s.Source = 6
			}
			s.Marks = slices.DeleteFunc(s.Marks, func(m offset.Mark) bool { return m.Key%1000 >= 5 })
			for i := range s.Marks {
				s.Marks[i].Key += 1 << 32
			}
			c.Series = append(c.Series, s)
		}
		verdicts, _ := c.Solve()
		for n, v := range verdicts {
			if n == 0 {
				continue
			}
			r := v.Readings[len(v.Readings)-1]
			if wrong := n == 2; wrong != (len(v.Readings) == 2) || wrong && (r.Kind != clock.Skew || r.Seconds != 2*comity.Minute) {
				t.Errorf("seed %d: source %d: %+v", seed, n, v.Readings)
			}
		}
	}
}

// A zone that the assignments name is told by the difference that it has, not by the
// middle of what the events allow.
func TestAProvidersZoneIsToldByItsOwnDifference(t *testing.T) {
	zone := func(t comity.Instant) comity.Instant {
		if t > start+50*comity.Day {
			return 270 * comity.Minute
		}
		return 210 * comity.Minute
	}
	for seed := range uint64(2) {
		c := leases(seed, zone)
		c.Clocks[2].Rewrite = []offset.Rewrite{{
			Adjustment: clock.Adjustment{Kind: clock.Zone, Zone: "Asia/Kolkata"},
			Of:         func(t comity.Instant) comity.Instant { return t - zone(t) },
		}}
		verdicts, _ := c.Solve()
		r := verdicts[2].Readings[len(verdicts[2].Readings)-1]
		if r.Zone != "Asia/Kolkata" || r.Seconds != 210*comity.Minute {
			t.Errorf("seed %d: %+v", seed, verdicts[2].Readings)
		}
	}
}

// A quarter of an hour is next to no zone's distance from another: where none is so far,
// it is an error.
func TestAQuarterOfAnHourIsNoZone(t *testing.T) {
	const off = -15 * comity.Minute
	for _, zone := range []bool{true, false} {
		c := leases(1, ahead(off))
		c.Clocks[2].Elsewhere = func(comity.Instant) bool { return zone }
		verdicts, _ := c.Solve()
		want := clock.Skew
		if zone {
			want = clock.Zone
		}
		r := verdicts[2].Readings[len(verdicts[2].Readings)-1]
		if r.Kind != want || max(r.Seconds-off, off-r.Seconds) > 2*comity.Minute {
			t.Errorf("zone %v: %+v", zone, verdicts[2].Readings)
		}
	}
}

// A table that lost the half of the day has stamps half a day off, and of one site's people
// some seconds more: that site's log and the journal are right all the same.
func TestALostHalfAccusesNobody(t *testing.T) {
	c := journal(5, right, right, right, right)
	c.Clocks = append(c.Clocks, offset.Clock{Half: true})
	late := offset.Series{Source: 0, Sort: offset.Leave}
	table := offset.Series{Source: 5, Sort: offset.LogIn}
	for i := range c.Series {
		s := &c.Series[i]
		if s.Source == 0 { // the journal is of the last site alone
			s.Marks = slices.DeleteFunc(s.Marks, func(m offset.Mark) bool { return m.Key < 3000 })
			late.Marks = slices.Clone(s.Marks)
			continue
		}
		for _, m := range s.Marks {
			m.At -= 12 * comity.Hour
			if s.Source == 4 {
				m.At += 6 * comity.Second
			}
			table.Marks = append(table.Marks, m)
		}
	}
	c.Series = append(c.Series, late, table)
	verdicts, _ := c.Solve()
	for n, v := range verdicts[:5] {
		if len(v.Readings) != 1 {
			t.Errorf("source %d is right: %+v", n, v.Readings)
		}
	}
	if v := verdicts[5]; len(v.Kept()) != 2 {
		t.Errorf("lost: %+v", v.Readings)
	}
}

// A list that knows no summer time is right in winter: no error is its own all the time,
// and yet more events lie in its leases by standard time.
func TestAListWithoutSummerTime(t *testing.T) {
	for _, c := range []struct {
		days  comity.Instant // of the 80, in summer
		wrong bool
	}{{20, true}, {60, true}, {60, false}} {
		summer := func(t comity.Instant) comity.Instant {
			if t < start+c.days*comity.Day {
				return -comity.Hour
			}
			return 0
		}
		f := right
		if c.wrong {
			f = summer
		}
		x := leases(uint64(c.days), f)
		x.Clocks[2].Summer = comity.Hour
		x.Clocks[2].Rewrite = []offset.Rewrite{{
			Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "+01:00"},
			Of:         func(t comity.Instant) comity.Instant { return t - summer(t) },
		}}
		verdicts, _ := x.Solve()
		r := verdicts[2].Readings[len(verdicts[2].Readings)-1]
		if c.wrong != (r.Kind == clock.DST) || c.wrong && (r.Seconds != -comity.Hour || len(verdicts[2].Kept()) != 1) {
			t.Errorf("%d days, wrong %v: %+v", c.days, c.wrong, verdicts[2].Readings)
		}
	}
}
