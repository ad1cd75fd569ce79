package message

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// layer is a sequence of captures of one stream of which no two exhibits overlap in time, so that one holds each
// message once. What a contributor delivered twice is two layers.
type layer struct {
	stream int32
	wide   bool    // some stamps are wider than seconds: order matters
	seq    []int32 // captures in the order in which they were said
}

// extent is one exhibit's captures, from first to the one before end, and when they were made.
type extent struct {
	first, end int32
	lo, hi     comity.Instant
	wide       bool
}

// layers lists what is to be added, stream first and then those that have most: all are measured against the first.
// Stamps of seconds go before those of minutes in any case: a message is placed by its first stamp, and by one as wide as
// a minute two clocks of seconds could not be told to keep step.
func (m *merger) layers(first int32) []layer {
	exhibits := make([][]extent, m.streams)
	for i := int32(0); int(i) < len(m.captures); {
		e := m.exhibit(i)
		s := m.captures[i].Stream
		exhibits[s] = append(exhibits[s], e)
		i = e.end
	}
	var out []layer
	for s, es := range exhibits {
		out = append(out, m.stack(int32(s), es)...)
	}
	size := make([]int, m.streams)
	for _, l := range out {
		size[l.stream] += len(l.seq)
	}
	if first >= 0 {
		size[first] = len(m.captures) + 1
	}
	slices.SortStableFunc(out, func(a, b layer) int {
		return cmp.Or(width(a)-width(b), cmp.Compare(size[b.stream], size[a.stream]), cmp.Compare(a.stream, b.stream), cmp.Compare(len(b.seq), len(a.seq)))
	})
	return out
}

func width(l layer) int {
	if l.wide {
		return 1
	}
	return 0
}

// exhibit is the extent of the exhibit that begins with capture i.
func (m *merger) exhibit(i int32) extent {
	c := &m.captures[i]
	e := extent{first: i, end: i, lo: c.At, hi: c.At}
	for int(e.end) < len(m.captures) && m.captures[e.end].Stream == c.Stream && m.captures[e.end].Exhibit == c.Exhibit {
		at := m.captures[e.end].At
		e.lo, e.hi = min(e.lo, at), max(e.hi, at)
		e.wide = e.wide || m.captures[e.end].Grain > comity.Second
		e.end++
	}
	return e
}

// stack lays the exhibits of a stream into as few layers as their times allow.
func (m *merger) stack(stream int32, es []extent) []layer {
	slices.SortStableFunc(es, func(a, b extent) int { return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi)) })
	var out []layer
	var ends []comity.Instant
	for _, e := range es {
		n := slices.IndexFunc(ends, func(end comity.Instant) bool { return e.lo > end })
		if n < 0 {
			n = len(ends)
			ends = append(ends, 0)
			out = append(out, layer{stream: stream})
		}
		ends[n] = e.hi
		out[n].wide = out[n].wide || e.wide
		for i := e.first; i < e.end; i++ {
			out[n].seq = append(out[n].seq, i)
		}
	}
	for _, l := range out {
		if !l.wide { // stamps of seconds say the order; a dump's own need not
			slices.SortStableFunc(l.seq, func(a, b int32) int { return cmp.Compare(m.captures[a].At, m.captures[b].At) })
		}
	}
	return out
}
