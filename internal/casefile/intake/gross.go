package intake

import (
	"strings"

	"comity/internal/records/format/table"
)

// cents are the hundredths of a sum; false where nobody can tell its decimal mark.
func cents(v string) (int64, bool) {
	mark, ok := markOf(v)
	if !ok || mark == '?' || mark == 't' {
		return 0, false
	}
	digits, minus, _ := table.Sum([]byte(v))
	n, after := int64(0), -1
	for _, r := range string(digits) {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int64(r-'0')
			if after >= 0 {
				after++
			}
		case mark != 0 && r == rune(mark):
			after = 0
		}
	}
	for after = max(after, 0); after < 2; after++ {
		n *= 10
	}
	if minus {
		n = -n
	}
	return n, true
}

// settleGross takes the gross sum where a net one stands beside it that is nowhere larger: what was
// paid, before the fee was taken off.
func (m *mapping) settleGross(f *File) {
	t, ok := m.taken["amount"]
	if m.kind != "payments" || !ok {
		return
	}
	var sums, nets, gross []claim
	for _, c := range append([]claim{t}, m.rivals["amount"]...) {
		switch {
		case c.points < sure:
		case c.col.has("net"):
			nets = append(nets, c)
		default:
			if sums = append(sums, c); c.col.has("gross") {
				gross = append(gross, c)
			}
		}
	}
	if gross == nil {
		gross = sums
	}
	if len(gross) != 1 || len(nets) == 0 {
		return
	}
	for _, n := range nets {
		if !gross[0].col.covers(n.col) {
			return
		}
	}
	m.taken["amount"] = gross[0]
	m.rivals["amount"] = nil
	for _, c := range sums {
		if c.col != gross[0].col {
			m.rivals["amount"] = append(m.rivals["amount"], c)
		}
	}
	f.why("of %s, %s is what is left when fees are off: the sum is what was paid", quoted(joinNames(gross[0].col.names())), quoted(strings.Join(names(nets), " · ")))
}

// takeInside takes the words for a side that stand in the cells of the sum, where another sum was taken before.
func (m *mapping) takeInside() {
	c := m.taken["amount"].col
	if _, has := m.taken["sign"]; m.kind != "payments" || has || c == nil || c.inside == nil || m.sides != nil {
		return
	}
	m.sides = &siding{sign: c, named: true}
	m.takeSides()
}

// covers reports whether a sum is as large as another one in nearly all rows, or above it.
func (c *column) covers(o *column) bool {
	all, fit := 0, 0
	for i := range c.samples {
		a, okA := cents(c.samples[i])
		b, okB := cents(o.samples[i])
		if !okA || !okB {
			continue
		}
		if all++; a >= b || max(a, -a) >= max(b, -b) {
			fit++
		}
	}
	return all > 0 && fit*50 >= all*49
}

// pairGross takes of several currencies the one that is called gross, as the sum is.
func (m *mapping) pairGross() {
	cur, ok := m.taken["currency"]
	sum := m.taken["amount"].col
	if m.sides != nil && m.sides.debit != nil {
		sum = m.sides.debit
	}
	if m.kind != "payments" || !ok || sum == nil || sum.has("net") {
		return
	}
	var rest []claim
	found := false
	for _, c := range append([]claim{cur}, m.rivals["currency"]...) {
		switch {
		case c.col.has("gross") && !found:
			found, m.taken["currency"] = true, c
		case !c.col.has("net"):
			rest = append(rest, c)
		}
	}
	if found {
		m.rivals["currency"] = rest
	}
}
