package run

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

func TestOneClock(t *testing.T) {
	source := func(kind record.Kind, format, provider, zone string) record.Source {
		return record.Source{Kind: kind, Format: format, Provider: provider, Clock: clock.Statement{Zone: zone, Basis: "letter"}}
	}
	c := &computation{timing: newTiming(8)}
	for _, src := range []record.Source{
		source(record.Access, "combined", "site", "UTC"),
		source(record.Assignments, "isc", "a", "UTC"),
		source(record.Assignments, "isc", "a", "UTC"),         // IPv6, of the same server
		source(record.Assignments, "isc", "b", "UTC"),         // another provider's
		source(record.Assignments, "kea", "a", "UTC"),         // another server's
		source(record.Assignments, "kea", "a", "Europe/Rome"), // or other words about the clock
		source(record.Access, "combined", "site", "UTC"),
		source(record.Answers, "csv", "a", "UTC"),
	} {
		c.exhibits = append(c.exhibits, Exhibit{Source: src})
	}
	want := [][]int{{0, 6}, {1, 2}, {3}, {4}, {5}, {7}}
	if d := cmp.Diff(want, c.oneClock()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{0, 1, 1, 2, 3, 4, 0, 5}, c.timing.clocks); d != "" {
		t.Error(d)
	}
}
