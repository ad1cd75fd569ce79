package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"comity/internal/records/clock"
)

// insiders marks the columns of addresses inside a network that stand beside one of
// other addresses: behind a carrier's translation these are whose the others were.
func insiders(cols []*column) {
	if !slices.ContainsFunc(cols, func(c *column) bool { return c.share(cRange) && !c.some(cInside, 2) }) {
		return
	}
	for _, c := range cols {
		c.within = c.share(cInside)
	}
}

// constant reports whether a column of addresses holds the same one in each row, while
// another holds many: a server's, more likely than the visitor's or the customer's.
// Behind a carrier's translation many share one.
func constant(key string, c *column, cols []*column) bool {
	if key != "ip" && key != "asked_ip" || c.filled < 5 || len(c.distinct) != 1 || !c.share(cAddress) {
		return false
	}
	many := false
	for _, o := range cols {
		if o.within {
			return false
		}
		many = many || o.share(cAddress) && len(o.distinct) > 2
	}
	return many
}

// fixed reports whether a column of ports holds the same one in each row: a server's, for those
// of who connects to it change.
func (c *column) fixed(key string) bool {
	return (key == "port" || key == "asked_port" || key == "port_from") && c.filled >= 5 && len(c.distinct) == 1 && c.share(cPort)
}

// lone reports whether a column that is called after a user holds the same one in each row, while
// the devices are many: a server's name, more likely than a customer's.
func (c *column) lone(key string, cols []*column) bool {
	if key != "subscriber" || c.filled < 5 || len(c.distinct) != 1 || c.has("sub") {
		return false
	}
	return slices.ContainsFunc(cols, func(o *column) bool { return o.has("device") && !o.share(cRange) && len(o.distinct) > 4 })
}

// dotted takes times of day that are written 7.05, with a point, or 7h05 for what they
// are: under a name that says so, and where each could be one.
func (c *column) dotted() {
	if c.filled == 0 || !c.has("time") && !c.has("start") && !c.has("end") || c.share(cClock) || c.share(cDate) {
		return
	}
	n := 0
	for v := range c.distinct {
		h, m, ok := strings.Cut(strings.Replace(v, "h", ".", 1), ".")
		if !ok || len(h) == 0 || len(h) > 2 || len(m) != 2 || strings.Trim(h+m, "0123456789") != "" || atoi(h) > 23 || atoi(m) > 59 {
			return
		}
		n++
	}
	if n > 1 {
		c.count[cClock] = c.filled
	}
}

// compact takes times of day that are written 143005, without a mark, for what they are: under
// a name that says so, where each could be one and no date without marks is.
func (c *column) compact() {
	if c.filled < 2 || !c.has("time") && !c.has("start") && !c.has("end") || c.share(cClock) || c.forms.stampy(c.filled) {
		return
	}
	for v := range c.distinct {
		if len(v) != 6 && len(v) != 4 || strings.Trim(v, "0123456789") != "" || atoi(v[:2]) > 23 || atoi(v[2:4]) > 59 || len(v) == 6 && atoi(v[4:]) > 59 {
			return
		}
	}
	year := !slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool { return len(v) != 4 || v[:2] != "19" && v[:2] != "20" })
	if len(c.distinct) > 1 && !year {
		c.count[cClock] = c.filled
	}
}

// asText says of cells that a program has marked as text, for a spreadsheet to leave
// alone, that they are: with an apostrophe in front or as a formula, neither is read.
func (g *grid) asText() string {
	marked, all := 0, 0
	example := ""
	for _, r := range g.rows {
		for _, v := range r {
			if v == "" {
				continue
			}
			all++
			if strings.HasPrefix(v, `="`) || len(v) > 1 && v[0] == 39 && v[len(v)-1] != 39 {
				marked, example = marked+1, v
			}
		}
	}
	if marked*2 < all || marked == 0 {
		return ""
	}
	return "its cells are marked as text for a spreadsheet, as " + quoted(example) + ", which is not read: take the marks off in a copy, and seal both"
}

// otherTimes looks at a column that is called after a time and whose values no form
// reads: which layouts would, and whether they can be times at all. A number of
// days is none: serials says so.
func (c *column) otherTimes() {
	if !c.calledTime() && !c.toldTime() || c.filled == 0 || c.forms.stampy(c.filled) || c.share(cDate) || c.share(cClock) || c.has("duration") || c.has("settle") && !c.has("time") || c.has("port") || c.has("zone") {
		return
	}
	fit := 0
	for _, v := range c.samples {
		if timeInWords(v) {
			fit++
		}
	}
	c.strange = fit*100 >= c.filled*92
	if first := slices.IndexFunc(c.samples, func(v string) bool { return v != "" }); c.strange && first >= 0 {
		for _, list := range append(layoutsOf(c.samples[first]), worded(c.samples[first])) {
			if i := slices.IndexFunc(list, c.reads); i >= 0 {
				c.layouts = append(c.layouts, list[i])
			}
		}
	}
}

