package offset

import (
	"testing"

	"comity/internal/comity"
)

// Most pairs of a journal are with a list in another zone, where people take their time: what
// gains against that may be its summer time, and says neither that the journal gains nor
// that it does not. The others say that it does.
func TestWhatMaySummerTimeBeIsNoVoteAgainstAGain(t *testing.T) {
	for _, sharp := range []bool{true, false} {
		s := &solver{
			clocks: make([]Clock, 5), wrong: make([]blamed, 5), shift: make([]comity.Instant, 5),
			series: []Series{{Sort: Payment}, {Source: 1, Sort: SignUp}, {Source: 2, Sort: Question}, {Source: 3, Sort: Session}},
			edges: []edge{
				{a: 0, b: 1, x: 0, y: 1, pairs: 1100, perDay: -20 * comity.Second},
				{a: 0, b: 2, x: 0, y: 2, pairs: 110, perDay: -20 * comity.Second, sharp: sharp},
				{a: 0, b: 3, x: 0, y: 3, pairs: 8, sharp: true},
			},
		}
		s.shift[1], s.wrong[1] = 2*comity.Hour, blamed{is: true}
		if !s.drifts(0) {
			t.Errorf("sharp %v: no gain", sharp)
		}
		s.edges[2].pairs = 300
		if s.drifts(0) {
			t.Errorf("sharp %v: a gain that few tell of", sharp)
		}
	}
}
