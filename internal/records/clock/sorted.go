package clock

import "comity/internal/comity"

// order is how rows follow one another in a file: lists of assignments mostly stand in the order in
// which these began. A file that is cut into blocks is counted block by block.
type order struct {
	changed int64 // days, one after the other, that are others where day and month change places
	same    int64 // those that are not
	back    int64 // rows that began before the one above them, as they are written
	backToo int64 // the same, where day and month changed places

	last, lastToo comity.Instant
}

// AddBegin counts when a row began, by the digits written.
func (v *Survey) AddBegin(t comity.Instant) {
	o, too := &v.Begun, swapped(t)
	if t < o.last {
		o.back++
	}
	if too < o.lastToo {
		o.backToo++
	}
	switch {
	case t/comity.Day == o.last/comity.Day:
	case too != t:
		o.changed++
	default:
		o.same++
	}
	o.last, o.lastToo = t, too
}

func (o *order) merge(other *order) {
	o.changed, o.same = o.changed+other.changed, o.same+other.same
	o.back, o.backToo = o.back+other.back, o.backToo+other.backToo
}

// exchanged reports whether a list stands in the order of time where day and month change places,
// without one row that goes back, and not as it is written. A list that is in no order is
// in none either way, and of one that is in order the dates that can be read otherwise would break it,
// if some of the others stand between them.
func (o *order) exchanged() bool {
	return o.back > 0 && o.backToo == 0 && o.changed >= fewestRows/2 && o.same >= fewestRows/4 && o.changed+o.same >= fewestRows
}
