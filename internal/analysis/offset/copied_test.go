package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// Sources of a case in which a biller, two servers and the member tables of both tell of the same
// sign-ups, and providers were asked about what two of them wrote.
const (
	biller = iota
	server
	server2
	members
	members2
	provider
	provider2
	sources
)

// askedAbout is such a case. by is what a source's clock is ahead by, and asked whose stamps were
// copied into the questions.
func askedAbout(seed uint64, by map[int]comity.Instant, asked ...int) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 47))
	c := &offset.Case{Clocks: make([]offset.Clock, sources)}
	marks := map[[2]int][]offset.Mark{}
	put := func(source, sort int, key uint64, at comity.Instant) {
		marks[[2]int{source, sort}] = append(marks[[2]int{source, sort}], offset.Mark{Key: key, At: at + by[source]})
	}
	for key := range uint64(120) {
		at := start + comity.Instant(r.IntN(90*86400))*comity.Second
		log, table := server+int(key%2), members+int(key%2)
		first := at + comity.Instant(5+r.IntN(60))*comity.Second
		put(biller, offset.Payment, key, at)
		put(table, offset.SignUp, key, at+comity.Second)
		put(log, offset.Session, key, first)
		for _, of := range asked {
			shown, place := first, key+1000*uint64(1+of)
			if of == biller {
				shown = at
			} else if of != log {
				continue
			}
			put(of, offset.Seen, place, shown)
			to := provider + int(key/2%2)
			put(to, offset.Question, place, shown+by[of])
		}
	}
	addSeries(c, marks)
	return c
}

// addSeries gives c the marks of each source and sort, in their order.
func addSeries(c *offset.Case, marks map[[2]int][]offset.Mark) {
	for source := range c.Clocks {
		for sort := range int(offset.Sorts) {
			if list := marks[[2]int{source, sort}]; len(list) > 0 {
				c.Series = append(c.Series, offset.Series{Source: source, Sort: sort, Marks: list})
			}
		}
	}
}

// What providers were asked agrees with the record that it was copied from, to the second, by whatever
// clock that was written. Where two others say what that clock is off by, it is no witness.
func TestCopiesSpeakForNoClock(t *testing.T) {
	for _, c := range []struct {
		name  string
		by    map[int]comity.Instant
		asked []int
	}{
		{"all are right", nil, []int{biller, server, server2}},
		{"a server is ahead", map[int]comity.Instant{server: 1500 * comity.Second}, []int{server, server2}},
		{"a server is behind by hours", map[int]comity.Instant{server: -4 * comity.Hour}, []int{server, server2, biller}},
		{"the biller is behind", map[int]comity.Instant{biller: -400 * comity.Second}, []int{biller}},
		{"the biller is behind, and all were asked about", map[int]comity.Instant{biller: -400 * comity.Second}, []int{biller, server, server2}},
	} {
		for seed := range uint64(4) {
			verdicts, _ := askedAbout(seed, c.by, c.asked...).Solve()
			for n, v := range verdicts {
				kept := v.Kept()
				if got, want := kept[0].Ahead, c.by[n]; len(kept) != 1 || max(got-want, want-got) > 90*comity.Second {
					t.Errorf("%s, seed %d: source %d is ahead by %d s, want %d s: %+v", c.name, seed, n, got/comity.Second, want/comity.Second, v.Readings)
				}
			}
		}
	}
}

// One that says otherwise is not enough: a member table in another zone does not accuse the log that it
// differs from.
func TestOneAloneAccusesNoLog(t *testing.T) {
	for seed := range uint64(4) {
		verdicts, _ := askedAbout(seed, map[int]comity.Instant{members: 2 * comity.Hour}, server, server2, biller).Solve()
		for n, v := range verdicts {
			if declared := names(v)[:5] == "decla"; declared == (n == members) {
				t.Errorf("seed %d: source %d: %+v", seed, n, v.Readings)
			}
		}
	}
}
