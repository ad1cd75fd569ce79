package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/records/clock"
)

// form is a way to write times, as the manifest states it.
type form struct {
	layout string // "" ISO 8601, "epoch", an order, or a Go layout
	order  bool   // layout is a date_order
}

// forms in the order in which they are preferred where several fit all values.
var forms = func() []form {
	list := []form{{"", false}, {"epoch", false}, {"dmy", true}, {"mdy", true}, {"ymd", true}}
	for _, l := range []string{
		"2006-01-02T15:04:05-0700", "2006-01-02 15:04:05-0700", "2006-01-02T15:04:05Z0700", "20060102150405", "20060102 150405", "20060102 1504", "20060102T150405Z", "20060102T150405", "20060102",
		"02-Jan-2006 15:04:05", "2-Jan-2006 15:04:05", "02-Jan-06 15:04:05", "06-Jan-02 15:04:05", "02-Jan-06 15:04", "06-Jan-02 15:04", "2-Jan-06", "06-Jan-02", "06-Jan-2", "02-Jan-2006 15:04", "02-Jan-2006", "02 Jan 2006 15:04:05", "2 Jan 2006 15:04:05",
		"2006. 01. 02. 15:04:05", "2006. 01. 02. 15:04", "2006. 01. 02.", "2006.01.02. 15:04:05", "2006.01.02. 15:04", "2006.01.02.",
		"2 Jan 2006 15:04", "2 Jan 2006, 15:04:05", "2 Jan 2006, 15:04", "2 Jan 2006", "2 January 2006 15:04:05", "2 January 2006", "Jan 2, 2006 3:04:05 PM", "Jan 2, 2006 15:04:05",
		"Jan 2 2006 15:04:05", "January 2, 2006 3:04 PM", "Jan _2 2006 15:04:05",
		"02/Jan/2006:15:04:05 -0700", "Mon, 02 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 -0700", "Mon Jan _2 15:04:05 2006",
		"Mon Jan _2 15:04:05 MST 2006", "02.01.2006 15:04:05 -0700", "02/01/2006 15:04:05 -0700", "01/02/2006 15:04:05 -0700",
		"02/Jan/2006 15:04:05", "02/Jan/2006 15:04", "Jan _2 2006 3:04PM", "Jan _2 2006 3:04:05PM", "02-Jan-06 03.04.05 PM", "2-Jan-2006 3:04:05 PM",
		"02.01.2006 15:04:05 MST", "02/01/2006 15:04:05 MST", "01/02/2006 15:04:05 MST", "2006-01-02 15:04:05 MST", "2006/01/02 15:04:05 -0700", "epoch_ms",
	} {
		list = append(list, form{l, false})
	}
	return append(list, numbers...)
}()

// stampTally counts which forms a column's values fit.
type stampTally struct {
	fit     []int
	only    map[[2]int]int // how many fit form a and not form b, of the orders
	offsets int            // values that say their own offset from UTC
	zoned   int            // of them, those that say another than zero
	first   string
	last    string
	low     clock.Stamp
	high    clock.Stamp
	reach   []reach // by form
	any     int
	millis  int
	inside  int       // digits that hold a date as well
	names   zoneNames // abbreviations of zones behind values

	hours, days   uint32 // bit by hour and day of the month
	hourly, dated int    // how many values have one
}

func (t *stampTally) ready() {
	if t.fit == nil {
		t.fit, t.reach, t.only = make([]int, len(forms)), make([]reach, len(forms)), map[[2]int]int{}
	}
}

