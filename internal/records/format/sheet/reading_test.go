package sheet_test

import (
	"testing"

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
					if !a.Doubtful || a.Reading != len(hours) {
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

// A zone's short name chooses one of the declared zone's offsets; one that the
// zone does not use is no time of it.
func TestShortNamesOfZones(t *testing.T) {
	for _, c := range []struct {
		zone, stamp string
		want        string // "" for a reject
	}{
		{"America/Los_Angeles", "2004-01-05 10:00:00 PST", "2004-01-05T18:00:00Z"},
		{"America/Los_Angeles", "2004-07-05 10:00:00 PDT", "2004-07-05T17:00:00Z"},
		{"America/Los_Angeles", "2004-10-31 01:30:00 PDT", "2004-10-31T08:30:00Z"}, // the hour that occurs twice
		{"America/Los_Angeles", "2004-10-31 01:30:00 PST", "2004-10-31T09:30:00Z"},
		{"Europe/Rome", "2004-01-05 10:00:00 PST", ""},
		{"Europe/Rome", "2004-01-05 10:00:00 CEST", ""},
		{"UTC", "2004-01-05 10:00:00 GMT", "2004-01-05T10:00:00Z"},
		{"UTC", "2004-01-05 10:00:00 PST", ""},
		{"Europe/London", "2004-01-05 10:00:00 GMT", "2004-01-05T10:00:00Z"},
		{"Europe/London", "2004-07-05 10:00:00 GMT", ""},
	} {
		src := &record.Source{Kind: record.Payments, Site: "trains.example", Clock: clock.Statement{Zone: c.zone}, TimeForm: "2006-01-02 15:04:05 MST"}
		got := ""
		read(t, src, "id,time\n1,"+c.stamp+"\n", record.Sink{Payment: func(p *record.Payment) {
			if got = p.Time.Lo.String(); p.Time.Lo != p.Time.Hi {
				got += " … " + p.Time.Hi.String()
			}
		}})
		if got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.stamp, c.zone, got, c.want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		decimal, text string
		want          int64 // -1: a reject
	}{
		{"", "24.90", 2490}, {"", "1,234.50", -1}, {".", "1,234.50", 123450}, {".", "1,234", 123400}, {".", "12,34.50", -1}, {".", "1,234,5", -1},
		{",", "1.234,50", 123450}, {",", "1 234 567,5", 123456750}, {",", "1'234,50", 123450}, {",", "1.234 567,50", -1}, {",", "24.90", -1},
		{"minor", "2490", 2490}, {"minor", "24.90", -1}, {",", "-1.234,50", -123450},
	} {
		src := &record.Source{Kind: record.Payments, Site: "trains.example", Clock: clock.Statement{Zone: "UTC"}, Decimal: c.decimal}
		got := int64(-1)
		read(t, src, "id;time;amount\n1;2004-01-05 10:00:00;"+c.text+"\n", record.Sink{Payment: func(p *record.Payment) { got = p.Amount }})
		if got != c.want {
			t.Errorf("%q with decimal %q: %d, want %d", c.text, c.decimal, got, c.want)
		}
	}
}

func TestDurations(t *testing.T) {
	for _, c := range []struct {
		length string
		want   comity.Instant // seconds; -1: a reject
	}{{"3600", 3600}, {"1:02:03", 3723}, {"100:00:00", 360000}, {"62:03", -1}, {"1h", -1}, {"1:2:3", -1}} {
		src := &record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}}
		got := comity.Instant(-1)
		read(t, src, "ip,start,duration,subscriber\n198.18.0.1,2004-01-05 10:00:00,"+c.length+",line\n", record.Sink{Assignment: func(a *record.Assignment) {
			if got = (a.End.Lo - a.Start.Lo) / comity.Second; a.Open {
				t.Error("open")
			}
		}})
		if got != c.want {
			t.Errorf("%q: %d, want %d", c.length, got, c.want)
		}
	}
}
