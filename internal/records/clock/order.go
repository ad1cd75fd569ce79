package clock

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

// Orders are the words for the order of day, month and year in a numeric date.
func Orders() []string { return []string{"dmy", "mdy", "ymd"} }

// parseOrdered reads a numeric date, whatever parts its numbers, and perhaps a
// time behind it: 2.3.2004, 02/03/04 14:05, 2004-3-2 2:05:09 PM. A year of two
// digits is 19xx from 90 on, else 20xx. ok is false where order is none of
// Orders.
func parseOrdered(s, order string) (st Stamp, ok bool) {
	if !slices.Contains(Orders(), order) {
		return st, false
	}
	n, rest, ok := dateNumbers(s)
	if !ok {
		return st, false
	}
	f := fields{hour: -1, minute: -1, second: -1}
	for i, part := range order {
		switch part {
		case 'd':
			f.day = n[i].value
		case 'm':
			f.month = n[i].value
		case 'y':
			f.year = n[i].year()
		}
	}
	frac, ok := f.clockTime(rest)
	if !ok || !f.valid() {
		return st, false
	}
	st = Stamp{Civil: f.civil() + frac, Sub: f.resolution()}
	if frac != 0 {
		st.Sub = comity.Microsecond
	}
	return st, true
}

// number is a run of digits of a date.
type number struct{ value, width int }

func (n number) year() int {
	switch {
	case n.width == 4:
		return n.value
	case n.width != 2:
		return -1
	case n.value >= firstYear%100:
		return 1900 + n.value
	}
	return 2000 + n.value
}

// dateNumbers reads three numbers parted by one same mark, of . / - and blank.
func dateNumbers(s string) (n [3]number, rest string, ok bool) {
	var mark byte
	for i := range n {
		width := 0
		for width < len(s) && width < 5 && s[width]-'0' <= 9 {
			width++
		}
		v, ok := digits(s[:width], 4)
		if !ok {
			return n, s, false
		}
		n[i], s = number{int(v), width}, s[width:]
		if i == 2 {
			break
		}
		if len(s) == 0 || strings.IndexByte("./- ", s[0]) < 0 || i == 1 && s[0] != mark {
			return n, s, false
		}
		mark, s = s[0], strings.TrimLeft(s[1:], " ")
	}
	return n, s, true
}

// clockTime reads what stands behind a date: nothing, or a blank, comma or T and
// hours, minutes, perhaps seconds with a fraction, perhaps AM or PM.
func (f *fields) clockTime(s string) (frac comity.Instant, ok bool) {
	trimmed := strings.TrimLeft(s, " ,T\t")
	if trimmed == "" {
		return 0, true
	}
	if len(trimmed) == len(s) {
		return 0, false
	}
	hands, half := cutHalf(trimmed)
	parts := strings.Split(hands, ":")
	if len(parts) == 1 {
		parts = strings.Split(hands, ".")
	}
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	if len(parts) == 3 {
		if frac, ok = f.seconds(parts[2]); !ok {
			return 0, false
		}
	}
	h, ok1 := digits(parts[0], 2)
	m, ok2 := digits(parts[1], 2)
	f.hour, f.minute = int(h), int(m)
	return frac, ok1 && ok2 && len(parts[1]) == 2 && f.halve(half)
}

// seconds reads two digits and perhaps a fraction of at most nine.
func (f *fields) seconds(s string) (frac comity.Instant, ok bool) {
	whole, part, dotted := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	v, ok := digits(whole, 2)
	f.second = int(v)
	if !ok || !dotted {
		return 0, ok && len(whole) == 2
	}
	n, ok := digits(part, 9)
	for i := len(part); i < 9; i++ {
		n *= 10
	}
	return comity.Instant(n / 1000), ok && len(whole) == 2
}

// cutHalf parts the mark for the half of the day from the time before it.
func cutHalf(s string) (hands string, half byte) {
	low := strings.ToLower(strings.ReplaceAll(strings.TrimRight(s, " "), ".m.", "m"))
	switch {
	case strings.HasSuffix(low, "am"):
		return strings.TrimRight(low[:len(low)-2], " "), 'a'
	case strings.HasSuffix(low, "pm"):
		return strings.TrimRight(low[:len(low)-2], " "), 'p'
	}
	return low, 0
}

// halve applies AM or PM to the hour.
func (f *fields) halve(half byte) bool {
	if half == 0 {
		return true
	}
	if f.hour < 1 || f.hour > 12 {
		return false
	}
	f.hour %= 12
	if half == 'p' {
		f.hour += 12
	}
	return true
}
