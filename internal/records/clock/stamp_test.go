package clock_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

func TestParse(t *testing.T) {
	const s, us = comity.Second, comity.Microsecond
	for _, c := range []struct {
		in, layout, civil string
		offset            int32
		has               bool
		sub               comity.Instant
	}{
		{"2004-03-02T14:05:09Z", "", "2004-03-02T14:05:09Z", 0, true, s},
		{"2004-03-02T14:05:09+02:00", "", "2004-03-02T14:05:09Z", 7200, true, s},
		{"2004-03-02 14:05:09-03:30", "", "2004-03-02T14:05:09Z", -12600, true, s},
		{"2004-03-02 14:05:09 +02:00", "", "2004-03-02T14:05:09Z", 7200, true, s},
		{"2004-03-02 14:05:09 +0200", "", "2004-03-02T14:05:09Z", 7200, true, s},
		{"2004-03-02 14:05:09", "", "2004-03-02T14:05:09Z", 0, false, s},
		{"2004-03-02 14:05:09+02", "", "2004-03-02T14:05:09Z", 7200, true, s},
		{"2004-03-02 14:05:09.25-05", "", "2004-03-02T14:05:09.25Z", -18000, true, us},
		{" 2004-03-02 14:05:09\t", "", "2004-03-02T14:05:09Z", 0, false, s},
		{"2004-03-02 14:05:09.25", "", "2004-03-02T14:05:09.25Z", 0, false, us},
		{"2004-03-02T14:05:09.123456789Z", "", "2004-03-02T14:05:09.123456Z", 0, true, us},
		{"2004-03-02 14:05", "", "2004-03-02T14:05:00Z", 0, false, comity.Minute},
		{"2004-02-29 00:00:00", "", "2004-02-29T00:00:00Z", 0, false, s},
		{"02.03.2004 14:05:09", "02.01.2006 15:04:05", "2004-03-02T14:05:09Z", 0, false, s},
		{"2.3.2004 9:05:09", "2.1.2006 15:04:05", "2004-03-02T09:05:09Z", 0, false, s},
		{"03/02/2004 02:05:09 PM", "01/02/2006 03:04:05 PM", "2004-03-02T14:05:09Z", 0, false, s},
		{"20040302140509", "20060102150405", "2004-03-02T14:05:09Z", 0, false, s},
		{"02.03.2004", "02.01.2006", "2004-03-02T00:00:00Z", 0, false, comity.Day},
		{"02.03.2004 14:05", "02.01.2006 15:04", "2004-03-02T14:05:00Z", 0, false, comity.Minute},
		{"Tue Mar  2 14:05:09 2004", time.ANSIC, "2004-03-02T14:05:09Z", 0, false, s},
		{"Mar  2 2004 14:05:09 GMT+3", "Jan _2 2006 15:04:05 MST", "2004-03-02T14:05:09Z", 10800, true, s},
		{"Tue, 02 Mar 2004 14:05:09 -0500", time.RFC1123Z, "2004-03-02T14:05:09Z", -18000, true, s},
		{"1078232709", "epoch", "2004-03-02T13:05:09Z", 0, true, s},
		{"1078232709500", "epoch_ms", "2004-03-02T13:05:09.5Z", 0, true, 1000 * us},
		{"1078232709.5", "epoch", "2004-03-02T13:05:09.5Z", 0, true, us},
		{"1078232709.123456789", "epoch", "2004-03-02T13:05:09.123456Z", 0, true, us},
	} {
		st, ok := clock.Parse(c.in, c.layout)
		if !ok {
			t.Errorf("%q by %q: refused", c.in, c.layout)
			continue
		}
		want := clock.Stamp{Sub: c.sub, Said: clock.Said{Offset: c.offset, HasOffset: c.has}}
		if err := want.Civil.UnmarshalText([]byte(c.civil)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, st); diff != "" {
			t.Errorf("%q by %q:\n%s", c.in, c.layout, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"   ", ""}, {"", "epoch"}, {"-", ""}, {"yesterday", ""}, {"2004-13-02 14:05:09", ""}, {"2004-02-30 14:05:09", ""},
		{"2003-02-29 14:05:09", ""}, {"2004-03-02 24:00:00", ""}, {"2004-03-02 14:60:09", ""}, {"2004-03-02 14:05:60", ""},
		{"1989-12-31 23:59:59", ""}, {"2100-01-01 00:00:00", ""}, {"0000-00-00 00:00:00", ""}, {"2004-03-02T14:05:09+2:00", ""},
		{"02.03.2004 14:05:09", ""}, {"32.03.2004 14:05:09", "02.01.2006 15:04:05"}, {"30.02.2004 14:05:09", "02.01.2006 15:04:05"},
		{"02.03.2004 14:05:0x", "02.01.2006 15:04:05"}, {"02-03-2004 14:05:09", "02.01.2006 15:04:05"}, {"02.03.1969", "02.01.2006"},
		{"-5", "epoch"}, {"1078232709", "epoch_ms"}, {"1078232709500.5", "epoch_ms"}, {"10782327095000", "epoch_ms"}, {"-1078232709500", "epoch_ms"}, {"+1078232709", "epoch"}, {"1078232709.", "epoch"}, {".5", "epoch"}, {"1078232709.1234567890", "epoch"},
		{"1078232709.123456x", "epoch"}, {"1e9", "epoch"}, {"0", "epoch"}, {"4102444800", "epoch"}, {"9223372036854775807", "epoch"},
		{"1000000000000000000000", "epoch"}, {"0x40448185", "epoch"}, {"1_078_232_709", "epoch"},
	} {
		if st, ok := clock.Parse(c[0], c[1]); ok {
			t.Errorf("%q by %q gave %v", c[0], c[1], st.Civil)
		}
	}
}

// The bounds of what is plausible, to the second.
func TestParseBounds(t *testing.T) {
	for _, s := range []string{"1990-01-01 00:00:00", "2099-12-31 23:59:59"} {
		if _, ok := clock.Parse(s, ""); !ok {
			t.Errorf("%s is plausible", s)
		}
	}
}

func TestCivilEveryDay(t *testing.T) {
	for day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2100; day = day.AddDate(0, 0, 1) {
		y, m, d := day.Date()
		if got := clock.Civil(y, int(m), d); got != comity.InstantOf(day) {
			t.Fatalf("Civil(%d, %d, %d) = %v", y, m, d, got)
		}
		if last := day.AddDate(0, 0, 1).Day() == 1; last != (clock.DaysIn(y, int(m)) == d) {
			t.Fatalf("the last day of %d-%02d is not %d", y, m, clock.DaysIn(y, int(m)))
		}
	}
}

// Random stamps, some broken by one byte: the fast ways must agree with
// package time, which is slower and was not written by us.
func TestFastWaysAgreeWithPackageTime(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	tails := []string{"", "Z", "+02:00", "-11:45", "+14:00"}
	for range 60_000 {
		at := time.Unix(rnd.Int64N(4_102_444_800), 0).UTC()
		iso := []byte(at.Format("2006-01-02T15:04:05") + tails[rnd.IntN(len(tails))])
		if rnd.IntN(2) == 0 {
			iso[rnd.IntN(len(iso))] = "0123456789-:.TZ +"[rnd.IntN(17)]
		}
		if st, ok := clock.ParseISO(string(iso)); ok {
			agree(t, string(iso), isoLayout(string(iso)), st)
		} else if back, err := time.Parse(isoLayout(string(iso)), string(iso)); err == nil && back.Year() >= 1990 && back.Year() < 2100 && len(iso) == 19 {
			t.Fatalf("%s: the fast way refuses it", iso)
		}
		for _, layout := range []string{"02.01.2006 15:04:05", "2006/01/02 15:04", "20060102150405"} {
			s := []byte(at.Format(layout))
			if rnd.IntN(2) == 0 {
				s[rnd.IntN(len(s))] = "0123456789-:./ "[rnd.IntN(15)]
			}
			if st, ok := clock.Parse(string(s), layout); ok {
				agree(t, string(s), layout, st)
			}
		}
	}
}

func isoLayout(s string) string {
	layout := "2006-01-02 15:04:05"
	if s[10] == 'T' {
		layout = "2006-01-02T15:04:05"
	}
	if len(s) > 19 {
		layout += "Z07:00"
	}
	return layout
}

func agree(t *testing.T, s, layout string, st clock.Stamp) {
	t.Helper()
	want, err := time.Parse(layout, s)
	if err != nil {
		t.Fatalf("%q by %q: package time refuses it: %v", s, layout, err)
	}
	if got := st.Civil - comity.Instant(st.Offset)*comity.Second; got != comity.InstantOf(want) {
		t.Fatalf("%q by %q: %v, package time says %v", s, layout, got, want.UTC())
	}
}

// What package time reads has the shape of the layout, and the date that the undeclared
// forms begin with: random stamps of random layouts, some broken, by each of the others.
func TestWhatIsReadHasItsShape(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	undeclared := len(clock.Layouts)
	list := append(slices.Clone(clock.Layouts),
		"2.1.2006 15:04", "02/Jan/2006:15:04:05 -0700", time.RFC1123Z, time.ANSIC, time.Kitchen, "January 2, 2006 3:04 PM", "20060102T150405Z",
		"02.01.06", "2006-002", "15h04,5", "05.000", "05,999 -07", "_2006", "2 Janus 06", "Monat 1", "Z07 02", "06-07-2", "150405.99901", "  02   Jan  ", "M 1", "-0700 MST")
	for range 100_000 {
		at, layout := time.Unix(rnd.Int64N(4_102_444_800), rnd.Int64N(3)*1e8).In(time.FixedZone("", rnd.IntN(3)*3600)), list[rnd.IntN(len(list))]
		b := []byte(at.Format(layout))
		for range rnd.IntN(3) {
			i := rnd.IntN(len(b) + 1)
			b = slices.Concat(b[:rnd.IntN(i+1)], b[i:])
			if len(b) > 0 && rnd.IntN(2) == 0 {
				b[rnd.IntN(len(b))] = "0123456789-:.,TZ +aM"[rnd.IntN(20)]
			}
		}
		s := string(b)
		for i, by := range list {
			if _, err := time.Parse(by, s); err == nil && (!clock.CouldFit(s, by) || i < undeclared && !clock.Dated(s)) {
				t.Fatalf("%q has not the shape of %q", s, by)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2004-03-02T14:05:09Z", "2004-03-02 14:05", "02.03.2004 14:05:09", "1078232709.25", "38048.59", "127227099091234567", "Mar  2 2004 14:05:09 CET"} {
		for _, l := range []string{"", "epoch", "excel", "filetime", "epoch_2001", "02.01.2006 15:04:05", "Jan _2 2006 15:04:05 MST", time.RFC1123Z} {
			f.Add(s, l)
		}
	}
	f.Fuzz(func(t *testing.T, s, layout string) {
		st, ok := clock.Parse(s, layout)
		var dates clock.Dates // what was parsed before must not change the result
		for _, before := range []string{"", "2004-03-02T14:05:09Z", s} {
			dates.Parse(before, layout)
			if again, okAgain := dates.Parse(s, layout); again != st || okAgain != ok {
				t.Errorf("%q by %q gave %+v, %v; after %q %+v, %v", s, layout, st, ok, before, again, okAgain)
			}
		}
		if _, err := time.Parse(layout, s); err == nil && !clock.CouldFit(s, layout) {
			t.Errorf("%q has not the shape of %q", s, layout)
		}
		if !ok {
			if st != (clock.Stamp{}) && clock.Plausible(st.Civil) {
				t.Errorf("refused, yet gave %+v", st)
			}
			return
		}
		if !clock.Plausible(st.Civil) || st.Sub < comity.Microsecond || st.Offset != 0 && !st.HasOffset {
			t.Errorf("%q by %q gave %+v", s, layout, st)
		}
	})
}

func BenchmarkParseISO(b *testing.B) {
	for b.Loop() {
		clock.Parse("2004-03-02 14:05:09", "")
	}
}

func BenchmarkParseLayout(b *testing.B) {
	for b.Loop() {
		clock.Parse("02.03.2004 14:05:09", "02.01.2006 15:04:05")
	}
}
