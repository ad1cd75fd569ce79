package intake

import (
	"slices"
	"strings"

	"comity/internal/records/clock"
)

// periodMarks part beginning and end where both stand in one cell.
var periodMarks = []string{" - ", " – ", " — ", " to ", " bis ", " al ", " au ", " till ", " til ", " do ", " tot ", " a ", " / ", "/", "->", "→", ".."}

// period holds for a beginning and an end in one cell.
func period(v string) bool {
	for _, mark := range periodMarks {
		a, b, ok := strings.Cut(v, mark)
		if !ok || len(a) < 8 {
			continue
		}
		a, b = strings.TrimSpace(a), strings.TrimSpace(b)
		if someTime(a) && (someTime(b) || clockLike(b)) {
			return true
		}
	}
	return false
}

// someTime holds for what is read as a time, or is a date.
func someTime(v string) bool {
	for _, layout := range []string{"", "dmy", "mdy"} {
		if _, ok := clock.Parse(v, layout); ok && len(v) > 5 {
			return true
		}
	}
	return dateLike(v)
}

// periods says of a table whose beginnings and ends stand in one column that they do; "" where
// another column holds a beginning, or none does, or the kind can do without.
func periods(cols []*column, best *mapping) string {
	if best != nil && !best.undated() {
		return ""
	}
	for _, c := range cols {
		if c.joined != nil || c.filled == 0 {
			continue
		}
		n, example := 0, ""
		for _, v := range c.samples {
			if period(v) {
				n, example = n+1, v
			}
		}
		if n*100 >= c.filled*92 {
			return quoted(c.name) + " holds beginning and end in one cell, as " + quoted(plainText(example, 60)) + ", which is not read: part it into two columns in a copy, and seal both"
		}
	}
	return ""
}

// undated reports whether the kind is of what happened at times, and none was found for certain.
// A list of members with nothing that tells one is hardly that.
func (m *mapping) undated() bool {
	times := []string{"start", "time", "asked_time"}
	switch m.kind {
	case "assignments", "answers", "access", "payments":
	case "members":
		times = append(times, "email", "born", "last_time")
	default:
		return false
	}
	return !slices.ContainsFunc(times, func(k string) bool { return m.taken[k].points >= sure })
}
