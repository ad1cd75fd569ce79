package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// copied are three servers that share their visitors, of which the first has a fault, and a provider
// who was asked about what the first one wrote.
func copied(seed uint64, f fault, moments int) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 41))
	c := &offset.Case{Clocks: make([]offset.Clock, 4)}
	logs := make([]offset.Series, 3)
	asked := offset.Series{Source: 3, Sort: offset.Question}
	for key := range uint64(moments) {
		at := start + comity.Instant(r.IntN(90*86400))*comity.Second
		for n := range logs {
			shown := at
			if n == 0 {
				shown += f(at)
				asked.Marks = append(asked.Marks, offset.Mark{Key: key, At: shown})
			}
			logs[n].Marks = append(logs[n].Marks, offset.Mark{Key: key, At: shown})
		}
	}
	c.Series = append(c.Series, asked)
	for n, log := range logs {
		log.Source = n
		for _, log.Sort = range []int{offset.Leave, offset.Seen} {
			c.Series = append(c.Series, log)
		}
	}
	return c
}

// Questions that copy the stamps of a log whose clock gained lie on a line with every other log that shows
// the same moments. Two right ones that agree are not wrong for that.
func TestCopiesOfAWrongClockAccuseNoRightOne(t *testing.T) {
	for seed := range uint64(4) {
		for _, c := range []struct {
			name    string
			f       fault
			moments int
		}{
			{"set right", until(45, gaining(day(23*comity.Second))), 24},
			{"set right late", until(60, gaining(day(9*comity.Second))), 60},
			{"gains all the time", gaining(day(23 * comity.Second)), 24},
		} {
			verdicts, _ := copied(seed, c.f, c.moments).Solve()
			for n, v := range verdicts {
				want := "decla"
				if n == 0 {
					want = "drift"
				}
				if got := names(v); got[:5] != want {
					t.Errorf("%s, seed %d: source %d: %s: %+v", c.name, seed, n, got, v.Readings)
				}
			}
		}
	}
}

// agreeing are two sources that show so many moments to the second from some day on, and so many before it
// after any delay within some time, each so often in the one and so often in the other: who tries again and again
// does so within seconds.
func agreeing(seed uint64, sorts [2]int, late, early int, within comity.Instant, times [2]int) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 43))
	c := &offset.Case{Clocks: make([]offset.Clock, 2), Series: []offset.Series{{Source: 0, Sort: sorts[0]}, {Source: 1, Sort: sorts[1]}}}
	for key := range uint64(late + early) {
		at, by, times := start+comity.Instant(45*86400+r.IntN(45*86400))*comity.Second, comity.Instant(0), times
		if key >= uint64(early) {
			times = [2]int{1, 1}
		} else {
			at -= 45 * comity.Day
			by = comity.Instant(r.IntN(int(within/comity.Second))) * comity.Second
		}
		for n := range 2 {
			for i := range times[n] {
				x := offset.Mark{Key: key, At: at + comity.Instant(n)*by + comity.Instant(i)*comity.Second/2}
				c.Series[n].Marks = append(c.Series[n].Marks, x)
			}
		}
	}
	return c
}

// What agrees from some day on, and before it lies anywhere within half an hour, is no clock that was set
// right: of some dozens of such pairs five are on one line, whichever agree later. Nor are two moments, each of
// which several pairs tell of.
func TestWhatAgreesFromSomeDayOnWasNotSetRight(t *testing.T) {
	for _, sorts := range [][2]int{{offset.Question, offset.Seen}, {offset.LogIn, offset.Leave}} {
		for _, c := range []struct {
			name        string
			late, early int
			within      comity.Instant
			times       [2]int
		}{
			{"many before", 200, 60, 10 * comity.Minute, [2]int{1, 1}},
			{"many before, in half an hour", 300, 90, 30 * comity.Minute, [2]int{1, 1}},
			{"two storms", 9, 2, 25 * comity.Minute, [2]int{2, 2}},
			{"two storms and nothing else", 0, 2, 25 * comity.Minute, [2]int{2, 2}},
			{"two storms of one", 9, 2, 25 * comity.Minute, [2]int{1, 4}},
		} {
			for seed := range uint64(12) {
				verdicts, _ := agreeing(seed, sorts, c.late, c.early, c.within, c.times).Solve()
				for n, v := range verdicts {
					if len(v.Readings) != 1 {
						t.Errorf("%s, %v, seed %d: source %d: %+v", c.name, sorts, seed, n, v.Readings)
					}
				}
			}
		}
	}
}
