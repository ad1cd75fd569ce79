package run_test

import (
	"testing"

	"comity/internal/analysis/run"
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
