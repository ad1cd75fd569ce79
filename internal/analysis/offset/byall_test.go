package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// answers are those to so many questions, source 1, each copied from what a log, source 0, shows: written as
// shows has it. The addresses were busy all day.
func answers(count int, shows func(int, comity.Instant) comity.Instant) *offset.Case {
	r := rand.New(rand.NewPCG(49, 1))
	log, answer := offset.Series{Source: 0, Sort: offset.Seen}, offset.Series{Source: 1, Sort: offset.Question}
	for i := range count {
		at := start + comity.Instant(r.IntN(90*86400))*comity.Second
		answer.Marks = append(answer.Marks, offset.Mark{Key: uint64(i), At: shows(i, at)})
		log.Marks = append(log.Marks, offset.Mark{Key: uint64(i), At: at})
		for range 20 {
			log.Marks = append(log.Marks, offset.Mark{Key: uint64(i), At: at + comity.Instant(r.IntN(2*86400)-86400)*comity.Second})
		}
	}
	return &offset.Case{Clocks: make([]offset.Clock, 2), Series: []offset.Series{log, answer}}
}

// What was asked was copied from a record to the second: four questions at one distance tell of an answer's
// clock, if they are most of all and none stands where it is written.
func TestAFewQuestionsTellOfAClock(t *testing.T) {
	// A clock that is behind by an hour, and from day 45 on by two.
	behind := func(at comity.Instant) comity.Instant {
		if at < start+45*comity.Day {
			return comity.Hour
		}
		return 2 * comity.Hour
	}
	hours := func(n int, at comity.Instant) comity.Instant { return at + 2*comity.Hour }
	for name, c := range map[string]struct {
		asked int
		shows func(int, comity.Instant) comity.Instant
		want  string
	}{
		"another zone":                   {6, hours, "zone 2;"},
		"four":                           {4, hours, "zone 2;"},
		"three":                          {3, hours, "declared 0;"},
		"a skew":                         {5, func(n int, at comity.Instant) comity.Instant { return at + 100*comity.Second }, "skew 0;"},
		"right":                          {6, func(n int, at comity.Instant) comity.Instant { return at }, "declared 0;"},
		"over the change of summer time": {8, func(n int, at comity.Instant) comity.Instant { return at - behind(at) }, "zone Europe/Rome;"},
		"right, for one":                 {7, func(n int, at comity.Instant) comity.Instant { return at + comity.Instant(min(n, 1))*2*comity.Hour }, "declared 0;"},
		"each by its own":                {7, func(n int, at comity.Instant) comity.Instant { return at + comity.Instant(n+1)*17*comity.Minute }, "declared 0;"},
	} {
		x := answers(c.asked, c.shows)
		x.Clocks[1].Rewrite = []offset.Rewrite{{Adjustment: clock.Adjustment{Kind: clock.Zone, Zone: "Europe/Rome"}, Of: func(at comity.Instant) comity.Instant { return at + behind(at) }}}
		verdicts, _ := x.Solve()
		if got := names(verdicts[1]); got != c.want || names(verdicts[0]) != "declared 0;" {
			t.Errorf("%s: %s, want %s: %+v", name, got, c.want, verdicts)
		}
	}
}

// A table that shares a few visits with each of many logs, with none enough to differ from it, is in
// another zone if all together say so.
func TestAllTogetherTellOfAZone(t *testing.T) {
	for by, want := range map[comity.Instant]string{0: "declared 0;", 4 * comity.Hour: "zone 4;"} {
		r := rand.New(rand.NewPCG(49, 2))
		x := &offset.Case{Clocks: make([]offset.Clock, 9)}
		table := offset.Series{Source: 0, Sort: offset.LogIn}
		for n := 1; n <= 8; n++ {
			log := offset.Series{Source: n, Sort: offset.Leave}
			for i := range 5 {
				key, at := uint64(10*n+i), start+comity.Instant(r.IntN(90*86400))*comity.Second
				table.Marks = append(table.Marks, offset.Mark{Key: key, At: at + by})
				log.Marks = append(log.Marks, offset.Mark{Key: key, At: at})
			}
			x.Series = append(x.Series, log)
		}
		// Two logs that share enough with another table say what is usual between them.
		other := offset.Series{Source: 8, Sort: offset.LogIn}
		for i := range uint64(40) {
			at := start + comity.Instant(r.IntN(90*86400))*comity.Second
			other.Marks = append(other.Marks, offset.Mark{Key: 1000 + i, At: at})
			x.Series[0].Marks = append(x.Series[0].Marks, offset.Mark{Key: 1000 + i, At: at})
		}
		x.Series = append(x.Series, other, table)
		verdicts, _ := x.Solve()
		if got := names(verdicts[0]); got != want {
			t.Errorf("%d h off: %s, want %s: %+v", by/comity.Hour, got, want, verdicts[0])
		}
	}
}

