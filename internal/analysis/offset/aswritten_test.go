package offset_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// The sources of a case of asIs.
const (
	asIsLog = iota
	asIsList
	asIsList2
	asIsProvider
	asIsSources = asIsProvider + 6
)

// asIs is a case in which a log and the member tables of its two sites tell of the same log-ins to the
// second. Providers were asked at the stamps of all of them, or at those of the log alone.
func asIs(seed uint64, faults map[int]fault, lists int, logAlone bool) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 53))
	c := &offset.Case{Clocks: make([]offset.Clock, asIsSources)}
	marks := map[[2]int][]offset.Mark{}
	put := func(source, sort int, key uint64, at comity.Instant) comity.Instant {
		if f := faults[source]; f != nil {
			at += f(at)
		}
		marks[[2]int{source, sort}] = append(marks[[2]int{source, sort}], offset.Mark{Key: key, At: at})
		return at
	}
	for key := range uint64(120) {
		at := start + comity.Instant(r.IntN(80*86400))*comity.Second
		place, to := 1000+key, asIsProvider+int(key%6)
		ask := func(source int, sort int, at comity.Instant, asked bool) {
			shown := put(source, sort, key, at)
			marks[[2]int{source, offset.Seen}] = append(marks[[2]int{source, offset.Seen}], offset.Mark{Key: place, At: shown})
			if asked {
				put(to, offset.Question, place, shown)
			}
		}
		ask(asIsLog, offset.Session, at, true)
		if list := int(key / 2 % 2); list < lists {
			ask(asIsList+list, offset.LogIn, at, !logAlone)
		}
	}
	for source := range int(asIsSources) {
		for sort := range int(offset.Sorts) {
			if list := marks[[2]int{source, sort}]; len(list) > 0 {
				c.Series = append(c.Series, offset.Series{Source: source, Sort: sort, Marks: list})
			}
		}
	}
	return c
}

// Where questions lie at the stamps of two records of one moment whose clocks differ, nobody put
// times right before asking, and what was asked speaks for neither.
func TestQuestionsAsWrittenSpeakForNoClock(t *testing.T) {
	ahead := func(by comity.Instant) fault { return func(comity.Instant) comity.Instant { return by } }
	for _, c := range []struct {
		name     string
		faults   map[int]fault
		logAlone bool
		want     map[int]string // the others stay as declared
	}{
		{"all are right", nil, false, nil},
		{"the log is ahead", map[int]fault{asIsLog: ahead(89 * comity.Second)}, false, map[int]string{asIsLog: "skew"}},
		{"the log gains", map[int]fault{asIsLog: gaining(day(-8 * comity.Second))}, false, map[int]string{asIsLog: "drift"}},
		{"a list is ahead", map[int]fault{asIsList: ahead(89 * comity.Second)}, false, map[int]string{asIsList: "skew"}},
		{"a list is ahead, and only the log was copied", map[int]fault{asIsList: ahead(89 * comity.Second)}, true, map[int]string{asIsList: "skew"}},
		{"a list and an answer are as much ahead, and only the log was copied", map[int]fault{asIsList: ahead(89 * comity.Second), asIsProvider: ahead(89 * comity.Second)}, true,
			map[int]string{asIsList: "skew", asIsProvider: "skew"}},
		{"an answer is ahead", map[int]fault{asIsProvider: ahead(700 * comity.Second)}, false, map[int]string{asIsProvider: "skew"}},
		{"the log is ahead, and an answer", map[int]fault{asIsLog: ahead(89 * comity.Second), asIsProvider: ahead(700 * comity.Second)}, false,
			map[int]string{asIsLog: "skew", asIsProvider: "skew"}},
	} {
		for seed := range uint64(2) {
			verdicts, _ := asIs(seed, c.faults, 2, c.logAlone).Solve()
			for n, v := range verdicts {
				want := c.want[n]
				if want == "" {
					want = "declared"
				}
				if got, _, _ := strings.Cut(names(v), " "); got != want {
					t.Errorf("%s, seed %d: source %d: %s, want %s: %+v", c.name, seed, n, got, want, v.Readings)
				}
			}
		}
	}
}

// A log and one list that differ: what was copied from both does not say that it is the list.
func TestQuestionsAsWrittenDecideBetweenNoTwo(t *testing.T) {
	for seed := range uint64(2) {
		faults := map[int]fault{asIsLog: func(comity.Instant) comity.Instant { return 1088 * comity.Second }}
		verdicts, _ := asIs(seed, faults, 1, false).Solve()
		for n := asIsList; n < asIsSources; n++ {
			if got := names(verdicts[n])[:8]; got != "declared" {
				t.Errorf("seed %d: source %d: %s: %+v", seed, n, got, verdicts[n].Readings)
			}
		}
	}
}
