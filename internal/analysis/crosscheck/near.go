package crosscheck

import (
	"comity/internal/comity"
)

// Near calls each for every row of address a that possibly holds at some time
// from lo to hi, with the instants from which and until which it does: for
// comparing clocks, so ports are not asked.
func (x *Index) Near(a comity.Addr, lo, hi comity.Instant, each func(r *Row, start, end comity.Instant)) {
	if s, g, ok := x.group(a); ok {
		s.near(g, lo, hi, each)
	}
	lengths := x.lengths6
	if a.Is4() {
		lengths = x.lengths4
	}
	for _, bits := range lengths {
		if g, ok := x.byPrefix[prefix{a.Mask(bits), bits}]; ok {
			x.wide.near(g, lo, hi, each)
		}
	}
}

// group finds the rows of one IPv4 address.
func (x *Index) group(a comity.Addr) (*shard, uint32, bool) {
	if !a.Is4() {
		return nil, 0, false
	}
	key := a.V4()
	h := mix(key)
	s := &x.exactly[h>>(32-shardBits)]
	mask := uint32(len(s.table) - 1)
	for i := h & mask; len(s.table) > 0; i = (i + 1) & mask {
		switch slot := s.table[i]; {
		case slot.group == 0:
			return nil, 0, false
		case slot.key == key:
			return s, slot.group - 1, true
		}
	}
	return nil, 0, false
}

func (s *shard) near(g uint32, lo, hi comity.Instant, each func(r *Row, start, end comity.Instant)) {
	from, to := int(s.group[g]), int(s.group[g+1])
	for i := from + after(s.starts[from:to], hi) - 1; i >= from; i-- {
		if s.ends[i] > lo {
			each(s.row(i), s.starts[i], s.ends[i])
		} else if s.reach == nil || s.reach[i] <= lo {
			return
		}
	}
}

// Each calls each for every row, with the instants from which and until which it possibly
// holds. One that is of several prefixes comes as often.
func (x *Index) Each(each func(r *Row, start, end comity.Instant)) {
	for i := range x.exactly {
		x.exactly[i].all(each)
	}
	x.wide.all(each)
}

func (s *shard) all(each func(r *Row, start, end comity.Instant)) {
	for i := range s.starts {
		each(s.row(i), s.starts[i], s.ends[i])
	}
}

// Ended reports whether the row states its end.
func (r *Row) Ended() bool { return !r.open && !r.inForce && !r.point }

// Asked reports whether the row is an answer that speaks for the asked instant.
func (r *Row) Asked() bool { return r.asked != 0 }
