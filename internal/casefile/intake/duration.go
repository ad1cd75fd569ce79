package intake

import (
	"strings"

	"comity/internal/records/format/table"
)

// lengths reports whether nearly all values are lengths of time: whole numbers,
// perhaps with a fraction, or hours, minutes and seconds.
func (c *column) lengths() bool {
	n, all := 0, 0
	for v, times := range c.distinct {
		all += times
		if lengthLike(v) {
			n += times
		}
	}
	return all > 0 && n*100 >= all*92
}

func lengthLike(v string) bool {
	if strings.Contains(v, ":") {
		return len(v) <= 16 && strings.Count(v, ":") == 2 && strings.Trim(v, "0123456789:.") == ""
	}
	return len(v) <= 12 && v != "" && strings.Count(v, ".") <= 1 && strings.Trim(v, "0123456789.") == ""
}

// askDuration takes a duration over only where it says an end that no column
// says, and asks what a bare number of it counts.
func askDuration(f *File, m *mapping) {
	c, ok := m.taken["duration"]
	if !ok {
		return
	}
	if end, has := m.taken["end"]; has && end.points >= sure && end.col.filled >= c.col.filled {
		delete(f.Columns, "duration")
		f.drop("columns.duration")
		f.why("%s is not mapped: each row says its end", quoted(c.col.name))
		return
	}
	if end, has := m.taken["end"]; has && c.col.nothingAt(end.col) {
		delete(f.Columns, "duration")
		f.drop("columns.duration")
		f.why("%s is not mapped: where no end stands it is 0, and what still lasted would have ended when it began", quoted(c.col.name))
		return
	}
	bare := false
	for v := range c.col.distinct {
		bare = bare || !strings.Contains(v, ":")
	}
	if !bare {
		return
	}
	if f.LengthUnit = unitOf(c.col.name); f.LengthUnit == "" {
		f.LengthUnit = ask
		f.ask("duration_unit", "what does a number of "+quoted(c.col.name)+" count? The sample has "+most(c.col), table.LengthUnits()...)
	}
}

// unitWords begin the words for a unit of time in headers.
var unitWords = []struct{ begin, unit string }{
	{"milli", "milliseconds"}, {"msec", "milliseconds"}, {"sec", "seconds"}, {"saniye", "seconds"}, {"сек", "seconds"}, {"δευτ", "seconds"}, {"dakika", "minutes"}, {"мин", "minutes"}, {"хвил", "minutes"}, {"λεπτ", "minutes"}, {"sek", "seconds"}, {"seg", "seconds"}, {"acctsessiontime", "seconds"},
	{"min", "minutes"}, {"hour", "hours"}, {"hrs", "hours"}, {"ore", "hours"}, {"stund", "hours"}, {"heure", "hours"}, {"hora", "hours"}, {"uren", "hours"}, {"godzin", "hours"},
}

// unitOf is the unit that a header names; "" where it names none, or several.
func unitOf(name string) string {
	found := ""
	tokens := tokenise(name)
	for _, t := range append(tokens, strings.Join(tokens, "")) {
		unit := ""
		switch t {
		case "ms":
			unit = "milliseconds"
		case "sn":
			unit = "seconds"
		case "dk", "хв":
			unit = "minutes"
		}
		for _, w := range unitWords {
			if unit == "" && strings.HasPrefix(t, w.begin) {
				unit = w.unit
			}
		}
		if unit != "" && found != "" && unit != found {
			return ""
		}
		if unit != "" {
			found = unit
		}
	}
	return found
}

// nothingAt reports whether a duration is nothing in the rows where no end stands: of what had not
// ended yet, nobody had counted.
func (c *column) nothingAt(end *column) bool {
	rows := 0
	for i, v := range c.samples {
		if i >= len(end.samples) || end.samples[i] != "" {
			continue
		}
		if rows++; nonzero(v) {
			return false
		}
	}
	return rows > 0
}
