package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/records/clock"
)

func (a *app) clockCommand() *cobra.Command {
	c := a.command("clock CASE", "Show what is known of every source's clock",
		`Shows for every source what is stated of its clock, which readings the last
check kept or excluded and why, and the offsets that it measured between sources.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				clocks, err := c.Clocks(ctx)
				if err != nil {
					return err
				}
				if a.json {
					return a.emit(clocks)
				}
				a.clocks(clocks)
				return nil
			})
		})
	return a.withJSON(c, "the clocks as one JSON document")
}

// clocks prints the readings by source, then the offsets with a plot.
func (a *app) clocks(c run.Clocks) {
	w := a.words()
	t := &table{columns: []column{
		{title: w.Ref, give: true}, {title: w.Zone}, {title: w.Reading}, {title: w.Kept}, {title: w.Seconds, right: true},
		{title: w.Pairs, right: true}, {title: w.Reason, give: true},
	}}
	for _, s := range c.Sources {
		for _, r := range s.Readings {
			zone, kept := s.Statement.Zone, w.No
			if r.Zone != "" {
				zone = r.Zone
			}
			if r.Kept {
				kept = w.Yes
			}
			t.add(s.Exhibit, zone, string(r.Kind), kept, short(r), count(r.Pairs), w.reason(r.Reason))
		}
	}
	a.table(t)
	for _, s := range c.Sources {
		if s.Turned > 0 {
			a.print("\n"+w.TurnedOf+"\n", s.Exhibit, s.Turned)
		}
		a.setRight(s)
	}
	if len(c.Offsets) == 0 {
		return
	}
	a.print("\n%s\n", w.OffsetsTitle)
	a.table(offsetTable(c.Offsets, w))
}

// setRight says when a clock that gained was set right, by what it showed itself.
func (a *app) setRight(s run.SourceClock) {
	for _, r := range s.Readings {
		switch {
		case !r.Kept || r.Until == 0:
		case r.Right == 0:
			a.print("\n"+a.words().SetRightAt+"\n", s.Exhibit, r.Until.Time().Format(time.DateTime))
		default:
			a.print("\n"+a.words().SetRight+"\n", s.Exhibit, r.Until.Time().Format(time.DateTime), r.Right.Time().Format(time.DateTime))
		}
	}
}

func offsetTable(list []run.Offset, w words) *table {
	t := &table{columns: []column{
		{title: "a", give: true}, {title: "b", give: true}, {title: w.Seconds, right: true}, {title: "95 %", align: true},
		{title: w.Pairs, right: true}, {title: w.Plot},
	}}
	for _, o := range list {
		t.add(o.A, o.B, seconds(o.Seconds), seconds(o.Low)+" … "+seconds(o.High), count(o.Pairs), plot(o))
	}
	return t
}

// short is the error of a reading, with its margin where that is a second or more: of a drift what it gains a day.
func short(r run.Reading) string {
	switch r.Kind {
	case clock.Declared, clock.DayMonth:
		return ""
	case clock.AMPM:
		return "±43200"
	case clock.Drift:
		return seconds(r.Seconds) + "/d"
	}
	if r.Margin >= 1e6 {
		return seconds(r.Seconds) + " ±" + seconds(r.Margin)[1:]
	}
	return seconds(r.Seconds)
}

func seconds(s run.Seconds6) string {
	return strings.TrimSuffix(fmt.Sprintf("%+.1f", float64(s)/1e6), ".0")
}

// half is how many places a plot has either side of zero.
const half = 12

// plot draws an offset's interval on a scale that grows by tens: a place for each
// third of a power of ten of seconds, zero in the middle.
func plot(o run.Offset) string {
	line := []rune(strings.Repeat("·", 2*half+1))
	line[half] = '|'
	for i := place(o.Low); i <= place(o.High); i++ {
		line[half+i] = '-'
	}
	line[half+place(o.Seconds)] = '●'
	return string(line)
}

// place is where a length of time lies on the scale of a plot.
func place(s run.Seconds6) int {
	n, size := 0, s
	if size < 0 {
		size = -size
	}
	for _, step := range [...]run.Seconds6{1, 2, 5, 10, 30, 60, 300, 900, 3600, 10_800, 43_200} {
		if size >= step*1e6 {
			n++
		}
	}
	if s < 0 {
		return -n
	}
	return n
}
