package verify

import (
	"cmp"
	"slices"
)

// packTrack counts the rows of one visitor between the ends of its hits, in one pass over rows that ascend: each
// end is gone by once, however many hits lie across each other.
type packTrack struct {
	visits []*packVisit
	starts []*packVisit // by from
	ends   []*packVisit // by to
	open   int          // of starts: gone by
	shut   int          // of ends
	rows   int64        // of the visitor up to here
}

// lay sorts the ends, once all are known.
func (t *packTrack) lay() {
	t.starts, t.ends = slices.Clone(t.visits), slices.Clone(t.visits)
	slices.SortStableFunc(t.starts, func(a, b *packVisit) int { return cmp.Compare(a.from, b.from) })
	slices.SortStableFunc(t.ends, func(a, b *packVisit) int { return cmp.Compare(a.to, b.to) })
}

// row counts the visitor's next row, and says how many ends it went by.
func (t *packTrack) row(offset int64) (ends int) {
	if t.starts == nil {
		t.lay()
	}
	for ; t.open < len(t.starts) && t.starts[t.open].from <= offset; t.open++ {
		t.starts[t.open].before = t.rows
		ends++
	}
	for ; t.shut < len(t.ends) && t.ends[t.shut].to < offset; t.shut++ {
		t.ends[t.shut].upTo = t.rows
		ends++
	}
	t.rows++
	return ends
}

// close gives every visit what was found of it.
func (t *packTrack) close() {
	if t.starts == nil {
		return
	}
	for ; t.open < len(t.starts); t.open++ {
		t.starts[t.open].before = t.rows
	}
	for ; t.shut < len(t.ends); t.shut++ {
		t.ends[t.shut].upTo = t.rows
	}
	for _, v := range t.visits {
		v.left -= max(0, v.upTo-v.before)
	}
}
