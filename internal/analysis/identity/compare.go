package identity

import "strings"

// Thresholds of likeness, in thousandths.
const (
	nearBy  = 920
	closeBy = 880
	looseBy = 700
)

// pattern holds the level of each field, four bits each, the first lowest.
type pattern uint64

func (p pattern) at(field int) level { return level(p >> (4 * field) & 15) }

// compare gives the levels of two people. It is symmetric and depends on their
// own values only.
func (t *Table) compare(a, b uint32) pattern {
	var p pattern
	for f := range t.columns {
		p |= pattern(t.compareField(f, a, b)) << (4 * f)
	}
	return p
}

func (t *Table) compareField(f int, a, b uint32) level {
	c := &t.columns[f]
	x, y := c.ids[a], c.ids[b]
	switch {
	case x == 0 || y == 0:
		return missing
	case x == y:
		return c.sort.exact()
	}
	l := c.sort.compare(&c.pool.values[x], &c.pool.values[y])
	if l <= c.weak && c.partner >= 0 && t.exchanged(c, a, b, x, y) {
		return exchanged
	}
	return l
}

// exchanged reports whether a value stands in the other's partner column: given
// name and surname, or the lines of an address, written into each other's cells.
func (t *Table) exchanged(c *column, a, b, x, y uint32) bool {
	o := &t.columns[c.partner]
	ox, oy := o.ids[a], o.ids[b]
	return ox != 0 && oy != 0 && (ox == y || x == oy || t.like(c.pool, ox, y) && t.like(c.pool, x, oy))
}

func (t *Table) like(p *pool, x, y uint32) bool {
	return likeness(&p.values[x], &p.values[y], nearBy) >= nearBy
}

// compare gives the level of two values that are not equal.
func (s Sort) compare(x, y *text) level {
	switch s {
	case Born:
		return compareBorn(x.s, y.s)
	case Code:
		if unlike(x, y, 2) {
			return differs
		}
		return max(differs, 4-level(Slips(x.s, y.s, 2)))
	case Number, Postcode:
		return max(differs, 3-level(Slips(x.s, y.s, 1)))
	case Phone:
		return comparePhone(x.s, y.s)
	case Email:
		return compareEmail(x, y)
	case Region:
		return differs
	case Given, Surname, Name:
		return graded(likeness(x, y, looseBy), loose, looseBy, closeBy, nearBy)
	}
	return graded(likeness(x, y, closeBy), 3, closeBy, nearBy)
}

// unlike reports that more than most slips are certain: each puts in or takes
// out one character at most.
func unlike(x, y *text, most int) bool { return max(x.count, y.count)-x.common(y) > most }

// graded is the level of a likeness: first at the lowest bound, one more at each
// further one, differs below them.
func graded(like int, first level, bounds ...int) level {
	l := differs
	for i, b := range bounds {
		if like >= b {
			l = first + level(i)
		}
	}
	return l
}

func compareBorn(x, y string) level {
	if len(x) != 8 || len(y) != 8 || !digits(x) || !digits(y) {
		if Slips(x, y, 1) == 1 {
			return 4
		}
		return differs
	}
	sameYear, sameMonth, sameDay := x[:4] == y[:4], x[4:6] == y[4:6], x[6:] == y[6:]
	switch {
	case Slips(x, y, 1) == 1, sameYear && x[4:6] == y[6:] && x[6:] == y[4:6]:
		return 4
	case sameYear && (sameMonth || sameDay), sameMonth && sameDay:
		return 3
	case sameYear:
		return 2
	}
	return differs
}

// tail is how many last digits two forms of one telephone number share.
const tail = 8

func comparePhone(x, y string) level {
	switch {
	case len(x) >= tail && len(y) >= tail && x[len(x)-tail:] == y[len(y)-tail:]:
		return 3
	case Slips(x, y, 1) == 1:
		return 2
	}
	return differs
}

func compareEmail(x, y *text) level {
	if local(x.s) == local(y.s) {
		return 4
	}
	return graded(likeness(x, y, closeBy), 2, closeBy, nearBy)
}

func local(s string) string { return s[:max(0, strings.LastIndexByte(s, '@'))] }
