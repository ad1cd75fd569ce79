package offset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// visits are of three logs, of which the clock of the last is wrong, and lie in leases that
// three providers, 3 to 5, gave for eight hours.
func visits(seed uint64, f fault) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 17))
	c := &offset.Case{Clocks: make([]offset.Clock, 6)}
	for account := range uint64(150) {
		const lease = 8 * comity.Hour
		begin := comity.Instant(r.IntN(28800)) * comity.Second
		for i := range 14 {
			at := start + comity.Instant(r.IntN(80*86400))*comity.Second
			from := begin + (at-begin)/lease*lease
			log, shown := i%3, at
			if log == 2 {
				shown += f(at)
			}
			c.Claim(log, 3+int(account%3), offset.Claim{
				Account: account, Subscriber: account, Assignment: uint64(from) + account,
				At: shown, Low: from - shown, High: from + lease - shown,
			})
		}
	}
	return c
}

// A log of which nothing is known but in whose leases its visits lie is asked for zones as lists
// of leases are: an hour that changes within its time is no gain, and no zone is named that
// nothing speaks for.
func TestALogInAnotherZoneByLeases(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault fault
		until int
		want  string
	}{
		{"most of it in summer", summerUntil(60), 60, "zone local;"},
		{"most of it in winter", summerUntil(25), 25, "zone local;"},
		{"right", right, 25, "declared 0;"},
	} {
		for seed := range uint64(2) {
			x := visits(seed, c.fault)
			x.Clocks[2].Rewrite = append([]offset.Rewrite{{
				Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "other"},
				Of:         func(t comity.Instant) comity.Instant { return t - summerUntil(c.until)(t) + comity.Hour },
			}}, rewrites(true, summerUntil(c.until))...)
			verdicts, _ := x.Solve()
			for n, v := range verdicts {
				if want := map[bool]string{true: c.want, false: "declared 0;"}[n == 2]; names(v) != want {
					t.Errorf("%s, seed %d, source %d: %s", c.name, seed, n, names(v))
				}
			}
		}
	}
}

// Nobody sets a clock forward twice: what is an hour ahead is in another zone.
func TestAnHourAheadIsNoSummerTimeLeftOut(t *testing.T) {
	for _, c := range []struct {
		by   comity.Instant
		want string
	}{{comity.Hour, "zone 1;"}, {-comity.Hour, "dst 0;"}} {
		x := leases(1, ahead(c.by))
		x.Clocks[2].Summer = comity.Hour
		if verdicts, _ := x.Solve(); names(verdicts[2]) != c.want {
			t.Errorf("%d s: %s", c.by/comity.Second, names(verdicts[2]))
		}
	}
}

// Leases of a few visits leave many hours open. The zone that the provider is likely to be in is
// named, if it is among them; else no zone is, and the error is as wide as what is known.
func TestManyHoursExplainAsMuch(t *testing.T) {
	adelaide := func(at comity.Instant) comity.Instant { return summerUntil(40)(at) + 510*comity.Minute }
	for _, likely := range []bool{true, false} {
		x := &offset.Case{Clocks: make([]offset.Clock, 3)}
		r := rand.New(rand.NewPCG(5, 5))
		for account := range uint64(40) {
			for i := range 6 {
				from := start + comity.Instant(i*13+r.IntN(5))*comity.Day
				at := from + comity.Instant(5*3600+r.IntN(7*3600))*comity.Second // nobody comes early or late
				x.Claim(i%2, 2, offset.Claim{
					Account: account, Subscriber: account, Assignment: account*100 + uint64(i),
					At: at, Low: from + adelaide(from) - at, High: from + 17*comity.Hour + adelaide(from) - at,
				})
			}
		}
		x.Clocks[2].Rewrite = rewrites(likely, adelaide)
		verdicts, _ := x.Solve()
		v := verdicts[2].Kept()
		switch a := v[0]; {
		case len(v) != 1:
			t.Errorf("likely %v: %s", likely, names(verdicts[2]))
		case likely && a.Zone != "local":
			t.Errorf("of that place: %s", names(verdicts[2]))
		case !likely && (a.Kind != clock.Skew || a.Margin < comity.Hour || a.Ahead-a.Margin > 630*comity.Minute || a.Ahead+a.Margin < 570*comity.Minute):
			t.Errorf("of nowhere: %+v", a)
		}
	}
}

