package intake

import (
	"fmt"
	"slices"
	"strings"
)

// askHours asks about a column of times of day that no date took, where a time is a day
// alone: what stands there would be any time of that day.
func askHours(f *File, m *mapping, cols []*column) {
	for _, key := range timeKeys[m.kind] {
		c, ok := m.taken[key]
		if !ok || c.col.joined != nil || c.col.filled == 0 || len(f.question("columns."+key)) > 0 || !c.col.dayAlone() {
			continue
		}
		for _, o := range cols {
			bare := c.col.share(cDate) && o.clockDigits()
			if o == c.col || !o.clockOnly() && !bare || len(o.distinct) < 2 || o.side() != "" && o.side() != c.col.side() || m.takes(o) {
				continue
			}
			day, hour := joinNames(c.col.names()), o.name
			switch {
			case bare:
				f.ask("columns."+key, fmt.Sprintf("%s holds days, and %s what may be times of day without marks, as %s: do they belong together? Then write the times with colons in a copy, and seal both", quoted(day), quoted(hour), quoted(o.samples[0])), day)
			case c.col.share(cDate):
				f.ask("columns."+key, fmt.Sprintf("%s holds days, and %s times of day: do they belong together?", quoted(day), quoted(hour)), day+" + "+hour, day)
			default:
				f.ask("columns."+key, fmt.Sprintf("%s holds days that end in midnight, and %s times of day, which are not joined so: take the midnight off in a copy, and seal both; where they do not belong together, write the column of days", quoted(day), quoted(hour)), day)
			}
			f.Columns[key] = []string{ask}
			break
		}
	}
}

// clockDigits reports whether the values are six digits that make a time of day each, under a name that is no number's.
func (c *column) clockDigits() bool {
	if c.filled < 4 || c.joined != nil || len(c.distinct) < 4 || !c.share(cDigits) || slices.ContainsFunc([]string{"id", "ref", "zip", "phone", "sub", "user", "card", "amount"}, c.has) {
		return false
	}
	for v := range c.distinct {
		if len(v) != 6 || v[:2] > "23" || v[2:4] > "59" || v[4:] > "59" {
			return false
		}
	}
	return true
}

// dayAlone reports whether the values are days, perhaps with midnight behind each.
func (c *column) dayAlone() bool {
	return c.share(cDate) || len(c.distinct) > 1 && !slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool {
		return !strings.HasSuffix(v, midnight) && !strings.HasSuffix(v, "T00:00:00") && !strings.HasSuffix(v, " 00:00")
	})
}

// takes reports whether a key has c, alone or joined.
func (m *mapping) takes(c *column) bool {
	for _, t := range m.taken {
		if t.col == c || slices.Contains(t.col.joined, c.name) {
			return true
		}
	}
	return false
}
