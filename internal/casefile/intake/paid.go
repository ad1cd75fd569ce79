package intake

import (
	"slices"
	"strings"
)

// inPayments is the free key of payments that a column's values suggest where no
// name says so: numbers of other payments, or the few words for what a payment was
// and what became of it. A charge-back that is taken for a sale, or that nobody
// knows the sale of, speaks against the wrong one.
func (l *lexicon) inPayments(m *mapping, c *column) string {
	if m.kind != "payments" {
		return ""
	}
	if id := m.taken["id"].col; id != nil && id != c && free(m, "ref") && c.filled < id.filled && numbersAlike(id, c) {
		return "ref"
	}
	if !c.fewWords() {
		return ""
	}
	for _, key := range []string{"type", "result"} {
		if free(m, key) && l.meansSome(key, c) {
			return key
		}
	}
	vague := slices.ContainsFunc(c.parts, func(p part) bool {
		return p == nil || p.has("txn") || p.has("type") || p.has("status") || p.has("result")
	})
	if vague && free(m, "type") && len(c.distinct) > 1 && c.filled >= 5*len(c.distinct) {
		return "type"
	}
	return ""
}

// words says which words a column of payments' types or results holds: whoever
// answers that it is the key has to say under values what each means.
func (m *mapping) words(key string, names []string, cols []*column) string {
	if m.kind != "payments" || key != "type" && key != "result" {
		return ""
	}
	var out []string
	for _, c := range cols {
		if slices.Contains(names, c.name) && c.joined == nil {
			for _, v := range sortedKeys(c.distinct) {
				out = append(out, quoted(v))
			}
		}
	}
	return "; what its words mean stands under values: " + strings.Join(out, ", ")
}

// fewWords reports whether the values are a few words, again and again.
func (c *column) fewWords() bool {
	return c.share(cText) && !c.full && len(c.distinct) <= 12 && !c.share(cCurrency) && !c.share(cCountry) && !c.share(cDomain)
}

// meansSome reports whether some of the values are words that are known for key.
func (l *lexicon) meansSome(key string, c *column) bool {
	return slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool {
		_, known := l.means[key][strings.Join(tokenise(v), "")]
		return known
	})
}

// numbersAlike reports whether nearly all values of c could be numbers of id: they
// begin with the same letters or marks, if with any, and are as long.
func numbersAlike(id, c *column) bool {
	head, low, high := shape(id)
	mine, least, most := shape(c)
	return head != "" && mine == head && least >= low-1 && most <= high+1 && c.share(cWord)
}

// shape is how a column's values begin, up to the first digit, and how long they
// are; "" where they begin differently, or with a digit.
func shape(c *column) (head string, low, high int) {
	for i, v := range sortedKeys(c.distinct) {
		at := strings.IndexAny(v, "0123456789")
		switch {
		case at <= 0:
			return "", 0, 0
		case i == 0:
			head, low, high = v[:at], len(v), len(v)
		case v[:at] != head:
			return "", 0, 0
		}
		low, high = min(low, len(v)), max(high, len(v))
	}
	return head, low, high
}
