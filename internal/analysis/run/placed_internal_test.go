package run

import (
	"testing"

	"comity/internal/comity"
)

// The lists of several months are of one clock: what the second stamps in them say of it counts
// where they say it alike.
func TestMonthsOfOneClockArePlacedTogether(t *testing.T) {
	x := &timing{placed: map[int]comity.Instant{1: comity.Hour, 2: comity.Hour + comity.Second, 3: 0}}
	for _, c := range []struct {
		sources []int
		want    comity.Instant
	}{
		{[]int{0}, 0},
		{[]int{1}, comity.Hour},
		{[]int{0, 1, 2}, comity.Hour},
		{[]int{1, 3}, 0},
		{[]int{3, 1}, 0},
	} {
		if got := x.ahead(c.sources); got != c.want {
			t.Errorf("%v: %d s", c.sources, got/comity.Second)
		}
	}
}
