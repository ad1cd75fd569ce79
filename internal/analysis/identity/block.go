package identity

import (
	"cmp"
	"slices"

	"comity/internal/analysis/parallel"
)

// rule is a blocking rule: people are compared where they agree on its fields.
type rule struct {
	fields []int
	block  []uint32 // of each person; 0: a field is missing, or the block is left out
	starts []uint32 // of each block in order, block 1 first, and the end
	order  []uint32 // people by block
	pairs  uint64
	left   []crowd // blocks that are larger than the cap
}

// crowd is a value, or two together, that too many people share.
type crowd struct {
	person uint32 // one of them
	people int
}

// newRule groups the people by what they have in the fields. A block of more
// than most people is left out.
func (t *Table) newRule(fields []int, most int) *rule {
	r := &rule{fields: fields, block: make([]uint32, t.people()), starts: []uint32{0, 0}}
	list := t.inOrder(fields)
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && t.agree(fields, list[i], list[j]) {
			j++
		}
		r.add(list[i:j], most)
		i = j
	}
	slices.SortFunc(r.left, func(a, b crowd) int { return cmp.Or(b.people-a.people, cmp.Compare(a.person, b.person)) })
	return r
}

// inOrder is the people who have all the fields, those with the same values side
// by side: sorted by counting, one field after another from the last.
func (t *Table) inOrder(fields []int) []uint32 {
	list := make([]uint32, 0, t.people())
	for p := range uint32(t.people()) {
		if t.states(fields, p) {
			list = append(list, p)
		}
	}
	other := make([]uint32, len(list))
	for i := len(fields) - 1; i >= 0; i-- {
		at := make([]uint32, len(t.columns[fields[i]].pool.values)+1)
		for _, p := range list {
			at[t.value(fields, i, p)+1]++
		}
		for v := range at[1:] {
			at[v+1] += at[v]
		}
		for _, p := range list {
			v := t.value(fields, i, p)
			other[at[v]] = p
			at[v]++
		}
		list, other = other, list
	}
	return list
}

// states reports whether a person has all the fields.
func (t *Table) states(fields []int, p uint32) bool {
	for _, f := range fields {
		if t.columns[f].ids[p] == 0 {
			return false
		}
	}
	return true
}

// value is what a person has in the i-th field of a rule. Of partners the lesser
// value comes first: given name and surname together count in any order.
func (t *Table) value(fields []int, i int, p uint32) uint32 {
	v := t.columns[fields[i]].ids[p]
	if i < 2 && len(fields) > 1 && t.columns[fields[0]].partner == fields[1] {
		o := t.columns[fields[1-i]].ids[p]
		if i == 0 {
			return min(v, o)
		}
		return max(v, o)
	}
	return v
}

func (t *Table) agree(fields []int, a, b uint32) bool {
	for i := range fields {
		if t.value(fields, i, a) != t.value(fields, i, b) {
			return false
		}
	}
	return true
}

func (r *rule) add(list []uint32, most int) {
	n := len(list)
	switch {
	case n < 2:
		return
	case n > most:
		r.left = append(r.left, crowd{list[0], n})
		return
	}
	for _, p := range list {
		r.block[p] = uint32(len(r.starts) - 1)
	}
	r.order = append(r.order, list...)
	r.starts = append(r.starts, uint32(len(r.order)))
	r.pairs += uint64(n) * uint64(n-1) / 2
}

// blocks is how many the rule has; block i holds members(i), i from 0.
func (r *rule) blocks() int { return len(r.starts) - 2 }

func (r *rule) members(i int) []uint32 { return r.order[r.starts[i+1]:r.starts[i+2]] }

// plan chooses the rules: every field alone and every two together, the
// cheapest first, until their pairs are as many as the budget.
func (t *Table) plan(cfg *Config) []*rule {
	var sets [][]int
	for i, f := range t.fields {
		sets = append(sets, []int{i})
		for j := range i {
			if f.Is != Text || t.fields[j].Is != Text {
				sets = append(sets, []int{j, i})
			}
		}
	}
	rules := make([]*rule, len(sets))
	_ = parallel.Each(cfg.Workers, len(sets), func(i int) error {
		rules[i] = t.newRule(sets[i], cfg.MaxBlock)
		return nil
	})
	slices.SortStableFunc(rules, func(a, b *rule) int { return cmp.Compare(a.pairs, b.pairs) })
	budget := cfg.MaxPairs
	n := 0
	for n < len(rules) && rules[n].pairs <= budget {
		budget -= rules[n].pairs
		n++
	}
	return slices.Clone(rules[:n])
}
