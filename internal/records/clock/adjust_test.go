package clock_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

func TestAdjustments(t *testing.T) {
	const second = comity.Second
	at := func(s string) comity.Instant {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return comity.InstantOf(v)
	}
	for _, c := range []struct {
		name    string
		said    string
		written string
		order   string
		adjust  clock.Adjustment
		want    string
	}{
		{"declared", "Europe/Rome", "2004-07-01 10:00:00", "", clock.Adjustment{Kind: clock.Declared}, "2004-07-01T08:00:00Z"},
		{"ahead", "UTC", "2004-07-01 10:00:00", "", clock.Adjustment{Kind: clock.Skew, Ahead: 90 * second}, "2004-07-01T09:58:30Z"},
		{"behind", "UTC", "2004-07-01 10:00:00", "", clock.Adjustment{Kind: clock.Skew, Ahead: -90 * second}, "2004-07-01T10:01:30Z"},
		{"other zone", "Europe/Rome", "2004-07-01 10:00:00", "", clock.Adjustment{Kind: clock.Zone, Zone: "UTC"}, "2004-07-01T10:00:00Z"},
		{"local time called UTC", "UTC", "2004-07-01T10:00:00+00:00", "", clock.Adjustment{Kind: clock.Zone, Zone: "Europe/Rome", Digits: true}, "2004-07-01T08:00:00Z"},
		{"local time called UTC, in winter", "UTC", "2004-12-01T10:00:00Z", "", clock.Adjustment{Kind: clock.Zone, Zone: "Europe/Rome", Digits: true}, "2004-12-01T09:00:00Z"},
		{"UTC called local time", "Europe/Rome", "2004-07-01T10:00:00+02:00", "", clock.Adjustment{Kind: clock.Zone, Zone: "UTC", Digits: true}, "2004-07-01T10:00:00Z"},
		{"digits without a zone", "Europe/Rome", "2004-07-01 10:00:00", "", clock.Adjustment{Kind: clock.Zone, Zone: "UTC", Digits: true}, "2004-07-01T10:00:00Z"},
		{"nobody set it forward", "Europe/Rome", "2004-07-01 10:00:00", "", clock.Adjustment{Kind: clock.DST, Zone: "+01:00"}, "2004-07-01T09:00:00Z"},
		{"morning for evening", "UTC", "2004-07-01 03:15:00", "", clock.Adjustment{Kind: clock.AMPM, Half: true}, "2004-07-01T15:15:00Z"},
		{"noon for midnight", "UTC", "2004-07-01 12:15:00", "", clock.Adjustment{Kind: clock.AMPM, Half: true}, "2004-07-01T00:15:00Z"},
		{"day for month", "UTC", "05/03/2004 10:00:00", "dmy", clock.Adjustment{Kind: clock.DayMonth, Swap: true}, "2004-05-03T10:00:00Z"},
		{"no day above twelve is a month", "UTC", "25/03/2004 10:00:00", "dmy", clock.Adjustment{Kind: clock.DayMonth, Swap: true}, "2004-03-25T10:00:00Z"},
		{"until it was set right", "UTC", "2004-07-04 00:00:00", "", clock.Adjustment{Kind: clock.Drift, PerDay: 10 * second, Origin: at("2004-07-01T00:00:00Z"), Until: at("2004-07-05T00:00:00Z")}, "2004-07-03T23:59:30Z"},
		{"since it was set right", "UTC", "2004-07-06 00:00:00", "", clock.Adjustment{Kind: clock.Drift, PerDay: 10 * second, Origin: at("2004-07-01T00:00:00Z"), Until: at("2004-07-05T00:00:00Z")}, "2004-07-06T00:00:00Z"},
		{"gains ten seconds a day", "UTC", "2004-07-04 00:00:00", "", clock.Adjustment{Kind: clock.Drift, PerDay: 10 * second, Origin: at("2004-07-01T00:00:00Z")}, "2004-07-03T23:59:30Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			readings, err := clock.Readings(clock.Statement{Zone: c.said}.Keep([]clock.Adjustment{c.adjust}))
			if err != nil {
				t.Fatal(err)
			}
			st, ok := clock.Parse(c.written, c.order)
			if !ok {
				t.Fatal("not read")
			}
			if got, want := readings[0].Span(st), at(c.want); got.Lo != want || got.Hi != want {
				t.Errorf("%v, want %v", got, want)
			}
			declared, err := clock.Readings(clock.Statement{Zone: c.said})
			if err != nil {
				t.Fatal(err)
			}
			if got := declared[0].Rewrite(c.adjust)(declared[0].Span(st).Lo); got != at(c.want) {
				t.Errorf("rewritten %v, want %s", got, c.want)
			}
		})
	}
}

