package offset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// sparse is a table of last visits, source 0, and three logs that show them to the second, of
// which the second one has a fault and shares only so many with the table, on these days.
func sparse(f fault, days ...int) *offset.Case {
	r := rand.New(rand.NewPCG(19, 19))
	c := &offset.Case{Clocks: make([]offset.Clock, 4)}
	table := offset.Series{Source: 0, Sort: offset.LogIn}
	for n := 1; n <= 3; n++ {
		log := offset.Series{Source: n, Sort: offset.Leave}
		count := 40
		if n == 2 {
			count = len(days)
		}
		for p := range count {
			day, key := r.IntN(90), uint64(100*n+p)
			if n == 2 {
				day = days[p]
			}
			at := start + comity.Instant(day*86400+r.IntN(86400))*comity.Second
			shown := at
			if n == 2 {
				shown += f(at)
			}
			log.Marks = append(log.Marks, offset.Mark{Key: key, At: shown})
			table.Marks = append(table.Marks, offset.Mark{Key: key, At: at})
			other := at - comity.Instant(1+r.IntN(20*3600))*comity.Second // an earlier visit, of which nothing else tells
			log.Marks = append(log.Marks, offset.Mark{Key: key, At: other})
		}
		c.Series = append(c.Series, log)
	}
	c.Series = append(c.Series, table)
	return c
}

// Moments that two records tell of lie on the line of a clock that gains to the second. Eight that do,
// weeks apart, are enough, where as many at one distance would be; a heap and something beside it are no line.
func TestAFewExactMomentsTellAGain(t *testing.T) {
	few := []int{5, 12, 21, 33, 40, 52, 61, 70, 82, 88}
	for _, c := range []struct {
		name   string
		fault  fault
		days   []int
		perDay comity.Instant
		until  bool
	}{
		{"a gain", gaining(day(-13 * comity.Second)), few, -13 * comity.Second, false},
		{"a small gain", gaining(day(3 * comity.Second)), few, 3 * comity.Second, false},
		{"a gain until it was set right", until(56, gaining(day(3*comity.Second))), append([]int{2, 8, 15, 28, 36, 45, 49, 57, 59, 66, 77, 85, 90, 91, 92}, few...), 3 * comity.Second, true},
		{"right", right, few, 0, false},
		{"too few", gaining(day(20 * comity.Second)), few[:6], 0, false},
		{"right, but for one early", until(6, ahead(20*comity.Second)), []int{5, 84, 85, 86, 87, 88, 89, 90}, 0, false},
	} {
		verdicts, _ := sparse(c.fault, c.days...).Solve()
		for n, v := range verdicts {
			r := v.Readings[len(v.Readings)-1]
			switch off := r.PerDay - c.perDay; {
			case n != 2 || c.perDay == 0:
				if len(v.Readings) != 1 {
					t.Errorf("%s: source %d is right: %+v", c.name, n, v.Readings)
				}
			case r.Kind != clock.Drift || max(off, -off) > comity.Second/4 || (r.Until != 0) != c.until:
				t.Errorf("%s: %+v", c.name, v.Readings)
			}
		}
	}
}

// Most of what a log shares with others may be of the time after its clock was set right. Where one source alone
// shares enough of the time before, and agrees with others then, the log is to blame.
func TestAGainBeforeMostPairs(t *testing.T) {
	gain := until(20, gaining(day(25*comity.Second)))
	for _, c := range []struct {
		name  string
		early int // what the journal shares with the other logs of that time
		want  clock.Kind
	}{{"a journal that others agree with", 30, clock.Drift}, {"a journal that nobody knew then", 0, clock.Declared}} {
		x := sparse(gain, 4, 9, 12, 15, 30, 31, 33, 35, 38, 41, 44, 47, 50, 55, 60, 62, 66, 70, 71, 75, 77, 80, 82, 84, 85, 86, 87, 88, 89)
		r := rand.New(rand.NewPCG(31, 31))
		journal, key := offset.Series{Source: 4, Sort: offset.Session}, uint64(5000)
		add := func(n, day int) {
			key++
			at := start + comity.Instant(day*86400+r.IntN(86400))*comity.Second
			shown := at
			if n == 2 {
				shown += gain(at)
			}
			x.Series = append(x.Series, offset.Series{Source: n, Sort: offset.Session, Marks: []offset.Mark{{Key: key, At: shown}}})
			journal.Marks = append(journal.Marks, offset.Mark{Key: key, At: at})
		}
		x.Clocks = append(x.Clocks, offset.Clock{})
		for _, day := range []int{2, 4, 6, 8, 10, 12, 14, 16, 18, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70} {
			add(2, day)
		}
		for i := range 40 {
			day := 40 + i
			if i < c.early {
				day = i % 20
			}
			add(1, day)
		}
		x.Series = append(merged(x.Series), journal)
		verdicts, _ := x.Solve()
		for n, v := range verdicts {
			r := v.Readings[len(v.Readings)-1]
			if want := map[bool]clock.Kind{true: c.want, false: clock.Declared}[n == 2]; r.Kind != want {
				t.Errorf("%s, source %d: %+v", c.name, n, v.Readings)
			}
		}
	}
}

