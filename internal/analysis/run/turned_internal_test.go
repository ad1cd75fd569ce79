package run

import (
	"testing"
	"time"

	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// An assignment in order as declared speaks against a reading that ends it before it begins: by more than what
// stamps that mean two times leave open, and by more than the reading is known to.
func TestTurns(t *testing.T) {
	at := func(s string) comity.Instant {
		i, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return comity.InstantOf(i)
	}
	swap, utc := clock.Adjustment{Kind: clock.DayMonth, Swap: true}, clock.Adjustment{Kind: clock.Zone, Zone: "UTC"}
	rome := clock.Adjustment{Kind: clock.Zone, Zone: "Europe/Rome"}
	for _, c := range []struct {
		name       string
		zone       string
		adjust     clock.Adjustment
		start, end string // UTC, as declared
		want       bool
	}{
		{"put back in Rome, and nowhere", "Europe/Rome", utc, "2004-10-31 00:50:00", "2004-10-31 01:10:00", true},
		{"after it was put back", "Europe/Rome", utc, "2004-10-31 01:10:00", "2004-10-31 01:50:00", false},
		{"in an hour that Rome passes over", "UTC", rome, "2004-03-28 01:50:00", "2004-03-28 02:10:00", false},
		{"another month", "UTC", swap, "2004-02-05 10:00:00", "2004-03-01 10:00:00", true},
		{"the next day", "UTC", swap, "2004-02-05 10:00:00", "2004-02-06 10:00:00", false},
		{"set right, known to a minute", "UTC", clock.Adjustment{Ahead: -comity.Minute, Until: at("2004-02-05 10:00:00"), Margin: comity.Minute}, "2004-02-05 09:59:59", "2004-02-05 10:00:10", false},
		{"set right by ten", "UTC", clock.Adjustment{Ahead: -10 * comity.Minute, Until: at("2004-02-05 10:00:00"), Margin: comity.Minute}, "2004-02-05 09:59:59", "2004-02-05 10:00:10", true},
		{"out of order as declared", "Europe/Rome", utc, "2004-10-31 01:10:00", "2004-10-31 00:50:00", false},
	} {
		declared, err := clock.Readings(clock.Statement{Zone: c.zone})
		if err != nil {
			t.Fatal(err)
		}
		turns := turner{declared[0].Rewritten(c.adjust), 0, 2 * (c.adjust.Margin + comity.Second)}
		if got := turns.turns(at(c.start), at(c.end)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// One assignment of several addresses is one, in however many prefixes it stands.
func TestTurningCountsAssignments(t *testing.T) {
	at := func(m, d int) clock.Span {
		i := clock.Civil(2004, m, d)
		return clock.Span{Lo: i, Hi: i}
	}
	b := crosscheck.NewBatch(1)
	b.Add(&record.Assignment{First: comity.AddrV4(198<<24 | 1), Last: comity.AddrV4(198<<24 | 14), Start: at(2, 5), End: at(3, 1), Subscriber: "a"}, 0)
	x, err := crosscheck.Build([]*crosscheck.Batch{b}, []string{"p"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	c := &computation{index: x, skews: make([]comity.Instant, 1), exhibits: make([]Exhibit, 1)}
	c.exhibits[0].Source = record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}}
	v := []offset.Verdict{{Readings: []offset.Reading{{Why: offset.Off}, {Adjustment: clock.Adjustment{Kind: clock.DayMonth, Swap: true}, Kept: true}}}}
	c.doubtTurning(v)
	if v[0].Readings[0].Kept {
		t.Error("one assignment speaks against the reading")
	}
}
