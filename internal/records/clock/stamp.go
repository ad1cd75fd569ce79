package clock

import (
	"strings"
	"time"

	"comity/internal/comity"
)

// Layouts that are read without being declared, in the order tried. All are
// unambiguous: year first. Anything else needs time_format in the manifest.
var layouts = []string{
	"2006-01-02T15:04:05.999999999Z07:00",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999 Z07:00",
	"2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04",
	"2006-01-02T15:04",
	"2006-01-02T15:04Z07:00",
	"2006-01-02 15:04Z07:00",
	"2006-01-02 15:04:05.999999999Z07", // as PostgreSQL writes it
	"2006-01-02T15:04:05.999999999Z07",
}

// The years outside which a stamp is taken for a broken one: no system that
// comity reads from existed before, and a clock far ahead is reset or garbage.
const (
	firstYear = 1990
	lastYear  = 2099

	first = 631_152_000 * comity.Second   // 1990-01-01
	end   = 4_102_444_800 * comity.Second // 2100-01-01
)

// Parse reads s by layout: a Go reference layout, "epoch" (seconds since 1970
// UTC, perhaps with a fraction), "epoch_ms" (whole milliseconds), another of the
// numbers of docs/formats/clock.md ("excel", "filetime" …), one of Orders, or
// "" for the ISO 8601 forms. The latter two may end in a blank and an offset, a zone
// abbreviation, or both. ok is false where s does not fit or lies outside 1990–2099.
func Parse(s, layout string) (Stamp, bool) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return Stamp{}, false
	case layout == "epoch":
		return parseEpoch(s)
	case layout == "epoch_ms":
		return parseMillis(s)
	case layout == "excel":
		return parseDays(s, days1900)
	case layout == "excel_1904":
		return parseDays(s, days1904)
	case len(layout) == len("dmy"):
		if st, ok := parseOrdered(s, layout); ok {
			return st, true
		}
		return parseZoned(s, func(s string) (Stamp, bool) { return parseOrdered(s, layout) })
	case layout != "":
		if c, ok := counts[layout]; ok {
			return c.parse(s)
		}
		return parseLayout(s, layout)
	}
	if !dated(s) {
		return Stamp{}, false
	}
	if st, ok := parseISO(s); ok {
		return st, true
	}
	if st, ok := parseZoned(s, parseBare); ok {
		return st, true
	}
	return parseBare(s)
}

// dated reports whether s begins as all forms do that are not declared: with a date of digits,
// and a blank or T behind it.
func dated(s string) bool {
	return len(s) > 10 && (s[10] == ' ' || s[10] == 'T') && s[4] == '-' && s[7] == '-' &&
		leading(s, 4) == 4 && leading(s[5:], 2) == 2 && leading(s[8:], 2) == 2
}

// parseBare reads the forms that are not declared.
func parseBare(s string) (Stamp, bool) {
	if st, ok := parseISO(s); ok {
		return st, true
	}
	for _, l := range layouts {
		if st, ok := parseLayout(s, l); ok {
			return st, true
		}
	}
	return Stamp{}, false
}

func parseEpoch(s string) (Stamp, bool) {
	st, ok := parseSeconds(s)
	return st, ok && plausible(st.Civil)
}

// parseSeconds reads seconds, perhaps with a fraction, as if they were since 1970 UTC.
func parseSeconds(s string) (Stamp, bool) {
	whole, frac, dotted := strings.Cut(s, ".")
	n, ok := digits(whole, 10)
	if !ok {
		return Stamp{}, false
	}
	st := Stamp{Civil: comity.Instant(n) * comity.Second, Sub: comity.Second, Said: Said{HasOffset: true}}
	if dotted {
		f, ok := digits(frac, 9)
		if !ok {
			return Stamp{}, false
		}
		for i := len(frac); i < 9; i++ {
			f *= 10
		}
		st.Civil += comity.Instant(f / 1000)
		st.Sub = comity.Microsecond
	}
	return st, true
}

// parseMillis reads milliseconds since 1970 UTC.
func parseMillis(s string) (Stamp, bool) {
	n, ok := digits(s, 13)
	if !ok {
		return Stamp{}, false
	}
	const millisecond = 1000 * comity.Microsecond
	st := Stamp{Civil: comity.Instant(n) * millisecond, Sub: millisecond, Said: Said{HasOffset: true}}
	return st, plausible(st.Civil)
}

// digits reads 1 to n decimal digits and nothing else.
func digits(s string, n int) (v int64, ok bool) {
	if len(s) == 0 || len(s) > n {
		return 0, false
	}
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		v = v*10 + int64(d)
	}
	return v, true
}

func parseLayout(s, layout string) (Stamp, bool) {
	if st, ok := parseFixed(s, layout); ok {
		return st, true
	}
	if st, ok := parseLayoutAs(s, layout); ok {
		return st, true
	}
	return parseNamed(s, layout)
}

