package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// A member list nine hours behind and the log of its site, six minutes behind, agree to the second about
// what lies between them; answers, which others say are right, differ from both. One error of the
// list can't explain that, two do.
func TestTwoThatDifferMayBothBeWrong(t *testing.T) {
	const list, log, answers, other, third = 0, 1, 2, 3, 4
	by := map[int]comity.Instant{list: -9 * comity.Hour, log: -378 * comity.Second}
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 61))
		c := &offset.Case{Clocks: make([]offset.Clock, 5)}
		marks := map[[2]int][]offset.Mark{}
		put := func(source, sort int, key uint64, at comity.Instant) {
			marks[[2]int{source, sort}] = append(marks[[2]int{source, sort}], offset.Mark{Key: key, At: at + by[source]})
		}
		for key := range uint64(80) {
			at := start + comity.Instant(r.IntN(90*86400))*comity.Second
			put(list, offset.LogIn, key, at)
			put(log, offset.Leave, key, at)
			seen, beside := []int{list, log, other, third, log, other, third, log}[key%8], comity.Instant(0)
			if seen == list && key%24 == 0 { // what the list shows of some is minutes later
				beside = comity.Instant(120+r.IntN(120)) * comity.Second
			}
			put(seen, offset.Seen, 1000+key, at+beside)
			put(answers, offset.Question, 1000+key, at)
		}
		addSeries(c, marks)
		verdicts, _ := c.Solve()
		for n, v := range verdicts {
			if got := v.Readings[len(v.Readings)-1].Seconds; max(got-by[n], by[n]-got) > 2*comity.Second {
				t.Errorf("seed %d: source %d is ahead by %d s, want %d s: %+v", seed, n, got/comity.Second, by[n]/comity.Second, v.Readings)
			}
		}
	}
}
