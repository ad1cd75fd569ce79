package clock

import (
	"strings"

	"comity/internal/comity"
)

// count is a way in which programs number instants: units since an origin.
type count struct {
	origin comity.Instant // of 0, from 1970
	parts  int64          // units in a microsecond; 0: units are whole seconds, perhaps with a fraction
	local  bool           // since an origin on the wall's clock, so that the number says no offset
}

// counts by their names in time_format. Each but the ticks is since an origin in UTC by
// its definition; a program takes ticks of whichever clock it asked.
var counts = map[string]count{
	"epoch_us":   {parts: 1},
	"epoch_ns":   {parts: 1000},
	"epoch_2001": {origin: 978_307_200 * comity.Second},                             // Apple's
	"webkit":     {origin: -11_644_473_600 * comity.Second, parts: 1},               // microseconds since 1601
	"filetime":   {origin: -11_644_473_600 * comity.Second, parts: 10},              // MS-DTYP, 2.3.3
	"ticks":      {origin: -62_135_596_800 * comity.Second, parts: 10, local: true}, // of .NET, since year 1
}

func (c count) parse(s string) (Stamp, bool) {
	if c.parts == 0 {
		st, ok := parseSeconds(s)
		if !ok {
			return Stamp{}, false
		}
		st.Civil += c.origin
		return st, plausible(st.Civil)
	}
	n, ok := digits(s, 19)
	if !ok || len(s) < 15 || n < 0 {
		return Stamp{}, false
	}
	st := Stamp{Civil: comity.Instant(n/c.parts) + c.origin, Sub: comity.Microsecond, Said: Said{HasOffset: !c.local}}
	return st, plausible(st.Civil)
}

// Days from 1970 of the days that spreadsheets count from.
const (
	days1900 = 25_569 // 1899-12-30: right from 1900-03-01, for they know a 29th of February 1900
	days1904 = 24_107
)

// parseDays reads a day as spreadsheets number it, with the time of day as its fraction
// behind a point or comma. It says no offset. A number is rounded where its digits end: the
// stamp covers what it can have been, and counts as exact from five digits on, which tell
// seconds.
func parseDays(s string, origin int64) (Stamp, bool) {
	whole, frac := s, ""
	if i := strings.IndexAny(s, ".,"); i >= 0 {
		if whole, frac = s[:i], s[i+1:]; frac == "" {
			return Stamp{}, false
		}
	}
	day, ok := digits(whole, 5)
	if !ok || strings.Trim(frac, "0123456789") != "" || len(frac) > 18 {
		return Stamp{}, false
	}
	st := Stamp{Civil: comity.Instant(day-origin) * comity.Day, Sub: comity.Day}
	if frac == "" {
		return st, plausible(st.Civil)
	}
	f, scale := int64(0), int64(1)
	for _, d := range frac[:min(len(frac), 9)] {
		f, scale = f*10+int64(d-'0'), scale*10
	}
	at, width := comity.Instant(mulDiv(f, int64(comity.Day), scale)), comity.Day/comity.Instant(scale)
	if width >= comity.Second {
		at, st.Sub = at-width/2, width+comity.Second
	} else {
		at, st.Sub = at+comity.Second/2, comity.Second
	}
	st.Civil += at - (at%comity.Second+comity.Second)%comity.Second
	return st, plausible(st.Civil)
}

// mulDiv is f * unit / scale, where f < scale: the product alone would not fit.
func mulDiv(f, unit, scale int64) int64 {
	return unit/scale*f + unit%scale*f/scale
}
