package run

import (
	"slices"

	"comity/internal/analysis/duplicate"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// stampersOf says by source whose clock made its stamps: those that are read alike are one.
func stampersOf(exhibits []Exhibit, skews []comity.Instant) []*duplicate.Clock {
	right := map[comity.Instant]*duplicate.Clock{}
	var wrong []int // the first source of each
	out := make([]*duplicate.Clock, len(exhibits))
	for n, e := range exhibits {
		kept := e.Source.Clock.Kept
		if kept == nil {
			if right[skews[n]] == nil {
				right[skews[n]] = &duplicate.Clock{Skew: skews[n]}
			}
			out[n] = right[skews[n]]
			continue
		}
		for _, m := range wrong {
			if skews[m] == skews[n] && slices.Equal(exhibits[m].Source.Clock.Kept.Adjustments, kept.Adjustments) {
				out[n] = out[m]
			}
		}
		if out[n] == nil {
			wrong = append(wrong, n)
			out[n] = &duplicate.Clock{Skew: widestSkew(e.Source.Clock), Wrong: true}
		}
	}
	return out
}

// widestSkew is the largest deviation that any of a clock's readings grants.
func widestSkew(s clock.Statement) (widest comity.Instant) {
	readings, err := clock.Readings(s)
	if err != nil { // it is told where the exhibit is opened
		return 0
	}
	for i := range readings {
		widest = max(widest, readings[i].Skew())
	}
	return widest
}
