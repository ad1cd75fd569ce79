package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"comity/internal/records/clock"
)

// zoneNames are the abbreviations that stamps end in: how often each, and some of
// the stamps.
type zoneNames struct {
	count map[string]int
	some  []clock.Stamp
}

func (z *zoneNames) add(st clock.Stamp) {
	if st.Name == 0 {
		return
	}
	if z.count == nil {
		z.count = map[string]int{}
	}
	if name := st.Name.String(); z.count[name] > 0 || len(z.count) < 20 {
		z.count[name]++
	}
	if len(z.some) < 500 {
		z.some = append(z.some, st)
	}
}

func (z *zoneNames) merge(o zoneNames) {
	for name, n := range o.count {
		if z.count == nil {
			z.count = map[string]int{}
		}
		z.count[name] += n
	}
	z.some = append(z.some[:len(z.some):len(z.some)], o.some...)
}

// candidates are the zones that are held against abbreviations: one of each set
// of rules that is common.
var candidates = []string{
	"Europe/Rome", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Athens", "Europe/Moscow", "Europe/Istanbul",
	"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Halifax", "America/Sao_Paulo",
	"Asia/Jerusalem", "Asia/Kolkata", "Asia/Karachi", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Manila", "Asia/Tokyo", "Asia/Seoul",
	"Africa/Johannesburg", "Australia/Sydney", "Australia/Perth", "Pacific/Auckland",
}

// fitting are the candidates that agree with all the stamps, or offsets that do.
func (z *zoneNames) fitting() []string {
	if out := z.among(candidates); len(out) > 0 || len(z.count) != 1 {
		return out
	}
	var fixed []string // one name in summer and in winter: a clock that is never turned
	for _, zone := range zoneWords[sortedKeys(z.count)[0]] {
		if zone[0] == '+' || zone[0] == '-' {
			fixed = append(fixed, zone)
		}
	}
	return z.among(fixed)
}

// among are those of some zones that agree with all the stamps.
func (z *zoneNames) among(list []string) []string {
	var out []string
	for _, zone := range list {
		readings, err := clock.Readings(clock.Statement{Zone: zone})
		if err != nil {
			continue
		}
		agrees := true
		for _, st := range z.some {
			if agrees = readings[0].Agrees(st); !agrees {
				break
			}
		}
		if agrees {
			out = append(out, zone)
		}
	}
	return out
}

// namedZones says which zones the times name, and with which clocks that agrees;
// "" where they name none.
func (f *File) namedZones() (text string, zones []string) {
	names := sortedKeys(f.names.count)
	if len(names) == 0 {
		return "", nil
	}
	var seen []string
	for _, n := range names {
		seen = append(seen, fmt.Sprintf("%s (%d)", n, f.names.count[n]))
	}
	f.why("zones named in the sample's times: %s", strings.Join(seen, ", "))
	zones = f.names.fitting()
	text = "They name " + strings.Join(names, ", ") + "; a row whose zone is not that of the clock then is rejected"
	switch {
	case len(zones) > 0:
	case f.DateOrder == ask || f.TimeFormat == ask: // in summer or in winter, nobody knows
		for _, n := range names {
			for _, z := range zoneWords[n] {
				if !slices.Contains(zones, z) {
					zones = append(zones, z)
				}
			}
		}
	default:
		text += ". No common zone uses all these names: several clocks wrote the file, so have it split"
	}
	return text, zones
}

// askZones asks about a column of zones beside the times.
func askZones(f *File, m *mapping, cols []*column) {
	if f.offsets {
		return
	}
	for _, z := range cols {
		if z.joined != nil || !z.zones() || m.takes(z) && !z.has("zone") {
			continue
		}
		for _, key := range timeKeys[m.kind] {
			c, ok := m.taken[key]
			if !ok || c.col.filled == 0 || c.col == z || len(f.question("columns."+key)) > 0 {
				continue
			}
			own := joinNames(c.col.names())
			f.ask("columns."+key, fmt.Sprintf("%s holds zones, %s: are they of this time?", quoted(z.name), most(z)), own+" + "+z.name, own)
			f.Columns[key] = []string{ask}
		}
	}
}

// negative is a number that would be a zone as well, behind a time.
var negative = regexp.MustCompile(`^-[1-9]\d*$`)

// zones reports whether nearly all values are zones as they may stand behind a time. Negative
// numbers alone are none, unless the column's name says so: fees, points and refunds are such.
func (c *column) zones() bool {
	n, all, numbers := 0, 0, 0
	for v, times := range c.distinct {
		all += times
		if _, ok := clock.Parse("2004-01-05 10:00 "+v, ""); ok {
			n += times
		}
		if negative.MatchString(v) {
			numbers += times
		}
	}
	return all > 0 && n*100 >= all*92 && (numbers < n || c.has("zone")) && !c.share(cCurrency) && (c.has("zone") || c.share(cZone) || !c.share(cText))
}