// merged joins series of one sort and source.
func merged(list []offset.Series) (out []offset.Series) {
	for _, s := range list {
		at := slices.IndexFunc(out, func(o offset.Series) bool { return o.Source == s.Source && o.Sort == s.Sort })
		if at < 0 {
			out = append(out, s)
			continue
		}
		out[at].Marks = append(out[at].Marks, s.Marks...)
	}
	return out
}

// Where most that people did within a day lies at one distance of hours, a dozen pairs tell the zone,
// though none of them tells minutes.
func TestAFewSignUpsTellHours(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault fault
		pairs int
		want  string
	}{
		{"hours ahead", ahead(5 * comity.Hour), 12, "zone 5;"},
		{"right", right, 12, "declared 0;"},
		{"minutes", ahead(6 * comity.Minute), 12, "declared 0;"},
		{"too few", ahead(5 * comity.Hour), 6, "declared 0;"},
	} {
		r := rand.New(rand.NewPCG(23, 23))
		x := &offset.Case{Clocks: make([]offset.Clock, 5), Series: []offset.Series{{Source: 0, Sort: offset.Payment}}}
		for n := 1; n < 5; n++ {
			table, count := offset.Series{Source: n, Sort: offset.SignUp}, 40
			if n == 4 {
				count = c.pairs
			}
			for p := range count {
				key, at := uint64(100*n+p), start+comity.Instant(r.IntN(90*86400))*comity.Second
				paid := at + comity.Instant(60+r.IntN(240))*comity.Second
				if n == 4 {
					at += c.fault(at)
				}
				table.Marks = append(table.Marks, offset.Mark{Key: key, At: at})
				x.Series[0].Marks = append(x.Series[0].Marks, offset.Mark{Key: key, At: paid})
			}
			x.Series = append(x.Series, table)
		}
		verdicts, _ := x.Solve()
		for n, v := range verdicts {
			if want := map[bool]string{true: c.want, false: "declared 0;"}[n == 4]; names(v) != want {
				t.Errorf("%s, source %d: %s", c.name, n, names(v))
			}
		}
	}
}

// A list whose days and months changed places agrees with others as it stands wherever the day can't be a month. Only
// the dates that can be read either way vote.
func TestDatesThatCanBeReadOneWayDoNotVote(t *testing.T) {
	r := rand.New(rand.NewPCG(29, 29))
	swap := exchanged(t)
	for _, wrong := range []bool{false, true} {
		x := &offset.Case{Clocks: make([]offset.Clock, 2), Series: []offset.Series{{Source: 0, Sort: offset.LogIn}, {Source: 1, Sort: offset.Leave}}}
		x.Clocks[0].Rewrite = []offset.Rewrite{{Adjustment: clock.Adjustment{Kind: clock.DayMonth, Swap: true}, Of: swap}}
		for p := range 60 {
			day := 12 + r.IntN(16) // of January
			if p%5 == 0 {
				day = 1 + r.IntN(10)
			}
			at := start + comity.Instant(day*86400+r.IntN(86400))*comity.Second
			shown := at
			if wrong {
				shown = swap(at)
			}
			x.Series[0].Marks = append(x.Series[0].Marks, offset.Mark{Key: uint64(p), At: shown})
			x.Series[1].Marks = append(x.Series[1].Marks, offset.Mark{Key: uint64(p), At: at})
		}
		verdicts, _ := x.Solve()
		if got := verdicts[0].Kept()[0].Swap; got != wrong || len(verdicts[0].Kept()) != 1 {
			t.Errorf("exchanged %v: %+v", wrong, verdicts[0].Readings)
		}
	}
}

