package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// TestClockSaysWhenItWasSetRight: what a clock showed about then may be off or right, and whoever
// reads the list is told between which times.
func TestClockSaysWhenItWasSetRight(t *testing.T) {
	at := func(day int) comity.Instant {
		return comity.InstantOf(time.Date(2004, 3, day, 10, 0, 0, 0, time.UTC))
	}
	drift := func(until, right comity.Instant) run.Reading {
		return run.Reading{Kind: clock.Drift, Kept: true, Until: until, Right: right}
	}
	for _, c := range []struct {
		name    string
		reading run.Reading
		lang    string
		want    string
	}{
		{"between two moments", drift(at(2), at(9)), "en", "IT/7: the clock was set right between 2004-03-02 10:00:00 and 2004-03-09 10:00:00 "},
		{"in Italian", drift(at(2), at(9)), "it", "IT/7: l'orologio è stato rimesso a punto tra 2004-03-02 10:00:00 e 2004-03-09 10:00:00 "},
		{"at one, by a run of before", drift(at(2), 0), "en", "IT/7: the clock was set right at 2004-03-02 10:00:00 "},
		{"never", drift(0, 0), "en", ""},
		{"not kept", run.Reading{Kind: clock.Drift, Until: at(2), Right: at(9)}, "en", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			a := newApp(&out, &out, func(string) string { return "" })
			a.lang = c.lang
			a.setRight(run.SourceClock{Exhibit: "IT/7", Readings: []run.Reading{c.reading}})
			if err := a.out.Flush(); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(out.String()); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("got %q, want %q …", got, c.want)
			}
		})
	}
}
