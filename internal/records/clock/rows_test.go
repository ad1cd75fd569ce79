package clock_test

import (
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Rows that end before they begin, as they are written, and not where day and month change places, say
// that these did, if hardly any say the contrary. Clocks that were put back, and rows of which
// somebody mixed up the ends, say nothing.
func TestRowsTellOfExchangedDates(t *testing.T) {
	type row struct{ from, to [3]int }
	exchangedRow := row{[3]int{2013, 5, 3}, [3]int{2013, 2, 4}} // 5 March to 2 April, in truth
	uprightRow := row{[3]int{2013, 3, 5}, [3]int{2013, 4, 2}}
	either := row{[3]int{2013, 3, 5}, [3]int{2013, 3, 6}}
	for _, c := range []struct {
		name                       string
		exchanged, upright, either int
		want                       bool
	}{
		{"many", 8, 0, 100, true},
		{"a few", 7, 0, 100, false},
		{"many of a file that is upright", 8, 8, 100, false},
		{"nearly all", 100, 4, 0, true},
		{"none", 0, 50, 0, false},
	} {
		var a, b clock.Survey
		add := func(r row, count int) {
			for i := range count {
				v := &a
				if i%2 > 0 {
					v = &b
				}
				from := clock.Civil(r.from[0], r.from[1], r.from[2])
				v.Add(clock.Stamp{Civil: from, Sub: comity.Second})
				v.AddPeriod(from, clock.Civil(r.to[0], r.to[1], r.to[2]))
			}
		}
		add(exchangedRow, c.exchanged)
		add(uprightRow, c.upright)
		add(either, c.either)
		a.Merge(&b)
		if got := a.Exchanged(); got != c.want {
			t.Errorf("%s: exchanged: %v", c.name, got)
		}
	}
	var v clock.Survey
	for range 50 {
		at := clock.Civil(2013, 11, 3)
		v.Add(clock.Stamp{Civil: at, Sub: comity.Second})
		v.AddPeriod(at, at-comity.Hour)
	}
	if v.Exchanged() {
		t.Error("clocks that were put back are no dates that changed places")
	}
}
