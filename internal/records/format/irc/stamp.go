package irc

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// stamp is what a line says of its time.
type stamp struct {
	year, month, day int // 0: not said
	tod              comity.Instant
	sub              comity.Instant
	offset           int32
	hasOffset        bool
	tabbed           bool // a tab behind it parts the name from the text
}

// days knows of which day the lines are.
type days struct {
	day  comity.Instant // midnight of it, by the source's clock
	last comity.Instant // time of day of the latest line
	sub  comity.Instant // resolution of the latest stamp
	any  bool           // day is known
}

func (d *days) set(day comity.Instant) { d.day, d.last, d.any = day, 0, true }

// half is how far a time must lie behind the one above it for the next day to have
// begun: less is a clock that was set, or the end of summer time.
const half = 12 * comity.Hour

// stamp completes the time of a line; Sub is 0 where its day is not known.
func (d *days) stamp(s *stamp) (st clock.Stamp) {
	switch {
	case s.year > 0:
		d.set(clock.Civil(s.year, s.month, s.day))
	case s.month > 0 && d.any:
		d.set(d.near(s.month, s.day))
	case d.any && s.tod+half < d.last:
		d.day += comity.Day
	}
	d.last, d.sub = s.tod, s.sub
	if !d.any {
		return st
	}
	return clock.Stamp{Civil: d.day + s.tod, Sub: s.sub, Said: clock.Said{Offset: s.offset, HasOffset: s.hasOffset}}
}

// near is the day of a date without year that lies nearest to the latest day: a
// log goes on from one year into the next.
func (d *days) near(month, day int) comity.Instant {
	year := d.day.Time().UTC().Year()
	best := clock.Civil(year, month, day)
	for _, y := range []int{year - 1, year + 1} {
		if c := clock.Civil(y, month, day); far(c, d.day) < far(best, d.day) {
			best = c
		}
	}
	return best
}

func far(a, b comity.Instant) comity.Instant { return max(a-b, b-a) }

// latest is the time of the line above, for one that bears none.
func (d *days) latest() (st clock.Stamp) {
	switch {
	case !d.any:
		return st
	case d.sub == 0:
		return clock.Stamp{Civil: d.day, Sub: comity.Day}
	}
	return clock.Stamp{Civil: d.day + d.last, Sub: max(d.sub, comity.Minute)}
}

// heads are how lines begin that say of which day those below are, or that a log
// begins or ends.
var heads = [][]byte{
	[]byte("--- Log opened "), []byte("--- Day changed "), []byte("--- Log closed "), []byte("**** BEGIN LOGGING AT "), []byte("**** ENDING LOGGING AT "),
	[]byte("Session Start: "), []byte("Session Time: "), []byte("Session Close: "), []byte("Session Ident: "), []byte("[Log started "), []byte("*** Log file opened at "),
}

// line takes a line that says a day; is reports whether it is such a line, ok
// whether its day could be read. What follows one that could not has no day.
func (d *days) line(b []byte) (is, ok bool) {
	if len(b) < 4 || b[0] != '-' && b[0] != '*' && b[0] != 'S' && (b[0] != '[' || b[1] != 'L') {
		return false, false
	}
	for _, h := range heads {
		if !bytes.HasPrefix(b, h) {
			continue
		}
		if string(h) == "Session Ident: " {
			return true, true
		}
		day, tod, ok := dateOf(b[len(h):])
		if !ok {
			*d = days{}
			return true, false
		}
		d.set(day)
		d.last, d.sub = tod, 0
		return true, true
	}
	if len(b) > 4 && b[0] == '-' && bytes.HasPrefix(b, []byte("--- ")) { // eggdrop: "--- Tue Jan  6 2004"
		if day, tod, ok := dateOf(b[4:]); ok && len(b) < 40 {
			d.set(day)
			d.last = tod
			return true, true
		}
	}
	return false, false
}

// dateOf reads dates in words, such as "Mon Jan 05 10:00:00 2004", "mar gen  6 2004"
// and "Di 06 Jan 2004", and those of ISO 8601. Of two words that may be months the
// later counts: the one before it is a day of the week.
func dateOf(b []byte) (day, tod comity.Instant, ok bool) {
	var y, m, d int
	for i, f := range bytes.Fields(bytes.TrimRight(b, "*[] ")) {
		f = bytes.TrimRight(f, ",.")
		n, number := number(f)
		switch {
		case len(f) == 0:
		case i == 1 && m > 0 && (f[0]|32 >= 'a' && f[0]|32 <= 'z' || f[0] >= 0x80) && month(f) == 0:
			return 0, 0, false // "mar" is Tuesday in some languages, and the month beside it is none we know
		case month(f) > 0:
			m = month(f)
		case number && len(f) <= 2 && d == 0:
			d = n
		case number && len(f) == 4 && y == 0:
			y = n
		case len(f) >= 10 && f[4] == '-' && f[7] == '-':
			if y, m, d, ok = isoDay(f); !ok {
				return 0, 0, false
			}
			if len(f) > 11 {
				tod, _, _ = clockOf(f[11:])
			}
		case bytes.IndexByte(f, ':') > 0:
			tod, _, _ = clockOf(f)
		}
	}
	if !valid(y, m, d) {
		return 0, 0, false
	}
	return clock.Civil(y, m, d), tod, true
}

