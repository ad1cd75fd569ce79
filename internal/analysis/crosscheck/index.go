package crosscheck

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

const (
	shardBits = 5
	shards    = 1 << shardBits
)

// Index answers which assignments an address had at a time. It is immutable
// and safe for any number of readers.
type Index struct {
	exactly   [shards]shard
	wide      shard             // prefixes; groups found through byPrefix
	byPrefix  map[prefix]uint32 // prefix → group of wide
	lengths4  []int             // prefix lengths in use below IPv4, in bits of the 128-bit form
	lengths6  []int             // the same for IPv6
	names     []byte            // subscribers' names, one behind the other: each look-up compares some
	providers []string          // by source number
	rows      int64
	twice     []Twice
}

// shard holds the assignments of a share of the addresses. The rows of one
// address form a group: order[group[g]:group[g+1]], sorted by start. Starts lie
// in an array of their own, for they are what a search touches.
type shard struct {
	table  []slot // open addressing, length a power of two
	group  []uint32
	starts []comity.Instant // first instants at which the rows possibly hold
	ends   []comity.Instant // first instants at which they no longer do
	order  []place          // the rows stay where they were read
	read   [][]staged
	// reach[i] is the latest end of the group's rows up to i; nil where no row of
	// the shard outlasts a later one.
	reach   []comity.Instant
	anyOpen bool // some row's end is not stated
}

// place is where a row was read: number of the batch, then of the row in it.
// Numbers rather than pointers, for the garbage collector has no business with
// millions of rows.
type place uint64

func (s *shard) row(i int) *Row {
	p := s.order[i]
	return &s.read[p>>32][p&(1<<32-1)].row
}

// slot of the hash table; group is 1 + the group's number, 0 where free.
type slot struct{ key, group uint32 }

type prefix struct {
	addr comity.Addr
	bits int
}

// Fibonacci hashing: the odd number nearest to 2^32 over the golden ratio.
func mix(key uint32) uint32 { return key * 2654435769 }

// Rows is the number of assignments in the index.
func (x *Index) Rows() int64 { return x.rows }

// Subscriber is the name that the provider gives to the subscriber of r.
func (x *Index) Subscriber(r *Row) []byte {
	return x.names[r.name : uint64(r.name)+uint64(r.nameLen)]
}

// Provider is the name of the provider that r is from.
func (x *Index) Provider(r *Row) string { return x.providers[r.Source] }

// SameSubscriber reports whether two rows name the same subscriber of the same
// provider.
func (x *Index) SameSubscriber(a, b *Row) bool {
	return a == b || x.providers[a.Source] == x.providers[b.Source] && bytes.Equal(x.Subscriber(a), x.Subscriber(b))
}

func (x *Index) exact(res *Result, key uint32, t clock.Span) {
	h := mix(key)
	s := &x.exactly[h>>(32-shardBits)]
	if len(s.table) == 0 {
		res.Window = clock.Span{Lo: comity.Earliest, Hi: comity.Latest}
		return
	}
	mask := uint32(len(s.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		switch slot := s.table[i]; {
		case slot.group == 0:
			res.Window = clock.Span{Lo: comity.Earliest, Hi: comity.Latest}
			return
		case slot.key == key:
			s.search(res, slot.group-1, t)
			return
		}
	}
}

// covering looks through the prefixes that a lies in.
func (x *Index) covering(res *Result, a comity.Addr, t clock.Span) {
	lengths := x.lengths6
	if a.Is4() {
		lengths = x.lengths4
	}
	if len(lengths) == 0 {
		return
	}
	for _, bits := range lengths {
		if g, ok := x.byPrefix[prefix{a.Mask(bits), bits}]; ok {
			x.wide.search(res, g, t)
		}
	}
	res.Window = never
}

// search appends the rows of group g that possibly hold during t.
func (s *shard) search(res *Result, g uint32, t clock.Span) {
	from, to := int(s.group[g]), int(s.group[g+1])
	i := from + after(s.starts[from:to], t.Hi) // first row that starts behind t
	before := len(res.Candidates)
	for j := i - 1; j >= from; j-- {
		if s.ends[j] > t.Lo {
			res.Candidates = append(res.Candidates, s.candidate(j, t))
		} else if s.reach == nil || s.reach[j] <= t.Lo {
			break
		}
	}
	if s.reach == nil {
		res.Window = s.window(res.Candidates[before:], from, to, i)
	}
}

// sameStamp is by how much an event's clock may be less exact than that of the answer
// to a question about its stamp: whoever asks copies the stamp, so that it is the same
// moment, and in seconds nobody ends one connection, another begins one, and signs up.
const sameStamp = 5 * comity.Second

// twoMoments is from how wide a stretch on an answer's stamp no longer means one moment, more or less, but
// may mean another: in the hour that occurs twice, in no known zone, or about when a clock was set right.
// Then only what may mean as many is the same stamp, which may be cut to the minute.
const twoMoments = comity.Hour / 2

// blunt reports whether the row in place j is an answer of which the stamp may mean several moments.
func (s *shard) blunt(j int) bool { return s.row(j).point && s.ends[j]-s.starts[j] >= twoMoments }

func (s *shard) candidate(j int, t clock.Span) Candidate {
	r := s.row(j)
	from, to := s.starts[j]+edgeLength(r.startEdge), s.ends[j]-edgeLength(r.endEdge)
	if r.point {
		from, to = from-sameStamp, to+sameStamp
	}
	inside := t.Lo >= from && t.Hi < to
	if s.blunt(j) {
		inside = inside && max(t.Lo-from, to-t.Hi) <= 2*sameStamp+comity.Minute
	}
	return Candidate{r, s.starts[j], inside && !r.doubtful, inside}
}

// window is the stretch around t, which lies before row i, that has the same
// candidates: the gap behind row i-1, or that part of the one candidate in which
// it is certain and alone.
func (s *shard) window(cands []Candidate, from, to, i int) clock.Span {
	w := clock.Span{Lo: comity.Earliest, Hi: comity.Latest}
	if i < to {
		w.Hi = s.starts[i] - 1
	}
	switch {
	case len(cands) == 0 && i > from:
		w.Lo = s.ends[i-1]
	case len(cands) == 1 && cands[0].Certain && cands[0].Row == s.row(i-1):
		if s.blunt(i - 1) {
			return never
		}
		r := cands[0].Row
		w.Lo = s.starts[i-1] + edgeLength(r.startEdge)
		w.Hi = min(w.Hi, s.ends[i-1]-edgeLength(r.endEdge)-1)
		if i-1 > from {
			w.Lo = max(w.Lo, s.ends[i-2])
		}
	case len(cands) > 0:
		return never
	}
	return w
}

// after is the number of starts that are not behind t.
func after(starts []comity.Instant, t comity.Instant) int {
	lo, n := 0, len(starts)
	for n > 0 {
		half := (n + 1) / 2
		if starts[lo+half-1] <= t {
			lo += half
			n -= half
		} else {
			n = half - 1
		}
	}
	return lo
}
