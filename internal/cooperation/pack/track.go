package pack

import (
	"cmp"
	"slices"
)

// between is part of a stream, both ends included, and the items that its rows belong to.
type between struct {
	from, to int64
	by       []int32
}

// track is what one visitor did in one log, hit by hit. The first question settles it into
// parts that do not overlap, so that a row is found among many hits by halving. nil is empty.
type track struct {
	hits  []between
	parts []between // ascending; nil: not settled
}

func (t *track) add(b between) { t.hits, t.parts = append(t.hits, b), nil }

// at appends the items that a row belongs to.
func (t *track) at(dst []int32, offset int64) []int32 {
	if t == nil {
		return dst
	}
	if t.parts == nil {
		t.settle()
	}
	i, _ := slices.BinarySearchFunc(t.parts, offset, func(b between, o int64) int { return cmp.Compare(b.to, o) })
	if i < len(t.parts) && t.parts[i].from <= offset {
		dst = append(dst, t.parts[i].by...)
	}
	return dst
}

// settle goes over the ends of all hits once.
func (t *track) settle() {
	type end struct {
		at   int64 // from here on
		add  int32 // +1: a hit begins, -1: it has ended
		item int32
	}
	var ends []end
	for _, h := range t.hits {
		for _, k := range h.by {
			ends = append(ends, end{h.from, 1, k}, end{h.to + 1, -1, k})
		}
	}
	slices.SortFunc(ends, func(a, b end) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.item, b.item), cmp.Compare(a.add, b.add))
	})
	t.parts = []between{}
	open := map[int32]int32{}
	for i, e := range ends {
		if open[e.item] += e.add; open[e.item] == 0 {
			delete(open, e.item)
		}
		if len(open) == 0 || i+1 == len(ends) || ends[i+1].at == e.at {
			continue
		}
		by := make([]int32, 0, len(open))
		for k := range open {
			by = append(by, k)
		}
		slices.Sort(by)
		if n := len(t.parts); n > 0 && t.parts[n-1].to+1 == e.at && slices.Equal(t.parts[n-1].by, by) {
			t.parts[n-1].to = ends[i+1].at - 1
			continue
		}
		t.parts = append(t.parts, between{e.at, ends[i+1].at - 1, by})
	}
}
