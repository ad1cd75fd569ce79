package table_test

import (
	"fmt"
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Dates as ISO writes them have no order that anybody states. That day and month changed places in
// them is told by rows that end before they begin, of leases and of answers alike; a row without
// an end began before it was asked for.
func TestRowsOfWhichDatesChangedPlaces(t *testing.T) {
	columns := []string{"ip", "start", "end", "subscriber", "asked_ip", "asked_time"}
	for _, kind := range []record.Kind{record.Assignments, record.Answers} {
		for _, open := range []bool{false, true} {
			if open && kind == record.Assignments {
				continue
			}
			for _, swapped := range []bool{false, true} {
				src := record.Source{Kind: kind, Clock: clock.Statement{Zone: "UTC", Basis: "letter"}}
				r, err := table.Open(columns, &src, table.Config{})
				if err != nil {
					t.Fatal(err)
				}
				r.Into(record.Sink{})
				for i := range 10 {
					start, asked, end := "2013-03-%02d 10:00:00", "2013-03-15 10:00:00", "2013-04-02 10:00:00"
					if swapped {
						start, end = "2013-%02d-03 10:00:00", "2013-02-04 10:00:00"
					}
					if open {
						asked, end = end, ""
					}
					row := []string{"192.0.2.1", fmt.Sprintf(start, 3+i), end, "s", "192.0.2.1", asked}
					cells := make([][]byte, len(row))
					for k, v := range row {
						cells[k] = []byte(v)
					}
					r.Row(cells, record.Place{})
				}
				v := r.Survey()
				if got := v.Exchanged(); got != swapped {
					t.Errorf("%s, open %v: exchanged: %v, want %v (%d only exchanged, %d only as written)", kind, open, got, swapped, v.Turned, v.Upright)
				}
			}
		}
	}
}

// A host's list of what it rented out, in the order in which that began, of which nothing has ended.
func TestAListOfRentalsOfWhichDatesChangedPlaces(t *testing.T) {
	src := record.Source{Kind: record.Assignments, DateOrder: "dmy", Clock: clock.Statement{Zone: "UTC", Basis: "letter"}}
	r, err := table.Open([]string{"ip", "start", "end", "subscriber"}, &src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r.Into(record.Sink{})
	for _, start := range []string{
		"16/11/2001 04:04:19", "07/06/2002 02:42:15", "17/11/2002 03:05:47", "01/09/2003 10:24:53", "01/10/2003 18:27:16",
		"24/01/2003 01:42:48", "04/12/2003 23:27:19", "21/12/2003 02:46:53", "01/09/2004 06:24:01",
	} {
		r.Row([][]byte{[]byte("192.0.2.1"), []byte(start), nil, []byte("s")}, record.Place{})
	}
	if v := r.Survey(); !v.Exchanged() {
		t.Errorf("not exchanged: %+v", v.Begun)
	}
}
