package clock

import (
	"strings"

	"comity/internal/comity"
)

// fields are the parts of a civil time; -1 where the layout has no such part.
type fields struct{ year, month, day, hour, minute, second int }

// parseFixed is the fast way for layouts made of the six two- and four-digit
// numbers and marks between them, such as "02.01.2006 15:04:05"; ok is false
// for any other layout, and for a stamp that package time must judge. It
// accepts nothing that package time refuses.
func parseFixed(s, layout string) (Stamp, bool) {
	if len(s) != len(layout) || len(s) < 10 {
		return Stamp{}, false
	}
	f := fields{-1, -1, -1, -1, -1, -1}
	for i := 0; i < len(layout); {
		if c := layout[i]; c != '0' && c != '1' && c != '2' {
			if !mark(c) || s[i] != c {
				return Stamp{}, false
			}
			i++
			continue
		}
		n := f.take(s[i:], layout[i:])
		if n == 0 {
			return Stamp{}, false
		}
		i += n
	}
	if !f.valid() {
		return Stamp{}, false
	}
	return Stamp{Civil: f.civil(), Sub: f.resolution()}, true
}

func mark(c byte) bool {
	return c == '-' || c == ':' || c == '.' || c == '/' || c == ' ' || c == 'T'
}

// take reads the number that stands at the start of both s and layout, and
// returns its width; 0 where there is none.
func (f *fields) take(s, layout string) int {
	if strings.HasPrefix(layout, "2006") {
		if f.year = digits4(s); f.year < 0 {
			return 0
		}
		return 4
	}
	if len(layout) < 2 {
		return 0
	}
	part := f.part(layout[0], layout[1])
	if part == nil {
		return 0
	}
	if *part = digits2(s); *part < 0 {
		return 0
	}
	return 2
}

// part is the field that two digits of a layout stand for.
func (f *fields) part(a, b byte) *int {
	switch {
	case a == '0' && b == '1':
		return &f.month
	case a == '0' && b == '2':
		return &f.day
	case a == '1' && b == '5':
		return &f.hour
	case a == '0' && b == '4':
		return &f.minute
	case a == '0' && b == '5':
		return &f.second
	}
	return nil
}

func (f *fields) valid() bool {
	return f.year >= firstYear && f.year <= lastYear && f.month >= 1 && f.month <= 12 &&
		f.day >= 1 && f.day <= daysIn(f.year, f.month) && f.hour <= 23 && f.minute <= 59 && f.second <= 59
}

func (f *fields) resolution() comity.Instant {
	switch {
	case f.second >= 0:
		return comity.Second
	case f.minute >= 0:
		return comity.Minute
	case f.hour >= 0:
		return comity.Hour
	}
	return comity.Day
}

func (f *fields) civil() comity.Instant {
	return Civil(f.year, f.month, f.day) + comity.Instant(max(f.hour, 0))*comity.Hour +
		comity.Instant(max(f.minute, 0))*comity.Minute + comity.Instant(max(f.second, 0))*comity.Second
}
