package identity

import "slices"

// unbound is a household's weight where nothing is known of households.
const unbound = 1 << 20

// visit gathers the pairs of people that give one address: street, number, and
// postcode or town.
func (tr *trainer) visit() {
	fields := tr.t.address()
	if fields == nil {
		return
	}
	r := tr.t.newRule(fields, tr.cfg.MaxBlock)
	for _, c := range r.left {
		tr.crowds += uint64(c.people) * uint64(c.people-1) / 2
	}
	l := tr.t.lesson(tr.cfg.Workers, r)
	if tr.own(&l) >= 2 {
		tr.home, tr.homes = &l, r.pairs
	}
}

// address is the fields that make up one; nil where the table has none.
func (t *Table) address() []int {
	var out []int
	for _, s := range []Sort{Street, Number, Postcode, Town} {
		i := slices.IndexFunc(t.fields, func(f Field) bool { return f.Is == s })
		if i >= 0 && !(s == Town && len(out) == 3) {
			out = append(out, i)
		}
	}
	if len(out) < 2 || t.fields[out[0]].Is != Street {
		return nil
	}
	return out
}

// live bounds what surname, address and telephone weigh together. Each for
// itself is rare among strangers, but they come together in every household, and
// their sum would make one person of a family. The bound is how rare it is that
// two different people of the table give one address.
func (tr *trainer) live() {
	if tr.home == nil {
		return
	}
	_, yes, no, ok := tr.expect(tr.home)
	if !ok {
		no += yes
	}
	n := uint64(tr.t.people())
	apart := share(no, max(1, yes+no))>>8*tr.homes>>24 + tr.crowds
	tr.w.house = tr.bans(max(1, n*(n-1)/2), apart+1)
}
