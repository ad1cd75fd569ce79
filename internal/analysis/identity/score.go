package identity

import (
	"cmp"
	"slices"

	"comity/internal/analysis/parallel"
)

// pair is two people that may be one: a < b.
type pair struct {
	a, b    uint32
	pattern pattern
}

// scorer weighs pairs.
type scorer struct {
	*scale
	t      *Table
	cfg    *Config
	w      weights
	rare   [maxFields][]int32 // of each value: what its rarity adds where it is equal
	scored uint64
	caps   []Cap
}

// weight is the whole weight of two people: prior, levels, rarity, and what is
// taken off where a household explains them.
func (s *scorer) weight(p pair) int {
	own, house := s.w.prior, 0
	for f := range s.t.columns {
		if v := int(s.w.level[f][p.pattern.at(f)]) + s.rarity(f, p); s.w.shared[f] {
			house += v
		} else {
			own += v
		}
	}
	return own + min(house, s.w.house)
}

// rarity is what the rarity of an equal value adds.
func (s *scorer) rarity(f int, p pair) int {
	c := &s.t.columns[f]
	if s.rare[f] == nil || p.pattern.at(f) != c.sort.exact() {
		return 0
	}
	return int(s.rare[f][c.ids[p.a]])
}

// collect compares the pairs of the sources and keeps those whose levels weigh
// at least floor, in order.
func (s *scorer) collect(sources []source, floor int) []pair {
	var kept []pair
	total := 0
	for _, src := range sources {
		total += src.pieces()
	}
	done := int64(0)
	for _, src := range sources {
		n := parallel.Workers(s.cfg.Workers, src.pieces())
		parts, scored := make([][]pair, n), make([]uint64, n)
		_ = parallel.EachBy(s.cfg.Workers, src.pieces(), func(worker, i int) error {
			src.piece(i, func(a, b uint32) {
				scored[worker]++
				p := s.t.compare(a, b)
				if s.w.evidence(len(s.t.columns), p) >= floor {
					parts[worker] = append(parts[worker], pair{min(a, b), max(a, b), p})
				}
			})
			return nil
		})
		for i := range parts {
			kept = append(kept, parts[i]...)
			s.scored += scored[i]
		}
		done += int64(src.pieces())
		s.cfg.progress("compare", done, int64(total))
	}
	slices.SortFunc(kept, func(x, y pair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return kept
}

// settle sets the prior over all pairs of the table so that it is the share of
// matches that the kept pairs are expected to hold; the others hold none that
// counts.
func (s *scorer) settle(kept []pair) {
	n := uint64(s.t.people())
	pairs := max(1, n*(n-1)/2)
	s.w.prior = s.bans(1, n+1)
	for range steps {
		yes := uint64(0)
		for _, p := range kept {
			yes += s.probability(s.weight(p)) >> 8
		}
		next := s.bans(max(1, yes>>12), pairs<<12)
		if next == s.w.prior {
			return
		}
		s.w.prior = next
	}
}

// count learns how rare each value is, from groups of people and not from rows:
// somebody who stands in the table seven times does not make a name frequent.
// The chance that another has a value is the share of other groups that have
// it, and for one that no other has, u or one group more, whichever is less.
func (s *scorer) count(group []uint32) {
	order := make([]uint32, len(group))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(group[a], group[b]) })
	for f := range s.t.columns {
		c := &s.t.columns[f]
		if c.sort.rarity() {
			s.rare[f] = s.rareOf(f, c, group, order)
		}
		if c.sort.selector() {
			s.cap(f, c)
		}
	}
}

// cap takes its weight from a selector that more people have than a block may
// hold: an office's address, a switchboard.
func (s *scorer) cap(f int, c *column) {
	have := make([]int, len(c.pool.values))
	for _, id := range c.ids {
		have[id]++
	}
	from := len(s.caps)
	for id, n := range have {
		if id != 0 && n > s.cfg.MaxBlock {
			s.rare[f][id] = -s.w.level[f][c.sort.exact()]
			s.caps = append(s.caps, Cap{s.t.fields[f].Column, c.pool.values[id].s, n, s.cfg.MaxBlock})
		}
	}
	slices.SortFunc(s.caps[from:], func(a, b Cap) int {
		return cmp.Or(b.People-a.People, cmp.Compare(a.Value, b.Value))
	})
}

func (s *scorer) rareOf(f int, c *column, group, order []uint32) []int32 {
	with := make([]uint32, len(c.pool.values)) // groups that have the value
	last := make([]uint32, len(c.pool.values)) // the one counted last, plus 1
	groups, at := uint64(0), uint32(0)
	for _, p := range order {
		id, g := c.ids[p], group[p]+1
		if id == 0 {
			continue
		}
		if g != at {
			groups, at = groups+1, g
		}
		if last[id] != g {
			last[id], with[id] = g, with[id]+1
		}
	}
	out, known := last, map[uint32]int32{}
	rare := make([]int32, len(out))
	for id, n := range with {
		v, ok := known[n]
		if !ok && n > 0 {
			others := uint64(n-1) * unit / max(1, groups-1)
			v = int32(s.bans(s.w.equal[f], others+max(1, min(s.w.equal[f], unit/max(1, groups)))))
			known[n] = v
		}
		rare[id] = v
	}
	return rare
}
