package intake

import (
	"fmt"
	"slices"

	"comity/internal/records/clock"
)

// order is of two keys of a kind the one whose time comes first, and the one that is doubted
// where it does not.
var order = map[string][][3]string{
	"answers":     {{"start", "asked_time", "start"}, {"asked_time", "end", "end"}, {"start", "end", "end"}},
	"assignments": {{"start", "end", "end"}},
	"members":     {{"time", "last_time", "last_time"}},
}

// askSooner asks about a time that by its key comes before or behind another one, and in most rows does not:
// a beginning behind the moment that was asked about is when somebody answered.
func askSooner(f *File, m *mapping) {
	for _, o := range order[m.kind] {
		first, then := m.taken[o[0]].col, m.taken[o[1]].col
		if first == nil || then == nil || !f.mapped(o[0]) || !f.mapped(o[1]) {
			continue
		}
		both, turned := 0, 0
		for _, d := range first.until(then) {
			if both++; d < 0 {
				turned++
			}
		}
		if turned*2 <= both || turned < 2 {
			continue
		}
		key := o[2]
		if m.kind == "answers" && key != "asked_time" && o[0]+o[1] != "startend" && m.lasts() {
			key = "asked_time" // the two agree, and it is this one that lies outside of them
		}
		doubted := m.taken[key].col
		other := first
		if doubted == first {
			other = then
		}
		f.ask("columns."+key, fmt.Sprintf("in %d of %d rows %s lies on the wrong side of %s for %s: what is it? Where it is something else, remove the key", turned, both, quoted(joinNames(doubted.names())), quoted(joinNames(other.names())), key), joinNames(doubted.names()))
		f.Columns[key] = []string{ask}
	}
}

// askLongAgo asks about a beginning without an end that lies months before the moment that was asked about: of the
// assignment, or of the contract? What holds from then on is taken for the customer's all the time.
func askLongAgo(f *File, m *mapping) {
	start, asked := m.taken["start"].col, m.taken["asked_time"].col
	if _, ended := m.taken["end"]; m.kind != "answers" || ended || m.taken["duration"].col != nil || start == nil || asked == nil || !f.mapped("start") {
		return
	}
	all, long := 0, 0
	for _, d := range start.until(asked) {
		if all++; d > int64(tooFar) {
			long++
		}
	}
	if long*2 <= all || long < 2 {
		return
	}
	f.ask("columns.start", fmt.Sprintf("in %d of %d rows %s lies months before the moment that was asked about, and nothing says when it ended: since when the address was the customer's, or since when they are one? In the latter case remove the key", long, all, quoted(joinNames(start.names()))), joinNames(start.names()))
	f.Columns["start"] = []string{ask}
}

// lasts reports whether both ends of a period are there and by their names, and nearly all of them are in order.
func (m *mapping) lasts() bool {
	start, end := m.taken["start"], m.taken["end"]
	return start.named && end.named && start.points >= sure && end.points >= sure && start.col.before(end.col)
}

// until is how long after a time of c one of o comes, of each row that has both; below zero where it comes before.
func (c *column) until(o *column) []int64 {
	a, b := c.forms.choose(c.filled), o.forms.choose(o.filled)
	a.forms, b.forms = likewise(a.forms, b.forms), likewise(b.forms, a.forms)
	if !a.fit || !b.fit || len(a.forms) != 1 || len(b.forms) != 1 {
		return nil
	}
	var out []int64
	for i := range min(len(c.samples), len(o.samples)) {
		x, okX := clock.Parse(c.samples[i], a.forms[0].layout)
		y, okY := clock.Parse(o.samples[i], b.forms[0].layout)
		if okX && okY {
			out = append(out, int64(y.Civil-x.Civil))
		}
	}
	return out
}

// likewise leaves of several forms the one that the column beside it is written in, if it is only one.
func likewise(list, other []form) []form {
	if len(list) > 1 && len(other) == 1 && slices.Contains(list, other[0]) {
		return other
	}
	return list
}

// enrolled reports whether payments that only a counter numbers are of one user each, when they signed up: a list
// of members in which a sum stands.
func (m *mapping) enrolled() bool {
	id, when, who := m.taken["id"].col, m.taken["time"].col, m.taken["account"].col
	return m.kind == "payments" && id != nil && when != nil && who != nil && when.has("join") && !when.has("txn") && !id.has("txn") && id.counts() && who.unique()
}

// askedIn reports whether c may be the moment that was asked about: it lies between the start and what is called an end.
func (c *column) askedIn(start *column, cols []*column) bool {
	return !c.has("last") && !c.has("settle") && !c.has("end") && !c.has("start") && c.forms.stampy(c.filled) && !overlaps(c, start) && slices.ContainsFunc(cols, func(end *column) bool {
		return end.has("end") && !overlaps(c, end) && end.forms.stampy(end.filled) && c.between(start, end)
	})
}

// before reports whether in nearly all rows, of which there are several, c comes before o.
func (c *column) before(o *column) bool {
	all, before := 0, 0
	for _, d := range c.until(o) {
		if all++; d > 0 {
			before++
		}
	}
	return before > 2 && before*10 >= all*9
}

// between reports whether in all rows, of which there are several, c lies between start and end.
func (c *column) between(start, end *column) bool {
	inside := 0
	before, after := start.until(c), c.until(end)
	if len(before) != c.filled || len(after) != c.filled {
		return false
	}
	for i := range before {
		if before[i] < 0 || after[i] < 0 {
			return false
		}
		if before[i] > 0 && after[i] > 0 {
			inside++
		}
	}
	return inside > 2 && inside*10 > c.filled*9
}

// twin is a kind that the table may be as well, by what its times say: a list of those who signed up, of
// which no other word speaks, or answers about moments that lie within each assignment.
func (l *lexicon) twin(m *mapping, cols []*column) *mapping {
	start, end := m.taken["start"].col, m.taken["end"].col
	if m.kind == "members" && slices.ContainsFunc(cols, func(c *column) bool { return c.has("reply") && c.forms.stampy(c.filled) }) {
		return l.mapAs("answers", cols)
	}
	if m.kind != "assignments" || start == nil {
		return nil
	}
	want := ""
	switch {
	case (end == nil || end.has("last")) && start.has("join") && !start.has("start"):
		want = "members"
	case slices.ContainsFunc(cols, func(c *column) bool {
		return c.has("asked") && !c.has("reply") && c.forms.stampy(c.filled) && !overlaps(c, start)
	}):
		want = "answers" // a name says that a moment was asked about
	case end != nil:
		if slices.ContainsFunc(cols, func(c *column) bool { return c.askedIn(start, cols) }) {
			want = "answers"
		}
	}
	if want == "" {
		return nil
	}
	return l.mapAs(want, cols)
}

// users reports whether nothing says of those whom the rows are about that they are customers: it may
// be a moment in which one of a site's users came.
func (m *mapping) users() bool {
	c := m.taken["subscriber"].col
	return c != nil && c.has("user") && !c.has("sub")
}

// begun reports whether a beginning without an end stands before what may be a moment, or the end itself.
func (m *mapping) begun() bool {
	_, ended := m.taken["end"]
	asked := m.taken["asked_time"].col
	return !ended && asked != nil && slices.ContainsFunc(m.all, func(c *column) bool {
		return c != asked && !overlaps(c, asked) && !c.has("reply") && !c.has("born") && !c.has("settle") && !c.has("join") && c.forms.stampy(c.filled) && c.before(asked)
	})
}
