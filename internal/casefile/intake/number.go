package intake

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// numbers are forms in digits alone that are tried in columns which are called after
// times, and in no others: a number of a card, a message or a port has such digits too.
var numbers = []form{
	{"epoch_us", false}, {"epoch_ns", false}, {"webkit", false}, {"filetime", false}, {"ticks", false}, {"epoch_2001", false}, {"excel", false}, {"excel_1904", false},
	{"2006010215", false}, {"200601021504", false}, {"060102150405", false}, {"0601021504", false}, {"02012006150405", false}, {"01022006150405", false}, {"02012006", false}, {"01022006", false},
	{"060102", false}, {"020106", false}, {"010206", false},
}

// numberWords say what forms of numbers count.
var numberWords = map[string]string{
	"epoch_ms": "milliseconds since 1970", "epoch_us": "microseconds since 1970", "epoch_ns": "nanoseconds since 1970", "webkit": "microseconds since 1601, as browsers keep them",
	"filetime": "hundreds of nanoseconds since 1601, as Windows keeps them (FILETIME)", "ticks": "hundreds of nanoseconds since the year 1, as .NET keeps them",
	"epoch_2001": "seconds since 2001, as Apple keeps them",
}

// unclocked takes back what was read as times in a column of numbers that is called after numbers
// and not after times: that of an order may have as many digits as seconds since 1970.
func (c *column) unclocked() {
	if c.share(cDigits) && !c.calledTime() && !c.has("settle") && !c.has("reported") && slices.ContainsFunc([]string{"id", "ref", "sub", "user", "phone", "zip", "card"}, c.has) {
		c.forms = stampTally{}
	}
}

// numbered looks for numbers in a column that is called after a time. Those that another
// form reads already may be something else as well. Whole numbers of days are looked for only
// where the table has no other times (alone): beside these they are ports, from and to.
func (c *column) numbered(alone bool) {
	named := c.calledTime()
	if !named || c.filled == 0 || c.joined != nil || c.has("duration") || c.has("settle") || c.has("port") || c.has("zone") || c.has("bytes") {
		return
	}
	c.numbers = true
	days := alone || slices.ContainsFunc(c.samples, func(v string) bool { return strings.ContainsAny(v, ".,") })
	for _, v := range c.samples {
		c.forms.number(v, days)
	}
}

// number counts which forms of numbers a value fits, those of spreadsheets only if days.
func (t *stampTally) number(v string, days bool) {
	if len(v) < 5 || len(v) > 24 || strings.Trim(v, "0123456789.,") != "" {
		return
	}
	t.ready()
	var read stampTally
	read.add(v)
	known := read.any > 0
	for i := len(forms) - len(numbers); i < len(forms); i++ {
		f := forms[i].layout
		st, ok := clock.Parse(v, f)
		if !ok || f == "epoch_2001" && len(digitRuns(v)[0]) != 9 || strings.HasPrefix(f, "excel") && (!days || len(digitRuns(v)[0]) != 5) {
			continue
		}
		t.fit[i]++
		t.reach[i].add(st)
		if !known {
			known = true
			t.any++
			t.note(v, st)
		}
	}
}

// seconds chooses seconds since 1970, unless the digits may be others: a date written
// without marks, seconds since 2001. Of what a counter of 32 bits cannot hold nobody can
// be sure.
func (t *stampTally) seconds() choice {
	c := choice{forms: forms[1:2], fit: true, why: "seconds since 1970"}
	list := []int{1}
	for i := len(forms) - len(numbers); i < len(forms); i++ {
		if t.fit[i] >= t.fit[1] && t.fit[1] > 1 {
			list = append(list, i)
		}
	}
	if len(list) > 1 {
		c.forms = nil
		for _, i := range t.apart(list) {
			c.forms = append(c.forms, forms[i])
		}
		return c
	}
	if r := &t.reach[1]; r.low.Civil > 1<<31*comity.Second {
		c.doubt = fmt.Sprintf("as seconds since 1970 they are times of %d to %d: of another origin, such as 1900 (NTP) or 1904 (old Macintosh)? Then turn them into 2006-01-02 15:04:05 in a copy, and seal both", r.low.Civil.Time().UTC().Year(), r.high.Civil.Time().UTC().Year())
	}
	return c
}

// dateInside holds for digits that count parts of a second since 1970, and hold a date without
// marks as well: with parts of a second behind it, or with its century in front (1040302140509,
// as computers of IBM write 2004).
func dateInside(v string) bool {
	date, layout := "", "060102150405"
	switch n := len(v); {
	case n == 13:
		date = v[1:]
	case n == 15:
		date = v[:12]
	case n == 16 || n == 19:
		date, layout = v[:14], "20060102150405"
	default:
		return false
	}
	_, ok := clock.Parse(date, layout)
	return ok && strings.Trim(v, "0123456789") == ""
}

const mayBeDates = "the digits hold dates without marks as well, as %s: are they such, with parts of a second behind or the century in front? Then turn them into 2006-01-02 15:04:05 in a copy, and seal both"

// offset reports whether each of several forms finds an offset from UTC in the values.
func (t *stampTally) offset(c choice) bool {
	for i, f := range forms {
		if len(c.forms) > 1 && slices.Contains(c.forms, f) && !t.reach[i].low.HasOffset {
			return false
		}
	}
	return true
}

// reach is what one form makes of the values: the first and the last time, and on which
// days of the month and in how many years.
type reach struct {
	low, high clock.Stamp
	some      bool
	sum       comity.Instant // wraps
	days      uint32
	years     [2]uint64 // from 1990
}

func (r *reach) add(st clock.Stamp) {
	at := st.Civil.Time().UTC()
	one := reach{low: st, high: st, some: true, sum: st.Civil + comity.Instant(st.Offset)*comity.Second, days: 1 << at.Day()}
	if y := uint(at.Year() - 1990); y < 128 {
		one.years[y/64] = 1 << (y % 64)
	}
	r.merge(&one)
}

func (r *reach) merge(o *reach) {
	if !o.some {
		return
	}
	if !r.some || o.low.Civil < r.low.Civil {
		r.low = o.low
	}
	if !r.some || o.high.Civil > r.high.Civil {
		r.high = o.high
	}
	r.some, r.sum, r.days = true, r.sum+o.sum, r.days|o.days
	r.years[0], r.years[1] = r.years[0]|o.years[0], r.years[1]|o.years[1]
}

func (r *reach) spread() int { return bits.OnesCount64(r.years[0]) + bits.OnesCount64(r.years[1]) }

// apart leaves of some forms those that make different times of the values. A form under
// which all fall on one day of the month, in five years and more, read a year for a day
// where another finds many days in one year.
func (t *stampTally) apart(list []int) []int {
	var out []int
	for n, i := range list {
		r := &t.reach[i]
		same, turned := false, false
		for m, j := range list {
			o := &t.reach[j]
			same = same || m < n && t.fit[i] == t.fit[j] && r.sum == o.sum && r.low == o.low && r.high == o.high
			turned = turned || bits.OnesCount32(r.days) == 1 && r.spread() >= 5 && o.spread() == 1 && bits.OnesCount32(o.days) >= 5
		}
		if !same && !turned {
			out = append(out, i)
		}
	}
	return out
}
