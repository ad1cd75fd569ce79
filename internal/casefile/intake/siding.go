package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/table"
)

// siding is how a table says which way the money went, where the sums do not bear it.
type siding struct {
	debit, credit *column // the sum stands in one of both
	sign          *column // a word says it; the sum's own column where it stands in its cell
	named         bool    // the name of sign says so, too
	doubt         string  // why it has to be asked; "": it is plain
	more          []string
}

// holds reports whether a column says a side, and nothing else.
func (s *siding) holds(c *column) bool {
	return s != nil && (c == s.debit || c == s.credit || c == s.sign && s.named && c.inside == nil)
}

// rest are the columns that other keys may take.
func (s *siding) rest(cols []*column) []*column {
	if s == nil {
		return cols
	}
	return slices.DeleteFunc(slices.Clone(cols), s.holds)
}

// sides looks for two columns of sums, or for a word, that say which way the money went; nil
// where there are none.
func (l *lexicon) sides(cols []*column) *siding {
	if s := l.twoColumns(cols); s != nil {
		return s
	}
	var found *siding
	for _, c := range cols {
		named := l.sideNamed(c) == "both" && !c.has("card")
		switch {
		case c.inside != nil:
			return &siding{sign: c, named: true}
		case c.joined != nil || c.has("card") || !l.wordsOfSides(c), !named && len(c.distinct) == 0:
		case found == nil || named && !found.named:
			found = &siding{sign: c, named: named}
		}
	}
	return found
}

// wordsOfSides reports whether nearly all values are words for the two sides of an account.
func (l *lexicon) wordsOfSides(c *column) bool {
	known, all := 0, 0
	for v, n := range c.sideWords() {
		if all += n; l.isWay(v) {
			known += n
		}
	}
	return all > 1 && len(c.distinct) <= 6 && !c.full && known*100 >= all*92
}

// sideWords counts the words of a column; a dash is one here.
func (c *column) sideWords() map[string]int {
	if c.inside != nil {
		return c.inside
	}
	out := map[string]int{}
	for v, n := range c.distinct {
		out[v] = n
	}
	if c.dashes > 0 {
		out[dash] = c.dashes
	}
	return out
}

// twoColumns looks for pairs of columns of sums of which one is filled in each row. Of several the gross
// sums are what was paid.
func (l *lexicon) twoColumns(cols []*column) *siding {
	debits, credits := l.of("debit", cols), l.of("credit", cols)
	only := len(debits) == 1 && len(credits) == 1
	var list []*siding
	for _, d := range debits {
		for _, c := range credits {
			if both, one, _ := sidesFilled(d, c); both <= one && d.filled+c.filled > 0 && (only || l.otherwise(c) == l.otherwise(d)) {
				list = append(list, &siding{debit: d, credit: c})
			}
		}
	}
	if gross := slices.DeleteFunc(slices.Clone(list), func(s *siding) bool { return !s.debit.has("gross") }); len(gross) > 0 {
		list = gross
	}
	if list == nil {
		list = l.alike(cols)
	}
	if list == nil {
		return nil
	}
	s := list[0]
	for _, o := range list {
		s.more = append(s.more, o.debit.name, o.credit.name)
	}
	s.judge(cols, len(list) > 1)
	return s
}

// alike looks for two columns of sums whose names are the same but for a pair of words for the two
// sides, which by themselves may mean other things: Amount In, Amount Out.
func (l *lexicon) alike(cols []*column) []*siding {
	var list []*siding
	for _, d := range cols {
		for _, c := range cols {
			if d == c || !d.has("amount") || !c.has("amount") || !d.oneSide() || !c.oneSide() || !l.mirrored(tokenise(d.name), tokenise(c.name)) {
				continue
			}
			if both, one, _ := sidesFilled(d, c); both <= one && d.filled+c.filled > 0 {
				list = append(list, &siding{debit: d, credit: c})
			}
		}
	}
	return list
}

// mirrored reports whether two names differ in one word, and these are a pair: of what left, and of
// what came.
func (l *lexicon) mirrored(out, in []string) bool {
	if len(out) != len(in) {
		return false
	}
	found := false
	for i := range out {
		if out[i] == in[i] {
			continue
		}
		if found || !slices.Contains(l.ways, way{out[i], in[i]}) {
			return false
		}
		found = true
	}
	return found
}

// of are the columns of sums whose names say a side.
func (l *lexicon) of(side string, cols []*column) []*column {
	return slices.DeleteFunc(slices.Clone(cols), func(c *column) bool { return l.sideNamed(c) != side || !c.oneSide() })
}

// oneSide reports whether a column can hold the sums of one side.
func (c *column) oneSide() bool {
	return c.joined == nil && (c.filled == 0 || c.share(cAmount)) && !c.has("note") && !c.has("card") && !c.has("contra") && !c.forms.stampy(c.filled)
}

// otherwise is a column's name without the words for a side and for sums.
func (l *lexicon) otherwise(c *column) string {
	var out []string
	for _, w := range tokenise(c.name) {
		known := l.atoms[w]
		if slices.ContainsFunc([]string{"debit", "credit", "amount", filler}, func(a string) bool { return slices.Contains(known, a) }) && !slices.Contains(known, "gross") && !slices.Contains(known, "net") || l.isWay(w) {
			continue
		}
		if p := l.parts(w); len(p) > 1 && slices.ContainsFunc(p, func(p part) bool { return p.has("debit") || p.has("credit") }) {
			continue // Sollbetrag
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// sidesFilled counts the rows with a sum in both of two columns, in one, in neither.
func sidesFilled(a, b *column) (both, one, neither int) {
	for i := range a.samples {
		switch x, y := nonzero(a.samples[i]), nonzero(b.samples[i]); {
		case x && y:
			both++
		case x || y:
			one++
		default:
			neither++
		}
	}
	return both, one, neither
}

func nonzero(v string) bool { return strings.ContainsAny(v, "123456789") }

// minuses counts the sums of a column that are below zero, and those above.
func (c *column) minuses() (below, above int) {
	for _, v := range c.samples {
		if !nonzero(v) {
			continue
		}
		if _, minus, ok := table.Sum([]byte(v)); ok && minus {
			below++
		} else {
			above++
		}
	}
	return below, above
}

// judge says what is not plain about two columns.
func (s *siding) judge(cols []*column, several bool) {
	both, one, _ := sidesFilled(s.debit, s.credit)
	below, above := s.debit.minuses()
	under, _ := s.credit.minuses()
	switch {
	case several:
		s.doubt = "several pairs of columns hold what left an account and what came to it"
	case books(cols):
		s.doubt = ownBooks
	case both*50 > one:
		s.doubt = fmt.Sprintf("%d of %d rows hold a sum in both columns; such rows are rejected", both, both+one)
	case below > 0 && above > 0:
		s.doubt = fmt.Sprintf("%d sums of %s are below zero, and %d above: a minus is read as saying the side again. Where it takes something back, make a column of signed sums in a copy, and seal both", below, quoted(s.debit.name), above)
	case under > 0:
		s.doubt = fmt.Sprintf("%d sums of %s are below zero; such rows are rejected", under, quoted(s.credit.name))
	}
}

const ownBooks = "there are accounts of a ledger beside the sums: on the account of a bank or a till, a debit of one's own books is what came, on a bank's statement what left"

// books reports whether the table has accounts of a ledger: short numbers under a name that says so.
func books(cols []*column) bool {
	return slices.ContainsFunc(cols, func(c *column) bool {
		return c.has("contra") && c.filled > 0 && c.share(cDigits) && c.longest() <= 6
	})
}
