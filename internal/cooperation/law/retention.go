package law

import (
	"strconv"
	"strings"

	"comity/internal/comity"
)

// Internet is the class of data that an address is resolved with: who had it, when.
const Internet = "internet"

// Terms are how long a country wants data of a class kept, as of a day: what may be
// gone soonest first, so unknown and none before any figure. Where no row holds there
// is one that says unknown.
func (l *Law) Terms(country, class string, on Date) []Row {
	var out []Row
	for _, r := range l.tables[Retention] {
		if r.Country == country && r.Class == class && r.Holds(on) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		out = append(out, absent(country, class))
	}
	return ranked(out)
}

// absent stands for a row that nobody has written.
func absent(country, class string) Row {
	return Row{
		Table: Retention, Key: country + "/" + class, Country: country, Class: class, Value: Unknown, StartsFrom: "event",
		Source: "no row of the table holds for this state, class and day", Confidence: Memory,
		Text: "taken as urgent: nothing is known that would keep the data",
	}
}

// Deadline is until when data about an event can be counted on.
type Deadline struct {
	By     comity.Instant `json:"by"`     // from here on it may be gone; the event itself where nothing need be kept
	Last   comity.Instant `json:"last"`   // from here on no law keeps it; comity.Latest where that is open
	Urgent bool           `json:"urgent"` // no law is known to keep it at all
}

// Deadline is until when what happened at event can be counted on under a row of the
// table of retention. A row that only allows keeping promises nothing.
func (r *Row) Deadline(event comity.Instant) Deadline {
	low, high, ok := r.span()
	if !ok {
		last := comity.Latest
		if r.Value == None {
			last = event
		}
		return Deadline{By: event, Last: last, Urgent: true}
	}
	d := Deadline{By: event, Last: comity.Latest, Urgent: low == 0}
	if low > 0 {
		d.By = after(event, low, r.Unit)
	}
	if high > 0 {
		d.Last = after(event, high, r.Unit)
	}
	return d
}

// span is the least and the most that a value says, 0 where it does not: "12", "6-24",
// "<=12", ">=24". ok is false where it says no figure from 1 on.
func (r *Row) span() (low, high int, ok bool) {
	if most, is := strings.CutPrefix(r.Value, "<="); is {
		high, ok = figure(most)
		return 0, high, ok
	}
	if least, is := strings.CutPrefix(r.Value, ">="); is {
		low, ok = figure(least)
		return low, 0, ok
	}
	from, to, spread := strings.Cut(r.Value, "-")
	if !spread {
		to = from
	}
	low, first := figure(from)
	high, last := figure(to)
	return low, high, first && last && low <= high
}

func figure(s string) (n int, ok bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0 && n <= longest
}

// longest bounds a figure: nothing is kept for longer than this many of any unit.
const longest = 10_000

// months ranks a row by how soon data may be gone, in thirtieths of a month; what has
// no figure, or promises nothing, is before all.
func (r *Row) months() int {
	low, _, ok := r.span()
	if !ok {
		return -1
	}
	switch r.Unit {
	case "hour":
		return low / 24
	case "day":
		return low
	case "year":
		return low * 360
	}
	return low * 30
}
