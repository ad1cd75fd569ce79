package clock_test

import (
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Dates that are read in the wrong order betray themselves where the source is of a few
// months only.
func TestExchangedDatesOfAFewMonths(t *testing.T) {
	type date struct{ y, m, d int }
	days := func(from string, n int) (out []date) {
		at, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			y, m, d := at.Date()
			out = append(out, date{y, int(m), d})
			at = at.AddDate(0, 0, 1)
		}
		return out
	}
	swap := func(list []date) (out []date) {
		for _, d := range list {
			if d.d <= 12 {
				d.m, d.d = d.d, d.m
			}
			out = append(out, d)
		}
		return out
	}
	var firsts []date // contracts that began on the first of some month, and a few in one month
	for m := 1; m <= 12; m++ {
		for range 20 {
			firsts = append(firsts, date{2004, m, 1})
		}
	}
	for _, c := range []struct {
		name string
		list []date
		want bool
	}{
		{"as stated", days("2004-09-10", 90), false},
		{"exchanged", swap(days("2004-09-10", 90)), true},
		{"exchanged, over a new year", swap(days("2004-11-20", 80)), true},
		{"over a new year", days("2004-11-20", 80), false},
		{"exchanged, of a whole year", swap(days("2004-01-01", 366)), false},
		{"of a week", swap(days("2004-04-03", 7)), false},
		{"firsts of months", append(firsts, days("2004-01-13", 12)...), false},
		{"nothing", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var a, b clock.Survey
			for i, d := range c.list {
				half := &a
				if i%2 > 0 {
					half = &b
				}
				for h := range 3 {
					half.AddDate(clock.Stamp{Civil: clock.Civil(d.y, d.m, d.d) + comity.Instant(8+h)*comity.Hour, Sub: comity.Second})
				}
			}
			a.Merge(&b)
			if got := a.Exchanged(); got != c.want {
				t.Errorf("exchanged: %v", got)
			}
		})
	}
}
