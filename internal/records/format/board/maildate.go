package board

import (
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// zones are the names of zones that RFC 822 gives a meaning.
var zones = map[string]int32{
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// What the parts of a date stand between.
var (
	blanks  = set("\t\n\v\f\r ")
	commas  = set(" ,\t")
	hyphens = set(" ,\t-")
)

// MailDate reads a date of RFC 5322 and of the older forms: "[Sat,] 17 Jan 2004 21:14[:03]
// [+0100]", and as ctime writes it. stated: the author's clock stated its offset.
func MailDate(s string) (st clock.Stamp, stated, ok bool) {
	if st, stated, ok = plainMail(s); ok {
		return st, stated, true
	}
	s, _, _ = strings.Cut(s, "(")
	parts := commas
	if strings.Count(s, "-") > 1 && !strings.Contains(s, " -") { // 17-Jan-2004
		parts = hyphens
	}
	var room [8]string
	f, _ := fields(room[:0], s, parts)
	if len(f) > 0 && len(f[0]) >= 3 && monthOf(f[0]) == 0 && f[0][0] > '9' {
		f = f[1:] // the day of the week
	}
	if len(f) < 4 {
		return st, false, false
	}
	if monthOf(f[0]) > 0 { // Jan 17 21:14:03 2004
		st, ok = Ctime("x Sat " + strings.Join(f, " "))
		return st, false, ok
	}
	y, m, d := yearOf(f[2]), monthOf(f[1]), numberOf(f[0])
	tod, sub, okTime := timeOf(f[3])
	if !okTime || !validDay(y, m, d) {
		return st, false, false
	}
	st = clock.Stamp{Civil: clock.Civil(y, m, d) + tod, Sub: sub}
	if len(f) > 4 {
		st.Offset, st.HasOffset, stated = offsetOf(f[4])
	}
	return st, stated, plausible(st.Civil)
}

// Ctime reads "sender Sat Jan 17 21:14:03 [zone] 2004": the date at its end.
func Ctime(s string) (st clock.Stamp, ok bool) {
	if st, ok = plainCtime(s); ok {
		return st, true
	}
	var room [16]string
	f, ascii := fields(room[:0], s, blanks)
	if !ascii { // there are blanks beyond
		f = strings.Fields(s)
	}
	for i := len(f) - 4; i >= 1 && i >= len(f)-7; i-- {
		if len(f[i]) != 3 && len(f[i]) != 4 || monthOf(f[i]) > 0 || monthOf(f[i+1]) == 0 {
			continue
		}
		tod, sub, okTime := timeOf(f[i+3])
		y := 0
		for _, w := range f[min(i+4, len(f)):] {
			if len(w) == 4 && numberOf(w) > 0 {
				y = numberOf(w)
			}
		}
		if m, d := monthOf(f[i+1]), numberOf(f[i+2]); okTime && validDay(y, m, d) {
			return clock.Stamp{Civil: clock.Civil(y, m, d) + tod, Sub: sub}, true
		}
	}
	return st, false
}

// set is a set of bytes below 64, of which each is a bit.
func set(of string) (s uint64) {
	for _, c := range []byte(of) {
		s |= 1 << c
	}
	return s
}

// fields appends to f what stands between bytes of the set; ascii: s holds nothing beyond.
func fields(f []string, s string, parts uint64) (all []string, ascii bool) {
	from, or := 0, byte(0)
	for i := range len(s) {
		c := s[i]
		or |= c
		if c >= 64 || parts>>c&1 == 0 {
			continue
		}
		if i > from {
			f = append(f, s[from:i])
		}
		from = i + 1
	}
	if from < len(s) {
		f = append(f, s[from:])
	}
	return f, or < 0x80
}

func validDay(y, m, d int) bool {
	if y < 1980 || y > 2099 || m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	if d <= 28 {
		return true
	}
	t := clock.Civil(y, m, d).Time().UTC()
	return t.Day() == d && int(t.Month()) == m
}

// numberOf reads up to four characters, of which the first may be a sign; -1 where that is none that counts.
func numberOf(s string) (n int) {
	if s == "" || len(s) > 4 {
		return -1
	}
	from := 0
	if len(s) > 1 && (s[0] == '-' || s[0] == '+') {
		from = 1
	}
	for _, c := range []byte(s[from:]) {
		if c -= '0'; c > 9 {
			return -1
		}
		n = 10*n + int(c)
	}
	if s[0] == '-' && n > 0 {
		return -1
	}
	return n
}

// yearOf reads one of four digits, or of two as RFC 5322 says.
func yearOf(s string) int {
	n := numberOf(s)
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

func monthOf(s string) int {
	const months = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(s) < 3 || len(s) > 9 {
		return 0
	}
	for i := 0; i < len(months); i += 3 {
		if s[0]|32 == months[i] && s[1]|32 == months[i+1] && s[2]|32 == months[i+2] {
			return i/3 + 1
		}
	}
	return 0
}

// timeOf reads HH:MM or HH:MM:SS.
func timeOf(s string) (tod, sub comity.Instant, ok bool) {
	hours, rest, _ := strings.Cut(s, ":")
	minutes, seconds, three := strings.Cut(rest, ":")
	h, m, sec := numberOf(hours), numberOf(minutes), 0
	sub = comity.Minute
	if three {
		sec, sub = numberOf(seconds), comity.Second
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60 || len(minutes) != 2 {
		return 0, 0, false
	}
	return comity.Instant(h)*comity.Hour + comity.Instant(m)*comity.Minute + comity.Instant(min(sec, 59))*comity.Second, sub, true
}

// offsetOf reads a zone: "+0100", or a name that has one meaning. stated: the author's
// clock said it; "-0000" and UTC say nothing of where that stood.
func offsetOf(z string) (seconds int32, known, stated bool) {
	switch z {
	case "GMT", "UT", "UTC", "Z", "-0000":
		return 0, true, false
	}
	if len(z) != 5 || z[0] != '+' && z[0] != '-' {
		hours, ok := zones[z]
		return hours * 3600, ok, ok
	}
	h, m := numberOf(z[1:3]), numberOf(z[3:])
	if h < 0 || h > 15 || m < 0 || m > 59 {
		return 0, false, false
	}
	seconds = int32(h*3600 + m*60)
	if z[0] == '-' {
		seconds = -seconds
	}
	return seconds, true, true
}

// plausible reports whether a stamp can be of a message.
func plausible(c comity.Instant) bool {
	return c >= clock.Civil(1980, 1, 1) && c < clock.Civil(2100, 1, 1)
}
