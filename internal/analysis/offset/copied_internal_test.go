package offset

import (
	"testing"

	"comity/internal/comity"
)

// One of three providers that were asked agrees with a log, for its clock is an hour off as the log's is. Two
// tell the hour: what they were asked is no copy of what stands in the log.
func TestMostCopiesDiffer(t *testing.T) {
	s := &solver{
		clocks: make([]Clock, 4), wrong: make([]blamed, 4),
		series: []Series{{Source: 0, Sort: Seen}, {Source: 1, Sort: Question}, {Source: 2, Sort: Question}, {Source: 3, Sort: Question}},
	}
	asked := func(provider int, by comity.Instant, pairs int) *edge {
		return &edge{a: 0, b: provider, x: 0, y: provider, shift: by, least: by, most: by, pairs: pairs, sharp: true}
	}
	shift := make([]comity.Instant, 4)
	for want, edges := range map[bool][]*edge{
		true:  {asked(1, 0, 85), asked(2, 0, 30), asked(3, comity.Hour, 70)},
		false: {asked(1, 0, 85), asked(2, comity.Hour, 30), asked(3, comity.Hour, 70)},
	} {
		if got := s.copiesAgree(0, edges, shift); got != want {
			t.Errorf("agree: %v, want %v", got, want)
		}
	}
}
