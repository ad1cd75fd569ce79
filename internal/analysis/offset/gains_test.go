package offset_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// A provider was asked about a biller's records alone, and the biller's clock gains: read by
// its gain, the records say that the answers are in another zone.
func TestWhoGainsMeasuresOthers(t *testing.T) {
	for _, until60 := range []bool{false, true} {
		f := gaining(day(20 * comity.Second))
		if until60 {
			f = until(60, f)
		}
		for _, wrong := range []fault{right, ahead(comity.Hour)} {
			c := journal(8, right, right, f, right)
			c.Clocks = append(c.Clocks, offset.Clock{})
			r := rand.New(rand.NewPCG(8, 9))
			seen, asked := offset.Series{Source: 3, Sort: offset.Seen}, offset.Series{Source: 5, Sort: offset.Question}
			for i := range uint64(20) {
				at := start + comity.Instant(r.IntN(90*86400))*comity.Second
				seen.Marks = append(seen.Marks, offset.Mark{Key: i, At: at + f(at)})
				asked.Marks = append(asked.Marks, offset.Mark{Key: i, At: at + wrong(at)})
			}
			c.Series = append(c.Series, seen, asked)
			verdicts, _ := c.Solve()
			want := "declared 0;"
			if wrong(start) != 0 {
				want = "zone 1;"
			}
			for n, v := range verdicts {
				switch {
				case n == 3 && names(v)[:5] != "drift", n == 5 && names(v) != want, n != 3 && n != 5 && len(v.Readings) != 1:
					t.Errorf("set right %v, asked %d s off: source %d: %+v", until60, wrong(start)/comity.Second, n, v.Readings)
				}
			}
		}
	}
}

// A list and a log are eight hours and a quarter apart, and which of them is wrong is open
// until a few log-ins in the journal blame the log for the quarter: the hours are the list's.
func TestWhatIsOpenIsAskedAgain(t *testing.T) {
	const skew = -892 * comity.Second
	c := journal(7, right, right, right, ahead(skew))
	r := rand.New(rand.NewPCG(7, 7))
	list, log := &c.Series[0], &c.Series[3]
	list.Sort, list.Marks = offset.LogIn, nil
	for i := range uint64(50) {
		at := start + comity.Instant(r.IntN(90*86400))*comity.Second
		list.Marks = append(list.Marks, offset.Mark{Key: 9000 + i, At: at - 8*comity.Hour})
		log.Marks = append(log.Marks, offset.Mark{Key: 9000 + i, At: at + skew})
	}
	verdicts, _ := c.Solve()
	for n, want := range map[int]string{0: "declared 0;", 1: "zone -7;", 2: "declared 0;", 3: "declared 0;", 4: "skew 0;"} {
		if got := names(verdicts[n]); got != want {
			t.Errorf("source %d: %s, %+v", n, got, verdicts[n].Readings)
		}
	}
}

// Logs in a ring, each of which shares sessions with the next two: three gain, and one is minutes
// off. Sources are numbered by nothing that means anything, so what is told of each is true
// whichever is asked first.
func TestWhoIsAskedFirstDoesNotMatter(t *testing.T) {
	faults := []fault{gaining(day(-6 * comity.Second)), gaining(day(16 * comity.Second)), right, gaining(day(15 * comity.Second)), right, right, right, ahead(-131 * comity.Second)}
	n := len(faults)
	ring := func(number func(int) int) []offset.Verdict {
		c := &offset.Case{Clocks: make([]offset.Clock, n), Series: make([]offset.Series, n)}
		r := rand.New(rand.NewPCG(28, 17))
		for i := range n {
			for next := 1; next <= 2; next++ {
				for p := range 40 {
					at := start + comity.Instant(r.IntN(90*86400))*comity.Second
					for _, k := range [2]int{i, (i + next) % n} {
						s := &c.Series[number(k)]
						s.Source, s.Sort = number(k), offset.Session
						s.Marks = append(s.Marks, offset.Mark{Key: uint64(i*10000 + next*1000 + p), At: at + faults[k](at)})
					}
				}
			}
		}
		verdicts, _ := c.Solve()
		return verdicts
	}
	first := ring(func(k int) int { return k })
	for _, by := range []int{1, 3, 5, 7} { // prime to their number
		number := func(k int) int { return (k*by + 1) % n }
		got := ring(number)
		for k := range n {
			if diff := cmp.Diff(first[k], got[number(k)]); diff != "" {
				t.Errorf("source %d by %d is told (-by its own number, +by another):\n%s", k, by, diff)
			}
		}
		for k := range n {
			kept := got[number(k)].Kept()
			for _, at := range []comity.Instant{start, start + 90*comity.Day} {
				if off := kept[0].Error(at) - faults[k](at); len(kept) != 1 || max(off, -off) > 5*comity.Second {
					t.Errorf("source %d by %d, day %d: %d s beside the truth of %d: %+v", k, by, (at-start)/comity.Day, off/comity.Second, faults[k](at)/comity.Second, kept)
				}
			}
		}
	}
}
