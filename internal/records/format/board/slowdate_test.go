package board_test

import (
	"strconv"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// What follows reads dates as plainly as can be, and is what the package must agree with.

// slowZones are the names of slowZones that RFC 822 gives a meaning.
var slowZones = map[string]int32{
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// slowMailDate reads a date of RFC 5322 and of the older forms: "[Sat,] 17 Jan 2004 21:14[:03]
// [+0100]", and as ctime writes it. stated: the author's clock stated its offset.
func slowMailDate(s string) (st clock.Stamp, stated, ok bool) {
	s, _, _ = strings.Cut(s, "(")
	hyphens := strings.Count(s, "-") > 1 && !strings.Contains(s, " -") // 17-Jan-2004
	f := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '-' && hyphens })
	if len(f) > 0 && len(f[0]) >= 3 && slowMonthOf(f[0]) == 0 && f[0][0] > '9' {
		f = f[1:] // the day of the week
	}
	if len(f) < 4 {
		return st, false, false
	}
	if slowMonthOf(f[0]) > 0 { // Jan 17 21:14:03 2004
		st, ok = slowCtime("x Sat " + strings.Join(f, " "))
		return st, false, ok
	}
	y, m, d := slowYearOf(f[2]), slowMonthOf(f[1]), slowNumberOf(f[0])
	tod, sub, okTime := slowTimeOf(f[3])
	if !okTime || !slowValidDay(y, m, d) {
		return st, false, false
	}
	st = clock.Stamp{Civil: clock.Civil(y, m, d) + tod, Sub: sub}
	if len(f) > 4 {
		st.Offset, st.HasOffset, stated = slowOffsetOf(f[4])
	}
	return st, stated, slowPlausible(st.Civil)
}

// slowCtime reads "sender Sat Jan 17 21:14:03 [zone] 2004": the date at its end.
func slowCtime(s string) (st clock.Stamp, ok bool) {
	f := strings.Fields(s)
	for i := len(f) - 4; i >= 1 && i >= len(f)-7; i-- {
		if len(f[i]) != 3 && len(f[i]) != 4 || slowMonthOf(f[i]) > 0 || slowMonthOf(f[i+1]) == 0 {
			continue
		}
		tod, sub, okTime := slowTimeOf(f[i+3])
		y := 0
		for _, w := range f[min(i+4, len(f)):] {
			if len(w) == 4 && slowNumberOf(w) > 0 {
				y = slowNumberOf(w)
			}
		}
		if m, d := slowMonthOf(f[i+1]), slowNumberOf(f[i+2]); okTime && slowValidDay(y, m, d) {
			return clock.Stamp{Civil: clock.Civil(y, m, d) + tod, Sub: sub}, true
		}
	}
	return st, false
}

func slowValidDay(y, m, d int) bool {
	if y < 1980 || y > 2099 || m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	t := clock.Civil(y, m, d).Time().UTC()
	return t.Day() == d && int(t.Month()) == m
}

func slowNumberOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || len(s) > 4 {
		return -1
	}
	return n
}

// slowYearOf reads one of four digits, or of two as RFC 5322 says.
func slowYearOf(s string) int {
	n := slowNumberOf(s)
	switch {
	case len(s) == 2 && n >= 50:
		return n + 1900
	case len(s) == 2 && n >= 0:
		return n + 2000
	case len(s) == 3 && n >= 100: // a clock that counted on behind 99
		return n + 1900
	}
	return n
}

func slowMonthOf(s string) int {
	if len(s) < 3 || len(s) > 9 {
		return 0
	}
	if i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3])); i >= 0 && i%3 == 0 {
		return i/3 + 1
	}
	return 0
}

// slowTimeOf reads HH:MM or HH:MM:SS.
func slowTimeOf(s string) (tod, sub comity.Instant, ok bool) {
	p := strings.Split(s, ":")
	if len(p) < 2 || len(p) > 3 {
		return 0, 0, false
	}
	h, m, sec := slowNumberOf(p[0]), slowNumberOf(p[1]), 0
	sub = comity.Minute
	if len(p) == 3 {
		sec, sub = slowNumberOf(p[2]), comity.Second
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60 || len(p[1]) != 2 {
		return 0, 0, false
	}
	return comity.Instant(h)*comity.Hour + comity.Instant(m)*comity.Minute + comity.Instant(min(sec, 59))*comity.Second, sub, true
}

// slowOffsetOf reads a zone: "+0100", or a name that has one meaning. stated: the author's
// clock said it; "-0000" and UTC say nothing of where that stood.
func slowOffsetOf(z string) (seconds int32, known, stated bool) {
	if hours, ok := slowZones[z]; ok {
		return hours * 3600, true, true
	}
	switch z {
	case "GMT", "UT", "UTC", "Z", "-0000":
		return 0, true, false
	}
	if len(z) != 5 || z[0] != '+' && z[0] != '-' {
		return 0, false, false
	}
	h, m := slowNumberOf(z[1:3]), slowNumberOf(z[3:])
	if h < 0 || h > 15 || m < 0 || m > 59 {
		return 0, false, false
	}
	seconds = int32(h*3600 + m*60)
	if z[0] == '-' {
		seconds = -seconds
	}
	return seconds, true, true
}

// slowPlausible reports whether a stamp can be of a message.
func slowPlausible(c comity.Instant) bool {
	return c >= clock.Civil(1980, 1, 1) && c < clock.Civil(2100, 1, 1)
}
