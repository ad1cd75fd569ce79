package export_test

import (
	"testing"
	"time"

	"comity/internal/simulate/export"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// TestFaults compares what a faulty clock shows with what a believing reader makes of it.
func TestFaults(t *testing.T) {
	rome, kolkata := zone(t, "Europe/Rome"), zone(t, "Asia/Kolkata")
	summer := time.Date(2004, 7, 3, 13, 5, 0, 0, time.UTC).Unix() // 15:05 in Rome
	night := time.Date(2004, 7, 14, 22, 30, 0, 0, time.UTC).Unix()
	for _, c := range []struct {
		name  string
		fault *export.Fault
		at    int64
		shows string
		off   int64 // read less true
	}{
		{"right", nil, summer, "2004-07-03 15:05:00", 0},
		{"skew", &export.Fault{Kind: export.Skew, Seconds: -90}, summer, "2004-07-03 15:03:30", -90},
		{"drift", &export.Fault{Kind: export.Drift, Seconds: 10, Since: summer - 3*86400}, summer, "2004-07-03 15:05:30", 30},
		{"set right", &export.Fault{Kind: export.Drift, Seconds: 10, Since: summer - 3*86400, Until: summer - 60}, summer, "2004-07-03 15:05:00", 0},
		{"machine zone", &export.Fault{Kind: export.WrongZone, Seconds: 7200}, summer, "2004-07-03 17:05:00", 7200},
		{"other zone", &export.Fault{Kind: export.WrongZone, Zone: kolkata}, summer, "2004-07-03 18:35:00", 12600},
		{"no summer time", &export.Fault{Kind: export.WrongDST, Seconds: -3600}, summer, "2004-07-03 14:05:00", -3600},
		{"summer time twice", &export.Fault{Kind: export.WrongDST, Seconds: 3600}, summer, "2004-07-03 16:05:00", 3600},
		{"twelve hours", &export.Fault{Kind: export.HalfDay}, summer, "2004-07-03 03:05:00", -43200},
		{"twelve at night", &export.Fault{Kind: export.HalfDay}, night, "2004-07-15 12:30:00", 43200},
		{"swapped", &export.Fault{Kind: export.Swapped}, summer, "2004-03-07 15:05:00", -118*86400 + 3600},
		{"not a month", &export.Fault{Kind: export.Swapped}, night, "2004-07-15 00:30:00", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := export.Clock{Loc: rome, Fault: c.fault}
			if got := k.At(c.at).Format(export.Plain); got != c.shows {
				t.Errorf("shows %s, want %s", got, c.shows)
			}
			if got := k.Read(c.at) - c.at; got != c.off {
				t.Errorf("read %d s off, want %d", got, c.off)
			}
		})
	}
}

// TestTrueTurnsAtAround wants each time back, or none where the stamp fits two.
func TestTrueTurnsAtAround(t *testing.T) {
	rome := zone(t, "Europe/Rome")
	since := time.Date(2004, 9, 1, 0, 0, 0, 0, time.UTC).Unix()
	for name, f := range map[string]*export.Fault{
		"skew": {Kind: export.Skew, Seconds: 77}, "gains": {Kind: export.Drift, Seconds: 25, Since: since}, "loses": {Kind: export.Drift, Seconds: -25, Since: since},
		"set back": {Kind: export.Drift, Seconds: 25, Since: since, Until: since + 40*86400}, "set on": {Kind: export.Drift, Seconds: -25, Since: since, Until: since + 40*86400},
		"machine zone": {Kind: export.WrongZone, Seconds: -18000}, "zone": {Kind: export.WrongZone, Zone: zone(t, "Australia/Adelaide")},
		"no summer": {Kind: export.WrongDST, Seconds: -3600}, "twice": {Kind: export.WrongDST, Seconds: 3600}, "swapped": {Kind: export.Swapped},
		"twelve hours": {Kind: export.HalfDay},
	} {
		e := export.Exhibit{Clock: export.Clock{Loc: rome, Fault: f}}
		tried, lost := 0, 0
		for at := since; at < since+100*86400; at += 997 { // over the end of summer time
			e.Time(at) // as a file would have it written
		}
		for at := since; at < since+100*86400; at += 997 {
			tried++
			got, ok := e.Clock.True(e.Clock.At(at))
			switch {
			case ok && got != at && e.Clock.At(got).Unix() != e.Clock.At(at).Unix():
				t.Fatalf("%s: %d comes back as %d", name, at, got)
			case !ok:
				lost++
			}
		}
		if lost*100 > tried {
			t.Errorf("%s: %d of %d times are lost", name, lost, tried)
		}
	}
}
