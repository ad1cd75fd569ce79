package intake

import (
	"slices"
	"strings"
)

// joined are virtual columns: each time of day with the date that stands in
// another column. A date may serve both a beginning and an end.
func (l *lexicon) joined(cols []*column) []*column {
	var out []*column
	for i, c := range cols {
		if !c.clockOnly() {
			continue
		}
		j := dateFor(cols, i, func(d *column) bool {
			return slices.ContainsFunc(out, func(v *column) bool { return v.joined[0] == d.name })
		})
		if j < 0 {
			continue
		}
		v := join(cols[j], c)
		if h := halfOf(cols, i); h != nil && h.readable(v) {
			v = join(v, &column{name: h.name, number: h.number, samples: h.samples})
		}
		out = append(out, v)
	}
	return out
}

func join(d, c *column) *column {
	v := &column{name: d.name, number: min(d.number, c.number), distinct: map[string]int{}, joined: append(slices.Clone(d.names()), c.name)}
	v.parts = slices.Clone(d.parts)
	for _, p := range c.parts {
		if !slices.ContainsFunc(v.parts, func(o part) bool { return slices.Equal(o, p) }) && !p.has("time") {
			v.parts = append(v.parts, p)
		}
	}
	for k := range d.samples {
		day := d.samples[k]
		if d.midnight && c.samples[k] != "" {
			day = strings.TrimSuffix(day, midnight)
		}
		v.add(strings.TrimSpace(day + " " + c.samples[k]))
	}
	return v
}

func (c *column) clockOnly() bool {
	return c.filled > 0 && c.share(cClock) && !c.share(cDate) && !slices.ContainsFunc(c.parts, func(p part) bool { return p.has("duration") })
}

func (c *column) dateOnly() bool { return c.filled > 0 && (c.share(cDate) || c.midnight) }

// midnight is what a day ends in that a workbook marks as a day and a time.
const midnight = " 00:00:00"

// midnights takes days of a workbook that end in midnight for days: where a time
// stands in another cell, it is read in place of that. Some may have stayed text.
func (c *column) midnights() {
	marked := 0
	for v := range c.distinct {
		switch {
		case strings.HasSuffix(v, midnight):
			marked++
		case !numericDate(v):
			return
		}
	}
	c.midnight = c.filled > 1 && marked > 0
}

// side is what of a period a column is said to be of: start, end, asked, last;
// empty where its name says none or both.
func (c *column) side() string {
	found := ""
	for _, atom := range []string{"start", "end", "asked", "last"} {
		if slices.ContainsFunc(c.parts, func(p part) bool { return p.has(atom) }) {
			if found != "" {
				return ""
			}
			found = atom
		}
	}
	return found
}

// dateFor is the number of the column that holds the date of the times in column
// i: one of the same side wherever it stands, else one beside it, else the one
// that stands before it and other times. -1 where there is none. A date that a
// time has already serves another only where its name says what that is.
func dateFor(cols []*column, i int, had func(*column) bool) int {
	side := cols[i].side()
	best := -1
	for j, d := range cols {
		if side != "" && d.dateOnly() && d.side() == side && (best < 0 || far(i, j) < far(i, best)) {
			best = j
		}
	}
	if best >= 0 {
		return best
	}
	suits := func(j int) bool {
		return j >= 0 && j < len(cols) && cols[j].dateOnly() && (side == "" || cols[j].side() == "") && (side != "" || !had(cols[j]))
	}
	for _, j := range []int{i - 1, i + 1} {
		if suits(j) {
			return j
		}
	}
	for j := i - 1; side != "" && j >= 0 && (cols[j].clockOnly() || cols[j].dateOnly()); j-- {
		if suits(j) {
			return j
		}
	}
	return -1
}

func far(i, j int) int { return max(i-j, j-i) }