func (t *stampTally) add(v string) {
	t.ready()
	if len(v) < 6 || len(v) > 64 || !couldBeTime(v) {
		return
	}
	if len(v) == 13 && strings.Trim(v, "0123456789") == "" && (v[0] == '0' || v[0] == '1') {
		t.millis++
	}
	if dateInside(v) {
		t.inside++
	}
	var ok [5]bool
	any := false
	for i, f := range forms[:len(forms)-len(numbers)] {
		if i == 5 && any {
			break
		}
		st, fits := clock.Parse(v, f.layout)
		if fits && f.layout == "epoch" && len(v) < 9 {
			fits = false
		}
		if !fits {
			continue
		}
		t.fit[i]++
		t.reach[i].add(st)
		if i < 5 {
			ok[i] = true
		}
		if !any {
			t.note(v, st)
		}
		any = true
	}
	if any {
		t.any++
	}
	for a := 2; a < 5; a++ {
		for b := 2; b < 5; b++ {
			if ok[a] && !ok[b] {
				t.only[[2]int{a, b}]++
			}
		}
	}
}

// couldBeTime spares most values the trial of every form.
func couldBeTime(v string) bool {
	if (v[0] < '0' || v[0] > '9') && strings.IndexByte("MTWFSJAOND", v[0]) < 0 {
		return false
	}
	digits := 0
	for i := range len(v) {
		if v[i] >= '0' && v[i] <= '9' {
			digits++
		}
	}
	return digits >= 5 || digits >= 3 && len(v) <= 9 && monthInside(v)
}

// monthInside holds for 5-JAN-07: three letters between two marks.
func monthInside(v string) bool {
	_, rest, ok := strings.Cut(v, "-")
	month, _, more := strings.Cut(rest, "-")
	return ok && more && len(month) == 3 && !strings.ContainsAny(month, "0123456789")
}

func (t *stampTally) note(v string, st clock.Stamp) {
	t.seen(st)
	if st.HasOffset {
		t.offsets++
		if st.Offset != 0 {
			t.zoned++
		}
	}
	t.names.add(st)
	if t.first == "" || st.Civil < t.low.Civil {
		t.first, t.low = v, st
	}
	if t.last == "" || st.Civil > t.high.Civil {
		t.last, t.high = v, st
	}
}

// choice is what the values of a time column leave open.
type choice struct {
	forms []form // the forms that fit, the likeliest first; more than one is a question
	fit   bool   // nearly all values fit one form
	why   string
	doubt string // why the only form is asked about all the same
}

// choose names the forms that nearly all of n values fit.
func (t *stampTally) choose(n int) choice {
	var c choice
	if n == 0 || t.fit == nil {
		return c
	}
	enough := func(k int) bool { return k > 0 && k*100 >= n*92 }
	switch {
	case enough(t.fit[0]):
		return choice{forms: forms[:1], fit: true, why: "ISO 8601"}
	case enough(t.fit[1]):
		return t.seconds()
	}
	if c = t.ordered(enough); c.fit {
		return c
	}
	most := 0
	for _, n := range t.fit[5:] {
		most = max(most, n)
	}
	var list []int
	for i := 5; i < len(forms) && enough(most); i++ {
		if t.fit[i] == most {
			list = append(list, i)
		}
	}
	for _, i := range t.apart(list) {
		c.forms, c.fit, c.why = append(c.forms, forms[i]), true, "written as "+forms[i].layout
		if what := numberWords[forms[i].layout]; what != "" {
			c.why = what
		}
	}
	if len(c.forms) == 1 && enough(t.inside) {
		c.doubt = fmt.Sprintf(mayBeDates, quoted(t.first))
	}
	return c
}

// ordered chooses among the orders of day, month and year. One value that only
// one order can read decides, unless others speak against it.
func (t *stampTally) ordered(enough func(int) bool) choice {
	var c choice
	sum := max(t.fit[2], t.fit[3], t.fit[4])
	mixed := 0 // values that the best order cannot read and another can
	best := 2
	for a := 3; a < 5; a++ {
		if t.fit[a] > t.fit[best] {
			best = a
		}
	}
	for a := 2; a < 5; a++ {
		mixed = max(mixed, t.only[[2]int{a, best}])
	}
	if !enough(sum + mixed) {
		return c
	}
	c.fit = true
	c.forms = []form{forms[best]}
	for a := 2; a < 5; a++ {
		if a != best && t.only[[2]int{best, a}] <= 20*t.only[[2]int{a, best}] && t.fit[a] > 0 {
			c.forms = append(c.forms, forms[a])
		}
	}
	c.why = fmt.Sprintf("%d of the values cannot be read in another order", t.decisive(best))
	if len(c.forms) > 1 {
		c.why = fmt.Sprintf("as %s and as %s the values can be read alike", c.forms[0].layout, c.forms[1].layout)
		a, b := best, slices.Index(forms, c.forms[1])
		if here, there := t.only[[2]int{a, b}], t.only[[2]int{b, a}]; here > 0 && there > 0 {
			c.why = fmt.Sprintf("%d of the values can be read as %s alone, %d as %s alone, and an exhibit has one order: bring them into one in a copy, and seal both; what the other wrote is rejected, or read as another day", here, c.forms[0].layout, there, c.forms[1].layout)
		}
	}
	return c
}

