package clock_test

import (
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Whoever takes local time for standard time and adds the hour of summer once more is an
// hour ahead in summer, and right in winter.
func TestSummerTimeCountedTwice(t *testing.T) {
	for _, test := range []struct{ zone, shown, lo, hi string }{
		{"America/New_York+DST", "2003-07-01 12:00:00", "2003-07-01T15:00:00Z", ""},
		{"America/New_York+DST", "2003-12-01 12:00:00", "2003-12-01T17:00:00Z", ""},
		{"Europe/Berlin+DST", "2009-07-01 12:00:00", "2009-07-01T09:00:00Z", ""},
		{"Europe/Berlin+DST", "2050-07-01 12:00:00", "2050-07-01T09:00:00Z", ""},
		{"Europe/Dublin+DST", "2009-07-01 12:00:00", "2009-07-01T10:00:00Z", ""}, // whose summer time is its standard by law
		{"Australia/Sydney+DST", "2009-01-01 12:00:00", "2009-01-01T00:00:00Z", ""},
		{"Europe/Moscow+DST", "2020-07-01 12:00:00", "2020-07-01T09:00:00Z", ""},                        // has none any more
		{"America/New_York+DST", "2003-10-26 01:30:00", "2003-10-26T04:30:00Z", "2003-10-26T06:30:00Z"}, // two hours occur twice
	} {
		rs, err := clock.Readings(clock.Statement{Zone: test.zone})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := time.Parse(time.DateTime, test.shown)
		if err != nil {
			t.Fatal(err)
		}
		got := rs[0].Span(clock.Stamp{Civil: comity.InstantOf(shown), Sub: comity.Second})
		if test.hi == "" {
			test.hi = test.lo
		}
		if lo, hi := got.Lo.Time().Format(time.RFC3339), got.Hi.Time().Format(time.RFC3339); lo != test.lo || hi != test.hi {
			t.Errorf("%s %s: %s to %s, want %s to %s", test.zone, test.shown, lo, hi, test.lo, test.hi)
		}
	}
	for _, zone := range []string{"+02:00+DST", "Europe/Berlin+DST+DST", "+DST"} {
		if _, err := clock.Readings(clock.Statement{Zone: zone}); err == nil {
			t.Errorf("%s is a zone", zone)
		}
	}
}
