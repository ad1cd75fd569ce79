package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// paid reports whether a table seems to be of payments: sums under a name that says
// so, and times. No provider's list and no list of reported cards has them.
func paid(cols []*column) bool {
	sum, when := false, false
	for _, c := range cols {
		sum = sum || c.sum() || c.inside != nil || c.has("debit") && c.oneSide() && c.filled > 0
		when = when || c.forms.stampy(c.filled) || c.share(cDate) || c.strange
	}
	return sum && when
}

// sum reports whether a column is called after sums and holds some; fees, taxes and
// balances are none of a payment.
func (c *column) sum() bool {
	return c.joined == nil && c.has("amount") && c.share(cAmount) && !c.nought() && !c.has("note") && !c.has("settle") && !c.has("time") && !c.forms.stampy(c.filled)
}

// owed reports whether a column holds sums and is called after one that was paid, or after nothing but sums.
func (c *column) owed() bool {
	return c.sum() && (c.marked() || c.has("minor")) && !c.has("balance") && !c.has("fee") && !c.has("tax") && !c.has("user") && !c.has("card")
}

// nought reports whether all sums are nothing.
func (c *column) nought() bool {
	return !slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool { return strings.ContainsAny(v, "123456789") })
}

// asPayments adds the table as payments to what it may be, where it has sums and times
// and only lacks the payments' number.
func (l *lexicon) asPayments(list []*mapping, cols []*column) []*mapping {
	if !paid(cols) || slices.ContainsFunc(list, func(m *mapping) bool { return m.kind == "payments" }) {
		return list
	}
	if m := l.mapAs("payments", cols); len(m.lack) <= 1 && plausible(m, cols) {
		return append(list, m)
	}
	return list
}

// aside is what the name of a sum or a currency says beside that it is one.
func (l *lexicon) aside(name string) string {
	var out []string
	for _, w := range tokenise(name) {
		known := l.atoms[w]
		if !slices.Contains(known, "amount") && !slices.Contains(known, "currency") && !slices.Contains(known, "id") {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// pairSums gives a sum the currency that goes by the same name: original amount and
// original currency, not the currency in which it was settled.
func (l *lexicon) pairSums(m *mapping, cols []*column) {
	sum, cur := m.taken["amount"], m.taken["currency"]
	if m.kind != "payments" || sum.col == nil || cur.col == nil || l.aside(sum.col.name) == l.aside(cur.col.name) {
		return
	}
	for _, c := range m.rivals["currency"] {
		if c.named && c.points >= weak && l.aside(c.col.name) == l.aside(sum.col.name) {
			m.rivals["currency"] = append(slices.DeleteFunc(m.rivals["currency"], func(r claim) bool { return r.col == c.col }), cur)
			m.taken["currency"] = c
			return
		}
	}
}

// askPairs asks for sum and currency where the table has several sums, and a currency
// that by its name goes with some of them only: what was paid, what was settled or
// charged back.
func (l *lexicon) askPairs(f *File, m *mapping, cols []*column) {
	cur, sum := m.taken["currency"].col, m.taken["amount"].col
	if m.kind != "payments" || cur == nil || sum == nil {
		return
	}
	sums, open := l.rivalSums(f, sum, cols)
	own, with := l.aside(cur.name), 0
	for _, n := range sums {
		if l.aside(n) == own {
			with++
		}
	}
	if len(sums) < 2 || with == 0 || with == len(sums) {
		return
	}
	if !open {
		f.ask("columns.amount", "several columns hold sums, each with a currency of its own", sums...)
		f.Columns["amount"] = []string{ask}
	}
	if len(f.question("columns.currency")) == 0 {
		f.ask("columns.currency", "it goes with one of the sums: name the one that the sum is in, or none", currencyNames(cols)...)
		f.Columns["currency"] = []string{ask}
	}
}

// rivalSums are the columns that may be the sum: those that are asked about already, else
// the one that was taken, where its name says of what it is, and others with a currency
// of their own.
func (l *lexicon) rivalSums(f *File, sum *column, cols []*column) (names []string, open bool) {
	if q := f.question("columns.amount"); len(q) > 0 {
		return q[0].Choices, true
	}
	if l.aside(sum.name) == "" {
		return nil, false
	}
	for _, c := range cols {
		if c == sum || c.sum() && !slices.Equal(c.samples, sum.samples) && l.aside(c.name) != l.aside(sum.name) && l.priced(l.aside(c.name), cols) {
			names = append(names, c.name)
		}
	}
	return names, false
}

func currencyNames(cols []*column) []string {
	var out []string
	for _, c := range cols {
		if c.joined == nil && c.has("currency") && c.share(cCurrency) {
			out = append(out, c.name)
		}
	}
	return out
}

// priced reports whether a column of currencies goes by that name.
func (l *lexicon) priced(of string, cols []*column) bool {
	return slices.ContainsFunc(currencyNames(cols), func(n string) bool { return l.aside(n) == of })
}

// sayCurrency says where a currency stands that no column holds: in the name of a sum, or in its cells. No
// key reads it from there.
func sayCurrency(f *File, m *mapping) {
	if m.kind != "payments" || f.Columns["currency"] != nil {
		return
	}
	for _, key := range []string{"amount", "credit", "debit"} {
		c := m.taken[key].col
		if c == nil || c.joined != nil {
			continue
		}
		for _, v := range append([]string{c.name}, c.samples...) {
			if code := currencyIn(v); code != "" {
				f.why("%s speaks of %s, and no column holds the currency: sums are read without one. Where they are not all in one, make a column of it in a copy, and seal both", quoted(c.name), quoted(code))
				return
			}
		}
	}
}

// currencyIn is the code or the sign of a currency that stands in a text, "" where none does.
func currencyIn(v string) string {
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(w) == 3 && slices.Contains(currencies, w) {
			return w
		}
	}
	if i := strings.IndexAny(v, "€$£"); i >= 0 {
		_, n := utf8.DecodeRuneInString(v[i:])
		return v[i : i+n]
	}
	return ""
}

// charged reports whether a column holds sums and is called after what is charged beside one.
func (c *column) charged() bool {
	return c.marked() && (c.has("fee") || c.has("tax"))
}