// A zone's name is held against the zone of a reading that keeps the declared one,
// and settles the hour that occurs twice under it too.
func TestNamesUnderAdjustments(t *testing.T) {
	for _, c := range []struct {
		name, written, order string
		adjust               clock.Adjustment
		want                 string // "" where the name contradicts
	}{
		{"ahead, twice", "2004-10-31 02:30:00 CET", "", clock.Adjustment{Kind: clock.Skew, Ahead: 90 * comity.Second}, "2004-10-31T01:28:30Z"},
		{"ahead, elsewhere", "2004-10-31 02:30:00 PST", "", clock.Adjustment{Kind: clock.Skew, Ahead: 90 * comity.Second}, ""},
		{"day for month", "07/01/2004 10:00:00 CEST", "dmy", clock.Adjustment{Kind: clock.DayMonth, Swap: true}, "2004-07-01T08:00:00Z"},
		{"not day for month", "07/01/2004 10:00:00 CET", "dmy", clock.Adjustment{Kind: clock.DayMonth, Swap: true}, "2004-01-07T09:00:00Z"},
		{"neither way", "07/01/2004 10:00:00 PST", "dmy", clock.Adjustment{Kind: clock.DayMonth, Swap: true}, ""},
		{"other zone", "2004-07-01 10:00:00 CEST", "", clock.Adjustment{Kind: clock.Zone, Zone: "UTC"}, "2004-07-01T10:00:00Z"},
		{"nobody set it forward", "2004-07-01 10:00:00 CEST", "", clock.Adjustment{Kind: clock.DST, Zone: "+01:00"}, "2004-07-01T09:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := clock.Readings(clock.Statement{Zone: "Europe/Rome"}.Keep([]clock.Adjustment{c.adjust}))
			if err != nil {
				t.Fatal(err)
			}
			st, ok := clock.Parse(c.written, c.order)
			if !ok || r[0].Agrees(st) != (c.want != "") {
				t.Fatalf("parsed %v, agrees %v", ok, r[0].Agrees(st))
			}
			if got := r[0].Span(st); c.want != "" && (got.Lo != got.Hi || got.Lo.String() != c.want) {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

// What a clock showed, from what its stamps were read as.
func TestShown(t *testing.T) {
	for _, a := range []clock.Adjustment{
		{Kind: clock.Declared},
		{Kind: clock.Skew, Ahead: 95*comity.Second + 7},
		{Kind: clock.Drift, PerDay: 4 * comity.Minute, Ahead: -20 * comity.Hour, Origin: 1_072_915_200 * comity.Second},
	} {
		said := clock.Statement{Zone: "UTC"}.Keep([]clock.Adjustment{a})
		r, err := clock.Readings(said)
		if err != nil {
			t.Fatal(err)
		}
		for s := range 1000 {
			st := clock.Stamp{Civil: comity.Instant(1_088_640_000+7919*s) * comity.Second, Sub: comity.Second}
			if got := said.Shown(r[0].Span(st).Lo); got != st.Civil {
				t.Fatalf("%+v: %s, want %s", a, got, st.Civil)
			}
		}
	}
}

// A clock that gained ten seconds a day for a month, or lost them, was last known to be wrong on day 30 and
// first known to be right on day 40: in between it may have shown a moment by either error.
func TestWhenAClockWasSetRight(t *testing.T) {
	const zero = 1_072_915_200 * comity.Second
	when := func(days, seconds comity.Instant) comity.Instant {
		return zero + days*comity.Day + seconds*comity.Second
	}
	for _, c := range []struct {
		name          string
		perDay        comity.Instant
		until, shown  comity.Instant
		first, latest comity.Instant
	}{
		{"gained, before", 10, when(30, 0), when(20, 0), when(20, -200), when(20, -200)},
		{"gained, the last that it was known to be wrong at", 10, when(30, 0), when(30, 0), when(30, -300), when(30, 0)},
		{"gained, and it may have been set back to this", 10, when(30, 0), when(30, -299), when(30, -598), when(30, -299)},
		{"gained, not to this", 10, when(30, 0), when(30, -301), when(30, -600), when(30, -600)},
		{"gained, between", 10, when(30, 0), when(35, 0), when(35, -350), when(35, 0)},
		{"gained, up to when it was right", 10, when(30, 0), when(40, 399), when(40, 0), when(40, 399)},
		{"gained, after", 10, when(30, 0), when(40, 401), when(40, 401), when(40, 401)},
		{"lost, before", -10, when(30, 0), when(20, 0), when(20, 200), when(20, 200)},
		{"lost, before any time when it may have been set", -10, when(30, 0), when(30, 299), when(30, 599), when(30, 599)},
		{"lost, between", -10, when(30, 0), when(35, 0), when(35, 0), when(35, 350)},
		{"lost, after", -10, when(30, 0), when(40, -398), when(40, -398), when(40, -398)},
		{"lost, first known to be right when it was last wrong", -10, when(40, -400), when(40, -200), when(40, -200), when(40, 200)},
	} {
		a := clock.Adjustment{Kind: clock.Drift, PerDay: c.perDay * comity.Second, Origin: zero, Until: c.until, Right: when(40, 0)}
		said := clock.Statement{Zone: "UTC"}.Keep([]clock.Adjustment{a})
		r, err := clock.Readings(said)
		if err != nil {
			t.Fatal(err)
		}
		sp := r[0].Span(clock.Stamp{Civil: c.shown, Sub: comity.Second})
		near := func(a, b comity.Instant) bool { return max(a-b, b-a) <= 2*comity.Second } // what it gained in the minutes between
		if !near(sp.Lo, c.first) || !near(sp.Hi, c.latest) || a.Unsure(c.shown) != (c.first != c.latest) {
			t.Errorf("%s: %s to %s, want %s to %s", c.name, sp.Lo, sp.Hi, c.first, c.latest)
		}
		if got := said.Shown(sp.Lo + (sp.Hi-sp.Lo)/2); c.perDay > 0 && !near(got, c.shown) {
			t.Errorf("%s: showed %s, want %s", c.name, got, c.shown)
		}
	}
}

// A stamp that is cut to the minute, or of the hour that occurs twice, may mean more than one moment, and a clock may have
// been set right in there: whatever it showed within, and by either of its errors, is told, and nothing far from it.
func TestSetRightWithinWhatAStampMayMean(t *testing.T) {
	const minute, until = comity.Minute, 1_099_184_417 * comity.Second // 2004-10-31 01:00:17 UTC
	for _, perDay := range []comity.Instant{6 * comity.Second, -6 * comity.Second, minute, -minute} {
		for _, right := range []comity.Instant{0, until + 20*comity.Second, until + 90*minute, until + 4*comity.Hour} {
			a := clock.Adjustment{Kind: clock.Drift, PerDay: perDay, Origin: until - 100*comity.Day, Until: until}
			if right != 0 {
				a.Right = max(right, until-a.Error(until))
			}
			for _, zone := range []string{"UTC", "Europe/Rome"} {
				said := clock.Statement{Zone: zone}
				declared, err := clock.Readings(said)
				if err != nil {
					t.Fatal(err)
				}
				kept, err := clock.Readings(said.Keep([]clock.Adjustment{a}))
				if err != nil {
					t.Fatal(err)
				}
				utc, err := clock.Readings(clock.Statement{Zone: "UTC"}.Keep([]clock.Adjustment{a}))
				if err != nil {
					t.Fatal(err)
				}
				for civil := until/minute*minute - 4*comity.Hour; civil < until+9*comity.Hour; civil += minute {
					st := clock.Stamp{Civil: civil, Sub: minute}
					sp, may := kept[0].Span(st), declared[0].Span(st)
					want := clock.Span{Lo: comity.Latest, Hi: comity.Earliest}
					for shown := may.Lo; shown <= may.Hi; shown += comity.Second {
						if in := shown - may.Lo; in >= minute && may.Hi-shown >= minute {
							continue // the hour between two that a stamp may mean
						}
						one := utc[0].Span(clock.Stamp{Civil: shown, Sub: comity.Second})
						want = clock.Span{Lo: min(want.Lo, one.Lo), Hi: max(want.Hi, one.Hi)}
					}
					beside := comity.Instant(2 * comity.Second)
					if may.Hi-may.Lo > minute {
						beside = comity.Hour
					}
					if sp.Lo > want.Lo+comity.Second || sp.Hi < want.Hi-comity.Second || sp.Lo < want.Lo-beside || sp.Hi > want.Hi+beside {
						t.Fatalf("%+v, %s %s: told as %s to %s, want %s to %s", a, civil, zone, sp.Lo, sp.Hi, want.Lo, want.Hi)
					}
				}
			}
		}
	}
}

// Two deliveries of one row are told by it that one is wider by just the seconds that it lacks.
func TestAStampWithoutSecondsIsWiderByThese(t *testing.T) {
	const zero = 1_072_915_200 * comity.Second
	for _, a := range []clock.Adjustment{
		{Kind: clock.Drift, PerDay: 10 * comity.Second, Origin: zero},
		{Kind: clock.Drift, PerDay: -10 * comity.Second, Origin: zero, Until: zero + 30*comity.Day, Right: zero + 40*comity.Day},
	} {
		r, err := clock.Readings(clock.Statement{Zone: "UTC"}.Keep([]clock.Adjustment{a}))
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range []comity.Instant{3, 20, 35, 60} {
			fine, cut := r[0].Span(clock.Stamp{Civil: zero + day*comity.Day, Sub: comity.Second}), r[0].Span(clock.Stamp{Civil: zero + day*comity.Day, Sub: comity.Minute})
			if more := (cut.Hi - cut.Lo) - (fine.Hi - fine.Lo); more != comity.Minute-comity.Second {
				t.Errorf("%+v, day %d: wider by %d µs", a, day, more)
			}
		}
	}
}

func TestMarginWidens(t *testing.T) {
	r, err := clock.Readings(clock.Statement{Zone: "UTC", Skew: "2s"}.Keep([]clock.Adjustment{{Kind: clock.Skew, Ahead: comity.Minute, Margin: comity.Second}}))
	if err != nil {
		t.Fatal(err)
	}
	if r[0].Skew() != 3*comity.Second {
		t.Error(r[0].Skew())
	}
}

func TestKeepingTheDeclaredReadingAloneChangesNothing(t *testing.T) {
	s := clock.Statement{Zone: "UTC"}
	if got := s.Keep([]clock.Adjustment{{Kind: clock.Declared}}); got != s {
		t.Errorf("%+v", got)
	}
}

func TestSurvey(t *testing.T) {
	survey := func(n int, form, order string, step time.Duration) *clock.Survey {
		v := &clock.Survey{}
		at := time.Date(2004, 3, 1, 0, 17, 0, 0, time.UTC)
		for range n {
			st, ok := clock.Parse(at.Format(form), order)
			if !ok {
				t.Fatal(at)
			}
			if order == "" {
				v.Add(st)
			} else {
				v.AddDate(st)
			}
			at = at.Add(step)
		}
		return v
	}
	named := survey(200, "2006-01-02 03:04:05 MST", "", 7*time.Hour) // in UTC: an offset
	for i := range 200 {
		st, ok := clock.Parse(fmt.Sprintf("2004-01-%02d %02d:00 CET", i%28+1, i%12+1), "")
		if !ok {
			t.Fatal(i)
		}
		named.Add(st)
	}
	for _, c := range []struct {
		name        string
		v           *clock.Survey
		half, order bool
	}{
		{"round the clock", survey(200, "2006-01-02 15:04:05", "", 7*time.Hour), false, false},
		{"twelve hours", survey(200, "2006-01-02 03:04:05", "", 7*time.Hour), true, false},
		{"twelve hours, with zones", named, false, false},
		{"twelve hours, too few", survey(10, "2006-01-02 03:04:05", "", 7*time.Hour), false, false},
		{"one hour only", survey(200, "2006-01-02 03:04:05", "", 24*time.Hour), false, false},
		{"days of one month", survey(100, "02/01/2006 15:04:05", "dmy", 2*time.Hour), false, false},
		{"a day in many months", survey(100, "02/01/2006 15:04:05", "mdy", 2*time.Hour), false, true},
		{"a quarter of a year", survey(100, "02/01/2006 15:04:05", "dmy", 20*time.Hour), false, false},
	} {
		if c.v.LostHalf() != c.half || c.v.LostOrder() != c.order {
			t.Errorf("%s: half %v, order %v", c.name, c.v.LostHalf(), c.v.LostOrder())
		}
	}
}

func TestZonesThatAShiftCannotExplain(t *testing.T) {
	rome, err := clock.Readings(clock.Statement{Zone: "Europe/Rome"})
	if err != nil {
		t.Fatal(err)
	}
	date := func(m time.Month) comity.Instant {
		return comity.InstantOf(time.Date(2004, m, 1, 0, 0, 0, 0, time.UTC))
	}
	if got := rome[0].OtherZones(date(1), date(2)); len(got) != 0 {
		t.Errorf("in January no clock changes: %v", got)
	}
	across := rome[0].OtherZones(date(3), date(5))
	if len(across) < 10 || across[0] != (clock.Adjustment{Kind: clock.DST, Zone: "+01:00"}) {
		t.Errorf("over the change: %v", across)
	}
	names := func(list []clock.Adjustment) (out []string) {
		for _, a := range list {
			out = append(out, a.Zone)
		}
		return out
	}
	utc, err := clock.Readings(clock.Statement{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	nl := names(utc[0].OtherZones(date(9), date(12), clock.ZonesOf("NL")...))
	if nl[0] != "Europe/Amsterdam" || slices.Contains(nl, "Europe/Paris") || !slices.Contains(nl, "Europe/London") {
		t.Errorf("of the Netherlands: %v", nl)
	}
	// Half a year after the beginning of October it may be summer time as well.
	if late := rome[0].OtherZones(date(10), date(12)); len(late) < 10 || late[0] != across[0] {
		t.Errorf("from October: %v", late)
	}
	if rome[0].Summer(date(10), date(12)) != comity.Hour {
		t.Error("summer time in October")
	}
	if rome[0].Summer(date(1), date(2)) != 0 || rome[0].Summer(date(6), date(7)) != comity.Hour {
		t.Error("summer time")
	}
}

func TestElsewhere(t *testing.T) {
	for _, c := range []struct {
		zone  string
		ahead comity.Instant
		want  bool
	}{
		{"Europe/Vienna", comity.Hour, true}, {"Europe/Vienna", -3 * comity.Hour, true},
		{"Europe/Vienna", 15 * comity.Minute, false}, {"Europe/Vienna", -30 * comity.Minute, false},
		{"Europe/Vienna", 270 * comity.Minute, true}, // India
		{"Europe/Vienna", 17 * comity.Minute, false},
		{"Asia/Kolkata", 15 * comity.Minute, true}, {"Asia/Kolkata", -30 * comity.Minute, true}, // Nepal; Pakistan
		{"UTC", 345 * comity.Minute, true}, {"UTC", 15 * comity.Hour, false},
	} {
		readings, err := clock.Readings(clock.Statement{Zone: c.zone, Basis: "test"})
		if err != nil {
			t.Fatal(err)
		}
		at := comity.InstantOf(time.Date(2005, 1, 10, 0, 0, 0, 0, time.UTC))
		if got := readings[0].Elsewhere(c.ahead, at, at); got != c.want {
			t.Errorf("%s, %d s: %v", c.zone, c.ahead/comity.Second, got)
		}
	}
}

func TestZonesOfCountries(t *testing.T) {
	for country, want := range map[string]int{"NL": 1, "PT": 3, "US": 16, "": 0, "nl": 0, "XX": 0} {
		got := clock.ZonesOf(country)
		if len(got) != want {
			t.Errorf("%q: %v", country, got)
		}
		for _, z := range got {
			if _, err := clock.Readings(clock.Statement{Zone: z}); err != nil {
				t.Errorf("%s: %v", country, err)
			}
		}
	}
}