// parseLayoutAs reads s as it stands.
func parseLayoutAs(s, layout string) (Stamp, bool) {
	if !couldFit(s, layout) {
		return Stamp{}, false
	}
	// UTC, not the machine's zone: package time looks abbreviations up in the
	// latter, and the answer must not depend on where comity runs.
	t, err := time.ParseInLocation(layout, s, time.UTC)
	if err != nil {
		return Stamp{}, false
	}
	st := Stamp{Sub: resolution(layout)}
	st.HasOffset = strings.Contains(layout, "Z07") || strings.Contains(layout, "-07")
	if st.HasOffset {
		_, off := t.Zone()
		st.Offset = int32(off)
	}
	st.Civil = comity.InstantOf(t) + comity.Instant(st.Offset)*comity.Second
	if t.Nanosecond() != 0 {
		st.Sub = comity.Microsecond
	}
	// A zone abbreviation such as "CET" parses with a made-up offset of zero: it
	// is no offset, and held against the declared zone.
	if strings.Contains(layout, "MST") && !st.zoned(t) {
		return Stamp{}, false
	}
	return st, plausible(st.Civil)
}

// resolution is the finest unit that layout writes.
func resolution(layout string) comity.Instant {
	switch {
	case strings.Contains(layout, "05") || strings.Contains(layout, ":5"):
		return comity.Second
	case strings.Contains(layout, "04") || strings.Contains(layout, ":4"):
		return comity.Minute
	case strings.Contains(layout, "15") || strings.Contains(layout, "03") || strings.Contains(layout, "3PM"):
		return comity.Hour
	}
	return comity.Day
}

func plausible(c comity.Instant) bool {
	return c >= first && c < end
}

// Dates parses stamps one after another and remembers the dates of the last ones:
// in an export the next row is nearly always of the same day, or of one beside it.
// The zero value works; not for concurrent use.
type Dates struct {
	last [4]date // by the last digit
}

type date struct {
	layout string
	text   [10]byte       // as written
	day    comity.Instant // 0: none yet
}

// Parse is the function Parse.
func (d *Dates) Parse(s, layout string) (Stamp, bool) {
	if len(s) < 19 || layout != "" && (len(s) != 19 || len(layout) != 19 || layout[11:] != "15:04:05" || layout[10] != s[10]) {
		return Parse(s, layout)
	}
	l := &d.last[int(s[9])%len(d.last)]
	if string(l.text[:]) != s[:10] || l.layout != layout || l.day == 0 {
		day, ok := dateOf(s, layout)
		if !ok {
			return Parse(s, layout)
		}
		*l = date{layout, [10]byte([]byte(s[:10])), day}
	}
	if st, ok := isoTime(l.day, s); ok {
		return st, true
	}
	return Parse(s, layout)
}

// dateOf is midnight of the date in the first ten bytes of s. layout is "" or
// ends in " 15:04:05" or "T15:04:05", so that a date in full fills the rest.
func dateOf(s, layout string) (comity.Instant, bool) {
	if layout == "" {
		return isoDate(s)
	}
	st, ok := parseFixed(s[:10], layout[:10])
	return st.Civil, ok // 0 where it is no date
}

// parseISO is the fast way for the form that bulk exports use,
// "2006-01-02T15:04:05" with a blank or T between, and nothing, "Z" or
// "+hh:mm" behind. Whatever it does not take goes to package time.
func parseISO(s string) (Stamp, bool) {
	day, ok := isoDate(s)
	if !ok {
		return Stamp{}, false
	}
	return isoTime(day, s)
}

// isoDate is midnight of the date at the start of s.
func isoDate(s string) (comity.Instant, bool) {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, m, d := digits4(s[0:4]), digits2(s[5:7]), digits2(s[8:10])
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	return Civil(y, m, d), true
}

// isoTime reads the time of s, which begins with the date of day.
func isoTime(day comity.Instant, s string) (Stamp, bool) {
	if s[10] != 'T' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return Stamp{}, false
	}
	h, mi, sec := digits2(s[11:13]), digits2(s[14:16]), digits2(s[17:19])
	if h < 0 || h > 23 || mi < 0 || mi > 59 || sec < 0 || sec > 59 {
		return Stamp{}, false
	}
	st := Stamp{Sub: comity.Second, Civil: day + comity.Instant(h*3600+mi*60+sec)*comity.Second}
	switch tail := s[19:]; {
	case tail == "":
		return st, true
	case tail == "Z":
		st.HasOffset = true
		return st, true
	case len(tail) == 6 && (tail[0] == '+' || tail[0] == '-') && tail[3] == ':':
		oh, om := digits2(tail[1:3]), digits2(tail[4:6])
		if oh < 0 || oh > 15 || om < 0 || om > 59 {
			return Stamp{}, false
		}
		st.HasOffset, st.Offset = true, int32(oh*3600+om*60)
		if tail[0] == '-' {
			st.Offset = -st.Offset
		}
		return st, true
	}
	return Stamp{}, false
}

// digits2 and digits4 are negative where a byte is no digit.
func digits2(s string) int {
	a, b := s[0]-'0', s[1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

func digits4(s string) int {
	a, b := digits2(s[:2]), digits2(s[2:])
	if a < 0 || b < 0 {
		return -1
	}
	return a*100 + b
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Civil is midnight of a date in the proleptic Gregorian calendar, as if it
// were UTC; the algorithm counts days from 1970 by shifted months (Hinnant,
// "chrono-Compatible Low-Level Date Algorithms").
func Civil(y, m, d int) comity.Instant {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return comity.Instant(era*146097+doe-719468) * comity.Day
}
