package offset_test

import (
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// What the written dates say by themselves needs no pairs, and accuses nobody else.
func TestDatesThatSayThemselvesThatTheyAreExchanged(t *testing.T) {
	c := journal(3, right, right, right)
	c.Clocks = append(c.Clocks, offset.Clock{Exchanged: true})
	list := len(c.Clocks) - 1
	for i := range 20 {
		at := start + comity.Instant(i)*comity.Day
		c.Claim(1, list, offset.Claim{Account: uint64(i % 4), Subscriber: 1, Assignment: uint64(i), At: at, Low: comity.Hour, High: 2 * comity.Hour})
	}
	verdicts, _ := c.Solve()
	for n, v := range verdicts {
		switch {
		case n != list && len(v.Readings) != 1:
			t.Errorf("source %d is right: %+v", n, v.Readings)
		case n == list && (len(v.Readings) != 2 || v.Readings[0].Kept || !v.Readings[1].Swap || v.Readings[1].Why != offset.Written):
			t.Errorf("%+v", v.Readings)
		}
	}
}
