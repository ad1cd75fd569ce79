package nexus

import (
	"slices"

	"comity/internal/comity"
)

// sight is that an exhibit showed something, and since when a check has read it.
type sight struct {
	since comity.Instant
	from  shown
}

// shown is a set of exhibits, by the collector's numbers for them. Sets are shared,
// and never changed once made.
type shown []uint64

func (s shown) covers(o shown) bool {
	for i, w := range o {
		if i >= len(s) && w != 0 || i < len(s) && w&^s[i] != 0 {
			return false
		}
	}
	return true
}

// with is the union of both.
func (s shown) with(o shown) shown {
	switch {
	case s.covers(o):
		return s
	case o.covers(s):
		return o
	}
	out := slices.Clone(s)
	for i, w := range o {
		if i < len(out) {
			out[i] |= w
		} else {
			out = append(out, w)
		}
	}
	return out
}

// sight is that of an exhibit.
func (c *Collector) sight(o *Origin) sight {
	if o.of != c {
		o.of, o.from = c, c.number(o.Source.Exhibit)
	}
	return sight{o.Since, o.from}
}

// number is the set of one exhibit.
func (c *Collector) number(id comity.Digest) shown {
	n, known := c.numbers[id]
	if !known {
		n = len(c.sealed)
		c.numbers[id] = n
		c.sealed = append(c.sealed, id)
	}
	set := make(shown, n/64+1)
	set[n/64] = 1 << (n % 64)
	return set
}

// digests are the exhibits of a set, sorted.
func (c *Collector) digests(s shown) (out []comity.Digest) {
	for i, id := range c.sealed {
		if i/64 < len(s) && s[i/64]&(1<<(i%64)) != 0 {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
	return out
}
