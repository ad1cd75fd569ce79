package run_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// A server's file of leases under two kept readings is read by both: who had the address is sure only where both say so.
func TestDaemonsFileUnderTwoReadings(t *testing.T) {
	lease := func(user, from, to string) string {
		return "lease 198.18.0.1 {\n starts 2 2004/03/02 " + from + ";\n ends 2 2004/03/02 " + to + ";\n binding state free;\n hardware ethernet 02:00:00:00:00:0" + user +
			";\n option agent.remote-id \"line-" + user + "\";\n}\n"
	}
	isp := exhibit("isp/leases", record.Assignments, "isc", lease("1", "10:00:00", "12:00:00")+lease("2", "12:00:00", "14:00:00"))
	isp.Source.Clock = isp.Source.Clock.Keep([]clock.Adjustment{{Kind: clock.Declared}, {Kind: clock.Skew, Ahead: 3600e6}})
	log := exhibit("board/1", record.Access, "csv", "when,ip,user\n2004-03-02T10:30:00Z,198.18.0.1,early\n2004-03-02T11:30:00Z,198.18.0.1,between\n")
	log.Source.Columns = map[string][]string{"time": {"when"}, "ip": {"ip"}, "account": {"user"}}
	res, out := compute(t, run.Input{Exhibits: []run.Exhibit{isp, log}})
	if c := res.Manifest.Counts; c.Rejects != 0 || c.Assignments != 2 || c.Lines != 14+3 {
		t.Errorf("%d rejects, %d assignments, %d lines", c.Rejects, c.Assignments, c.Lines)
	}
	got := map[string]string{}
	for _, f := range findings(t, out) {
		if f.Hit != nil {
			got[f.Hit.Account] = f.Hit.Answer + " " + f.Hit.Doubt
		}
	}
	for account, want := range map[string]string{"early": "unique uncertain", "between": "ambiguous changed"} {
		if got["trains.example:"+account] != want {
			t.Errorf("%s: %q, want %q", account, got["trains.example:"+account], want)
		}
	}
}

// Two readings that say the same of a row are one statement, which was delivered once and is sure.
func TestDaemonReadingsThatAgree(t *testing.T) {
	lease := func(user, from, to string) string {
		return "lease 198.18.0.1 {\n starts 2 2004/03/02 " + from + ";\n ends 2 2004/03/02 " + to + ";\n binding state free;\n hardware ethernet 02:00:00:00:00:0" + user +
			";\n option agent.remote-id \"line-" + user + "\";\n}\n"
	}
	isp := exhibit("isp/leases", record.Assignments, "isc", lease("1", "10:00:00", "12:00:00")+lease("2", "12:00:00", "14:00:00"))
	isp.Source.Clock = isp.Source.Clock.Keep([]clock.Adjustment{{Kind: clock.Declared}, {Kind: clock.Zone, Zone: "Europe/London", Digits: true}})
	log := exhibit("board/1", record.Access, "csv", "when,ip,user\n2004-03-02T10:30:00Z,198.18.0.1,early\n")
	log.Source.Columns = map[string][]string{"time": {"when"}, "ip": {"ip"}, "account": {"user"}}
	res, out := compute(t, run.Input{Exhibits: []run.Exhibit{isp, log}})
	c := res.Manifest.Counts
	if c.Duplicates != 0 || c.Assignments != 2 {
		t.Errorf("%d duplicates, %d assignments", c.Duplicates, c.Assignments)
	}
	for _, f := range findings(t, out) {
		if f.Hit != nil && f.Hit.Answer != "unique" {
			t.Errorf("%s %s", f.Hit.Answer, f.Hit.Doubt)
		}
	}
}

