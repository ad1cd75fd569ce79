package clock_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

func declared(t testing.TB, zone, skew string) *clock.Reading {
	t.Helper()
	rs, err := clock.Readings(clock.Statement{Zone: zone, Skew: skew, Basis: "provider's letter"})
	if err != nil {
		t.Fatal(err)
	}
	if len(rs) != 1 || rs[0].Kind != clock.Declared || !rs[0].Kept || rs[0].Reason != "provider's letter" {
		t.Fatalf("readings of %q: %+v", zone, rs)
	}
	return &rs[0]
}

func span(t testing.TB, r *clock.Reading, stamp string) [2]string {
	t.Helper()
	st, ok := clock.Parse(stamp, "")
	if !ok {
		t.Fatalf("stamp %q does not parse", stamp)
	}
	s := r.Span(st)
	return [2]string{s.Lo.String(), s.Hi.String()}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct{ name, zone, skew, stamp, lo, hi string }{
		{"utc", "UTC", "", "2004-03-02 14:05:09", "2004-03-02T14:05:09Z", "2004-03-02T14:05:09Z"},
		{"Z", "Z", "", "2004-03-02T14:05:09", "2004-03-02T14:05:09Z", "2004-03-02T14:05:09Z"},
		{"fixed offset", "+02:00", "", "2004-03-02 14:05:09", "2004-03-02T12:05:09Z", "2004-03-02T12:05:09Z"},
		{"fixed offset west", "-03:30", "", "2004-03-02 14:05:09", "2004-03-02T17:35:09Z", "2004-03-02T17:35:09Z"},
		{"skew", "UTC", "2s", "2004-03-02 14:05:09", "2004-03-02T14:05:07Z", "2004-03-02T14:05:11Z"},
		{"skew below a second", "UTC", "250ms", "2004-03-02 14:05:09", "2004-03-02T14:05:08.75Z", "2004-03-02T14:05:09.25Z"},
		{"unknown zone", "unknown", "", "2004-03-02 14:05:09", "2004-03-02T00:05:09Z", "2004-03-03T02:05:09Z"},
		{"unknown zone, known offset", "unknown", "1s", "2004-03-02T14:05:09+01:00", "2004-03-02T13:05:08Z", "2004-03-02T13:05:10Z"},
		{"the stamp's offset wins", "Europe/Rome", "", "2004-07-01T12:00:00-05:00", "2004-07-01T17:00:00Z", "2004-07-01T17:00:00Z"},
		{"no seconds: the whole minute", "UTC", "", "2004-03-02 14:05", "2004-03-02T14:05:00Z", "2004-03-02T14:05:59Z"},

		{"Rome winter", "Europe/Rome", "", "2004-01-15 12:00:00", "2004-01-15T11:00:00Z", "2004-01-15T11:00:00Z"},
		{"Rome summer", "Europe/Rome", "", "2004-07-15 12:00:00", "2004-07-15T10:00:00Z", "2004-07-15T10:00:00Z"},
		{"Rome before the gap", "Europe/Rome", "", "2004-03-28 01:59:59", "2004-03-28T00:59:59Z", "2004-03-28T00:59:59Z"},
		{"Rome, gap begins", "Europe/Rome", "", "2004-03-28 02:00:00", "2004-03-28T00:00:00Z", "2004-03-28T01:00:00Z"},
		{"Rome, gap ends", "Europe/Rome", "", "2004-03-28 02:59:59", "2004-03-28T00:59:59Z", "2004-03-28T01:59:59Z"},
		{"Rome after the gap", "Europe/Rome", "", "2004-03-28 03:00:00", "2004-03-28T01:00:00Z", "2004-03-28T01:00:00Z"},
		{"Rome before the fold", "Europe/Rome", "", "2004-10-31 01:59:59", "2004-10-30T23:59:59Z", "2004-10-30T23:59:59Z"},
		{"Rome, fold begins", "Europe/Rome", "", "2004-10-31 02:00:00", "2004-10-31T00:00:00Z", "2004-10-31T01:00:00Z"},
		{"Rome, fold ends", "Europe/Rome", "", "2004-10-31 02:59:59", "2004-10-31T00:59:59Z", "2004-10-31T01:59:59Z"},
		{"Rome after the fold", "Europe/Rome", "", "2004-10-31 03:00:00", "2004-10-31T02:00:00Z", "2004-10-31T02:00:00Z"},
		{"Rome, fold and skew", "Europe/Rome", "5m", "2004-10-31 02:30:00", "2004-10-31T00:25:00Z", "2004-10-31T01:35:00Z"},

		{"New York, gap", "America/New_York", "", "2004-04-04 02:30:00", "2004-04-04T06:30:00Z", "2004-04-04T07:30:00Z"},
		{"New York after the gap", "America/New_York", "", "2004-04-04 03:00:00", "2004-04-04T07:00:00Z", "2004-04-04T07:00:00Z"},
		{"New York, fold", "America/New_York", "", "2004-10-31 01:30:00", "2004-10-31T05:30:00Z", "2004-10-31T06:30:00Z"},
		{"New York after the fold", "America/New_York", "", "2004-10-31 02:00:00", "2004-10-31T07:00:00Z", "2004-10-31T07:00:00Z"},

		{"Lord Howe, half an hour folds", "Australia/Lord_Howe", "", "2004-03-28 01:45:00", "2004-03-27T14:45:00Z", "2004-03-27T15:15:00Z"},
		{"Lord Howe before the fold", "Australia/Lord_Howe", "", "2004-03-28 01:29:59", "2004-03-27T14:29:59Z", "2004-03-27T14:29:59Z"},
		{"Lord Howe after the fold", "Australia/Lord_Howe", "", "2004-03-28 02:00:00", "2004-03-27T15:30:00Z", "2004-03-27T15:30:00Z"},
		{"Lord Howe, half an hour is skipped", "Australia/Lord_Howe", "", "2004-10-31 02:15:00", "2004-10-30T15:15:00Z", "2004-10-30T15:45:00Z"},
		{"Lord Howe after the gap", "Australia/Lord_Howe", "", "2004-10-31 02:30:00", "2004-10-30T15:30:00Z", "2004-10-30T15:30:00Z"},
		{"a zone of three quarters", "Asia/Kathmandu", "", "2004-01-15 12:00:00", "2004-01-15T06:15:00Z", "2004-01-15T06:15:00Z"},
		{"a day that Samoa skipped", "Pacific/Apia", "", "2011-12-30 12:00:00", "2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := span(t, declared(t, c.zone, c.skew), c.stamp)
			if diff := cmp.Diff([2]string{c.lo, c.hi}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A zone abbreviation is held against the declared zone: where they agree it
// settles the hour that occurs twice; where not, the stamp must not be read.
func TestNamed(t *testing.T) {
	for _, c := range []struct{ name, zone, stamp, lo, hi string }{
		{"first time round", "Europe/Rome", "2004-10-31 02:30:00 CEST", "2004-10-31T00:30:00Z", "2004-10-31T00:30:00Z"},
		{"second time round", "Europe/Rome", "2004-10-31 02:30:00 CET", "2004-10-31T01:30:00Z", "2004-10-31T01:30:00Z"},
		{"no fold", "Europe/Rome", "2004-07-01 12:00:00 CEST", "2004-07-01T10:00:00Z", "2004-07-01T10:00:00Z"},
		{"a name that is wrong in summer", "Europe/Rome", "2004-07-01 12:00:00 CET", "", ""},
		{"a name from elsewhere", "America/New_York", "2004-07-01 12:00:00 CET", "", ""},
		{"the zone's own, no seconds", "America/Los_Angeles", "2004-01-05 10:00 PST", "2004-01-05T18:00:00Z", "2004-01-05T18:00:59Z"},
		{"Pacific in Rome", "Europe/Rome", "2004-01-05 10:00 PST", "", ""},
		{"in German", "Europe/Rome", "2004-10-31 02:30:00 MESZ", "2004-10-31T00:30:00Z", "2004-10-31T00:30:00Z"},
		{"in German, wrong in winter", "Europe/Berlin", "2004-01-05 10:00:00 MESZ", "", ""},
		{"ambiguous, the zone's own", "Asia/Kolkata", "2004-01-05 10:00:00 IST", "2004-01-05T04:30:00Z", "2004-01-05T04:30:00Z"},
		{"ambiguous, the zone's own in summer", "Europe/Dublin", "2004-07-05 10:00:00 IST", "2004-07-05T09:00:00Z", "2004-07-05T09:00:00Z"},
		{"ambiguous, not the zone's in winter", "Europe/Dublin", "2004-01-05 10:00:00 IST", "", ""},
		{"ambiguous, not the zone's", "Europe/Athens", "2004-01-05 10:00:00 IST", "", ""},
		{"ambiguous, China", "Asia/Shanghai", "2004-01-05 10:00:00 CST", "2004-01-05T02:00:00Z", "2004-01-05T02:00:00Z"},
		{"ambiguous, Chicago", "America/Chicago", "2004-01-05 10:00:00 CST", "2004-01-05T16:00:00Z", "2004-01-05T16:00:00Z"},
		{"ambiguous, fixed offset", "+05:30", "2004-01-05 10:00:00 IST", "2004-01-05T04:30:00Z", "2004-01-05T04:30:00Z"},
		{"fixed offset", "+01:00", "2004-01-05 10:00:00 CET", "2004-01-05T09:00:00Z", "2004-01-05T09:00:00Z"},
		{"fixed offset, contradicted", "+01:00", "2004-01-05 10:00:00 CEST", "", ""},
		{"UTC, contradicted", "UTC", "2004-01-05 10:00:00 CET", "", ""},
		{"a zone that writes numbers", "Europe/Istanbul", "2020-01-05 10:00:00 TRT", "2020-01-05T07:00:00Z", "2020-01-05T07:00:00Z"},
		{"no name that is known", "Europe/Rome", "2004-01-05 10:00:00 XYZT", "", ""},
		{"the hour that is skipped", "Europe/Rome", "2004-03-28 02:30:00 CET", "", ""},
		{"UTC is UTC", "Europe/Rome", "2004-07-01 12:00:00 UTC", "2004-07-01T12:00:00Z", "2004-07-01T12:00:00Z"},
		{"GMT in London's winter", "Europe/London", "2004-10-31 01:30:00 GMT", "2004-10-31T01:30:00Z", "2004-10-31T01:30:00Z"},
		{"GMT with an offset", "Europe/London", "2004-10-31 01:30:00 GMT+0200", "2004-10-30T23:30:00Z", "2004-10-30T23:30:00Z"},
		{"unknown zone, UTC", "unknown", "2004-07-01 12:00:00 UTC", "2004-07-01T12:00:00Z", "2004-07-01T12:00:00Z"},
		{"unknown zone, other", "unknown", "2004-07-01 12:00:00 CET", "2004-06-30T22:00:00Z", "2004-07-02T00:00:00Z"},
		{"no name", "+01:00", "2004-07-01 12:00:00", "2004-07-01T11:00:00Z", "2004-07-01T11:00:00Z"},
		{"offset and name", "Europe/Rome", "2004-07-01T12:00:00 +0500 (PKT)", "2004-07-01T07:00:00Z", "2004-07-01T07:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, ok := clock.Parse(c.stamp, "")
			if !ok {
				t.Fatal("stamp")
			}
			r := declared(t, c.zone, "")
			if got := r.Agrees(st); got != (c.lo != "") {
				t.Fatalf("agrees: %v", got)
			}
			if c.lo == "" {
				return
			}
			s := r.Span(st)
			if diff := cmp.Diff([2]string{c.lo, c.hi}, [2]string{s.Lo.String(), s.Hi.String()}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadingsRefuse(t *testing.T) {
	for _, s := range []clock.Statement{
		{}, {Zone: "Local"}, {Zone: "Europe/Nowhere"}, {Zone: "../../etc/passwd"}, {Zone: "Europe"}, {Zone: "europe/rome"},
		{Zone: "UTC", Skew: "much"}, {Zone: "UTC", Skew: "-2s"}, {Zone: "UTC", Skew: "9000h"}, {Zone: "CEST+1"},
	} {
		rs, err := clock.Readings(s)
		if rs != nil || err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%+v: %v, %v", s, rs, err)
		}
	}
}

// The binary search over stretches of one offset must say what the zone's
// rules say, everywhere.
func TestSpanAgreesWithPackageTime(t *testing.T) {
	for _, zone := range []string{
		"Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/El_Aaiun", "Asia/Tehran",
		"America/Sao_Paulo", "Pacific/Apia", "Asia/Pyongyang", "Europe/Istanbul", "Antarctica/Troll", "Etc/GMT-5", "Asia/Kolkata",
		"America/Caracas", "Europe/Dublin",
	} {
		r := declared(t, zone, "")
		loc := location(t, zone)
		at := time.Date(1990, 1, 1, 0, 17, 0, 0, time.UTC)
		for ; at.Year() < 2100; at = at.Add(97*time.Hour + 11*time.Minute) {
			check(t, r, loc, at)
		}
		for bound := time.Date(1990, 2, 1, 0, 0, 0, 0, time.UTC); bound.Year() < 2040; bound = bound.Add(8 * time.Hour) {
			_, off := bound.In(loc).Zone()
			if _, next := bound.Add(8 * time.Hour).In(loc).Zone(); next == off {
				continue
			}
			for m := -200; m <= 680; m += 10 {
				check(t, r, loc, bound.Add(time.Duration(m)*time.Minute))
			}
		}
	}
}

// check writes at on loc's wall clock and asks whether r's span holds it, and
// holds nothing that the wall clock contradicts.
func check(t *testing.T, r *clock.Reading, loc *time.Location, at time.Time) {
	t.Helper()
	st, ok := clock.Parse(at.In(loc).Format("2006-01-02 15:04:05"), "")
	if !ok {
		return // a neighbouring year that is out of range
	}
	s, want := r.Span(st), comity.InstantOf(at)
	if want < s.Lo || want > s.Hi {
		t.Fatalf("%v in %v: span %v to %v leaves it out", at.UTC(), loc, s.Lo, s.Hi)
	}
	for _, i := range []comity.Instant{s.Lo, s.Hi} {
		if got := i.Time().In(loc).Format("2006-01-02 15:04:05"); got != st.Civil.Time().Format("2006-01-02 15:04:05") {
			t.Fatalf("%v in %v: span end %v reads %s there", at.UTC(), loc, i, got)
		}
	}
}

func location(t *testing.T, zone string) *time.Location {
	t.Helper()
	loc, err := clock.Location(zone)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func BenchmarkSpanRome(b *testing.B) {
	r := declared(b, "Europe/Rome", "")
	st, _ := clock.Parse("2004-03-02 14:05:09", "")
	for b.Loop() {
		r.Span(st)
	}
}

func BenchmarkReadings(b *testing.B) {
	for b.Loop() {
		declared(b, "Europe/Rome", "")
	}
}
