package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/table"
)

// askLesser asks for the sum where the one that was taken is by its name what was left of another, what
// was given back or settled, or says more than is understood, and a column beside it holds sums of its size.
func (l *lexicon) askLesser(f *File, m *mapping, cols []*column) {
	sum := m.taken["amount"]
	if m.kind != "payments" || sum.col == nil || sum.col.joined != nil || !f.mapped("amount") {
		return
	}
	part := (slices.ContainsFunc([]string{"net", "ref", "settle"}, sum.col.has) || l.speaks("type", sum.col.name) != "") && !sum.col.has("gross")
	choices := []string{sum.col.name}
	for _, c := range cols {
		if c != sum.col && c.joined == nil && !m.takes(c) && c.sums() && (part || sum.points < 90 && c.comparable(sum.col, 2) || c.has("amount") && c.partly() && c.comparable(sum.col, 4)) && !(c.has("net") && sum.col.covers(c)) && !slices.ContainsFunc([]string{"fee", "balance", "tax"}, c.has) {
			choices = append(choices, c.name)
		}
	}
	if len(choices) == 1 {
		return
	}
	f.ask("columns.amount", fmt.Sprintf("%s may be a part of what was paid, or the same in another currency, and other columns hold sums as well: name the one that was paid", quoted(sum.col.name)), choices...)
	f.Columns["amount"] = []string{ask}
}

// askSettled asks for the currency where the one that was taken is by its name that of a settlement, and the sum is not.
func askSettled(f *File, m *mapping, cols []*column) {
	cur, sum := m.taken["currency"].col, m.taken["amount"].col
	if m.kind != "payments" || cur == nil || sum == nil || !f.mapped("currency") || sum.has("settle") || !slices.ContainsFunc(cur.parts, func(p part) bool { return p.has("settle") && !p.has("currency") }) {
		return
	}
	f.ask("columns.currency", "it goes with one of the sums: name the one that the sum is in, or none", currencyNames(cols)...)
	f.Columns["currency"] = []string{ask}
}

// askCounted asks for the number of the payments where the one that was taken counts the rows, and another
// column may be it.
func askCounted(f *File, m *mapping, cols []*column) {
	id := m.taken["id"].col
	if m.kind != "payments" || id == nil || !f.mapped("id") || id.has("txn") || !id.counts() {
		return
	}
	choices := []string{id.name}
	for _, c := range cols {
		if c != id && c.joined == nil && (c.has("id") || c.has("ref")) && !slices.ContainsFunc([]string{"sub", "user", "holder", "card", "phone", "zip", "issuer", "site"}, c.has) && c.filled == id.filled && c.unique() && c.share(cWord) && !c.share(cEmail) && !c.share(cCard) {
			choices = append(choices, c.name)
		}
	}
	if len(choices) == 1 {
		return
	}
	f.ask("columns.id", fmt.Sprintf("%s counts the rows, and another column may number the payments", quoted(id.name)), choices...)
	f.Columns["id"] = []string{ask}
}

// sums reports whether nearly all values are sums of money, by their marks or by the column's name.
func (c *column) sums() bool {
	return c.share(cAmount) && !c.forms.stampy(c.filled) && !c.counts() && (c.marked() || c.has("amount") || c.has("minor"))
}

// comparable reports whether in most rows the sum is at least a half (of 2) or a quarter (of 4) as large as another
// one, and not always the same.
func (c *column) comparable(o *column, of int64) bool {
	all, large, same := 0, 0, 0
	for i := range c.samples {
		a, okA := cents(c.samples[i])
		b, okB := cents(o.samples[i])
		if !okA || !okB || b == 0 {
			continue
		}
		if all++; of*max(a, -a) >= max(b, -b) {
			large++
		}
		if a == b {
			same++
		}
	}
	return 2*large > all && same < all
}

// askMixed asks where the sums bear the names of several currencies in their cells, which are not
// read, and no column holds them.
func askMixed(f *File, m *mapping) {
	c := m.taken["amount"].col
	if m.kind != "payments" || c == nil || c.joined != nil || f.Columns["currency"] != nil {
		return
	}
	var codes []string
	for _, v := range c.samples {
		if _, _, ok := table.Sum([]byte(v)); !ok {
			continue
		}
		if code := currencyIn(v); code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if len(codes) < 2 {
		return
	}
	f.ask("columns.currency", fmt.Sprintf("sums of %s are in several currencies (%s), which are not read where they stand: make a column of them in a copy, and seal both", quoted(c.name), strings.Join(codes, ", ")))
	f.Columns["currency"] = []string{ask}
}
