package syslog

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// The years outside which a stamp is taken for a broken one: those of clock.
const (
	firstYear = 1990
	lastYear  = 2099
)

// stamp is a time as a line bears it.
type stamp struct {
	ok, dated  bool
	numbers    bool        // of numbers alone
	civil      clock.Stamp // where dated
	month, day int         // else
	second     comity.Instant
	fraction   comity.Instant
	fine       bool
}

func (s stamp) sub() comity.Instant {
	if s.fine {
		return comity.Microsecond
	}
	return comity.Second
}

// in is the civil time of the stamp in a year, without its fraction; false
// where that year has no such day.
func (s stamp) in(year int) (comity.Instant, bool) {
	if year < firstYear || year > lastYear || s.day > days(year, s.month) {
		return 0, false
	}
	return clock.Civil(year, s.month, s.day) + s.second, true
}

// exists reports whether any year has the day.
func (s stamp) exists() bool { return s.day <= days(2004, s.month) }

func days(year, month int) int {
	next, y := month+1, year
	if next == 13 {
		next, y = 1, year+1
	}
	return int((clock.Civil(y, next, 1) - clock.Civil(year, month, 1)) / comity.Day)
}

// found is what stands before a line's message.
type found struct {
	stamp       // the one that counts
	front stamp // the first one without a year before that: the server's
	lead  stamp // the line's first
	n     int   // how many there are
}

// apart is how far the stamp that counts is ahead of the line's first, as both are written; false
// where there is no other.
func (f *found) apart() (comity.Instant, bool) {
	if f.n < 2 || !f.dated {
		return 0, false
	}
	first, ok := f.lead.civil.Civil, f.lead.dated
	if !ok {
		first, ok = f.lead.near(f.civil.Civil)
	}
	return f.civil.Civil - first, ok
}

// find finds the stamps of a line, from what stands before its message.
func (d *Dater) find(prefix []byte) (f found) {
	if n := bytes.IndexByte(prefix, '>'); n > 0 && n < 5 && prefix[0] == '<' {
		prefix = prefix[n+1:] // the priority (RFC 3164, 4.1.1)
	}
	for len(prefix) >= len("Mar  2 14:05:09") {
		if begins(prefix) {
			switch s := d.at(prefix); {
			case s.ok:
				if f.n++; f.n == 1 {
					f.lead = s
				}
				f.take(s, d.form.First)
			case datelike(prefix):
				return found{} // broken: the other stamps are of other clocks
			}
		}
		n := bytes.IndexByte(prefix, ' ')
		if n < 0 {
			break
		}
		prefix = prefix[n+1:]
	}
	return f
}

// take takes the next stamp of the line. Where the first counts, the next with a year gives it one.
func (f *found) take(s stamp, first bool) {
	switch {
	case first && f.ok:
		if t, ok := f.near(s.civil.Civil); ok && s.dated && !f.dated {
			f.dated, f.civil = true, clock.Stamp{Civil: t + f.fraction, Sub: f.sub()}
		}
	case s.dated || !f.ok:
		if f.ok && !f.dated {
			f.front = f.stamp
		}
		f.stamp = s
	}
}

// datelike reports whether b begins as 2004-03-02 does, whatever its digits say.
func datelike(b []byte) bool {
	for i, c := range b[:len("2004-03-02")] {
		if mark := i == 4 || i == 7; mark != (c == '-') || !mark && c-'0' > 9 {
			return false
		}
	}
	return true
}

// begins reports whether b looks like the beginning of a stamp.
func begins(b []byte) bool { return b[0]-'A' < 26 && b[3] == ' ' || b[0]-'0' < 10 && b[4] == '-' }

// at reads the stamp that b begins with.
func (d *Dater) at(b []byte) stamp {
	if b[3] == ' ' && b[0]-'A' < 26 {
		return named(b)
	}
	return d.iso(b)
}

// iso reads 2004-03-02T14:05:09, also with a blank, a fraction, an offset.
func (d *Dater) iso(b []byte) (s stamp) {
	n := len("2004-03-02T14:05:09")
	if len(b) < n {
		return s
	}
	for n < len(b) && n < 40 && b[n] != ' ' && b[n] != ']' {
		n++
	}
	text := b[:n]
	for n > 0 && text[n-1] == ':' {
		n--
		text = text[:n]
	}
	st, ok := d.dates.Parse(record.View(text), "")
	return stamp{ok: ok, dated: ok, numbers: true, civil: st}
}

// named reads "Mar  2 14:05:09", with a year behind the day or behind the time,
// and perhaps a fraction of the second.
func named(b []byte) (s stamp) {
	s.month = month(b)
	s.day = pair(b[4:])
	rest := b[6:]
	if s.month == 0 || s.day < 1 || s.day > 31 || rest[0] != ' ' {
		return s
	}
	rest = rest[1:]
	year := quad(rest)
	if year > 0 {
		rest = rest[5:]
	}
	n := s.clock(rest)
	if n == 0 {
		return s
	}
	s.ok = true
	if rest = rest[n:]; year <= 0 && len(rest) > 1 && rest[0] == ' ' {
		year = quad(rest[1:])
	}
	if year <= 0 {
		return s
	}
	t, ok := s.in(year)
	s.ok, s.dated = ok, ok
	s.civil = clock.Stamp{Civil: t + s.fraction, Sub: s.sub()}
	return s
}

// clock reads 14:05:09.123 and returns its length; 0 where b is none.
func (s *stamp) clock(b []byte) int {
	const n = len("14:05:09")
	if len(b) < n || b[2] != ':' || b[5] != ':' {
		return 0
	}
	h, m, sec := pair(b), pair(b[3:]), pair(b[6:])
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59 {
		return 0
	}
	s.second = comity.Instant(h*3600+m*60+sec) * comity.Second
	if len(b) < n+2 || b[n] != '.' {
		return n
	}
	i, unit := n+1, comity.Second/10
	for ; i < len(b) && b[i]-'0' < 10; i++ {
		s.fraction += comity.Instant(b[i]-'0') * unit
		unit /= 10
	}
	s.fine = s.fraction != 0
	return i
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

func month(b []byte) int {
	for i := 0; i < len(months); i += 3 {
		if months[i] == b[0] && months[i+1] == b[1] && months[i+2] == b[2] {
			return i/3 + 1
		}
	}
	return 0
}

// pair is a number of two digits, the first of which may be a blank; negative
// where b does not begin with one.
func pair(b []byte) int {
	tens, ones := b[0]-'0', b[1]-'0'
	if b[0] == ' ' {
		tens = 0
	}
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(tens)*10 + int(ones)
}

// quad is a year of four digits that ends there or before a blank or colon; 0 where b does not begin
// with one.
func quad(b []byte) int {
	if len(b) < 4 || len(b) > 4 && b[4] != ' ' && b[4] != ':' {
		return 0
	}
	v := 0
	for _, c := range b[:4] {
		if c-'0' > 9 {
			return 0
		}
		v = v*10 + int(c-'0')
	}
	return v
}
