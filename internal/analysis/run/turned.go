package run

import (
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// enough is how many rows it takes that a reading turns round before they speak against it:
// one may be a machine's slip.
const enough = 3

// doubtTurning keeps the declared reading beside one that puts the ends of several assignments
// before their beginnings, though they stand in order as declared: rows that are fine speak
// against the reading, and not the other way round.
func (c *computation) doubtTurning(verdicts []offset.Verdict) {
	turned := make([][]int64, len(c.exhibits)) // by source: where the first of them stand
	of := c.turners(verdicts)
	if len(of) == 0 {
		return
	}
	c.index.Each(func(r *crosscheck.Row, start, end comity.Instant) {
		t, ok := of[int(r.Source)]
		if !ok || r.Asked() || !r.Ended() || !t.turns(start, end) {
			return
		}
		if at := &turned[r.Source]; len(*at) < enough && !slices.Contains(*at, r.Offset) { // one may stand in several prefixes
			*at = append(*at, r.Offset)
		}
	})
	for n, at := range turned {
		if len(at) >= enough {
			v := &verdicts[n]
			v.Readings = append([]offset.Reading(nil), v.Readings...) // others may share them
			v.Readings[0].Kept, v.Readings[0].Why = true, offset.Turning
		}
	}
}

// turner tells whether a reading turns an assignment of one source round.
type turner struct {
	of    func(comity.Instant) clock.Span
	skew  comity.Instant // by which the index has widened its stamps
	blunt comity.Instant // how badly the reading is known
}

// turners are those of the sources whose declared reading is not kept, where what is may turn anything.
func (c *computation) turners(verdicts []offset.Verdict) map[int]turner {
	out := map[int]turner{}
	for n := range c.exhibits {
		src, kept := &c.exhibits[n].Source, verdicts[n].Kept()
		if src.Kind != record.Assignments || len(kept) != 1 || !turnable(&kept[0]) {
			continue
		}
		if readings, err := clock.Readings(src.Clock); err == nil { // told before, where the exhibit was opened
			out[n] = turner{readings[0].Rewritten(kept[0]), c.skews[n], 2 * (kept[0].Margin + comity.Second)}
		}
	}
	return out
}

// turnable reports whether a reading may bring stamps out of their order.
func turnable(a *clock.Adjustment) bool { return a.Zone != "" || a.Swap || a.Until != 0 }

func (t *turner) turns(start, end comity.Instant) bool {
	start, end = start+t.skew, end-t.skew
	return start <= end && t.of(start).Lo > t.of(end).Hi+t.blunt
}
