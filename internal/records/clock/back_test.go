package clock_test

import (
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// at is a span of some minutes from an hour on that does not matter.
func at(lo, hi comity.Instant) clock.Span {
	return clock.Span{Lo: (1e6 + lo) * comity.Minute, Hi: (1e6 + hi) * comity.Minute}
}

// An end before its start is read where the length says that the clock was put back by what clocks are.
func TestPutBack(t *testing.T) {
	for _, c := range []struct {
		name       string
		start, end clock.Span
		minutes    comity.Instant
		want       clock.Span
	}{
		{"in order", at(0, 0), at(5, 5), 5, at(5, 5)},
		{"an hour", at(50, 50), at(5, 5), 15, at(65, 65)},
		{"two hours", at(110, 110), at(5, 5), 15, at(125, 125)},
		{"half an hour", at(25, 25), at(0, 0), 5, at(30, 30)},
		{"by what no clock is", at(50, 50), at(10, 10), 0, at(10, 10)},
		{"further than any", at(170, 170), at(0, 0), 10, at(0, 0)},
		{"a start in the hour that occurs twice", at(0, 60), at(-55, -55), 5, at(5, 65)},
		{"no length", at(50, 50), at(5, 5), -1, at(5, 5)},
	} {
		if got := clock.PutBack(c.start, c.end, c.minutes*comity.Minute); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPutBackSomewhere(t *testing.T) {
	for _, c := range []struct {
		start, end, want clock.Span
		ok               bool
	}{
		{at(0, 0), at(5, 5), at(5, 5), true},
		{at(50, 50), at(5, 5), at(50, 125), true},
		{at(121, 121), at(0, 0), at(0, 0), false},
	} {
		if got, ok := clock.PutBackSomewhere(c.start, c.end); got != c.want || ok != c.ok {
			t.Errorf("%v to %v: %v %v", c.start, c.end, got, ok)
		}
	}
}

// A reading may turn stamps round by what it puts clocks back, or by what a clock was off when it was set right; the
// declared one and a clock that is off for good turn nothing.
func TestUnbend(t *testing.T) {
	zone, skew := clock.Adjustment{Kind: clock.Zone, Zone: "UTC"}, clock.Adjustment{Kind: clock.Skew, Ahead: comity.Hour}
	set := clock.Adjustment{Kind: clock.Drift, PerDay: comity.Minute, Origin: 1, Until: 10*comity.Day + 1}
	for _, c := range []struct {
		name   string
		adjust clock.Adjustment
		behind comity.Instant // the end, of the start
		ok     bool
	}{
		{"declared", clock.Adjustment{Kind: clock.Declared}, 1, false},
		{"off for good", skew, 1, false},
		{"another zone, the hour that comes twice", zone, 50, true},
		{"another zone, further", zone, 130, false},
		{"set right by ten minutes", set, 9, true},
		{"set right by less", set, 11, false},
	} {
		r, err := clock.Readings(clock.Statement{Zone: "Europe/Rome"}.Keep([]clock.Adjustment{c.adjust}))
		if err != nil {
			t.Fatal(err)
		}
		both, ok := clock.Unbend(at(c.behind, c.behind), at(0, 0), r[0].Bend())
		if ok != c.ok || ok && both != at(0, c.behind) {
			t.Errorf("%s: %v %v", c.name, both, ok)
		}
	}
}
