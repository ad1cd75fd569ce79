package syslog

import (
	"bytes"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Form is what a source says of its lines' stamps.
type Form struct {
	Year  int  // of the first line; 0: not stated
	First bool // the first stamp of each line counts: the server's
	Last  bool // the device's own counts, whatever the log begins with
}

// What time_format may say, beside the year of the first line.
const (
	FirstStamp = "first stamp"
	LastStamp  = "last stamp" // with a year: also where nothing is said
	inYear     = "year "
)

// ReadForm reads time_format: any of "year 2004", "first stamp" and "last stamp",
// parted by commas. What is none is an Input error.
func ReadForm(text string) (f Form, err error) {
	if text == "" {
		return f, nil
	}
	for _, word := range strings.Split(text, ",") {
		word = strings.TrimSpace(word)
		year, dated := strings.CutPrefix(word, inYear)
		n, ok := record.Digits([]byte(year), 4)
		switch {
		case word == FirstStamp:
			f.First = true
		case word == LastStamp:
			f.Last = true
		case dated && ok && n >= firstYear && n <= lastYear:
			f.Year = int(n)
		case dated:
			return f, comity.Errorf(comity.Input, "time_format %.20q names no year", text).
				WithHint(`write time_format = "year 2004": the year of the first line`)
		default:
			return f, comity.Errorf(comity.Input, "time_format %.40q is none of \"year 2004\", %q, %q", text, FirstStamp, LastStamp).
				WithHint("the forms of stamps in these lines are fixed; docs/formats/cgnat.md says what time_format may add")
		}
	}
	if f.First && f.Last {
		return f, comity.Errorf(comity.Input, "time_format says both %q and %q", FirstStamp, LastStamp).WithHint("one of them counts")
	}
	return f, nil
}

// source is whose clock a stamp follows, as far as its form says.
type source uint8

const (
	absolute source = iota // it says its offset from UTC: whoever's clock it is, no zone has to be known
	server                 // without a year: what a syslog server writes in front (RFC 3164)
	own                    // with a year
	lone                   // of numbers, and the line's only one: a server's or the device's own
	inner                  // of numbers, behind the server's
)

// differs reports whether lines of the one and of the other tell the time by two clocks.
func (c source) differs(o source) bool {
	return c != o && c != absolute && o != absolute && (c == server || o == server || c == lone && o == inner || c == inner && o == lone)
}

func (f *found) source() source {
	switch {
	case f.dated && f.civil.HasOffset:
		return absolute
	case !f.dated:
		return server
	case !f.numbers:
		return own
	case f.n > 1:
		return inner
	}
	return lone
}

// Stamps counts the lines about records by whose stamps they bear.
type Stamps struct {
	Server, Own int    // those with the server's alone, and those with a device's own
	Both        int    // of the latter, those with the server's in front
	Two         string // what stands before the message of the first of those
	Apart       int    // lines of which is known how far the one that counts is ahead of the first, as written
	Least, Most comity.Instant
	lone, inner int
}

// Survey counts the lines of head that hold a message; find is where it begins, negative where
// there is none.
func Survey(head []byte, find func(line []byte) int) (s Stamps) {
	var d Dater
	for line := range bytes.Lines(record.Unmarked(head)) {
		i := find(line)
		if i < 0 {
			continue
		}
		f := d.find(line[:i])
		switch c := f.source(); {
		case !f.ok || c == absolute:
			continue
		case c == server:
			s.Server++
			continue
		case c == lone:
			s.lone++
		case c == inner:
			s.inner++
		}
		if s.Own++; f.n > 1 {
			if s.Both++; s.Both == 1 {
				s.Two = string(bytes.TrimSpace(line[:i]))
			}
			s.part(&f)
		}
	}
	return s
}

// part takes note of how far the stamps of a line are apart.
func (s *Stamps) part(f *found) {
	gap, ok := f.apart()
	if !ok {
		return
	}
	if s.Apart++; s.Apart == 1 {
		s.Least, s.Most = gap, gap
	}
	s.Least, s.Most = min(s.Least, gap), max(s.Most, gap)
}

// Mixed reports whether the lines tell the time by two clocks.
func (s Stamps) Mixed() bool { return s.Server > 0 && s.Own > 0 || s.lone > 0 && s.inner > 0 }

// source is the clock that counts: a device's own where a line bears one.
func (s Stamps) source() source {
	switch {
	case s.inner > 0:
		return inner
	case s.lone > 0:
		return lone
	case s.Own > 0:
		return own
	case s.Server > 0:
		return server
	}
	return absolute
}
