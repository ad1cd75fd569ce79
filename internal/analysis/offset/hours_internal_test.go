package offset

import (
	"testing"

	"comity/internal/comity"
)

// An error of hours and minutes that people's delays tell is that of a zone next to it, of half an hour too where
// there is one.
func TestZonesAmongDelays(t *testing.T) {
	const tehran = 4*comity.Hour + 30*comity.Minute
	c := &Clock{Elsewhere: func(ahead comity.Instant) bool { return ahead%comity.Hour == 0 || ahead == tehran }}
	for _, x := range []struct{ ahead, margin, want comity.Instant }{
		{tehran - 132*comity.Second, 49 * comity.Second, tehran},
		{-tehran + 132*comity.Second, 49 * comity.Second, 0}, // nobody's zone
		{4*comity.Hour + 132*comity.Second, 49 * comity.Second, 4 * comity.Hour},
		{4*comity.Hour + 15*comity.Minute, 49 * comity.Second, 0},
		{tehran - 132*comity.Second, 10 * comity.Minute, 0}, // not known well enough
		{30*comity.Minute + 10*comity.Second, 49 * comity.Second, 0},
	} {
		if got, _ := c.hourAmongDelays(x.ahead, x.margin); got != x.want {
			t.Errorf("%d s ahead, give or take %d s: %d s, want %d s", x.ahead/comity.Second, x.margin/comity.Second, got/comity.Second, x.want/comity.Second)
		}
	}
}

// What was blamed for hours by pairs of people of whom nobody knows how long they take is of a zone next to
// them, too.
func TestZonesByAHeapAlone(t *testing.T) {
	for _, x := range []struct{ ahead, want comity.Instant }{
		{4*comity.Hour + 25*comity.Minute, 4*comity.Hour + 30*comity.Minute},
		{4*comity.Hour + 12*comity.Minute, 4*comity.Hour + 12*comity.Minute},
		{25 * comity.Minute, 25 * comity.Minute},
	} {
		s := &solver{clocks: []Clock{{Elsewhere: func(ahead comity.Instant) bool { return ahead%(comity.Hour/2) == 0 }}}, shift: []comity.Instant{x.ahead}}
		if r := s.byHeap(0, Reading{}); r.Seconds != x.want {
			t.Errorf("%d s ahead: %+v", x.ahead/comity.Second, r)
		}
	}
}

// Standard time all the year is no word for an hour less in winter, where stamps state their offset, so
// that no zone is asked for.
func TestAnHourLessInWinterIsNoSummerTime(t *testing.T) {
	winter := comity.Instant(1_072_915_200) * comity.Second
	for _, summer := range []bool{false, true} {
		s := &solver{clocks: []Clock{{Summer: comity.Hour, InSummer: func(comity.Instant) bool { return summer }}}}
		kind := s.shifted(0, Reading{Pairs: 100}, -comity.Hour, sharp, fitted{exact: true, origin: winter}).Kind
		if got := kind == "dst"; got != summer {
			t.Errorf("in summer %v: %s", summer, kind)
		}
	}
}