// calledTime reports whether the name is that of a time. What is called after a sign-up or a
// last visit and holds an address, an account or a flag is not, but its values show that.
func (c *column) calledTime() bool {
	return slices.ContainsFunc(c.parts, func(p part) bool {
		return slices.ContainsFunc([]string{"time", "point", "seen", "join", "last"}, p.has) || (p.has("start") || p.has("end")) && (!p.has(filler) || len(c.parts) == 1) // ID da transação
	})
}

// dayAndHour is a year, and behind it or before it a time of day at the end: what else it says, a person
// takes it for a moment.
var dayAndHour = regexp.MustCompile(`^(?:[^\d]*\d{1,2}[^\d]+(?:\d{1,2}[^\d]+)?(?:19|20)\d\d|(?:19|20)\d\d[^\d]+(?:\d{1,2}[^\d]+){1,2})[^\d]{0,12}\d{1,2}[:.h]\d\d(?:[:.]\d\d)?[^\d]*$|^(?:19|20)\d\d[^\d]+(?:\d{1,2}[^\d]+){1,2}\d{1,2}[:.]\d\d(?:[:.]\d\d)?[^\d]*$`)

// toldTime reports whether nearly all values are moments, whatever the column is called.
func (c *column) toldTime() bool {
	n := 0
	for _, v := range c.samples {
		if len(v) <= 48 && dayAndHour.MatchString(v) {
			n++
		}
	}
	return n > 1 && n*100 >= c.filled*92 && len(c.distinct) > 1
}

// reads reports whether nearly all values fit a layout.
func (c *column) reads(layout string) bool {
	fit := 0
	for _, v := range c.samples {
		if _, ok := clock.Parse(v, layout); v != "" && ok {
			fit++
		}
	}
	return fit*100 >= c.filled*92
}

// timeInWords holds for what a person would take for a time: a day and a year, or
// as many digits as microseconds since 1970 have.
func timeInWords(v string) bool {
	runs := digitRuns(v)
	switch {
	case len(v) > 64 || len(runs) == 0:
		return false
	case len(runs) == 1 && !odder.MatchString(v):
		return len(v) >= 16 && len(v) <= 19 && len(runs[0]) == len(v)
	}
	if odder.MatchString(v) || len(runs) >= 5 && numericDay.MatchString(v) {
		return true
	}
	return slices.ContainsFunc(runs, func(r string) bool { return len(r) == 4 && (r[0] == '1' || r[0] == '2') }) && !classify(v)[cRange] && !emailLike(v)
}

// numericDay is a day in numbers with a time of day behind it.
var numericDay = regexp.MustCompile(`^\d{1,2}[-./](?:\d{1,2}|[A-Za-z]{3})[-./]\d{2} +\d{1,2}[:.]\d\d`)

// odder are other ways to write a time: of .NET in JSON, of soldiers, with the time first.
var odder = regexp.MustCompile(`^/Date\(\d{9,}|^\d{6}[A-Z]?[A-Z]{3}\d\d$|^\d{1,2}:\d\d(?::\d\d)? +\d{1,2}[-./]\d{1,2}[-./]\d{2}`)

// digitRuns lists the runs of digits of v.
func digitRuns(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r < '0' || r > '9' })
}

// layoutsOf lists the layouts under which v could be a date and perhaps a time of
// day, whatever stands between its numbers, those of one order of day, month and year
// together; none where what stands there means something in a layout itself.
func layoutsOf(v string) [][]string {
	runs := digitRuns(v)
	if len(runs) < 3 || len(runs) > 7 {
		return nil
	}
	var orders [][3]string
	switch {
	case len(runs[0]) == 4:
		orders = [][3]string{{"2006", "01", "02"}}
	case len(runs[2]) == 4:
		orders = [][3]string{{"02", "01", "2006"}, {"01", "02", "2006"}}
	case len(runs[2]) == 2:
		orders = [][3]string{{"02", "01", "06"}, {"01", "02", "06"}}
	}
	var out [][]string
	for _, o := range orders {
		var list []string
		for _, wide := range []bool{true, false} {
			if l, ok := laid(v, append(o[:], "15", "04", "05"), wide); ok {
				list = append(list, l)
			}
		}
		out = append(out, list)
	}
	return out
}

// halfDay reports whether what stands behind a time of day says which half of the day it
// is of: p, a. m., μ.μ.
func halfDay(gap string) bool {
	letters := strings.ToLower(strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, gap))
	return slices.Contains([]string{"a", "p", "am", "pm", "πμ", "μμ", "de", "du"}, letters)
}