// What one reading more tells is not counted again.
func TestEachReadingCounts(t *testing.T) {
	src := func(data string, kept ...clock.Adjustment) run.Exhibit {
		isp := exhibit("isp/leases", record.Assignments, "isc", data)
		isp.Source.Clock = isp.Source.Clock.Keep(kept)
		return isp
	}
	lease := func(from, to string) string {
		return "lease 198.18.0.1 {\n starts 2 2004/03/02 " + from + ";\n ends 2 2004/03/02 " + to + ";\n binding state free;\n hardware ethernet 02:00:00:00:00:01;\n}\n"
	}
	rome, london := clock.Adjustment{Kind: clock.Zone, Zone: "Europe/Rome", Digits: true}, clock.Adjustment{Kind: clock.Zone, Zone: "Europe/London", Digits: true}
	res, _ := compute(t, run.Input{Exhibits: []run.Exhibit{src(lease("10:50:00", "10:10:00"), rome, london)}})
	if c := res.Manifest.Counts; c.Turned != 1 {
		t.Errorf("%d turned", c.Turned)
	}
	isp := src(lease("10:00:00", "10:10:00"), clock.Adjustment{Kind: clock.Declared}, clock.Adjustment{Kind: clock.Skew, Ahead: -36 * 3600e6})
	isp.Source.Scope.From, isp.Source.Scope.To = 1078185600e6, 1078272000e6
	res, _ = compute(t, run.Input{Exhibits: []run.Exhibit{isp}})
	if c := res.Manifest.Counts; c.Quarantined != 0 || len(res.Quarantined) != 0 {
		t.Errorf("%d, %v", c.Quarantined, res.Quarantined)
	}
}

// What is held until somebody else has the address ends by each reading where it says so, and not by another one's.
func TestHeldUnderTwoReadings(t *testing.T) {
	lease := func(user, from, state string) string {
		return "lease 198.18.0.1 {\n starts 2 2004/03/02 " + from + ";\n ends never;\n binding state " + state + ";\n hardware ethernet 02:00:00:00:00:0" + user +
			";\n option agent.remote-id \"line-" + user + "\";\n}\n"
	}
	log := exhibit("board/1", record.Access, "csv", "when,ip,user\n2004-03-02T11:30:00Z,198.18.0.1,first\n2004-03-02T12:30:00Z,198.18.0.1,between\n2004-03-02T14:30:00Z,198.18.0.1,last\n")
	log.Source.Columns = map[string][]string{"time": {"when"}, "ip": {"ip"}, "account": {"user"}}
	for _, c := range []struct {
		ahead comity.Instant
		want  map[string]string
	}{
		{-3600e6, map[string]string{"first": "unique", "between": "ambiguous", "last": "unique"}},
		{0, map[string]string{"first": "unique", "between": "unique", "last": "unique"}},
	} {
		isp := exhibit("isp/leases", record.Assignments, "isc", lease("1", "10:00:00", "active")+lease("2", "12:00:00", "active"))
		isp.Source.Clock = isp.Source.Clock.Keep([]clock.Adjustment{{Kind: clock.Declared}, {Kind: clock.Skew, Ahead: c.ahead}})
		_, out := compute(t, run.Input{Exhibits: []run.Exhibit{isp, log}})
		for _, f := range findings(t, out) {
			if f.Hit == nil {
				continue
			}
			if account := strings.TrimPrefix(f.Hit.Account, "trains.example:"); f.Hit.Answer != c.want[account] {
				t.Errorf("%d: %s: %s %s", c.ahead, account, f.Hit.Answer, f.Hit.Doubt)
			}
		}
	}
}

// A statement within the scope by the second reading alone, delivered twice, is no row less than none.
func TestTwiceByTheSecondReading(t *testing.T) {
	lease := "lease 198.18.0.1 {\n starts 2 2004/03/02 10:00:00;\n ends 2 2004/03/02 11:00:00;\n binding state free;\n hardware ethernet 02:00:00:00:00:01;\n}\n"
	var both []run.Exhibit
	for _, ref := range []string{"isp/a", "isp/b"} {
		isp := exhibit(ref, record.Assignments, "isc", "# "+ref+"\n"+lease)
		isp.Source.Clock = isp.Source.Clock.Keep([]clock.Adjustment{{Kind: clock.Declared}, {Kind: clock.Skew, Ahead: -36 * 3600e6}})
		isp.Source.Scope.From, isp.Source.Scope.To = 1078272000e6, 1078444800e6 // 3 and 4 March
		both = append(both, isp)
	}
	res, _ := compute(t, run.Input{Exhibits: both})
	if c := res.Manifest.Counts; c.Assignments != 0 || c.Duplicates != 1 {
		t.Errorf("%d assignments, %d duplicates", c.Assignments, c.Duplicates)
	}
}
