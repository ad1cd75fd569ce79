package offset

import (
	"slices"

	"comity/internal/comity"
)

// lag is what a message may take to the server that puts its own stamp before it.
const lag = 2 * comity.Second

// placed judges source n where a second stamp in its lines tells how far its clock is off, if
// the server that wrote it shows the time of its country. That may be untrue. It is believed
// where three assignments or more hold events by it alone and hardly any fail by it, or two
// and none, and nothing else that the clock might be off by explains surely more. Only events of
// logs whose own clocks are judged are asked: a log that is off says the same of a translator
// that is right, and where the server is elsewhere the two would agree on it.
func (s *solver) placed(n int, v Verdict) (Verdict, bool) {
	by := s.clocks[n].Placed
	if s.fixed[n] || abs(by) <= s.clocks[n].Allowed+2*lag {
		return v, false
	}
	uses := slices.DeleteFunc(s.usesRead(n, func(t comity.Instant) comity.Instant { return t }), func(u use) bool { return !s.fixed[u.event] })
	there, right := covered{low: by, high: by + 1}, covered{high: 1}
	won, lost, _ := compared(uses, there, right)
	if won < 2 || lost > 0 && (won < 3 || won < 4*lost) {
		return v, false
	}
	if best := sweep(uses, 0, 0); surely(uses, best, there) {
		return v, false
	}
	declared := v.Readings[0]
	declared.Kept, declared.Why = false, Off
	r := s.shifted(n, Reading{Kept: true, Why: TwoStamps, Pairs: len(uses)}, by, 2*lag, fitted{exact: true})
	return Verdict{append([]Reading{declared}, s.contest(n, r, s.byClaims(n))...)}, true
}
