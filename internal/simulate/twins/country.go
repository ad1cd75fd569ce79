package twins

import (
	"time"

	"comity/internal/comity"
)

// country is where members live, with the zones of its parts.
type country struct {
	code   string
	weight int // ‰ of members, about
	native []string
	zones  []*time.Location
}

// countries lists them: mostly Europe, as the states that seized are; some far away.
func countries() ([]country, error) {
	var list []country
	for _, c := range []struct {
		code   string
		weight int
		native []string
		zones  []string
	}{
		{"IT", 130, []string{"it"}, []string{"Europe/Rome"}},
		{"DE", 130, []string{"de"}, []string{"Europe/Berlin"}},
		{"GB", 120, []string{"en"}, []string{"Europe/London"}},
		{"US", 130, []string{"en"}, []string{"America/New_York", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"}},
		{"FR", 80, []string{"fr"}, []string{"Europe/Paris"}},
		{"ES", 70, []string{"es"}, []string{"Europe/Madrid", "Europe/Madrid", "Atlantic/Canary"}},
		{"NL", 70, []string{"nl"}, []string{"Europe/Amsterdam"}},
		{"PL", 70, []string{"pl"}, []string{"Europe/Warsaw"}},
		{"AT", 25, []string{"de"}, []string{"Europe/Vienna"}},
		{"CH", 20, []string{"de", "fr", "it"}, []string{"Europe/Zurich"}},
		{"BE", 25, []string{"nl", "fr"}, []string{"Europe/Brussels"}},
		{"IE", 20, []string{"en"}, []string{"Europe/Dublin"}},
		{"CA", 30, []string{"en", "fr"}, []string{"America/Toronto", "America/Vancouver"}},
		{"AU", 30, []string{"en"}, []string{"Australia/Sydney", "Australia/Perth", "Australia/Adelaide"}},
		{"NZ", 10, []string{"en"}, []string{"Pacific/Auckland"}},
		{"AR", 20, []string{"es"}, []string{"America/Argentina/Buenos_Aires"}},
		{"MX", 15, []string{"es"}, []string{"America/Mexico_City"}},
		{"FI", 10, []string{"en"}, []string{"Europe/Helsinki"}},
		{"IN", 10, []string{"en"}, []string{"Asia/Kolkata"}},
		{"ZA", 10, []string{"en"}, []string{"Africa/Johannesburg"}},
	} {
		n := country{code: c.code, weight: c.weight, native: c.native}
		for _, z := range c.zones {
			loc, err := time.LoadLocation(z)
			if err != nil {
				return nil, comity.Errorf(comity.Fault, "zone %s: %w", z, err)
			}
			n.zones = append(n.zones, loc)
		}
		list = append(list, n)
	}
	return list, nil
}

// offsets are the zone's offsets from UTC in seconds in winter and in summer of
// the world's year; the same where the clocks stay.
func offsets(zone *time.Location, at int64) (standard, summer int) {
	year := time.Unix(at, 0).UTC().Year()
	_, a := time.Date(year, 1, 15, 12, 0, 0, 0, time.UTC).In(zone).Zone()
	_, b := time.Date(year, 7, 15, 12, 0, 0, 0, time.UTC).In(zone).Zone()
	return min(a, b), max(a, b)
}