func (t *stampTally) decisive(best int) int {
	n := t.fit[best]
	for a := 2; a < 5; a++ {
		if a != best {
			n = min(n, t.only[[2]int{best, a}])
		}
	}
	return n
}

// stampy reports whether nearly all of n values are times.
func (t *stampTally) stampy(n int) bool { return n > 0 && t.any*100 >= n*92 }

// dateLike holds for a date without a time of day behind it, of any year: of
// birth, too.
func dateLike(v string) bool {
	if len(v) < 6 || len(v) > 20 || strings.ContainsRune(v, ':') {
		return false
	}
	if numericDate(v) {
		return true
	}
	for _, l := range []string{"20060102", "2006. 01. 02.", "2006.01.02.", "2 Jan 2006", "02-Jan-2006", "2 January 2006", "Jan 2, 2006"} {
		if l == "20060102" && (len(v) != 8 || v[0] != '1' && v[0] != '2') {
			continue
		}
		if _, err := time.Parse(l, v); err == nil {
			return true
		}
	}
	return false
}

// numericDate holds for three numbers parted by one same mark, of which one can
// be a year, one a month and one a day.
func numericDate(v string) bool {
	at := strings.IndexAny(v, "./-")
	if at < 0 {
		return false
	}
	n := strings.Split(v, v[at:at+1])
	if len(n) != 3 {
		return false
	}
	var x [3]int
	for i, s := range n {
		if s = strings.TrimSpace(s); s == "" || len(s) > 4 || len(s) == 3 || strings.Trim(s, "0123456789") != "" {
			return false
		}
		n[i], x[i] = s, atoi(s)
	}
	ok := func(a, b int) bool { return x[a] >= 1 && x[b] >= 1 && min(x[a], x[b]) <= 12 && max(x[a], x[b]) <= 31 }
	year := func(i int) bool { return len(n[i]) == 2 || len(n[i]) == 4 && x[i] > 1800 && x[i] < 2100 }
	return ok(0, 1) && year(2) || ok(1, 2) && year(0) && len(n[0]) == 4
}

// clockLike holds for a time of day: 8:05, 08:05:09, 8:05:09 PM.
func clockLike(v string) bool {
	mark := strings.IndexAny(v, ":.")
	if len(v) < 4 || len(v) > 15 || mark != 1 && mark != 2 {
		return false
	}
	if v[mark] == '.' && strings.Count(v, ".") != 2 { // 12.30 may be a sum
		return false
	}
	_, ok := clock.Parse("2004-01-02 "+v, "ymd")
	return ok
}

// amountTally counts how sums of money are written.
type amountTally struct{ dot, comma, either, thousands, grouped, whole int }

func (t *amountTally) add(v string) {
	mark, ok := markOf(v)
	if !ok {
		return
	}
	if mark != 't' && isGrouped(v, mark) {
		t.grouped++
	}
	switch mark {
	case '.':
		t.dot++
	case ',':
		t.comma++
	case '?':
		t.either++
	case 't':
		t.thousands++
	default:
		t.whole++
	}
}

func (t amountTally) plus(o *amountTally) amountTally {
	return amountTally{t.dot + o.dot, t.comma + o.comma, t.either + o.either, t.thousands + o.thousands, t.grouped + o.grouped, t.whole + o.whole}
}
