package lease_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// Where it is the reading of the clock that may put an end before the beginning, the lease began and ended somewhere in
// between, and somebody is told; by the declared clock the end is no end.
func TestEndByAReading(t *testing.T) {
	zone := clock.Adjustment{Kind: clock.Zone, Zone: "UTC"}
	for _, c := range []struct {
		name   string
		kept   []clock.Adjustment
		before int // minutes that the end lies before the start
		why    record.Reason
		want   string
	}{
		{"declared", nil, 40, lease.EndBeforeStart, "a 100-100 open"},
		{"another zone", []clock.Adjustment{zone}, 40, "", "turned a 60-60..100"},
		{"further than clocks are put back", []clock.Adjustment{zone}, 140, lease.EndBeforeStart, "a 100-100 open"},
		{"off for good", []clock.Adjustment{{Kind: clock.Skew, Ahead: comity.Hour}}, 40, lease.EndBeforeStart, "a 100-100 open"},
	} {
		src := &record.Source{Ref: "IT/9", Kind: record.Assignments, Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"}.Keep(c.kept)}
		b, err := lease.Open(src, "leases")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		sink := record.Sink{Assignment: func(a *record.Assignment) { got = append(got, say(a)) }}
		told := sink
		told.Turned = func(record.Place) { got = append(got, "turned") }
		b.Begin(told)
		b.Hold(claim(1, 1, "a", 100, -1))
		if why := b.End(claim(2, 1, "a", 0, -1), at(100-c.before)); why != c.why {
			t.Errorf("%s: %q", c.name, why)
		}
		b.Close(sink)
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What was renewed after the stretch in which it began and ended was held until then.
func TestEndByAReadingOfWhatWasRenewed(t *testing.T) {
	src := &record.Source{Ref: "IT/9", Kind: record.Assignments, Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"}.Keep([]clock.Adjustment{{Kind: clock.Zone, Zone: "UTC"}})}
	b, err := lease.Open(src, "leases")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	b.Begin(record.Sink{Assignment: func(a *record.Assignment) { got += say(a) }})
	b.Hold(claim(1, 1, "a", 100, -1))
	again := claim(2, 1, "a", 108, -1)
	again.Fresh = false
	b.Hold(again)
	if why := b.End(claim(3, 1, "a", 0, -1), at(60)); why != "" || got != "a 60-60..108" {
		t.Errorf("%q %s", why, got)
	}
}
