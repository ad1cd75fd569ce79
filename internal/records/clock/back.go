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
