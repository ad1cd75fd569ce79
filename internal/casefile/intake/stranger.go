package intake

import (
	"fmt"
	"slices"

	"comity/internal/comity"
)

// askStrangers asks about a time that the kind cannot do without where another column holds times near it
// and nothing of its name is understood: when it was paid, perhaps, beside when it was billed.
func askStrangers(f *File, m *mapping, cols []*column) {
	for _, key := range []string{"time", "asked_time"} {
		c := m.taken[key].col
		if c == nil || !m.need(key) || f.Columns[key] == nil {
			continue
		}
		var list []string
		for _, o := range cols {
			if o.strangerTo(c, cols) && !m.takes(o) {
				list = append(list, joinNames(o.names()))
			}
		}
		own := joinNames(c.names())
		switch {
		case list == nil:
		case f.mapped(key):
			f.ask("columns."+key, fmt.Sprintf("%s holds times near those of %s, and nothing of its name is understood: which of them is %s?", quoted(list[0]), quoted(own), key), append([]string{own}, list...)...)
			f.Columns[key] = []string{ask}
		default:
			f.widen("columns."+key, slices.DeleteFunc(list, func(n string) bool { return slices.Contains(f.question("columns." + key)[0].Choices, n) }))
		}
	}
}

// Times that lie further apart than this are of other things, as births and contracts are; nearer than the second,
// it does not matter which is taken.
const (
	tooFar  = 100 * 24 * comity.Hour
	tooNear = comity.Minute
)

// strangerTo reports whether c holds times of which its name says nothing, mostly near those of own. A day
// whose time of day stands beside it is looked at with that.
func (c *column) strangerTo(own *column, cols []*column) bool {
	if len(c.parts) == 0 || !c.unnamed() || !c.forms.stampy(c.filled) || overlaps(c, own) || c.numbers {
		return false
	}
	if c.joined == nil && slices.ContainsFunc(cols, func(o *column) bool { return o.joined != nil && o.joined[0] == c.name && o.unnamed() }) {
		return false
	}
	near, all := 0, 0
	for _, d := range c.until(own) {
		if all++; max(d, -d) <= int64(tooFar) && max(d, -d) >= int64(tooNear) {
			near++
		}
	}
	return all*10 >= own.filled*9 && near*2 > all
}

// recent reports whether a column holds days of a few years, as cards are reported and births are not, and part of
// its name is not understood.
func (c *column) recent() bool {
	if !c.partly() || !c.forms.stampy(c.filled) || c.forms.first == "" {
		return false
	}
	return c.forms.high.Civil-c.forms.low.Civil < 10*365*24*comity.Hour && c.forms.low.Civil.Time().UTC().Year() >= webYear
}

// tailed takes the end of a word for what it says where the beginning is in no list and the values are times:
// Verbindungsbeginn is a beginning, and nobody knows of what.
func (l *lexicon) tailed(c *column) {
	if !c.unnamed() || !c.forms.stampy(c.filled) && !c.share(cDate) && !c.share(cClock) {
		return
	}
	for _, w := range tokenise(c.name) {
		for n := 3; n <= len(w)-4; n++ {
			if a := part(l.atoms[w[n:]]); a.has("time") || a.has("start") || a.has("end") || a.has("point") {
				c.parts = append(c.parts, a)
				break
			}
		}
	}
}

// partly reports whether part of a column's name is not understood.
func (c *column) partly() bool {
	return slices.ContainsFunc(c.parts, func(p part) bool { return p == nil })
}
