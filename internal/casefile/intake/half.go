package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/clock"
)

// halves reports whether the values are the two halves of the day and no more: they belong
// to the time beside them, which is twelve hours early without them. AM is also a country's code.
func (c *column) halves() bool {
	if c.filled == 0 || c.full || c.joined != nil || len(c.distinct) > 4 {
		return false
	}
	am, pm := 0, 0
	for v, n := range c.distinct {
		switch strings.ToUpper(strings.NewReplacer(".", "", " ", "").Replace(v)) {
		case "AM", "ΠΜ", "ÖÖ":
			am += n
		case "PM", "ΜΜ", "ÖS":
			pm += n
		default:
			return false
		}
	}
	return am > 0 && pm > 0 || strings.Contains(strings.ToUpper(c.name), "AM/PM")
}

// halfOf is the column that says which half of the day the times in column i are of: the one
// that stands behind them, before other times. nil where there is none.
func halfOf(cols []*column, i int) *column {
	for _, c := range cols[i+1:] {
		switch {
		case c.halves():
			return c
		case c.clockOnly() || c.forms.stampy(c.filled):
			return nil
		}
	}
	return nil
}

// readable reports whether the halves, as they are written, can be read behind the times of v.
func (c *column) readable(v *column) bool {
	for i, s := range c.samples {
		if s != "" && v.samples[i] != "" {
			return slices.ContainsFunc([]string{"dmy", "mdy", "ymd"}, func(order string) bool {
				_, ok := clock.Parse(v.samples[i]+" "+s, order)
				return ok
			})
		}
	}
	return false
}

// ownerOf is the column of times that the halves in column i are of: the last one before
// them, else the first.
func ownerOf(cols []*column, i int) *column {
	timely := func(c *column) bool {
		return c.joined == nil && (c.clockOnly() || c.forms.stampy(c.filled) && !c.dateOnly())
	}
	for k := i - 1; k >= 0; k-- {
		if timely(cols[k]) {
			return cols[k]
		}
	}
	if k := slices.IndexFunc(cols, timely); k >= 0 {
		return cols[k]
	}
	return nil
}

// askHalves asks whose half of the day a column says that no time has taken up.
func askHalves(f *File, m *mapping, cols []*column) {
	for i, h := range cols {
		owner := ownerOf(cols, i)
		if owner == nil || !h.halves() || m.takes(h) {
			continue
		}
		for _, key := range timeKeys[m.kind] {
			c, ok := m.taken[key]
			if !ok || len(f.question("columns."+key)) > 0 || c.col != owner && !slices.Contains(c.col.joined, owner.name) {
				continue
			}
			own := joinNames(c.col.names())
			text := fmt.Sprintf("%s holds the halves of the day, %s: of this time?", quoted(h.name), most(h))
			if !h.readable(c.col) {
				text += " They are not read as they are written: turn them into AM and PM in a copy, and seal both"
			}
			f.ask("columns."+key, text, own+" + "+h.name, own)
			f.Columns[key] = []string{ask}
		}
	}
}
