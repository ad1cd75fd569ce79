package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// lost is a clock whose export lost AM and PM.
func lost() clock.Statement {
	return clock.Statement{Zone: "UTC"}.Keep([]clock.Adjustment{{Kind: clock.Declared}, {Kind: clock.AMPM, Half: true}})
}

func read(t *testing.T, src *record.Source, data string, sink record.Sink) *sheet.Parser {
	t.Helper()
	p, err := sheet.Open([]byte(data), src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p.Block([]byte(data), 0, sink)
	return p
}

func TestAPaymentHasATimeUnderEachReading(t *testing.T) {
	src := &record.Source{Kind: record.Payments, Site: "trains.example", Clock: lost(), TimeForm: "02/01/2006 15:04:05"}
	got := 0
	read(t, src, "id,time\n1,05/03/2004 03:15:00\n", record.Sink{Payment: func(p *record.Payment) {
		got++
		if len(p.Others) != 1 || p.Others[0].Lo-p.Time.Lo != 12*comity.Hour {
			t.Errorf("%v and %v", p.Time, p.Others)
		}
	}})
	if got != 1 {
		t.Errorf("%d payments", got)
	}
}

// Start and end lost their halves each for itself: three pairs have an order.
func TestAnAssignmentIsHandedOverOncePerReading(t *testing.T) {
	src := &record.Source{Kind: record.Assignments, Clock: lost(), TimeForm: "02/01/2006 15:04:05"}
	for _, c := range []struct {
		name, start, end string
		hours            []comity.Instant
		reject           record.Reason
	}{
		{"in order", "05/03/2004 03:00:00", "05/03/2004 05:00:00", []comity.Instant{2, 14, 2}, ""},
		{"only over noon", "05/03/2004 10:00:00", "05/03/2004 01:00:00", []comity.Instant{3}, ""},
		{"never", "06/03/2004 10:00:00", "05/03/2004 01:00:00", nil, table.EndBeforeStart},
	} {
		t.Run(c.name, func(t *testing.T) {
			var hours []comity.Instant
			var why record.Reason
			read(t, src, "ip,start,end,subscriber\n198.18.0.1,"+c.start+","+c.end+",line\n", record.Sink{
				Assignment: func(a *record.Assignment) {
					if !a.Doubtful || a.Reading != len(hours) || a.Ways != len(c.hours) {
						t.Errorf("%+v", a)
					}
					hours = append(hours, (a.End.Lo-a.Start.Lo)/comity.Hour)
				},
				Reject: func(r record.Reject) { why = r.Reason },
			})
			if len(hours) != len(c.hours) || why != c.reject {
				t.Fatalf("%v, %q", hours, why)
			}
			for i := range hours {
				if hours[i] != c.hours[i] {
					t.Errorf("%v", hours)
				}
			}
		})
	}
}

// A row across the hour in which the clock was put back is read also where the reading that was kept knows of no such
// hour, if the declared one does: both its ends lie in it. One that goes further back, or that goes back by the declared
// reading too, says nothing.
func TestRowsThatOnlyTheKeptReadingTurnsAround(t *testing.T) {
	kept := clock.Statement{Zone: "Europe/Rome"}.Keep([]clock.Adjustment{{Kind: clock.Zone, Zone: "UTC"}})
	for _, c := range []struct{ name, start, end, want string }{
		{"in the hour", "2003-10-26 02:50:00", "2003-10-26 02:10:00", "02:10 02:50 to 02:10 02:50"},
		{"out of it", "2003-10-26 02:50:00", "2003-10-26 03:10:00", "02:50 02:50 to 03:10 03:10"},
		{"the next night", "2003-10-27 02:50:00", "2003-10-27 02:10:00", string(table.EndBeforeStart)},
		{"three hours back", "2003-10-26 05:50:00", "2003-10-26 02:10:00", string(table.EndBeforeStart)},
	} {
		got := ""
		hm := func(i comity.Instant) string { return i.Time().Format("15:04") }
		read(t, &record.Source{Kind: record.Assignments, Clock: kept}, "ip,start,end,subscriber\n198.18.0.1,"+c.start+","+c.end+",line\n", record.Sink{
			Assignment: func(a *record.Assignment) {
				got += hm(a.Start.Lo) + " " + hm(a.Start.Hi) + " to " + hm(a.End.Lo) + " " + hm(a.End.Hi)
			},
			Reject: func(r record.Reject) { got += string(r.Reason) },
		})
		if got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// What is in force has no end to be read: its start is read under each reading, exchanged days and months too.
func TestInForceUnderReadings(t *testing.T) {
	kept := clock.Statement{Zone: "UTC"}.Keep([]clock.Adjustment{{Kind: clock.Declared}, {Kind: clock.DayMonth, Swap: true}})
	var got []string
	read(t, &record.Source{Kind: record.Assignments, Clock: kept, DateOrder: "dmy"}, "ip,start,end,subscriber\n198.18.0.1,05/03/2004 03:00:00,,line\n", record.Sink{
		Assignment: func(a *record.Assignment) { got = append(got, a.Start.Lo.Time().Format("02 Jan")) },
	})
	if diff := cmp.Diff([]string{"05 Mar", "03 May"}, got); diff != "" {
		t.Error(diff)
	}
}

// A duration in place of an end is as long under each reading; one that the source
// names beside an end leaves the pairs that are so far apart.
func TestDurationsUnderReadings(t *testing.T) {
	src := &record.Source{Kind: record.Assignments, Clock: lost(), TimeForm: "02/01/2006 15:04:05", Columns: map[string][]string{"duration": {"duration"}}}
	for _, c := range []struct {
		name, end, duration string
		want                []string
	}{
		{"in place of an end", "", "2:00:00", []string{"03 to 05", "15 to 17"}},
		{"beside one", "05/03/2004 05:00:00", "2:00:00", []string{"03 to 05", "15 to 17"}},
		{"over noon", "05/03/2004 05:00:00", "14:00:00", []string{"03 to 17"}},
		{"lost in the end", "05/03/2004 01:00:00", "10:00:00", []string{"03 to 13"}},
		{"of no pair", "05/03/2004 05:00:00", "3:00:00", []string{string(table.EndNotDuration)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			read(t, src, "ip,start,end,duration,subscriber\n198.18.0.1,05/03/2004 03:00:00,"+c.end+","+c.duration+",line\n", record.Sink{
				Assignment: func(a *record.Assignment) {
					got = append(got, a.Start.Lo.Time().Format("15")+" to "+a.End.Hi.Time().Format("15"))
				},
				Reject: func(r record.Reject) { got = append(got, string(r.Reason)) },
			})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStampsAreSurveyed(t *testing.T) {
	src := &record.Source{Kind: record.Payments, Site: "trains.example", Clock: clock.Statement{Zone: "UTC"}, DateOrder: "dmy"}
	data := "id,time\n"
	for range 30 {
		data += "1,05/03/2004 03:15:00\n"
	}
	if v := read(t, src, data, record.Sink{}).Survey(); v.Count != 30 || v.Hours[3] != 30 || v.Days[5] != 30 || v.Months[3] != 30 {
		t.Errorf("%+v", v)
	}
}