// One address that is used at the same hours every day tells of no clock, however often it is asked about: what
// was asked was copied from a log that is not there.
func TestOneBusyAddressTellsOfNoClock(t *testing.T) {
	log, answer := offset.Series{Source: 0, Sort: offset.Seen}, offset.Series{Source: 1, Sort: offset.Question}
	for week := range 4 {
		at := start + comity.Instant(10+7*week)*comity.Day
		log.Marks = append(log.Marks, offset.Mark{Key: 1, At: at}, offset.Mark{Key: 1, At: at + 6*comity.Hour})
		answer.Marks = append(answer.Marks, offset.Mark{Key: 1, At: at + 20*comity.Minute})
	}
	verdicts, _ := (&offset.Case{Clocks: make([]offset.Clock, 2), Series: []offset.Series{log, answer}}).Solve()
	if got := names(verdicts[1]); got != "declared 0;" {
		t.Errorf("%s: %+v", got, verdicts[1])
	}
}

// Addresses that many share are busy in every log, so that four of six questions lie at one distance by chance.
func TestBusyAddressesTellOfNoClock(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 49))
		x := &offset.Case{Clocks: make([]offset.Clock, 11)}
		answer := offset.Series{Source: 10, Sort: offset.Question}
		for key := range uint64(6) {
			answer.Marks = append(answer.Marks, offset.Mark{Key: key, At: start + comity.Instant(r.IntN(90*86400))*comity.Second})
		}
		for n := range 10 {
			log := offset.Series{Source: n, Sort: offset.Seen}
			for _, m := range answer.Marks {
				for range 150 {
					log.Marks = append(log.Marks, offset.Mark{Key: m.Key, At: m.At + comity.Instant(r.IntN(2*86400)-86400)*comity.Second})
				}
			}
			x.Series = append(x.Series, log)
		}
		x.Series = append(x.Series, answer)
		if verdicts, _ := x.Solve(); names(verdicts[10]) != "declared 0;" {
			t.Errorf("seed %d: %+v", seed, verdicts[10])
		}
	}
}

// People of some sites take minutes longer than those of others. One of a slow site that shares a few
// sign-ups with each of three billers is no more wrong for what all three say together.
func TestASlowSiteIsNotWrongByAllTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 49))
	x := &offset.Case{Clocks: make([]offset.Clock, 10)}
	billers := []offset.Series{{Source: 0, Sort: offset.Payment}, {Source: 1, Sort: offset.Payment}, {Source: 2, Sort: offset.Payment}}
	for n := 3; n < 10; n++ {
		table, count, wait := offset.Series{Source: n, Sort: offset.SignUp}, 40, 60+150*(n-3)
		if n == 9 {
			count, wait = 12, 780
		}
		for b := range billers {
			for p := range count {
				key, at := uint64(1000*n+100*b+p), start+comity.Instant(r.IntN(90*86400))*comity.Second
				table.Marks = append(table.Marks, offset.Mark{Key: key, At: at})
				billers[b].Marks = append(billers[b].Marks, offset.Mark{Key: key, At: at + comity.Instant(wait+r.IntN(120))*comity.Second})
			}
		}
		x.Series = append(x.Series, table)
	}
	x.Series = append(x.Series, billers...)
	verdicts, _ := x.Solve()
	for n, v := range verdicts {
		if names(v) != "declared 0;" {
			t.Errorf("source %d: %+v", n, v)
		}
	}
}
