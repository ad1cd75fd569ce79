package intake

import (
	"fmt"
	"slices"
	"strings"
)

// nobodys says what becomes of rows whose type is a word for what no customer paid: a transfer to the
// merchant's bank, the acquirer's fee.
func (l *lexicon) nobodys(key, word string) string {
	if key != "type" || l.means["nobody"][word] == "" {
		return ""
	}
	return " By its name such a row is no payment of a customer's: leave these rows out in a copy, and seal both; where all rows are such, the file is a document"
}

// askNobodys asks about a table all of whose rows, or whose file or numbers, are called after what no
// customer paid.
func (l *lexicon) askNobodys(f *File, m *mapping) {
	if m.kind != "payments" {
		return
	}
	text := ""
	switch t := m.taken["type"].col; {
	case t != nil && t.filled > 0:
		if t.full || slices.ContainsFunc(sortedKeys(t.distinct), func(v string) bool { return l.means["nobody"][strings.Join(tokenise(v), "")] == "" }) {
			return
		}
		text = fmt.Sprintf("all rows of %s say what no customer paid, as %s", quoted(t.name), most(t))
	default:
		names := []string{f.Path, f.Member, f.Sheet}
		if id := m.taken["id"].col; id != nil {
			names = append(names, id.names()...)
		}
		for _, n := range names {
			if words := tokenise(n); slices.ContainsFunc(words, func(w string) bool { return l.means["nobody"][w] == "payout" }) {
				text = fmt.Sprintf("%s speaks of what no customer paid", quoted(n))
			}
		}
	}
	if text == "" {
		return
	}
	if q := f.question("kind"); len(q) == 1 {
		f.drop("kind")
		f.ask("kind", q[0].Text+"; "+text+": sums on their way to the merchant's bank, or fees? Then it is a document; where customers paid them, payments", append(slices.Clone(q[0].Choices), "document")...)
		return
	}
	f.Kind = ask
	f.ask("kind", text+": sums on their way to the merchant's bank, or fees? Then it is a document; where customers paid them, payments", "document", "payments")
}
