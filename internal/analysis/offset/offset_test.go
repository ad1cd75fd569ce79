package offset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// The tests build two kinds of world: a member table that states last visits and
// the logs of several sites that show them to the second, and payments that are
// followed by a session after a human delay. Clock faults are added to the marks.

const start = 1_072_915_200 * comity.Second // 2004-01-01

// error of a clock at a true time.
type fault func(t comity.Instant) comity.Instant

func right(comity.Instant) comity.Instant { return 0 }
func ahead(by comity.Instant) fault       { return func(comity.Instant) comity.Instant { return by } }
func gaining(a day) fault {
	return func(t comity.Instant) comity.Instant {
		return (t - start) / comity.Second * comity.Instant(a) / 86400
	}
}

// day is a gain in microseconds a day.
type day comity.Instant

// world is one member table, source 0, and a log for each fault.
func world(seed uint64, people int, faults ...fault) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 7))
	c := &offset.Case{Clocks: make([]offset.Clock, len(faults))}
	table := offset.Series{Source: 0, Sort: offset.LogIn}
	for n := 1; n < len(faults); n++ {
		log := [2]offset.Series{{Source: n, Sort: offset.Session}, {Source: n, Sort: offset.Leave}}
		for p := range people {
			key, at := uint64(n*10_000+p), start
			for range 20 {
				at += comity.Instant(r.IntN(6*86400)) * comity.Second
				end := at + comity.Instant(60+r.IntN(1200))*comity.Second
				log[0].Marks = append(log[0].Marks, offset.Mark{Key: key, At: at + faults[n](at)})
				log[1].Marks = append(log[1].Marks, offset.Mark{Key: key, At: end + faults[n](end)})
				if at > start+60*comity.Day {
					table.Marks = append(table.Marks, offset.Mark{Key: key, At: end + faults[0](end)})
					break
				}
			}
		}
		c.Series = append(c.Series, log[0], log[1])
	}
	c.Series = append(c.Series, table)
	return c
}

func TestClocksThatAgreeAreLeftAlone(t *testing.T) {
	for seed := range uint64(20) {
		verdicts, offsets := world(seed, 60, right, right, right, right).Solve()
		for n, v := range verdicts {
			if len(v.Readings) != 1 || !v.Readings[0].Kept || v.Readings[0].Kind != clock.Declared {
				t.Errorf("seed %d, source %d: %+v", seed, n, v.Readings)
			}
		}
		if len(offsets) < 3 {
			t.Errorf("seed %d: %d offsets measured", seed, len(offsets))
		}
	}
}

func TestAWrongClockIsFoundAndNamed(t *testing.T) {
	for _, c := range []struct {
		name    string
		fault   fault
		kind    clock.Kind
		seconds comity.Instant
		within  comity.Instant
	}{
		{"skew", ahead(37 * comity.Second), clock.Skew, 37 * comity.Second, comity.Second},
		{"skew backwards", ahead(-333 * comity.Second), clock.Skew, -333 * comity.Second, comity.Second},
		{"skew next to a quarter of an hour", ahead(889 * comity.Second), clock.Skew, 889 * comity.Second, comity.Second},
		{"zone", ahead(-7 * comity.Hour), clock.Zone, -7 * comity.Hour, 0},
		{"half an hour's zone", ahead(330 * comity.Minute), clock.Zone, 330 * comity.Minute, 0},
		{"drift", gaining(day(20 * comity.Second)), clock.Drift, 20 * comity.Second, comity.Second / 2},
		{"slow drift", gaining(day(-3 * comity.Second)), clock.Drift, -3 * comity.Second, comity.Second / 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(10) {
				verdicts, _ := world(seed, 60, right, right, c.fault, right, right).Solve()
				for n, v := range verdicts {
					if n != 2 {
						if len(v.Readings) != 1 {
							t.Errorf("seed %d: source %d is right: %+v", seed, n, v.Readings)
						}
						continue
					}
					if len(v.Readings) != 2 || v.Readings[0].Kept || !v.Readings[1].Kept || v.Readings[1].Kind != c.kind {
						t.Fatalf("seed %d: %+v", seed, v.Readings)
					}
					if got := v.Readings[1].Seconds; max(got-c.seconds, c.seconds-got) > c.within {
						t.Errorf("seed %d: off by %v, measured %v", seed, c.seconds, got)
					}
				}
			}
		})
	}
}

