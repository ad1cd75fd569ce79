package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// A log shares last visits with a table, of which half a dozen are of the time before its clock
// was set right: they lie on a line to the second, and all others at one distance from then on. Nothing
// else lies near. Fewer, or some that lie anywhere, are no line.
func TestHalfADozenMomentsBeforeAClockWasSetRight(t *testing.T) {
	gain := until(45, gaining(day(14*comity.Second)))
	late := []int{47, 51, 55, 60, 62, 66, 70, 77, 83}
	scattered := func(at comity.Instant) comity.Instant {
		if at > start+45*comity.Day {
			return 0
		}
		return comity.Instant((at/comity.Second*7919)%1700) * comity.Second
	}
	for _, c := range []struct {
		name  string
		fault fault
		early []int
		found bool
	}{
		{"six before", gain, []int{3, 6, 7, 11, 21, 30}, true},
		{"five before", gain, []int{3, 7, 11, 21, 30}, true},
		{"four before", gain, []int{3, 7, 21, 30}, false},
		{"six before, within a week", gain, []int{3, 4, 5, 6, 7, 8}, false},
		{"six that lie anywhere", scattered, []int{3, 6, 7, 11, 21, 30}, false},
		{"right", right, []int{3, 6, 7, 11, 21, 30}, false},
	} {
		verdicts, _ := sparse(c.fault, append(c.early, late...)...).Solve()
		for n, v := range verdicts {
			kept := v.Kept()
			switch {
			case n != 2 || !c.found:
				if len(v.Readings) != 1 {
					t.Errorf("%s: source %d: %+v", c.name, n, v.Readings)
				}
			case len(kept) != 1 || kept[0].Kind != clock.Drift || kept[0].Until == 0:
				t.Errorf("%s: %+v", c.name, v.Readings)
			default:
				for _, at := range []comity.Instant{start + 5*comity.Day, start + 80*comity.Day} {
					if off := kept[0].Error(at+c.fault(at)) - c.fault(at); max(off, -off) > 5*comity.Second {
						t.Errorf("%s: %d s beside the truth: %+v", c.name, off/comity.Second, v.Readings)
					}
				}
			}
		}
	}
}

// asking are three logs, of which the first has a fault, and the answers of a provider who was asked
// about records of each: of the first log on these days.
func asking(f, answers fault, days ...int) *offset.Case {
	r := rand.New(rand.NewPCG(5, 23))
	c := &offset.Case{Clocks: make([]offset.Clock, 4)}
	asked, key := offset.Series{Source: 3, Sort: offset.Question}, uint64(0)
	for n := range 3 {
		log := offset.Series{Source: n, Sort: offset.Seen}
		on := days
		if n > 0 {
			on = make([]int, 20)
			for i := range on {
				on[i] = r.IntN(90)
			}
		}
		for _, d := range on {
			key++
			at := start + comity.Instant(d*86400+r.IntN(86400))*comity.Second
			shown := at
			if n == 0 {
				shown += f(at)
			}
			log.Marks = append(log.Marks, offset.Mark{Key: key, At: shown})
			asked.Marks = append(asked.Marks, offset.Mark{Key: key, At: at + answers(at)})
		}
		c.Series = append(c.Series, log)
	}
	c.Series = append(c.Series, asked)
	return c
}

// What was asked about is copied by whoever asks: no clock runs in it that could gain. Where the moments
// asked about and those of a log lie on a line, it is the log's clock, whatever zone the answers are in.
func TestWhatWasAskedAboutDoesNotGain(t *testing.T) {
	early, late := []int{2, 5, 9, 14, 18, 23, 28, 36, 41}, []int{50, 53, 58, 63, 70, 76, 81, 83, 88, 89}
	for _, c := range []struct {
		name    string
		fault   fault
		answers fault
		days    []int
		want    [4]string
	}{
		{"set right", until(45, gaining(day(23*comity.Second))), right, append(early, late...), [4]string{"drift 0;", "declared 0;", "declared 0;", "declared 0;"}},
		{"set right; answers in another zone", until(45, gaining(day(23*comity.Second))), ahead(-2 * comity.Hour), append(early, late...), [4]string{"drift 0;", "declared 0;", "declared 0;", "zone -1;"}},
		{"seven before and five after", until(45, gaining(day(23*comity.Second))), right, append(early[:7:7], late[:5]...), [4]string{"drift 0;", "declared 0;", "declared 0;", "declared 0;"}},
		{"gains all the time", gaining(day(23 * comity.Second)), right, append(early, late...), [4]string{"drift 0;", "declared 0;", "declared 0;", "declared 0;"}},
		{"right", right, right, append(early, late...), [4]string{"declared 0;", "declared 0;", "declared 0;", "declared 0;"}},
	} {
		verdicts, _ := asking(c.fault, c.answers, c.days...).Solve()
		for n, v := range verdicts {
			if got := names(v); got[:5] != c.want[n][:5] || got[:5] != "drift" && got != c.want[n] {
				t.Errorf("%s: source %d: %s, want %s: %+v", c.name, n, got, c.want[n], v.Readings)
			}
		}
	}
}

// Four providers were asked about a few records of one log each: not one of them has enough to tell by, and all
// together say that the log's clock gained until it was set right. Of providers that were asked about right logs the
// same says nothing.
func TestAllQuestionsAreOneWitness(t *testing.T) {
	days := [4][]int{{2, 9, 31, 60, 88}, {4, 14, 25, 63}, {6, 18, 40, 71, 79}, {11, 22, 36, 50}}
	for _, c := range []struct {
		name  string
		fault fault
		want  string
	}{
		{"set right", until(45, gaining(day(12*comity.Second))), "drift"},
		{"gains all the time", gaining(day(-9 * comity.Second)), "drift"},
		{"right", right, "decla"},
	} {
		x := &offset.Case{Clocks: make([]offset.Clock, 5)}
		r := rand.New(rand.NewPCG(4, 4))
		log, key := offset.Series{Source: 4, Sort: offset.Seen}, uint64(0)
		for n, list := range days {
			asked := offset.Series{Source: n, Sort: offset.Question}
			for _, d := range list {
				key++
				at := start + comity.Instant(d*86400+r.IntN(86400))*comity.Second
				asked.Marks = append(asked.Marks, offset.Mark{Key: key, At: at})
				log.Marks = append(log.Marks, offset.Mark{Key: key, At: at + c.fault(at)})
				// Somebody else used the address hours later.
				log.Marks = append(log.Marks, offset.Mark{Key: key, At: at + comity.Instant(3600+r.IntN(20*3600))*comity.Second})
			}
			x.Series = append(x.Series, asked)
		}
		x.Series = append(x.Series, log)
		verdicts, _ := x.Solve()
		for n, v := range verdicts {
			want := "decla"
			if n == 4 {
				want = c.want
			}
			if got := names(v); got[:5] != want || len(v.Kept()) != 1 {
				t.Errorf("%s: source %d: %+v", c.name, n, v.Readings)
			}
		}
	}
}