// laid puts fields in place of the numbers of v; not wide, those that may have one
// digit are written with one.
func laid(v string, fields []string, wide bool) (string, bool) {
	var b strings.Builder
	for n := 0; v != ""; n++ {
		i := strings.IndexAny(v, "0123456789")
		gap := v
		if i >= 0 {
			gap = v[:i]
		}
		if n == 6 && gap == "." { // a fraction of the second needs no field
			break
		}
		if n > 3 && halfDay(gap) {
			return "", false // it would be read and not understood
		}
		for _, means := range []string{"Jan", "Mon", "MST", "PM", "pm", "AM", "am", "_", "Z07"} {
			if strings.Contains(gap, means) {
				return "", false
			}
		}
		if (n == 1 || n == 2) && strings.ContainsFunc(gap, unicode.IsLetter) {
			return "", false // a month, that is no part of any layout
		}
		b.WriteString(gap)
		if v = v[len(gap):]; v == "" {
			break
		}
		if n >= len(fields) {
			return "", false
		}
		field := fields[n]
		if run := len(digitRuns(v)[0]); n == 3 && (run == 4 || run == 6) { // 140509, without a mark
			field, fields = strings.Join(fields[3:3+run/2], ""), fields[:4]
		}
		if !wide && field != "15" && len(field) == 2 && field != "06" {
			field = field[1:]
		}
		b.WriteString(field)
		v = strings.TrimLeft(v, "0123456789")
	}
	return b.String(), true
}

// strangeTimes asks about times that no known form reads. It reports whether there
// are any.
func strangeTimes(f *File, m *mapping) bool {
	var layouts []string
	example, some := "", false
	for _, key := range timeKeys[m.kind] {
		c, ok := m.taken[key]
		if !ok || !c.col.strange {
			continue
		}
		if !some {
			layouts = c.col.layouts
			example = c.col.samples[slices.IndexFunc(c.col.samples, func(v string) bool { return v != "" })]
		}
		some = true
		layouts = slices.DeleteFunc(slices.Clone(layouts), func(l string) bool { return !slices.Contains(c.col.layouts, l) })
	}
	switch {
	case !some:
		return false
	case len(layouts) == 1:
		f.ask("time_format", fmt.Sprintf("the times are written in a form of their own, as %s; one layout reads them", quoted(example)), layouts...)
	case len(layouts) > 1:
		f.ask("time_format", fmt.Sprintf("the times are written in a form of their own, as %s; several layouts read them", quoted(example)), layouts...)
	case len(digitRuns(example)) == 1:
		f.ask("time_format", fmt.Sprintf("the times are numbers of %d digits, as %s, which are not read: ask for times in text, or turn them into 2006-01-02 15:04:05 in a copy, and seal both", len(example), quoted(example)))
	case !strings.ContainsFunc(example, unicode.IsLetter) && mostlyRead(f, m):
		return true
	default:
		f.ask("time_format", fmt.Sprintf("the times are written in words that no layout reads, as %s: ask for numbers, or turn them into 2006-01-02 15:04:05 in a copy, and seal both", quoted(example)))
	}
	f.TimeFormat = ask
	return true
}

// nested names a column whose cells are objects of JSON, in which nothing is looked for.
func nested(cols []*column) string {
	for _, c := range cols {
		n := 0
		for _, v := range c.samples {
			if strings.HasPrefix(v, "{") && strings.Contains(v, `":`) {
				n++
			}
		}
		if n > 0 && n*2 > c.filled {
			return "; " + quoted(c.name) + " holds JSON, in which nothing is looked for: make columns of its members in a copy, and seal both"
		}
	}
	return ""
}

// longest is how long the longest value is.
func (c *column) longest() (n int) {
	for v := range c.distinct {
		n = max(n, len(v))
	}
	return n
}

// unlike is a value that does not look like key, where others may.
func (c *column) unlike(key, kind string) string {
	first := ""
	for _, v := range c.samples {
		if v == "" {
			continue
		}
		if first == "" {
			first = v
		}
		one := &column{name: c.name, parts: c.parts, distinct: map[string]int{}}
		if one.add(v); !fits(key, kind, one) {
			return v
		}
	}
	return first
}

// calledLike asks about a column that no key took for its values, though it is
// called like one that is free. It reports whether there is one: what is left out
// in silence nobody misses.
func (l *lexicon) calledLike(f *File, m *mapping, c *column) bool {
	if c.filled == 0 || c.joined != nil || c.share(cDigits) && c.longest() <= 6 && !c.has("currency") {
		return false // the last digits of a card are none
	}
	best := claim{}
	for _, r := range l.rulesOf(m.kind) {
		if points, named := r.score(c, nil); named && points >= sure && points > best.points && free(m, r.key) && !fits(r.key, m.kind, c) {
			best = claim{key: r.key, points: points}
		}
	}
	lacks := best.key != "" && slices.Contains(m.lack, best.key) && len(f.question("columns."+best.key)) == 1 && len(f.question("columns." + best.key)[0].Choices) == 0
	if best.key == "" || f.Columns[best.key] != nil && !lacks || best.key == "country" && c.has("status") {
		return false
	}
	if lacks { // one is called so
		f.drop("columns." + best.key)
	}
	example := c.unlike(best.key, m.kind)
	if c.rounds() {
		f.ask("columns."+best.key, fmt.Sprintf("%s is called like %s, and holds numbers that a spreadsheet rounded, as %s: their digits are lost; ask for the export as it was before", quoted(c.name), best.key, quoted(plainText(example, 40))))
		f.Columns[best.key] = []string{ask}
		return true
	}
	f.ask("columns."+best.key, fmt.Sprintf("%s is called like %s, but its values do not look like it: %s", quoted(c.name), best.key, quoted(plainText(example, 40))), c.name)
	f.Columns[best.key] = []string{ask}
	return true
}
