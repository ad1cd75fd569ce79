package clock

import "comity/internal/comity"

// FurthestBack is by how much civil clocks are put back at most at once: an hour when
// summer time ends, two where a country changed more or an exporter counted summer
// time twice. A machine whose digits were taken for UTC, or for another zone's, shows
// that where its readings know of no change.
const FurthestBack = 2 * comity.Hour

// putBacks are by how much clocks are put back; the half hour is Lord Howe's.
var putBacks = [...]comity.Instant{comity.Hour / 2, comity.Hour, FurthestBack}

// PutBack is when something ended that began at start and lasted so long by a count
// which no change of a clock disturbs, such as a session's seconds. at is what the
// stamp of its end reads as, and is returned unless it lies before start by just so
// much that the clock was put back in between.
func PutBack(start, at Span, lasted comity.Instant) Span {
	if at.Hi >= start.Lo || lasted < 0 {
		return at
	}
	const fine = 2 * comity.Second // stamps and lengths are cut to whole seconds
	least, most := start.Lo+lasted-at.Hi-fine, start.Hi+lasted-at.Lo+fine
	for _, by := range putBacks {
		if by >= least && by <= most {
			return Span{start.Lo + lasted, start.Hi + lasted}
		}
	}
	return at
}

// PutBackSomewhere is PutBack where nothing says how long it lasted: it ended not before
// start, and no later than a clock that was put back as far as any is would have it. ok
// is false where at lies further before start than that.
func PutBackSomewhere(start, at Span) (end Span, ok bool) {
	switch {
	case at.Hi >= start.Lo:
		return at, true
	case start.Lo-at.Hi > FurthestBack:
		return at, false
	}
	return Span{start.Lo, at.Hi + FurthestBack}, true
}

// Bend is by how much two stamps of one source may change places when they are read by r
// rather than as declared: by what clocks are put back, where r has them in another zone,
// and by what a clock was off when it was set right. An end that lies before its beginning
// by no more may be the reading's mistake, and is no reason not to read the row.
func (r *Reading) Bend() (by comity.Instant) {
	a := r.adjust
	if a == nil {
		return 0
	}
	if a.Zone != "" {
		by = FurthestBack
	}
	if a.Until != 0 {
		last, next := a.running(a.Until), a.running(max(a.Until, a.Right))
		by += max(last, -last, next, -next) + comity.Second
	}
	return by
}

// Moved reports whether r is another reading than the declared one.
func (r *Reading) Moved() bool { return r.adjust != nil }

// Unbend is the stretch in which something began and ended whose end a reading puts before
// its start, by no more than the reading's bend; ok is false where that does not explain it.
func Unbend(start, end Span, bend comity.Instant) (both Span, ok bool) {
	if start.Lo-end.Hi > bend {
		return Span{}, false
	}
	return Span{Lo: end.Lo, Hi: start.Hi}, true
}
