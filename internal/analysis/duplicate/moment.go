package duplicate

import "comity/internal/comity"

// moment is when a row says that it happened. Two are compared within one minute.
type moment struct{ middle, width comity.Instant }

// blur is by how much a stamp without seconds is wider than one with them.
const blur = comity.Minute - comity.Second

// against says whether two moments are one. A stamp without seconds means any
// second of its minute, so it is the same as one with them. A stamp that has
// seconds, and has none but 00, may have been cut off by the source, or be right:
// nobody can tell, and then both are counted and named.
func (m moment) against(o moment) Verdict {
	apart := max(m.middle, o.middle) - min(m.middle, o.middle)
	switch {
	case apart == 0:
		return Again
	case m.width-o.width == blur || o.width-m.width == blur:
		if 2*apart <= blur+comity.Second {
			return Again
		}
	case m.width == o.width && (m.cut(o) || o.cut(m)):
		return Possible
	}
	return New
}

// cut reports whether m is o without its seconds, or without its fraction.
func (m moment) cut(o moment) bool {
	return m.middle == o.middle-o.middle%comity.Minute || m.middle == o.middle-o.middle%comity.Second
}
