package law

import (
	"time"

	"comity/internal/comity"
)

// Date is a day as RFC 3339 writes it, "2026-08-18"; "" is none. Days compare as
// their text does.
type Date string

// ParseDate reads a day, or the day in UTC of an RFC 3339 time. Anything else is a Usage error.
func ParseDate(s string) (Date, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return DateOf(comity.InstantOf(t)), nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", comity.Errorf(comity.Usage, "%.40q is no date", s).WithHint("write it as 2004-01-31, or as an RFC 3339 time")
	}
	return Date(s), nil
}

// DateOf is the day of an instant, in UTC.
func DateOf(t comity.Instant) Date { return Date(t.Time().Format(time.DateOnly)) }

// after is t and n units later. Months end on the month's last day where they would
// run over it, so that nothing is promised a day too long.
func after(t comity.Instant, n int, unit string) comity.Instant {
	switch unit {
	case "hour":
		return t + comity.Instant(n)*comity.Hour
	case "day":
		return t + comity.Instant(n)*comity.Day
	case "year":
		n *= 12
	}
	at := t.Time()
	first := time.Date(at.Year(), at.Month()+time.Month(n), 1, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return comity.InstantOf(first.AddDate(0, 0, min(at.Day(), last)-1))
}
