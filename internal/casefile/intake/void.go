package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/records/clock"
)

// dash is what most exports write where there is no value. It is no value of any column.
const dash = "-"

// isVoid reports whether a word stands for no time and no address in every export: of a
// database's NULL, a zero date, or the end of days.
func isVoid(v string) bool {
	begins := []string{ // of times before or behind all others
		"0000-00-00", "0001-01-01", "1900-01-01", "01/01/1900", "01.01.1900", "1970-01-01 00:00:00", "9999-12-31", "31.12.9999", "31/12/9999",
	}
	return slices.Contains([]string{"--", "null", "(null)", `\n`, "n/a", "na", "none", "nil", "0", "-1", "never", "unknown"}, strings.ToLower(v)) ||
		slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(v, b) })
}

// mostVoids is how many different words a column of times or addresses may hold in place of one.
const mostVoids = 6

// mostly is a test of what a column's values are for the rest, where it fails as a whole; nil: neither
// of times nor of addresses.
func (c *column) mostly() func(v string) bool {
	most := func(n int) bool { return n > 1 && n*4 >= c.filled }
	switch {
	case c.full || c.forms.stampy(c.filled) || c.share(cRange):
	case most(c.forms.any):
		return func(v string) bool {
			var t stampTally
			if t.add(v); c.numbers {
				t.number(v, true)
			}
			return t.any > 0
		}
	case most(c.count[cRange]):
		return func(v string) bool { return classify(v)[cRange] }
	}
	return nil
}

// partVoids takes words out of a column that is of times or addresses for the rest, and so would be
// taken for neither: "still connected", "NULL", "9999-12-31". An end that is not read makes every line
// last for ever.
func (c *column) partVoids() {
	if c.forms.stampy(c.filled) {
		c.leave(append(c.far(), c.surely()...))
		return
	}
	is := c.mostly()
	if is == nil {
		return
	}
	var words []string
	for v := range c.distinct {
		if is(v) {
			continue
		}
		if words = append(words, v); len(words) > mostVoids || !isVoid(v) && (len(v) > 24 || strings.ContainsAny(v, "0123456789")) {
			return
		}
	}
	c.leave(words)
}

// leave takes words out of a column that are none of its values.
func (c *column) leave(words []string) {
	c.voids = words
	slices.Sort(c.voids)
	for i, v := range c.samples {
		if v == "" || !slices.Contains(words, v) {
			continue
		}
		c.samples[i] = ""
		c.filled--
		for k, is := range classify(v) {
			if is {
				c.count[k]--
			}
		}
	}
	for _, w := range words {
		delete(c.distinct, w)
	}
}

// surely are the words among a few that stand for no value in every export. A few others may be
// damaged, and are rejected one by one.
func (c *column) surely() []string {
	var out []string
	for _, v := range sortedKeys(c.distinct) {
		var t stampTally
		if t.add(v); t.any == 0 && isVoid(v) && len(out) < mostVoids {
			out = append(out, v)
		}
	}
	return out
}

// farYears is how many years lie between the last time of a column and one that houses
// write for the end of days.
const farYears = 10

// lastYear is one in which a log may have been written: the end of days lies behind it, or few
// rows bear it.
const lastYear = 2030

// far are times that stand more than once, ten years and more behind all others: the end
// of days, as some houses write it.
func (c *column) far() []string {
	years := map[int]bool{}
	for v := range c.distinct {
		years[yearOf(v)] = true
	}
	delete(years, 0)
	list := slices.Sorted(maps.Keys(years))
	from := 0
	for i := 1; i < len(list); i++ {
		if list[i] >= list[i-1]+farYears {
			from = list[i]
		}
	}
	var out []string
	rows, all := 0, 0
	for _, v := range sortedKeys(c.distinct) {
		all += c.distinct[v]
		if from > 0 && yearOf(v) >= from {
			out = append(out, v)
			rows += c.distinct[v]
		}
	}
	if from <= lastYear && rows*2 > all { // the others are a beginning of days
		return nil
	}
	if len(out) > mostVoids || slices.ContainsFunc(out, func(v string) bool { return c.distinct[v] < 2 }) {
		return nil
	}
	return out
}

// yearOf is the year that a time names, with marks or without, or that a number of seconds or
// parts of them has; 0 where it has none.
func yearOf(v string) int {
	runs := digitRuns(v)
	for _, r := range runs {
		if len(r) == 4 && len(runs) > 1 && (r[0] == '1' || r[0] == '2') {
			return atoi(r)
		}
	}
	for _, form := range []string{"20060102150405", "200601021504", "20060102", "epoch", "epoch_ms", "epoch_us", "filetime"} {
		if st, ok := clock.Parse(v, form); ok && len(v) >= 8 {
			return st.Civil.Time().UTC().Year()
		}
	}
	return 0
}

// askVoids maps what stands where there is no value to none, and asks where that is not sure.
func askVoids(f *File, m *mapping) {
	for _, key := range sortedKeys(m.taken) {
		c := m.taken[key].col
		words := c.voids
		if !slices.Contains(timeKeys[m.kind], key) && !slices.Contains([]string{"ip", "last_ip", "asked_ip"}, key) || key == "reported" {
			words = nil
		}
		if c.dashes > 0 && key != "account" {
			words = append(slices.Clone(words), dash)
		}
		if c.joined != nil || len(words) == 0 || key == "sign" {
			continue
		}
		if f.Values == nil {
			f.Values = map[string]map[string]string{}
		}
		if f.Values[key] == nil {
			f.Values[key] = map[string]string{}
		}
		for _, w := range words {
			if f.Values[key][w] = ""; w == dash || isVoid(w) {
				continue
			}
			f.Values[key][w] = ask
			f.ask("values."+key, fmt.Sprintf(`%s says %s where the others have a time or an address: if that is none, write ""`, quoted(c.name), quoted(w)))
		}
		f.why("%s: %s stands where there is no value", quoted(c.name), strings.Join(short(words), ", "))
	}
}