// An hour less is summer time that was left out only where there was some: in winter it is another zone.
func TestAnHourLessInWinterIsNoSummerTimeLeftOut(t *testing.T) {
	for _, c := range []struct {
		from int // the day on which summer begins
		want clock.Kind
	}{{75, clock.Zone}, {5, clock.DST}} {
		x := leases(1, ahead(-comity.Hour))
		x.Clocks[2].Summer = comity.Hour
		x.Clocks[2].Rewrite = []offset.Rewrite{{
			Adjustment: clock.Adjustment{Kind: clock.DST, Zone: "standard"},
			Of: func(at comity.Instant) comity.Instant {
				if at < start+comity.Instant(c.from)*comity.Day {
					return at
				}
				return at + comity.Hour
			},
		}}
		if verdicts, _ := x.Solve(); verdicts[2].Kept()[0].Kind != c.want {
			t.Errorf("from day %d: %s", c.from, names(verdicts[2]))
		}
	}
}

// Leases of half a day leave several hours open even where, by two events of somebody else, none of them explains all.
func TestNoHourIsPickedWhereSeveralExplainAllButAFew(t *testing.T) {
	x := &offset.Case{Clocks: make([]offset.Clock, 3)}
	r := rand.New(rand.NewPCG(5, 5))
	for account := range uint64(40) {
		for i := range 6 {
			from := start + comity.Instant(i*13+r.IntN(5))*comity.Day
			at := from + comity.Instant(4*3600+r.IntN(4*3600))*comity.Second // nobody comes early or late
			x.Claim(i%2, 2, offset.Claim{
				Account: account, Subscriber: account, Assignment: account*100 + uint64(i),
				At: at, Low: from - 10*comity.Hour - at, High: from + 2*comity.Hour - at,
			})
		}
	}
	for account := range uint64(2) {
		at := start + 85*comity.Day
		x.Claim(0, 2, offset.Claim{
			Account: account, Subscriber: account, Assignment: 9000 + account, At: at, Low: -650 * comity.Minute, High: -636 * comity.Minute,
		})
	}
	verdicts, _ := x.Solve()
	a := verdicts[2].Kept()[0]
	if a.Kind != clock.Skew || a.Margin < comity.Hour || a.Ahead-a.Margin > -10*comity.Hour || a.Ahead+a.Margin < -10*comity.Hour {
		t.Errorf("%s %+v", names(verdicts[2]), a)
	}
}

// People of one site take minutes longer than those of another. A clock that they tell is off by hours and a few minutes is in
// another zone, and how many minutes stays open; minutes alone are no zone.
func TestHoursAmongPeoplesDelaysAreAZone(t *testing.T) {
	for _, c := range []struct {
		by     comity.Instant
		want   clock.Kind
		margin bool
	}{
		{-4*comity.Hour - 2*comity.Minute, clock.Zone, true},
		{-4 * comity.Hour, clock.Zone, false},
		{-4*comity.Hour - 12*comity.Minute, clock.Skew, true},
	} {
		r := rand.New(rand.NewPCG(37, 37))
		x := &offset.Case{Clocks: make([]offset.Clock, 5), Series: []offset.Series{{Source: 0, Sort: offset.Payment}}}
		for n := 1; n < 5; n++ {
			table := offset.Series{Source: n, Sort: offset.SignUp}
			for p := range 40 {
				key, at := uint64(100*n+p), start+comity.Instant(r.IntN(90*86400))*comity.Second
				x.Series[0].Marks = append(x.Series[0].Marks, offset.Mark{Key: key, At: at + comity.Instant(60+r.IntN(120))*comity.Second})
				if n == 4 {
					at += c.by
				}
				table.Marks = append(table.Marks, offset.Mark{Key: key, At: at})
			}
			x.Series = append(x.Series, table)
		}
		verdicts, _ := x.Solve()
		if a := verdicts[4].Kept()[0]; a.Kind != c.want || (a.Margin > 0) != c.margin || a.Ahead-a.Margin > c.by || a.Ahead+a.Margin < c.by {
			t.Errorf("%d s: %s %+v", c.by/comity.Second, names(verdicts[4]), a)
		}
	}
}

