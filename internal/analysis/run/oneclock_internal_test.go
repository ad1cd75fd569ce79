package run

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

func TestOneClock(t *testing.T) {
	source := func(kind record.Kind, format, provider, zone string) record.Source {
		return record.Source{Kind: kind, Format: format, Provider: provider, Clock: clock.Statement{Zone: zone, Basis: "letter"}}
	}
	served := func(host, site string) record.Source {
		src := source(record.Access, "combined", "hoster", "UTC")
		src.Host, src.Site = host, site
		return src
	}
	c := &computation{timing: newTiming(13)}
	for _, src := range []record.Source{
		source(record.Access, "combined", "site", "UTC"),
		source(record.Assignments, "isc", "a", "UTC"),
		source(record.Assignments, "isc", "a", "UTC"),         // IPv6, of the same server
		source(record.Assignments, "isc", "b", "UTC"),         // another provider's
		source(record.Assignments, "kea", "a", "UTC"),         // another server's
		source(record.Assignments, "kea", "a", "Europe/Rome"), // or other words about the clock
		source(record.Access, "combined", "site", "UTC"),
		source(record.Answers, "csv", "a", "UTC"),
		served("web1", "trains.example"),
		served("web1", "plants.example"), // the same machine
		served("web2", "plants.example"),
		served("", "trains.example"),
		served("", "plants.example"), // perhaps another machine
	} {
		c.exhibits = append(c.exhibits, Exhibit{Source: src})
	}
	c.keepers = keepers(c.exhibits)
	want := [][]int{{0, 6}, {1, 2}, {3}, {4}, {5}, {7}, {8, 9}, {10}, {11}, {12}}
	if d := cmp.Diff(want, c.oneClock()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{0, 1, 1, 2, 3, 4, 0, 5, 6, 6, 7, 8, 9}, c.timing.clocks); d != "" {
		t.Error(d)
	}
}

// What another provider of the name states of its clocks says nothing of this one's.
func TestLikelyZones(t *testing.T) {
	c := &computation{}
	for _, of := range [][2]string{{"IT", "Europe/Rome"}, {"IT", "Etc/GMT-5"}, {"DE", "Etc/GMT+7"}} {
		c.exhibits = append(c.exhibits, Exhibit{Source: record.Source{Kind: record.Assignments, Provider: "Aria", Country: of[0], Clock: clock.Statement{Zone: of[1]}}})
	}
	c.keepers = keepers(c.exhibits)
	if got := c.likely(0); !slices.Contains(got, "Etc/GMT-5") || slices.Contains(got, "Etc/GMT+7") {
		t.Error(got)
	}
}