// A biller that knows no summer time is right in winter. A table that shares with it what was paid in
// summer only is not blamed for that, where another one says the same.
func TestATableOfSummersIsNotBlamedForABiller(t *testing.T) {
	left := func(at comity.Instant) comity.Instant { return summerUntil(30)(at) - 2*comity.Hour } // nothing in summer, an hour less than nothing then
	behind := func(at comity.Instant) comity.Instant { return -comity.Hour - left(at) }
	r := rand.New(rand.NewPCG(3, 3))
	c := &offset.Case{Clocks: make([]offset.Clock, 3), Series: []offset.Series{
		{Source: 0, Sort: offset.Payment}, {Source: 1, Sort: offset.SignUp}, {Source: 2, Sort: offset.SignUp},
	}}
	add := func(table, day int) {
		key, at := uint64(len(c.Series[0].Marks)), start+comity.Instant(day*86400+r.IntN(86400))*comity.Second
		c.Series[0].Marks = append(c.Series[0].Marks, offset.Mark{Key: key, At: at + behind(at)})
		c.Series[table].Marks = append(c.Series[table].Marks, offset.Mark{Key: key, At: at})
	}
	for i := range 20 {
		add(1, i)
		add(2, i)
		add(2, 31+i)
		add(2, 51+i)
	}
	c.Clocks[0].Rewrite = []offset.Rewrite{{
		Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "standard"},
		Of:         func(t comity.Instant) comity.Instant { return t - behind(t) },
	}}
	c.Clocks[0].Summer = comity.Hour
	verdicts, _ := c.Solve()
	for n, v := range verdicts {
		if want := map[bool]string{true: "dst standard;", false: "declared 0;"}[n == 0]; names(v) != want {
			t.Errorf("source %d: %s", n, names(v))
		}
	}
}

// A constant error and a gain may explain a provider's leases about as well. Where the gain holds one more, of a time
// at which the clock was right, both readings stay: nobody then is named for an early visit by an error of late ones.
func TestAGainThatExplainsMoreIsKeptBeside(t *testing.T) {
	for _, c := range []struct {
		name  string
		early bool // an early visit that the constant error puts outside
		want  []clock.Kind
	}{{"all hold under an error", false, []clock.Kind{clock.Skew}}, {"an early one does not", true, []clock.Kind{clock.Skew, clock.Drift}}} {
		x := &offset.Case{Clocks: make([]offset.Clock, 3)}
		visit := func(account uint64, day int, low, high comity.Instant) {
			x.Claim(int(account%2), 2, offset.Claim{
				Account: account, Subscriber: account, Assignment: account*100 + uint64(day), At: start + comity.Instant(day)*comity.Day,
				Low: low, High: high,
			})
		}
		for account := range uint64(30) {
			visit(account, 10+int(account), -5*comity.Hour, 5*comity.Hour)
			visit(account, 45+int(account), -5*comity.Hour, 5*comity.Hour)
			switch {
			case account < 8:
				visit(account, 80+int(account), 20*comity.Minute, 5*comity.Hour)
			case account == 8 && c.early:
				visit(account, 3, -5*comity.Hour, 10*comity.Minute)
			default:
				visit(account, 85, -5*comity.Hour, 5*comity.Hour)
			}
		}
		verdicts, _ := x.Solve()
		got := []clock.Kind{}
		for _, a := range verdicts[2].Kept() {
			got = append(got, a.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %s", c.name, names(verdicts[2]))
		}
	}
}
