package intake

import (
	"regexp"
	"slices"
)

// unread says of a table without a kind, or with one that hardly anything speaks for, which column
// is called after an address or a time and holds none that is read; "" where there is none.
func unread(cols []*column, best *mapping) string {
	if best != nil && (best.kind != "members" || slices.ContainsFunc([]string{"email", "born", "last_time", "last_ip", "ip"}, func(k string) bool { return best.taken[k].points >= sure })) {
		return ""
	}
	some := func(is func(*column) bool) bool { return slices.ContainsFunc(cols, is) }
	addressed := some(func(c *column) bool { return c.some(cRange, 4) || c.some(cHost, 4) })
	dated := some(func(c *column) bool { return c.dateOnly() || c.forms.stampy(c.filled) || c.strange })
	for _, c := range cols {
		if c.joined != nil || c.filled == 0 {
			continue
		}
		example := c.samples[slices.IndexFunc(c.samples, func(v string) bool { return v != "" })]
		timed := c.has("time") || c.has("start") || c.has("end") || c.has("point") || c.has("asked")
		switch {
		case !addressed && c.has("ip") && !c.has("nas") && !c.has("time") && c.coded():
			return quoted(c.name) + " is called after an address, and holds none that is read, as " + quoted(plainText(example, 40)) + ": write 198.18.0.7 or 2001:db8::7 in a copy, without zeros in front or anything behind but :port, and seal both"
		case !dated && timed && c.share(cClock):
			return quoted(c.name) + " holds times of day, as " + quoted(plainText(example, 40)) + ", and no column the date: where it stands above the table or in the file's name, add it to each row in a copy, and seal both"
		case !dated && timed && c.every(yearlessTime):
			return quoted(c.name) + " holds times without a year, as " + quoted(plainText(example, 40)) + ", which are not read: ask which year they are of, add it in a copy, and seal both"
		}
	}
	return ""
}

// entityValues says of a table by its columns that it holds entities of FollowTheMoney, a value a
// row; "" of others.
func entityValues(names []string) string {
	for _, n := range []string{"canonical_id", "entity_id", "prop", "schema", "value"} {
		if !slices.Contains(names, n) {
			return ""
		}
	}
	return "statements of FollowTheMoney, a value a row, which are not read: ask for the entities as lines of JSON (docs/formats/ftm.md), or make them of it in a copy, and seal both"
}

// yearlessTime is a day of a month and a time of day, in numbers or with the month's name.
var yearlessTime = regexp.MustCompile(`^(?:\d{1,2}[-./ ]\d{1,2}\.?|\d{1,2}[-./ ]\pL{3,9}\.?|\pL{3,9}\.? +\d{1,2})[ T,]+\d{1,2}[:.]\d\d`)

// every reports whether nearly all values fit a pattern.
func (c *column) every(form *regexp.Regexp) bool {
	n := 0
	for _, v := range c.samples {
		if form.MatchString(v) {
			n++
		}
	}
	return n*100 >= c.filled*92
}
