package clock_test

import (
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// A short list that is in the order of time only when day and month change places was written in the other
// order.
func TestAListThatIsInOrderOnlyTheOtherWay(t *testing.T) {
	rentals := []string{
		"2001-11-16", "2002-06-07", "2002-11-17", "2003-09-01", "2003-10-01", "2003-01-24", "2003-12-04", "2003-12-21", "2004-09-01",
	}
	exchange := func(list []string) (out []string) {
		for _, s := range list {
			at, err := time.Parse(time.DateOnly, s)
			if err != nil {
				t.Fatal(err)
			}
			if y, m, d := at.Date(); d <= 12 {
				at = time.Date(y, time.Month(d), int(m), 0, 0, 0, 0, time.UTC)
			}
			out = append(out, at.Format(time.DateOnly))
		}
		return out
	}
	early := []string{"2003-04-01", "2003-04-02", "2003-04-03", "2003-04-04", "2003-03-07", "2003-03-08", "2003-03-09", "2003-03-10"}
	for _, c := range []struct {
		name string
		list []string
		want bool
	}{
		{"exchanged", rentals, true},
		{"in order", exchange(rentals), false},
		{"in no order", append(append([]string{}, rentals[4:]...), rentals[:4]...), false},
		{"too short", rentals[2:], false},
		{"months in the wrong order, of early days alone", early, false},
	} {
		var v clock.Survey
		for _, s := range c.list {
			at, err := time.Parse(time.DateOnly, s)
			if err != nil {
				t.Fatal(err)
			}
			civil := comity.Instant(at.UnixMicro())
			v.Add(clock.Stamp{Civil: civil, Sub: comity.Second})
			v.AddBegin(civil)
		}
		if got := v.Exchanged(); got != c.want {
			t.Errorf("%s: exchanged: %v", c.name, got)
		}
	}
}
