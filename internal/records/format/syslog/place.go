package syslog

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

const (
	fewestPlaced = 20                // lines that must say so
	mostPlaced   = 4096              // lines that are kept, of all the log: its beginning alone does not tell a clock that gains
	alike        = 5 * comity.Second // within which most of them must lie: a message's way to the server
)

// compare notes how far the device's stamp is ahead of the server's before it in one line,
// if the server shows the time of its country.
func (d *Dater) compare(at clock.Span, s, front stamp) {
	if d.place == nil || !front.ok {
		return
	}
	if d.both++; d.both&d.thin != 0 {
		return
	}
	skew := d.reading.Skew()
	t, ok := front.near(s.civil.Civil)
	if !ok || at.Lo+skew != at.Hi-skew {
		return
	}
	if server := d.place.Span(clock.Stamp{Civil: t, Sub: comity.Second}); server.Lo == server.Hi {
		d.ahead = append(d.ahead, at.Lo+skew-server.Lo)
	}
	if len(d.ahead) == mostPlaced {
		for i := range d.ahead[:mostPlaced/2] {
			d.ahead[i] = d.ahead[2*i+1]
		}
		d.ahead, d.thin = d.ahead[:mostPlaced/2], d.thin<<1|1
	}
}

// Placed is how far the device's clock is ahead if the server that wrote its lines down shows
// the time of its country; ok is false where too few lines bear two stamps, or they do not
// say the same.
func (d *Dater) Placed() (ahead comity.Instant, ok bool) {
	n := len(d.ahead)
	if n < fewestPlaced {
		return 0, false
	}
	by := slices.Sorted(slices.Values(d.ahead))
	return by[n/2], by[n-1-n/20]-by[n/20] <= alike
}
