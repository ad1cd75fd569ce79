package table_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// No reading makes rejects: what can be read as declared is read, counted, and certain of nothing. What can't be read
// as declared either is a reject, as it was before anything was found out about the clock.
func TestReadingsMakeNoRejects(t *testing.T) {
	swap, half := clock.Adjustment{Kind: clock.DayMonth, Swap: true}, clock.Adjustment{Kind: clock.AMPM, Half: true}
	utc, declared := clock.Adjustment{Kind: clock.Zone, Zone: "UTC"}, clock.Adjustment{Kind: clock.Declared}
	drift := clock.Adjustment{Kind: clock.Drift, PerDay: -comity.Minute, Origin: instant("2004-01-01T00:00:00Z"), Until: instant("2004-01-31T12:00:00Z")}
	for _, c := range []struct {
		name string
		kept []clock.Adjustment
		row  string
		want string
	}{
		{"days and months", []clock.Adjustment{swap}, "05/02/2004 10:00:00|01/03/2004 10:00:00|", "2004-02-05T09:00:00Z to 2004-03-01T09:00:00Z ways=2 turned"},
		{"days and months, in order either way", []clock.Adjustment{swap}, "05/02/2004 10:00:00|06/02/2004 10:00:00|", "2004-05-02T08:00:00Z to 2004-06-02T08:00:00Z"},
		{"days and months, kept beside", []clock.Adjustment{declared, swap}, "05/02/2004 10:00:00|01/03/2004 10:00:00|", "2004-02-05T09:00:00Z to 2004-03-01T09:00:00Z ways=1 turned"},
		{
			"a half of the day is always impossible", []clock.Adjustment{declared, half}, "05/02/2004 10:00:00|05/02/2004 03:00:00|",
			"2004-02-05T09:00:00Z to 2004-02-05T14:00:00Z ways=1",
		},
		{
			"put back in between", []clock.Adjustment{utc}, "31/10/2004 02:50:00|31/10/2004 02:10:00|",
			"2004-10-31T02:10:00Z..2004-10-31T02:50:00Z to 2004-10-31T02:10:00Z..2004-10-31T02:50:00Z ways=2 turned",
		},
		{
			"put back in between, and how long it lasted", []clock.Adjustment{utc}, "31/10/2004 01:50:00|31/10/2004 02:10:00|4800",
			"2004-10-30T23:50:00Z to 2004-10-31T00:10:00Z..2004-10-31T01:10:00Z ways=2 turned",
		},
		{
			"set right in between", []clock.Adjustment{drift}, "31/01/2004 12:59:50|31/01/2004 13:00:10|",
			"2004-01-31T12:00:10Z..2004-01-31T12:30:19.993055Z to 2004-01-31T12:00:10Z..2004-01-31T12:30:19.993055Z ways=2 turned",
		},
		{
			"put back in between, by each of two", []clock.Adjustment{utc, {Kind: clock.Zone, Zone: "UTC", Ahead: comity.Minute}}, "31/10/2004 02:50:00|31/10/2004 02:10:00|",
			"2004-10-31T02:10:00Z..2004-10-31T02:50:00Z to 2004-10-31T02:10:00Z..2004-10-31T02:50:00Z ways=2 turned",
		},
		{"a zone's name, twice", []clock.Adjustment{swap}, "05/01/2004 10:00:00 CET|07/01/2004 10:00:00 CET|", "2004-01-05T09:00:00Z to 2004-01-07T09:00:00Z turned"},
		{"a zone's name, and impossible", []clock.Adjustment{swap}, "07/01/2004 10:00:00 CET|05/01/2004 10:00:00 CET|", "reject: end before start"},
		{"impossible as declared too", []clock.Adjustment{utc}, "05/02/2004 10:00:00|05/02/2004 09:00:00|", "reject: end before start"},
		{"impossible by a declared one kept beside", []clock.Adjustment{declared, swap}, "05/02/2004 10:00:00|04/02/2004 09:00:00|", "reject: end before start"},
	} {
		src := record.Source{
			Kind: record.Assignments, DateOrder: "dmy", LengthUnit: "seconds", Columns: map[string][]string{"duration": {"duration"}},
			Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"}.Keep(c.kept),
		}
		r, err := table.Open(strings.Split("ip|subscriber|start|end|duration", "|"), &src, table.Config{})
		if err != nil {
			t.Fatal(err)
		}
		got, turned := []string{}, 0
		r.Into(record.Sink{
			Assignment: func(a *record.Assignment) {
				s := fmt.Sprintf("%s to %s", span(a.Start), span(a.End))
				if a.Doubtful {
					s += fmt.Sprintf(" ways=%d", a.Ways)
				}
				got = append(got, s)
			},
			Reject: func(j record.Reject) { got = append(got, "reject: "+string(j.Reason)) },
			Turned: func(record.Place) { turned++ },
		})
		var cells [][]byte
		for cell := range strings.SplitSeq("198.18.0.1|S1|"+c.row, "|") {
			cells = append(cells, []byte(cell))
		}
		r.Row(cells, record.Place{})
		got = append(got, slices.Repeat([]string{"turned"}, turned)...)
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func instant(s string) comity.Instant {
	var i comity.Instant
	if err := i.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return i
}

// The name of a zone that fits the digits as written decides for them: 5 July in July is summer time, 7 May as well,
// 5 January is not, whatever order was found.
func TestNamesDecideTheOrder(t *testing.T) {
	src := record.Source{Kind: record.Payments, DateOrder: "dmy", Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"}.Keep([]clock.Adjustment{{Kind: clock.DayMonth, Swap: true}})}
	got := rows(t, src, "id|time", "a|05/01/2004 10:00:00 CET", "b|07/01/2004 10:00:00 CET", "c|01/07/2004 10:00:00 CEST", "d|07/01/2004 10:00:00 PST")
	if diff := cmp.Diff([]string{"2004-01-05T09:00:00Z 0", "2004-01-07T09:00:00Z 0", "2004-07-01T08:00:00Z 0", "reject: zone abbreviation contradicts the declared zone"}, got); diff != "" {
		t.Error(diff)
	}
}
