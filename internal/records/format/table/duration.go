package table

import (
	"bytes"
	"cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// LengthUnits are the words for what a duration that is a bare number counts.
func LengthUnits() []string { return []string{"milliseconds", "seconds", "minutes", "hours"} }

var lengthUnits = map[string]comity.Instant{
	"milliseconds": comity.Second / 1000, "seconds": comity.Second, "minutes": comity.Minute, "hours": comity.Hour,
}

// longest is the longest duration that is believed.
const longest = 100 * 366 * comity.Day

// length is how long something lasted, as its row says it; the zero value is a row
// that need not agree with its end.
type length struct {
	d, step comity.Instant // step is what d is exact to
	stated  bool
}

// fits reports whether a period is as long as l says.
func (l length) fits(start, end clock.Span) bool {
	return !l.stated || end.Hi >= start.Lo+l.d-l.step && end.Lo <= start.Hi+l.d+l.step
}

// length reads a duration: hours, minutes and seconds as 26:10:05, perhaps with a
// fraction, or a number of the unit that the source states. None is the zero value
// and why empty.
func (r *Reader) length() (l length, why record.Reason) {
	b := r.cell(kDuration)
	switch {
	case len(b) == 0:
		return length{}, ""
	case bytes.IndexByte(b, ':') >= 0:
		d, ok := hands(b)
		if !ok {
			why = BadDuration
		}
		return length{d, comity.Second, true}, why
	}
	d, ok := number(b, cmp.Or(r.unit, comity.Second))
	switch {
	case !ok:
		why = BadDuration
	case r.unit == 0 && d > 0:
		why = NoUnit // of nothing there is no doubt
	}
	return length{d, max(r.unit, comity.Second), true}, why
}

// hands reads h:mm:ss; 10:05 alone may be minutes or hours.
func hands(b []byte) (comity.Instant, bool) {
	hours, rest, _ := bytes.Cut(b, []byte{':'})
	minutes, seconds, _ := bytes.Cut(rest, []byte{':'})
	h, okH := record.Digits(hours, 6)
	m, okM := record.Digits(minutes, 2)
	s, okS := number(seconds, comity.Second)
	whole, _, _ := bytes.Cut(seconds, []byte{'.'})
	ok := okH && okM && okS && len(minutes) == 2 && len(whole) == 2 && m <= 59 && s < comity.Minute
	d := comity.Instant(h)*comity.Hour + comity.Instant(m)*comity.Minute + s
	return d, ok && d <= longest
}

// number reads digits, perhaps with a point and a fraction, as a multiple of unit.
func number(b []byte, unit comity.Instant) (comity.Instant, bool) {
	whole, part, dotted := bytes.Cut(b, []byte{'.'})
	n, ok := record.Digits(whole, 12)
	if !ok || comity.Instant(n) > longest/unit {
		return 0, false
	}
	d := comity.Instant(n) * unit
	if dotted {
		f, ok := record.Digits(part, 6)
		for i := len(part); i < 6; i++ {
			f *= 10
		}
		return d + comity.Instant(f)*unit/1_000_000, ok
	}
	return d, true
}

// lasting settles the end of what began at start from the row's end and
// duration, and tells which of the two says it; noKey: neither. Where both are
// there, end counts, and a duration that the source names must agree with it
// (see addPeriod).
func (r *Reader) lasting(start, end clock.Span, ended bool) (_ clock.Span, by key, _ record.Reason) {
	by, r.held = noKey, length{}
	if ended {
		by = kEnd
	}
	if r.at[kDuration] == absent {
		return end, by, ""
	}
	l, why := r.length()
	switch {
	case !l.stated:
		return end, by, ""
	case ended && why == "" && r.checked:
		r.held = l
		return end, by, ""
	case ended:
		return end, by, "" // the end says it
	case why != "":
		return end, by, why
	}
	return clock.Span{Lo: start.Lo + l.d, Hi: start.Hi + l.d + max(l.step-comity.Second, 0)}, kDuration, ""
}
