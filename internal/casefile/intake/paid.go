package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/table"
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
	if c.has("sub") || c.has("holder") {
		return "" // what sort of customer, not of payment
	}
	vague := slices.ContainsFunc(c.parts, func(p part) bool {
		return p == nil || p.has("txn") || p.has("type") || p.has("status") || p.has("result")
	})
	if vague && free(m, "type") && len(c.distinct) > 1 && c.filled >= 5*len(c.distinct) {
		return "type"
	}
	return ""
}

// words says what is to be written under values where a column of payments' types or results is
// the key: its words, with ours where they are known.
func (l *lexicon) words(m *mapping, key string, names []string, cols []*column) string {
	if m.kind != "payments" || key != "type" && key != "result" {
		return ""
	}
	return l.valuesLine(key, names, cols)
}

// valuesLine is what says what the words of columns mean under a closed key; "" where the reader takes
// them as they are.
func (l *lexicon) valuesLine(key string, names []string, cols []*column) string {
	var out []string
	for _, c := range cols {
		if !slices.Contains(names, c.name) || c.joined != nil || c.full || c.forms.stampy(c.filled) {
			continue
		}
		for _, v := range sortedKeys(c.distinct) {
			word := strings.Join(tokenise(v), "")
			ours := l.means[key][word]
			if ours == word || key == "reported" && table.ReportedWord(v) || len(out) > 12 {
				continue
			}
			if ours == "" {
				ours = ask
			}
			out = append(out, toml(v)+" = "+toml(ours))
		}
	}
	if out == nil {
		return ""
	}
	line := "values = { " + key + " = { " + strings.Join(out, ", ") + " } }"
	return "; what its words mean stands under values: " + line
}

// adviseWords adds to the questions about closed keys what is to be written under values with the
// answer: a draft can't hold values of a column that is not settled.
func (l *lexicon) adviseWords(f *File, cols []*column) {
	for i, q := range f.Questions {
		key, ok := strings.CutPrefix(q.Key, "columns.")
		if ok && (key == "type" || key == "result" || key == "reported") && !strings.Contains(q.Text, "under values: ") && f.Values[key] == nil {
			f.Questions[i].Text += l.valuesLine(key, q.Choices, cols)
		}
	}
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

// askElsewhere asks where rows bear no sum in the column that was taken, and one in another that
// bears none in the other rows: what was paid back, or in another way, would read as nothing.
func askElsewhere(f *File, m *mapping, cols []*column) {
	sum := m.taken["amount"].col
	if m.kind != "payments" || sum == nil || sum.joined != nil || len(f.question("columns.amount")) > 0 {
		return
	}
	for _, c := range cols {
		if c == sum || c.joined != nil || !c.share(cAmount) || c.forms.stampy(c.filled) || m.takes(c) {
			continue
		}
		both, empty, there := 0, 0, 0
		for i, v := range sum.samples {
			switch has := nonzero(c.samples[i]); {
			case nonzero(v) && has:
				both++
			case !nonzero(v):
				if empty++; has {
					there++
				}
			}
		}
		if there < 2 || there*10 < empty*9 || both*10 > len(sum.samples)-empty {
			continue
		}
		f.ask("columns.amount", fmt.Sprintf("%d rows hold no sum in %s, and one in %s: where the former came and the latter left, write credit and debit in place of amount; else name the one that was paid", there, quoted(sum.name), quoted(c.name)), sum.name, c.name)
		f.Columns["amount"] = []string{ask}
		return
	}
}

// numberers are the columns that may be a needed key where none is called so: by their form, or, of
// what numbers the payments, filled in each row with values that stand once.
func (m *mapping) numberers(key string) []string {
	if tellable[key] {
		return m.fitting(key, nil)
	}
	if m.kind != "payments" || key != "id" {
		return nil
	}
	var out []string
	for _, c := range m.all {
		if c.joined == nil && c.filled > 5 && c.filled == len(c.samples) && c.unique() && c.share(cWord) && fits("id", m.kind, c) && !c.share(cEmail) && !c.share(cCard) && !c.share(cIBAN) && !c.share(cAmount) && !m.takes(c) {
			out = append(out, c.name)
		}
	}
	return out
}

// fitting are the columns whose values have the form of key, but for those that are named already.
func (m *mapping) fitting(key string, named map[string][]string) []string {
	var out []string
	for _, c := range m.all {
		if c.filled > 0 && !c.has("born") && fits(key, m.kind, c) && !slices.ContainsFunc(sortedKeys(named), func(k string) bool { return slices.Equal(named[k], c.names()) }) {
			out = append(out, joinNames(c.names()))
		}
	}
	return out
}

// moneyed reports whether a column holds sums with a decimal mark beside one of currencies, whatever
// both are called.
func (m *mapping) moneyed() bool {
	sums, cur := false, false
	for _, c := range m.all {
		sums = sums || c.joined == nil && c.marked()
		cur = cur || c.joined == nil && c.share(cCurrency)
	}
	return sums && cur
}