// Of two sources that differ, with nothing beside them, none can be called wrong.
func TestOneOfTwoIsLeftOpen(t *testing.T) {
	verdicts, _ := world(1, 60, right, ahead(90*comity.Second)).Solve()
	for n, v := range verdicts {
		if len(v.Readings) != 2 || !v.Readings[0].Kept || !v.Readings[1].Kept || v.Readings[1].Why != offset.OneOfTwo {
			t.Errorf("source %d: %+v", n, v.Readings)
		}
	}
}

// The table that all logs are compared with is blamed when it is the one.
func TestTheHubIsBlamed(t *testing.T) {
	verdicts, _ := world(2, 60, ahead(-45*comity.Second), right, right, right).Solve()
	for n, v := range verdicts {
		if wrong := len(v.Readings) == 2; wrong != (n == 0) {
			t.Errorf("source %d: %+v", n, v.Readings)
		}
	}
}

func TestPairsThatMeanNothingMeasureNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	c := &offset.Case{Clocks: make([]offset.Clock, 2)}
	for n := range 2 {
		s := offset.Series{Source: n, Sort: []int{offset.Payment, offset.Session}[n]}
		for range 5000 {
			s.Marks = append(s.Marks, offset.Mark{Key: uint64(r.IntN(200)), At: start + comity.Instant(r.IntN(90*86400))*comity.Second})
		}
		c.Series = append(c.Series, s)
	}
	verdicts, offsets := c.Solve()
	if len(offsets) > 0 || slices.ContainsFunc(verdicts, func(v offset.Verdict) bool { return len(v.Readings) > 1 }) {
		t.Error(offsets, verdicts)
	}
}

// Half of the visits that the table states lie half a day off.
func TestLostHalvesOfTheDay(t *testing.T) {
	half := func(t comity.Instant) comity.Instant {
		if t%comity.Day >= 13*comity.Hour {
			return -12 * comity.Hour
		}
		return 0
	}
	c := world(4, 60, half, right, right, right)
	c.Clocks[0].Half = true
	verdicts, _ := c.Solve()
	if v := verdicts[0]; len(v.Readings) != 2 || !v.Readings[1].Kept || v.Readings[1].Why != offset.BothHalves {
		t.Errorf("lost: %+v", v.Readings)
	}
	c = world(4, 60, right, right, right, right)
	c.Clocks[0].Half = true // no hour above twelve was seen, by chance
	verdicts, _ = c.Solve()
	if v := verdicts[0]; len(v.Readings) != 2 || !v.Readings[0].Kept || v.Readings[1].Kept {
		t.Errorf("not lost: %+v", v.Readings)
	}
}

// Accounts come back to one line over many assignments; the provider's clock is
// an hour ahead.
func TestAProvidersClockIsMeasuredByWhatLiesInItsAssignments(t *testing.T) {
	for _, fault := range []comity.Instant{0, comity.Hour, -3 * comity.Hour} {
		c := &offset.Case{Clocks: make([]offset.Clock, 4)}
		r := rand.New(rand.NewPCG(9, 9))
		for event := range 3 {
			var claims []offset.Claim
			for account := range uint64(40) {
				for i := range uint64(12) {
					length := comity.Instant(1+r.IntN(4)) * comity.Hour
					into := comity.Instant(r.Int64N(int64(length)))
					claims = append(claims, offset.Claim{Account: account, Subscriber: account, Assignment: 100*account + i, At: start + comity.Instant(i)*3*comity.Day, Low: fault - into, High: fault - into + length})
				}
			}
			c.Claim(event, 3, claims...)
		}
		verdicts, _ := c.Solve()
		v := verdicts[3]
		switch {
		case fault == 0 && len(v.Readings) != 1:
			t.Errorf("right: %+v", v.Readings)
		case fault != 0 && (len(v.Readings) != 2 || v.Readings[1].Kind != clock.Zone || v.Readings[1].Seconds != fault):
			t.Errorf("off by %v: %+v", fault, v.Readings)
		}
	}
}

func TestOrderOfMarksDoesNotMatter(t *testing.T) {
	a, b := world(5, 40, right, right, ahead(comity.Minute), right), world(5, 40, right, right, ahead(comity.Minute), right)
	for i := range b.Series {
		slices.Reverse(b.Series[i].Marks)
	}
	va, oa := a.Solve()
	vb, ob := b.Solve()
	if !slices.Equal(oa, ob) || !slices.EqualFunc(va, vb, func(x, y offset.Verdict) bool { return slices.Equal(x.Readings, y.Readings) }) {
		t.Error("differs")
	}
}
