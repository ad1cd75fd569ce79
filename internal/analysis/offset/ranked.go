package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// ranked is the case with its sources numbered by what they tell, and of which number each
// was. Who measures whom, who is asked first and who of two is named where as much speaks for
// either must not depend on numbers that come from digests of files: the same log, packed
// otherwise, would be told another error.
func (c *Case) ranked() (ranked *Case, old []int) {
	old = make([]int, len(c.Clocks))
	told := c.told()
	for n := range old {
		old[n] = n
	}
	slices.SortStableFunc(old, func(a, b int) int { return cmp.Compare(told[a], told[b]) })
	rank := make([]int, len(old))
	for at, n := range old {
		rank[n] = at
	}
	ranked = &Case{Clocks: make([]Clock, len(old)), Series: slices.Clone(c.Series)}
	for at, n := range old {
		ranked.Clocks[at] = c.Clocks[n]
	}
	for i := range ranked.Series {
		ranked.Series[i].Source = rank[ranked.Series[i].Source]
	}
	slices.SortStableFunc(ranked.Series, func(a, b Series) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Sort, b.Sort))
	})
	for k, list := range c.claims {
		ranked.Claim(rank[k.event], rank[k.provider], list...)
	}
	return ranked, old
}

// told digests the times that each source tells of, in whatever order and under whatever
// numbers of accounts.
func (c *Case) told() []uint64 {
	sums := make([]uint64, len(c.Clocks))
	for _, s := range c.Series {
		for _, m := range s.Marks {
			sums[s.Source] += stirred(uint64(s.Sort), m.At)
		}
	}
	for k, list := range c.claims {
		for i := range list {
			x := &list[i]
			one := stirred(Sorts, x.At, x.Low, x.High, x.Long)
			sums[k.event] += one
			sums[k.provider] += one * odd
		}
	}
	return sums
}

// odd is the golden ratio in 64 bits: what is multiplied by it lies anywhere.
const odd = 0x9e3779b97f4a7c15

// stirred is a number that hardly any other times have.
func stirred(h uint64, times ...comity.Instant) uint64 {
	for _, t := range times {
		h = (h ^ uint64(t)) * odd
		h ^= h >> 29
	}
	return h * odd
}

// renumbered is what was found of ranked sources under their old numbers: verdicts by them, and
// offsets between marks from the lower number to the higher one.
func renumbered(verdicts []Verdict, marks, claims []Offset, old []int) ([]Verdict, []Offset) {
	out := make([]Verdict, len(verdicts))
	for at, n := range old {
		out[n] = verdicts[at]
	}
	for i := range marks {
		if o := &marks[i]; old[o.A] > old[o.B] {
			*o = Offset{o.B, o.A, -o.Centre, -o.High, -o.Low, o.Pairs}
		}
	}
	for _, list := range [][]Offset{marks, claims} {
		for i := range list {
			list[i].A, list[i].B = old[list[i].A], old[list[i].B]
		}
		slices.SortStableFunc(list, byEnds)
	}
	return out, append(marks, claims...)
}

// byEnds is the order of offsets: by their sources, those of most pairs first.
func byEnds(a, b Offset) int {
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(b.Pairs, a.Pairs))
}