func valid(y, m, d int) bool {
	if y < 1990 || y > 2099 || m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	t := clock.Civil(y, m, d).Time().UTC()
	return t.Day() == d && int(t.Month()) == m
}

func isoDay(f []byte) (y, m, d int, ok bool) {
	y, okY := number(f[:4])
	m, okM := number(f[5:7])
	d, okD := number(f[8:10])
	return y, m, d, okY && okM && okD && valid(y, m, d)
}

func number(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 4 {
		return 0, false
	}
	for _, c := range b {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// clockOf reads HH:MM or HH:MM:SS at the start of b; n is its length, 0 where there
// is none.
func clockOf(b []byte) (tod, sub comity.Instant, n int) {
	two := func(i int) (int, bool) {
		if i+2 > len(b) {
			return 0, false
		}
		return number(b[i : i+2])
	}
	h, okH := two(0)
	m, okM := two(3)
	if !okH || !okM || b[2] != ':' || h > 23 || m > 59 {
		return 0, 0, 0
	}
	tod, sub, n = comity.Instant(h)*comity.Hour+comity.Instant(m)*comity.Minute, comity.Minute, 5
	if s, ok := two(6); ok && b[5] == ':' && s < 60 {
		tod, sub, n = tod+comity.Instant(s)*comity.Second, comity.Second, 8+fraction(b[8:])
	}
	return tod, sub, n
}

// fraction is how long the part of a second that b begins with is; the second is all that is kept of it.
func fraction(b []byte) int {
	n := 1
	for n < len(b) && n < 7 && b[n]-'0' <= 9 {
		n++
	}
	if n == 1 || b[0] != '.' {
		return 0
	}
	return n
}

// readStamp takes the time off the start of a line.
func readStamp(b []byte) (s stamp, rest []byte, ok bool) {
	t, shut := b, byte(0)
	if len(t) > 0 && (t[0] == '[' || t[0] == '(') {
		shut = t[0] + 2
		if t[0] == '(' {
			shut = ')'
		}
		t = t[1:]
	}
	t = s.date(t)
	n := 0
	if s.tod, s.sub, n = clockOf(t); n == 0 {
		return stamp{}, b, false
	}
	t = s.zone(s.meridiem(t[n:]))
	if shut != 0 {
		if len(t) == 0 || t[0] != shut {
			return stamp{}, b, false
		}
		t = t[1:]
	} else if len(t) > 0 && t[0] != ' ' && t[0] != '\t' {
		return stamp{}, b, false
	}
	s.tabbed = s.year > 0 && shut == 0 && len(t) > 0 && t[0] == '\t'
	if s.tabbed {
		return s, t[1:], true
	}
	return s, bare(bytes.TrimLeft(t, " \t")), true
}

// date takes "2004-01-05 ", "2004-01-05T", "Jan 05 " or "gen 05 " off the start of t.
func (s *stamp) date(t []byte) []byte {
	if len(t) > 11 && t[4] == '-' && t[7] == '-' && (t[10] == ' ' || t[10] == 'T') {
		if y, m, d, ok := isoDay(t); ok {
			s.year, s.month, s.day = y, m, d
			return t[11:]
		}
	}
	if i := bytes.IndexByte(t[:min(len(t), 8)], ' '); i > 2 && len(t) > i+4 && t[i+3] == ' ' {
		d, ok := number(bytes.TrimLeft(t[i+1:i+3], " "))
		if m := month(t[:i]); m > 0 && ok && valid(2004, m, d) {
			s.month, s.day = m, d
			return t[i+4:]
		}
	}
	return t
}

// meridiem takes "am" or "pm" off the start of t.
func (s *stamp) meridiem(t []byte) []byte {
	u := bytes.TrimLeft(t, " ")
	if len(u) < 2 || u[1]|32 != 'm' || s.tod >= 13*comity.Hour || s.tod < comity.Hour || len(u) > 2 && u[2] != ']' && u[2] != ')' && u[2] != ' ' {
		return t
	}
	noon := s.tod >= 12*comity.Hour
	switch {
	case u[0]|32 == 'a' && noon:
		s.tod -= half
	case u[0]|32 == 'p' && !noon:
		s.tod += half
	case u[0]|32 != 'a' && u[0]|32 != 'p':
		return t
	}
	return u[2:]
}

// zone takes "Z" or an offset such as "+0000" and "+00:00" off the start of t. It is
// that of the clock that wrote the log, and no word of the author's.
func (s *stamp) zone(t []byte) []byte {
	switch {
	case len(t) > 0 && t[0] == 'Z':
		s.hasOffset = true
		return t[1:]
	case len(t) < 5 || t[0] != '+' && t[0] != '-':
		return t
	}
	n := 5
	if t[3] == ':' && len(t) > 5 {
		n = 6
	}
	h, okH := number(t[1:3])
	m, okM := number(t[n-2 : n])
	if !okH || !okM || h > 15 || m > 59 {
		return t
	}
	s.offset, s.hasOffset = int32(h*3600+m*60), true
	if t[0] == '-' {
		s.offset = -s.offset
	}
	return t[n:]
}
