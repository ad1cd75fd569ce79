// Package offset measures how far the clocks of sources are apart, from what
// must lie close together: a payment and the first log-in after it, one log-in in
// two records. Of each source it says which readings of its clock the evidence
// keeps.
//
// People do the same things at other times too, so most pairs of a payment and a
// session mean nothing. Those that belong together pile up at one difference,
// the rest lies scattered over days: the pile is what is looked for, and it has
// to stand out from what lies beside it. Nothing is assumed about how long
// people take. The usual delay of each sort of pair is learned from all sources
// that have it; a clock is off where its pairs are off by something else.
//
// The package is pure and computes in integers: microseconds.
package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// What a mark is of.
const (
	Payment = iota // an approved payment
	SignUp
	LogIn    // the last log-in or visit that a member table states
	Session  // the first line of a session in an access log
	Leave    // its last line
	Question // what a provider was asked about: the key is of an address
	Seen     // something done from such an address
	Sorts
)

// Mark is something that one person did at a time, under the declared reading.
type Mark struct {
	Key uint64 // who: equal for what one account did
	At  comity.Instant
}

// Series are the marks of one sort in one source.
type Series struct {
	Source int
	Sort   int
	Marks  []Mark // sorted by Sort
}

// Arrange brings the marks into the order that measuring needs.
func (s *Series) Arrange() {
	slices.SortFunc(s.Marks, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.At, b.At)) })
	s.Marks = slices.Compact(s.Marks)
}

// Offset is a measured difference: B's clock shows so much more than A's when
// the same thing happens, the usual delay taken off.
type Offset struct {
	A, B      int // numbers of the sources
	Centre    comity.Instant
	Low, High comity.Instant // 95 in 100
	Pairs     int
}

const (
	// Reach is how far apart pairs are looked for: the zones of the Earth and a bit.
	Reach = 27 * comity.Hour
	// pile is how wide a heap of pairs that belong together may be.
	pile = 5 * comity.Minute
	// fewest is how many pairs a heap needs at least to be measured.
	fewest = 8
	// many is how many it needs where people take their time, and sharp how far
	// pairs are scattered where two records tell of one moment.
	many  = 20
	sharp = 2 * comity.Second
	// crowded is how many pairs of one key are looked at: who did more than that
	// within Reach is a machine, or many people under one name.
	crowded = 256
)

// point is a pair: when, by the first source, and how much later the second.
type point struct{ at, later comity.Instant }

// pairs lists the points of two series whose keys agree, within Reach.
func pairs(a, b []Mark, rewrite func(comity.Instant) comity.Instant) (out []point) {
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].Key, b[0].Key); {
		case c < 0:
			a = a[1:]
			continue
		case c > 0:
			b = b[1:]
			continue
		}
		na, nb := run(a), run(b)
		out = pairsOf(out, a[:na], b[:nb], rewrite)
		a, b = a[na:], b[nb:]
	}
	return out
}

// run is how many marks at the start have one key.
func run(m []Mark) int {
	n := 1
	for n < len(m) && m[n].Key == m[0].Key {
		n++
	}
	return n
}

func pairsOf(out []point, a, b []Mark, rewrite func(comity.Instant) comity.Instant) []point {
	before := len(out)
	for i := range a {
		at := a[i].At
		if rewrite != nil {
			at = rewrite(at)
		}
		from, _ := slices.BinarySearchFunc(b, at-Reach, func(m Mark, t comity.Instant) int { return cmp.Compare(m.At, t) })
		for ; from < len(b) && b[from].At <= at+Reach; from++ {
			if len(out)-before == crowded {
				return out[:before]
			}
			out = append(out, point{at, b[from].At - at})
		}
	}
	return out
}
