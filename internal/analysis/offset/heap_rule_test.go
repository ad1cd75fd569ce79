package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// dialled is a clock whose stamps lost which half of the day they are of.
func dialled(t comity.Instant) comity.Instant {
	switch hour := t % comity.Day / comity.Hour; {
	case hour == 0:
		return comity.Day / 2
	case hour > 12:
		return -comity.Day / 2
	}
	return 0
}

// A journal that lost the half of the day still measures the logs to the second, and is itself blamed
// for nothing else.
func TestAJournalWithoutHalvesMeasuresLogs(t *testing.T) {
	logs := []fault{right, ahead(42 * comity.Second), ahead(-6 * comity.Hour), right, ahead(-630 * comity.Second), ahead(5 * comity.Hour), right}
	c := journal(5, logs...)
	all := &c.Series[len(c.Series)-1]
	for i := range all.Marks {
		all.Marks[i].At += dialled(all.Marks[i].At)
	}
	c.Clocks[0].Half = true
	verdicts, _ := c.Solve()
	for n, f := range logs {
		r := verdicts[n+1].Readings
		if want := f(start); want == 0 && len(r) != 1 || want != 0 && (len(r) != 2 || r[0].Kept || r[1].Seconds != want) {
			t.Errorf("log %d is ahead by %d s: %+v", n+1, want/comity.Second, r)
		}
	}
	if r := verdicts[0].Readings; len(r) != 2 || !r[0].Kept || !r[1].Kept || !r[1].Half {
		t.Errorf("journal: %+v", r)
	}
}

// Of a few pairs with a source in another zone nobody knows on which side of its summer time they are.
func TestAnErrorBesideAnotherZoneIsNoHour(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	c := &offset.Case{Clocks: make([]offset.Clock, 5)}
	hub := offset.Series{Source: 4, Sort: offset.Question} // in another zone: -12600 s until day 60, then an hour less
	for n := range 4 {
		log := offset.Series{Source: n, Sort: offset.Seen}
		for i := range 30 {
			at, zone := start+comity.Instant(r.IntN(60*86400))*comity.Second, -12600*comity.Second
			if n == 3 { // what it was asked about of this log is all of later
				at, zone = at+60*comity.Day, zone-comity.Hour
			}
			key := uint64(100*n + i)
			mark := offset.Mark{Key: key, At: at}
			if n == 3 {
				mark.At += 42 * comity.Second
			}
			log.Marks = append(log.Marks, mark)
			hub.Marks = append(hub.Marks, offset.Mark{Key: key, At: at + zone})
		}
		c.Series = append(c.Series, log)
	}
	c.Series = append(c.Series, hub)
	verdicts, _ := c.Solve()
	if v := verdicts[3].Readings; len(v) != 2 || v[0].Kept || v[1].Seconds != 42*comity.Second {
		t.Errorf("42 s ahead: %+v", v)
	}
	for n := range 3 {
		if len(verdicts[n].Readings) != 1 {
			t.Errorf("log %d is right: %+v", n, verdicts[n].Readings)
		}
	}
}

// A gain that never came to more than a heap is wide looks like a slower one of all the time.
func TestASmallGainUntilTheClockWasSetRight(t *testing.T) {
	for _, days := range []int{40, 60, 64} {
		verdicts, _ := journal(9, right, until(days, gaining(day(3*comity.Second))), right, right).Solve()
		r := verdicts[2].Readings
		if len(r) != 2 || r[1].Kind != clock.Drift || r[1].Until == 0 || max(r[1].PerDay-3*comity.Second, 3*comity.Second-r[1].PerDay) > comity.Second/3 {
			t.Errorf("until day %d: %+v", days, r)
		}
	}
}

// Summer time excuses an hour, but is no reason to believe in one: of two zones that leave nothing off, the one
// that needs no excuse is right.
func TestSummerTimeIsNoReason(t *testing.T) {
	logs := []fault{right, right, right, right, ahead(comity.Hour), right}
	c := journal(6, logs...)
	all := &c.Series[len(c.Series)-1]
	for i := range all.Marks {
		all.Marks[i].At += 3 * comity.Hour
	}
	verdicts, _ := c.Solve()
	if r := verdicts[0].Readings; len(r) != 2 || r[0].Kept || r[1].Seconds != 3*comity.Hour {
		t.Errorf("three hours ahead: %+v", r)
	}
	for n, f := range logs {
		if r := verdicts[n+1].Readings; f(start) == 0 && len(r) != 1 {
			t.Errorf("log %d is right: %+v", n+1, r)
		}
	}
}

// Nor does it hide a small gain of a log until that was set right.
func TestAJournalWithoutHalvesSeesAGain(t *testing.T) {
	for seed := range uint64(3) {
		c := journal(seed, right, until(35, gaining(day(-4*comity.Second))), right, ahead(6*comity.Hour))
		all := &c.Series[len(c.Series)-1]
		for i := range all.Marks {
			all.Marks[i].At += dialled(all.Marks[i].At)
		}
		c.Clocks[0].Half = true
		verdicts, _ := c.Solve()
		for n, want := range []clock.Kind{clock.AMPM, clock.Declared, clock.Drift, clock.Declared, clock.Zone} {
			if r := verdicts[n].Readings; r[len(r)-1].Kind != want || n == 2 && (r[0].Kept || r[1].Until == 0) {
				t.Errorf("seed %d, source %d: %+v", seed, n, r)
			}
		}
	}
}
