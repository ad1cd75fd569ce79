package asa_test

import (
	"strings"
	"testing"
)

// A translation that outlives the end of summer time of a clock that is said to be UTC's: its Teardown stands before its
// Built, and its duration says that it does not end there.
func TestClockPutBack(t *testing.T) {
	line := func(stamp, number, what, more string) string {
		return "Mar  2 2004 " + stamp + " fw1 : %ASA-6-" + number + ": " + what + " dynamic TCP translation from inside:10.1.2.3/1772 to outside:198.18.0.44/8256" + more + "\n"
	}
	const read = "2004-03-02T02:55:09Z..2004-03-02T02:55:09Z to 2004-03-02T03:05:09Z..2004-03-02T03:05:09Z"
	src := source()
	src.Clock.Zone = "UTC"
	for _, c := range []struct{ name, end, want string }{
		{"by an hour", "02:05:09", read},
		{"by two hours", "01:05:09", read},
		{"a line of the port's last use that came late", "02:55:07", "end before start"},
		{"by what no clock is", "00:05:09", "end before start"},
	} {
		data := line("02:55:09", "305011", "Built", "") + line(c.end, "305012", "Teardown", " duration 0:10:00")
		if got := of(t, src).Whole(t, []byte(data)); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}
