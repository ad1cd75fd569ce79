package clock

import (
	"slices"
	"time"

	"comity/internal/comity"
)

// Rewrite turns an instant that r read into the one that a reading adjusted by a
// reads from the same digits. Where the digits can mean two instants, either is
// the earlier. a must name a known zone.
func (r *Reading) Rewrite(a Adjustment) func(comity.Instant) comity.Instant {
	of := r.Rewritten(a)
	return func(t comity.Instant) comity.Instant { return of(t).Lo }
}

// Rewritten is Rewrite with both instants that the digits can mean.
func (r *Reading) Rewritten(a Adjustment) func(comity.Instant) Span {
	other := *r
	other.skew, other.adjust = 0, &a
	if a.Zone != "" {
		loc, err := location(a.Zone)
		if err != nil {
			panic("internal error: reading in an unknown zone: " + err.Error())
		}
		other.loc = loc
		if other.off, other.fixed = fixedOffset(loc); !other.fixed && loc != nil {
			other.stretches = indexOf(loc)
		}
	}
	return func(t comity.Instant) Span {
		return other.Span(Stamp{Civil: t + r.offset(t), Sub: comity.Second})
	}
}

// offset is what the zone of r is ahead of UTC at t.
func (r *Reading) offset(t comity.Instant) comity.Instant {
	switch {
	case r.loc == nil:
		return 0
	case r.fixed:
		return r.off
	}
	return offsetAt(r.loc, t)
}

// Summer is how much later the clocks of r's zone are in summer, where that is
// in force at some time from lo to hi; 0 where it is not.
func (r *Reading) Summer(lo, hi comity.Instant) comity.Instant {
	if r.loc == nil || r.fixed || hi < lo {
		return 0
	}
	standard := least(r.loc, lo)
	for t := lo; t <= hi; t += comity.Day {
		if off := offsetAt(r.loc, t); off > standard {
			return off - standard
		}
	}
	return 0
}

// zones stand for the others of their rules: one for each way in which the
// clocks of the inhabited world change.
var zones = [...]string{
	"UTC", "Europe/London", "Europe/Paris", "Europe/Athens", "Europe/Istanbul", "Europe/Moscow", "Africa/Cairo",
	"Asia/Jerusalem", "Asia/Tehran", "Asia/Baku", "Asia/Yekaterinburg", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Novosibirsk",
	"Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide", "Australia/Sydney", "Australia/Brisbane", "Pacific/Auckland",
	"America/St_Johns", "America/Halifax", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
	"America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Sao_Paulo", "America/Santiago", "America/Havana",
}

// OtherZones are zones whose clocks between lo and hi do not go at one distance
// from those of r: what a constant error cannot explain. The declared zone's own
// standard time stands among them, for a clock that nobody set forward, and the zone with
// its summer time counted twice; so do those first, instead of others that go alike.
func (r *Reading) OtherZones(lo, hi comity.Instant, first ...string) (out []Adjustment) {
	if r.loc == nil || hi < lo {
		return nil
	}
	var seen [][]comity.Instant
	try := func(name string, kind Kind) {
		loc, err := location(name)
		if err != nil {
			return
		}
		ahead, constant := r.distance(loc, lo, hi)
		if constant || slices.ContainsFunc(seen, func(s []comity.Instant) bool { return slices.Equal(s, ahead) }) {
			return
		}
		seen = append(seen, ahead)
		out = append(out, Adjustment{Kind: kind, Zone: name})
	}
	if standard := r.standard(lo); standard != "" {
		try(standard, DST)
		try(r.loc.String()+Twice, DST)
	}
	for _, z := range first {
		try(z, Zone)
	}
	for _, z := range zones {
		try(z, Zone)
	}
	return out
}

// distance is by how much clocks of loc are ahead of those of r, day by day from lo to hi.
func (r *Reading) distance(loc *time.Location, lo, hi comity.Instant) (ahead []comity.Instant, constant bool) {
	constant = true
	for t := lo; t <= hi; t += comity.Day {
		ahead = append(ahead, offsetAt(loc, t)-r.offset(t))
		constant = constant && ahead[len(ahead)-1] == ahead[0]
	}
	return ahead, constant
}

// Elsewhere reports whether the clocks of some zone are ahead of those of r by so much at
// one of two times, or ahead of UTC, which stamps of machines are often meant to be.
func (r *Reading) Elsewhere(ahead, lo, hi comity.Instant) bool {
	if r.loc == nil {
		return true
	}
	return somewhere(ahead) || somewhere(r.offset(lo)+ahead) || somewhere(r.offset(hi)+ahead)
}

// somewhere reports whether some place has kept its clocks so far ahead of UTC since 1990.
func somewhere(ahead comity.Instant) bool {
	quarters := ahead / (15 * comity.Minute)
	if ahead%(15*comity.Minute) != 0 || quarters < -12*4 || quarters > 14*4 {
		return false
	}
	return quarters%4 == 0 || slices.Contains(partHours[:], quarters)
}

// partHours are the offsets that are no whole hours, in quarters of one.
var partHours = [...]comity.Instant{
	-38, -18, -14, -10, // Marquesas; Venezuela; Newfoundland, and its summer
	14, 18, 22, 23, 26, 34, 35, 38, 42, 46, // Iran, and its summer; India; Nepal; Burma; Pyongyang; Eucla; Adelaide; Lord Howe; Norfolk
	51, 55, // Chatham, and its summer
}

// standard is the zone's standard time as an offset; "" for a zone that has no
// other.
func (r *Reading) standard(t comity.Instant) string {
	if r.fixed {
		return ""
	}
	off := least(r.loc, t)
	return time.Unix(0, 0).In(time.FixedZone("", int(off/comity.Second))).Format("-07:00")
}

// least is the smallest offset of a zone within a year from t. Summer time lasts
// longer than half a year, so that two dates half a year apart may both be in it.
func least(loc *time.Location, t comity.Instant) comity.Instant {
	off := offsetAt(loc, t)
	for k := range comity.Instant(3) {
		off = min(off, offsetAt(loc, t+(k+1)*91*comity.Day))
	}
	return off
}
