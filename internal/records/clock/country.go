package clock

import (
	_ "embed"
	"strings"
)

// countries has a line for each country: its code, and a zone for each way in which clocks
// there have changed since 1995, after the table zone.tab of tzdata.
//
//go:embed country.txt
var countries string

// ZonesOf are the zones of a country, by its code of two letters; none of one unknown.
func ZonesOf(country string) []string {
	for line := range strings.Lines(countries) {
		if words := strings.Fields(line); words[0] == country {
			return words[1:]
		}
	}
	return nil
}
