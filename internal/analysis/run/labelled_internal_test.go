package run

import (
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Seconds since 1970, or an offset that is the same all the year, may have been made of the time of a machine's place: such a
// source is asked for zones. One whose offset changes with summer time knew its zone.
func TestOneOffsetMayBeALabel(t *testing.T) {
	for _, c := range []struct {
		format, zone string
		want         bool
	}{
		{"csv", "UTC", true},
		{"mysqldump", "UTC", true},
		{"xlsx", "+03:00", true},
		{"csv", "Europe/Rome", false},
		{"nginx_json", "UTC", true},
		{"combined", "UTC", false},
		{"radius", "Europe/Rome", true},
	} {
		if got := labelled(&record.Source{Format: c.format, Clock: clock.Statement{Zone: c.zone}}); got != c.want {
			t.Errorf("%s in %s: %v", c.format, c.zone, got)
		}
	}
}
