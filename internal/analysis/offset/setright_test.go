package offset_test

import (
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// A clock gained, or lost, until it was set right, some days after the last moment that it shares with
// another and some days before the next. Whatever it showed, and on whichever of these days that was,
// what is told holds the true time; and outside of that stretch to some seconds.
func TestWhatAClockShowedAboutWhenItWasSetRight(t *testing.T) {
	early, late := []int{3, 6, 7, 11, 21, 30}, []int{47, 51, 55, 60, 62, 66, 70, 77, 83}
	for _, perDay := range []comity.Instant{14, -14} {
		for _, set := range []int{32, 39, 46} {
			f := until(set, gaining(day(perDay*comity.Second)))
			for name, n := range map[string]int{"few moments": 2, "a journal": 4} {
				c := journal(7, right, right, right, f)
				if n == 2 {
					c = sparse(f, append(early, late...)...)
				}
				holds(t, c, n, name, f)
			}
		}
	}
}

// holds tells where what is told of source n does not hold the true time, or is wide within the
// weeks that moments tell of.
func holds(t *testing.T, c *offset.Case, n int, name string, f fault) {
	t.Helper()
	verdicts, _ := c.Solve()
	kept := verdicts[n].Kept()
	readings, err := clock.Readings(clock.Statement{Zone: "UTC"}.Keep(kept))
	if err != nil || len(kept) != 1 || kept[0].Right == 0 {
		t.Fatalf("%s: %+v %v", name, verdicts[n].Readings, err)
	}
	for at := start; at < start+90*comity.Day; at += comity.Hour {
		sp := readings[0].Span(clock.Stamp{Civil: at + f(at), Sub: comity.Second})
		if at < sp.Lo-comity.Second || at > sp.Hi+comity.Second { // stamps are to the second
			t.Errorf("%s, day %d: %s is told as %s to %s: %+v", name, (at-start)/comity.Day, at, sp.Lo, sp.Hi, kept)
			return
		}
		if day := (at - start) / comity.Day; (day < 29 || day > 48) && sp.Hi-sp.Lo > 20*comity.Second {
			t.Errorf("%s, day %d: %s is told as %s to %s: %+v", name, day, at, sp.Lo, sp.Hi, kept)
			return
		}
	}
}
