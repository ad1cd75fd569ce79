package radius_test

import (
	"strings"
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// A Stop that nothing tells the beginning of says who had the address then, and no more;
// its session time, or any earlier record, tells the beginning.
func TestStopAlone(t *testing.T) {
	record := func(stamp, kind, more string) string {
		return "Tue Mar  2 " + stamp + " 2004\n\tUser-Name = \"rose\"\n\tNAS-IP-Address = 10.0.0.1\n\tAcct-Session-Id = \"1\"\n" +
			"\tAcct-Status-Type = " + kind + "\n\tFramed-IP-Address = 198.51.100.7\n" + more + "\n"
	}
	for name, c := range map[string]struct{ data, want string }{
		"alone": {
			record("14:00:00", "Stop", ""), `open=false [{"lo":"2004-03-02T13:00:00Z","hi":"2004-03-02T13:00:00Z"},{"lo":"2004-03-02T13:00:00Z","hi":"2004-03-02T13:00:00Z"}]`,
		},
		"alone, sent again": {record("14:00:00", "Stop", "") + record("14:00:05", "Stop", ""), "rose 198.51.100.7"},
		"session time":      {record("14:00:00", "Stop", "\tAcct-Session-Time = 60\n"), "rose 198.51.100.7"},
		"interim":           {record("13:00:00", "Interim-Update", "") + record("14:00:00", "Stop", ""), "rose 198.51.100.7"},
		"start":             {record("13:00:00", "Start", "") + record("14:00:00", "Stop", ""), "rose 198.51.100.7"},
		"sent again": {
			record("13:00:00", "Start", "") + record("14:00:00", "Stop", "") + record("14:00:05", "Stop", ""), "rose 198.51.100.7",
		},
		"clock put back in between, and sent again": {
			record("13:50:00", "Start", "") + record("13:05:00", "Stop", "\tAcct-Session-Time = 900\n") + record("13:05:05", "Stop", "\tAcct-Session-Time = 900\n"),
			`open=false [{"lo":"2004-03-02T12:50:00Z","hi":"2004-03-02T12:50:00Z"},{"lo":"2004-03-02T13:05:00Z","hi":"2004-03-02T13:05:00Z"}]`,
		},
	} {
		got := of(t, source()).Whole(t, []byte(c.data))
		if strings.Count(got, "\n") != 1 || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A Stop that only the reading of the clock puts before its Start ends the session somewhere in between.
func TestStopByAReading(t *testing.T) {
	data := ""
	for _, r := range [][2]string{{"02:50:00", "Start"}, {"02:10:00", "Stop"}} {
		data += "Sun Oct 31 " + r[0] + " 2004\n\tUser-Name = \"rose\"\n\tNAS-IP-Address = 10.0.0.1\n\tAcct-Session-Id = \"1\"\n" +
			"\tAcct-Status-Type = " + r[1] + "\n\tFramed-IP-Address = 198.51.100.7\n\n"
	}
	src := source()
	src.Scope = record.Scope{}
	src.Clock = clock.Statement{Zone: "Europe/Rome", Basis: "letter"}
	stated := of(t, src).Whole(t, []byte(data))
	src.Clock = src.Clock.Keep([]clock.Adjustment{{Kind: clock.Zone, Zone: "UTC"}})
	read := of(t, src).Whole(t, []byte(data))
	seen := strings.Replace(data, "Sun Oct 31 02:10", strings.Replace(strings.Replace(data[:strings.Index(data, "\n\n")+2], "02:50", "02:58", 1), "Start", "Interim-Update", 1)+"Sun Oct 31 02:10", 1)
	for _, c := range []struct{ got, want string }{
		{of(t, src).Whole(t, []byte(seen)), `open=false [{"lo":"2004-10-31T02:10:00Z","hi":"2004-10-31T02:58:00Z"},{"lo":"2004-10-31T02:10:00Z","hi":"2004-10-31T02:58:00Z"}]`},
		{stated, `open=false [{"lo":"2004-10-31T00:50:00Z","hi":"2004-10-31T01:50:00Z"},{"lo":"2004-10-31T00:10:00Z","hi":"2004-10-31T01:10:00Z"}]`},
		{read, `open=false [{"lo":"2004-10-31T02:10:00Z","hi":"2004-10-31T02:50:00Z"},{"lo":"2004-10-31T02:10:00Z","hi":"2004-10-31T02:50:00Z"}]`},
	} {
		if strings.Count(c.got, "\n") != 1 || !strings.Contains(c.got, c.want) {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}
