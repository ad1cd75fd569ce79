package clock_test

import (
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Instants that programs count are read as they define them.
func TestCounts(t *testing.T) {
	const s, us = comity.Second, comity.Microsecond
	for _, c := range []struct {
		in, layout, civil string
		has               bool
		sub               comity.Instant
	}{
		{"1078236309123456", "epoch_us", "2004-03-02T14:05:09.123456Z", true, us},
		{"1078236309123456789", "epoch_ns", "2004-03-02T14:05:09.123456Z", true, us},
		{"12722709909123456", "webkit", "2004-03-02T14:05:09.123456Z", true, us},
		{"127227099091234567", "filetime", "2004-03-02T14:05:09.123456Z", true, us},
		{"632138331091234567", "ticks", "2004-03-02T14:05:09.123456Z", false, us},
		{"99929109", "epoch_2001", "2004-03-02T14:05:09Z", true, s},
		{"99929109.25", "epoch_2001", "2004-03-02T14:05:09.25Z", true, us},
		{"38048", "excel", "2004-03-02T00:00:00Z", false, comity.Day},
		{"36586", "excel_1904", "2004-03-02T00:00:00Z", false, comity.Day},
		{"38048.586909722", "excel", "2004-03-02T14:05:09Z", false, s},
		{"38048,58690972222", "excel", "2004-03-02T14:05:09Z", false, s},
		{"38048.58691", "excel", "2004-03-02T14:05:09Z", false, s},
		// Rounded to a hundredth of a day, 14 minutes and a bit: half of it before, half behind.
		{"38048.59", "excel", "2004-03-02T14:02:24Z", false, 865 * s},
	} {
		st, ok := clock.Parse(c.in, c.layout)
		if !ok {
			t.Errorf("%q by %q: refused", c.in, c.layout)
			continue
		}
		want := clock.Stamp{Sub: c.sub, Said: clock.Said{HasOffset: c.has}}
		if err := want.Civil.UnmarshalText([]byte(c.civil)); err != nil {
			t.Fatal(err)
		}
		if st != want {
			t.Errorf("%q by %q: %+v, want %+v", c.in, c.layout, st, want)
		}
	}
	for _, c := range [][2]string{
		{"1078236309", "epoch_us"}, {"1078236309123456", "epoch_ns"}, {"-1078236309123456", "epoch_us"}, {"9223372036854775808", "epoch_ns"}, {"9999999999999999999", "ticks"},
		{"127227099091234567.5", "filetime"}, {"", "filetime"}, {"0", "filetime"}, {"38048.", "excel"}, {"38048.5.5", "excel"}, {".5", "excel"}, {"1.5", "excel"}, {"99999", "excel"},
		{"3.8048E4", "excel"}, {"38048 ", "epoch_us"},
	} {
		if st, ok := clock.Parse(c[0], c[1]); ok {
			t.Errorf("%q by %q: read as %+v", c[0], c[1], st)
		}
	}
}

// What a rounded number of days can have been lies in its span.
func TestRoundedDays(t *testing.T) {
	r, err := clock.Readings(clock.Statement{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	at := clock.Civil(2004, 3, 2) + 14*comity.Hour + 5*comity.Minute + 9*comity.Second // 38048.58690972…
	for _, in := range []string{"38048.6", "38048.59", "38048.587", "38048.5869", "38048.58691", "38048.586910", "38048.5869097", "38048.586909722222"} {
		st, ok := clock.Parse(in, "excel")
		if sp := r[0].Span(st); !ok || sp.Lo > at || sp.Hi < at {
			t.Errorf("%s: %v, which does not hold %v", in, sp, at)
		}
	}
}
