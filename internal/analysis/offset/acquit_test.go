package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// A biller whose payments six servers show, and the member tables of two sites whose logs are not at hand.
// Both tables are an hour ahead and a server is an hour behind: that the biller is in another zone would
// explain them all, and that it agrees with the other servers would be summer time. But most of its
// pairs say that it is right. A server that is ahead was measured by a biller an hour off.
func TestWhoIsRightByAllPairsTakesNoBlame(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 59))
		c := &offset.Case{Clocks: make([]offset.Clock, 10)}
		marks := map[[2]int][]offset.Mark{}
		put := func(source, sort int, key uint64, at comity.Instant) {
			marks[[2]int{source, sort}] = append(marks[[2]int{source, sort}], offset.Mark{Key: key, At: at})
		}
		for key := range uint64(720) {
			at := start + comity.Instant(r.IntN(90*86400))*comity.Second
			put(0, offset.Payment, key, at)
			shown := at + comity.Instant(5+r.IntN(60))*comity.Second
			switch n := int(key % 12); n {
			case 0, 1, 2: // two tables an hour ahead, and a server an hour behind that others were asked about
				if n < 2 {
					put(1+n, offset.SignUp, key, at+comity.Hour+comity.Instant(r.IntN(20))*comity.Second)
					continue
				}
				put(3, offset.Session, key, shown-comity.Hour)
				put(3, offset.Seen, 1000+key, shown-comity.Hour)
				put(9, offset.Question, 1000+key, shown-comity.Hour)
			case 3: // a server ahead by some minutes
				put(4, offset.Session, key, shown+1500*comity.Second)
			default:
				put(5+n%4, offset.Session, key, shown)
			}
		}
		addSeries(c, marks)
		verdicts, _ := c.Solve()
		for n, v := range verdicts {
			want := map[int]comity.Instant{1: comity.Hour, 2: comity.Hour, 4: 1500 * comity.Second}[n]
			got := v.Readings[len(v.Readings)-1].Seconds
			if n != 3 && (max(got-want, want-got) > 60*comity.Second || want == 0 && len(v.Readings) != 1) {
				t.Errorf("seed %d: source %d is ahead by %d s, want %d s: %+v", seed, n, got/comity.Second, want/comity.Second, v.Readings)
			}
		}
	}
}
