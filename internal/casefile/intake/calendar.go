package intake

import (
	"fmt"
	"strings"
)

// The years in which records of the Internet lie: from its opening to the public up to where a
// counter of 32 bits ends.
const (
	webYear   = 1995
	clockYear = 2038
)

// otherCalendar asks about years of two digits that lie where no such record does: 93 is 2004 in Taiwan,
// and 47 in Thailand. One of four digits speaks for itself.
func otherCalendar(f *File, t *stampTally, c choice) bool {
	if len(c.forms) != 1 || !c.forms[0].order || t.first == "" || yearIn(t.first) || yearIn(t.last) {
		return false
	}
	low, high := t.low.Civil.Time().UTC().Year(), t.high.Civil.Time().UTC().Year()
	if high >= webYear && low <= clockYear {
		return false
	}
	f.ask("date_order", fmt.Sprintf("the years have two digits, as in %s, and would be %d to %d: of another calendar, as those of Taiwan, Thailand and Japan are? Then turn them into 2006-01-02 15:04:05 in a copy, and seal both", quoted(t.first), low, high), layouts(c.forms)...)
	f.DateOrder = ask
	return true
}

// yearIn reports whether a date holds a year of four digits.
func yearIn(v string) bool {
	day, _, _ := strings.Cut(v, " ")
	for _, n := range digitRuns(day) {
		if len(n) >= 4 {
			return true
		}
	}
	return false
}