// Answers that lost AM and PM tell how far a clock is off but for half a day, however exactly: what others say within minutes
// tells which. Alone they are taken at their word.
func TestWhatLostHalvesTellsNoHalfDays(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 41))
	x := &offset.Case{Clocks: make([]offset.Clock, 6), Series: []offset.Series{{Source: 0, Sort: offset.Payment}}}
	x.Clocks[5].Half = true
	seen, asked := offset.Series{Source: 4, Sort: offset.Seen}, offset.Series{Source: 5, Sort: offset.Question}
	for n := 1; n < 5; n++ {
		table := offset.Series{Source: n, Sort: offset.SignUp}
		for p := range 40 {
			key, at := uint64(100*n+p), start+comity.Instant(r.IntN(90))*comity.Day+comity.Instant(13*3600+r.IntN(9*3600))*comity.Second
			x.Series[0].Marks = append(x.Series[0].Marks, offset.Mark{Key: key, At: at + comity.Instant(60+r.IntN(120))*comity.Second})
			shown := at
			if n == 4 {
				shown += 3 * comity.Hour
				if p < 12 { // of afternoons all
					asked.Marks = append(asked.Marks, offset.Mark{Key: key, At: at - 12*comity.Hour})
				}
			}
			table.Marks = append(table.Marks, offset.Mark{Key: key, At: shown})
			if n == 4 {
				seen.Marks = append(seen.Marks, offset.Mark{Key: key, At: shown})
			}
		}
		x.Series = append(x.Series, table)
	}
	x.Series = append(x.Series, seen, asked)
	verdicts, _ := x.Solve()
	for n, v := range verdicts[:5] {
		if want := map[bool]string{true: "zone 3;", false: "declared 0;"}[n == 4]; names(v) != want {
			t.Errorf("source %d: %s %+v", n, names(v), v.Readings)
		}
	}
}

// A list in another zone and a log that is minutes slow differ by both. Of explanations that settle as much, nobody's clock
// is off by two hours and six minutes: the log's is by six minutes, as two others say to the second, and the list's by two hours.
func TestHoursAndMinutesAreTwoErrors(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 43))
	const slow = -367 * comity.Second
	x := &offset.Case{Clocks: make([]offset.Clock, 7)}
	biller := offset.Series{Source: 0, Sort: offset.Payment}
	table, log, seen := offset.Series{Source: 1, Sort: offset.LogIn}, offset.Series{Source: 2, Sort: offset.Leave}, offset.Series{Source: 2, Sort: offset.Seen}
	joined := offset.Series{Source: 1, Sort: offset.SignUp}
	when := func() comity.Instant { return start + comity.Instant(r.IntN(90*86400))*comity.Second }
	for p := range 57 {
		at := when()
		table.Marks = append(table.Marks, offset.Mark{Key: uint64(p), At: at + 2*comity.Hour})
		log.Marks = append(log.Marks, offset.Mark{Key: uint64(p), At: at + slow})
	}
	for n := 3; n < 5; n++ {
		asked := offset.Series{Source: n, Sort: offset.Question}
		for p := range 12 {
			key, at := uint64(1000*n+p), when()
			seen.Marks = append(seen.Marks, offset.Mark{Key: key, At: at + slow})
			asked.Marks = append(asked.Marks, offset.Mark{Key: key, At: at})
		}
		x.Series = append(x.Series, asked)
	}
	for n := 4; n < 8; n++ { // sign-ups at four sites, the list's first, where people take longer and longer
		list := offset.Series{Source: n - 1, Sort: offset.SignUp}
		for p := range 34 {
			key, at := uint64(10000*n+p), when()
			biller.Marks = append(biller.Marks, offset.Mark{Key: key, At: at + comity.Instant(60+150*(n-4)+r.IntN(120))*comity.Second})
			if n == 4 {
				joined.Marks = append(joined.Marks, offset.Mark{Key: key, At: at + 2*comity.Hour})
				continue
			}
			list.Marks = append(list.Marks, offset.Mark{Key: key, At: at})
		}
		if n > 4 {
			x.Series = append(x.Series, list)
		}
	}
	x.Series = append(x.Series, biller, table, joined, log, seen)
	verdicts, _ := x.Solve()
	for n, v := range verdicts {
		a, want := v.Kept()[0], map[int]comity.Instant{1: 2 * comity.Hour, 2: slow}[n]
		if a.Ahead != want || len(v.Kept()) != 1 {
			t.Errorf("source %d: %+v", n, v.Readings)
		}
	}
}
