package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/table"
)

// blanks part thousands and are never a decimal mark.
var blanks = strings.NewReplacer(" ", "_", "'", "_", "\u00a0", "_", "\u202f", "_", "\u2009", "_", "\u2019", "_")

// markOf is the decimal mark of a sum: "." or ",", "?" where three digits follow
// the only mark, "t" where marks part no thousands or nobody can tell which is
// the decimal one, 0 where there is none. 1.234,56 has a comma, and so has
// 1.234.567, for only marks of thousands come twice.
func markOf(v string) (mark byte, ok bool) {
	digits, _, ok := table.Sum([]byte(v))
	v = blanks.Replace(string(digits))
	if !ok {
		return 0, false
	}
	if v == "" || len(v) > 24 || v[0] < '0' || v[0] > '9' || strings.Trim(v, "0123456789.,_") != "" {
		return 0, false
	}
	i := strings.LastIndexAny(v, ".,")
	switch {
	case i < 0:
		return 0, thirds(v, '_')
	case strings.ContainsAny(v[:i], ".,"):
		return several(v, i), true
	case strings.Contains(v, "_") && !thirds(v[:i], '_'):
		return 0, false
	}
	switch len(v) - i - 1 {
	case 1, 2:
		return v[i], true
	case 3:
		return '?', true
	}
	return 0, false
}

// several is the decimal mark of a sum with several marks, the last at i.
func several(v string, i int) byte {
	other := byte('.' + ',' - v[i])
	switch n := len(v) - i - 1; {
	case thirds(v, v[i]):
		return other // 1.234.567
	case (n == 1 || n == 2) && thirds(v[:i], other):
		return v[i] // 1.234,56
	}
	return 't'
}

// thirds reports whether mark, if it is in v, parts one to three digits from
// groups of three, and v has no other mark.
func thirds(v string, mark byte) bool {
	groups := strings.Split(v, string(mark))
	for i, g := range groups {
		if g == "" || strings.Trim(g, "0123456789") != "" || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return false
		}
	}
	return true
}

// isGrouped reports whether thousands of a sum with that decimal mark are marked.
func isGrouped(v string, mark byte) bool {
	digits, _, _ := table.Sum([]byte(v))
	whole := blanks.Replace(string(digits))
	if i := strings.IndexByte(whole, mark); i >= 0 {
		whole = whole[:i]
	}
	return mark != '?' && strings.ContainsAny(whole, ".,_")
}

// sums are the columns of a payment's sum that are not empty, and how these are written.
func (m *mapping) sums() (t amountTally, list []*column) {
	for _, key := range []string{"amount", "debit", "credit"} {
		if c := m.taken[key].col; c != nil && c.filled > 0 {
			t, list = t.plus(&c.amounts), append(list, c)
		}
	}
	return t, list
}

// askDecimal states the decimal mark, or asks.
func askDecimal(f *File, m *mapping) {
	t, _ := m.sums()
	switch {
	case t.thousands > 0:
		f.ask("decimal", fmt.Sprintf("%d sums have marks that part no thousands, or of which nobody can tell the decimal one; such rows are rejected", t.thousands), ".", ",")
		f.Decimal = ask
	case t.dot > 0 && t.comma > 0 && min(t.dot, t.comma)*50 > t.dot+t.comma:
		f.ask("decimal", fmt.Sprintf("%d sums are written with a point, %d with a comma", t.dot, t.comma), ".", ",")
		f.Decimal = ask
	case t.comma > t.dot:
		f.Decimal = ","
	case t.dot > 0 && t.grouped+t.either > 0:
		f.Decimal = "."
	case t.dot+t.either == 0 && t.grouped > 0:
		f.Decimal = "," // 12 345 is read where a mark is stated, and has none of either
	case t.dot == 0 && t.either > 0:
		f.ask("decimal", "three digits follow the only mark: thousands, or a decimal mark?", ".", ",")
		f.Decimal = ask
	}
}

// askAmountUnit asks whether sums count hundredths, where the header says so or
// all are whole numbers that end as prices do.
func askAmountUnit(f *File, m *mapping) {
	t, list := m.sums()
	if len(list) == 0 {
		return
	}
	c := list[0]
	whole := t.whole > 0 && t.dot+t.comma+t.either+t.thousands+t.grouped == 0
	switch {
	case c.has("minor"):
		f.ask("amount_unit", quoted(c.name)+" speaks of cents: is 2990 written for 29.90?", "minor", "whole")
	case whole && f.minorSaid != "":
		f.ask("amount_unit", fmt.Sprintf("%s stands above the names: is 2990 written for 29.90?", quoted(f.minorSaid)), "minor", "whole")
	case whole && !slices.ContainsFunc(list, func(c *column) bool { return !c.priced() }):
		f.ask("amount_unit", fmt.Sprintf("all sums of %s are whole numbers of three digits and more that end as prices do: is 2990 written for 29.90?", quoted(c.name)), "whole", "minor")
	case whole && !m.centless() && !slices.ContainsFunc(list, func(c *column) bool { return !c.large() }):
		f.ask("amount_unit", fmt.Sprintf("all sums of %s are whole numbers of three digits and more: is 2990 written for 29.90?", quoted(c.name)), "whole", "minor")
	default:
		return
	}
	f.AmountUnit = ask
}

// noCents are currencies that write no hundredths (ISO 4217, and forints and crowns of Iceland by use).
var noCents = strings.Fields("BIF CLP DJF GNF HUF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")

// centless reports whether all sums are in currencies that write no hundredths.
func (m *mapping) centless() bool {
	c := m.taken["currency"].col
	return c != nil && c.filled > 0 && !c.full && !slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool { return !slices.Contains(noCents, strings.ToUpper(v)) })
}

// large reports whether ten sums and more have three digits or more, most of them, and no mark.
func (c *column) large() bool {
	short, n := 0, 0
	for v := range c.distinct {
		if strings.Trim(v, "0123456789-+") != "" {
			return false // beside a currency
		}
		if n++; len(strings.TrimLeft(v, "-+0")) < 3 && strings.Trim(v, "-+0") != "" {
			short++
		}
	}
	return n >= 10 && short*5 <= n
}

func (c *column) has(atom string) bool {
	for _, p := range c.parts {
		if p.has(atom) {
			return true
		}
	}
	return false
}

// priced reports whether most values have three digits or more, and most end in
// 0, 5 or 9.
func (c *column) priced() bool {
	short, ends, n := 0, 0, 0
	for v := range c.distinct {
		digits := strings.TrimLeft(v, "-+0")
		if digits == "" {
			continue
		}
		n++
		if len(digits) < 3 {
			short++
		}
		if strings.IndexByte("059", digits[len(digits)-1]) >= 0 {
			ends++
		}
	}
	return n > 0 && short*5 <= n && ends*10 >= n*7
}
