package intake

import (
	"fmt"
	"slices"
	"strings"
)

// takeSides gives the keys of the sides to their columns.
func (m *mapping) takeSides() {
	s := m.sides
	sum, has := m.taken["amount"]
	switch {
	case s == nil:
	case s.debit != nil:
		m.taken["debit"], m.taken["credit"] = claim{"debit", s.debit, sideNamed, true}, claim{"credit", s.credit, sideNamed, true}
		m.otherSum(sum.col)
	case !has || s.sign.inside != nil && s.sign != sum.col:
		m.sides = nil
	case s.sign.inside == nil && sum.col.signed():
	case s.named:
		m.taken["sign"] = claim{"sign", s.sign, sideNamed, true}
	}
}

// sideNamed are the points of a column whose name and values say a side.
const sideNamed = 96

// otherSum settles what a column of sums is that stands beside those of the two sides: the same with its
// sign, which says all; the same without, or what is left of it, which say less; or another one, which is asked about.
func (m *mapping) otherSum(sum *column) {
	if sum == nil {
		return
	}
	same, bare, rows := m.sides.compare(sum)
	switch {
	case rows > 0 && same == rows:
		delete(m.taken, "debit")
		delete(m.taken, "credit")
		m.sides = nil
		return
	case rows > 0 && bare == rows, sum.has("net") && !m.sides.debit.has("net"), sum.has("note"): // a balance, a fee
		delete(m.taken, "amount")
	default:
		m.beside = append([]string{sum.name}, names(m.rivals["amount"])...)
		delete(m.taken, "amount")
	}
	delete(m.rivals, "amount")
}

func names(list []claim) []string {
	var out []string
	for _, c := range list {
		out = append(out, joinNames(c.col.names()))
	}
	return out
}

// compare counts the rows in which a sum is that of the sides: with its sign, and as large.
func (s *siding) compare(sum *column) (same, bare, rows int) {
	for i := range sum.samples {
		out, okOut := cents(s.debit.samples[i])
		in, okIn := cents(s.credit.samples[i])
		v, ok := cents(sum.samples[i])
		if !ok || !okOut && !okIn {
			continue
		}
		want := in - max(out, -out)
		rows++
		if v == want {
			same++
		}
		if max(v, -v) == max(want, -want) {
			bare++
		}
	}
	return same, bare, rows
}

// plainSides reports whether names and values say which way the money went: nothing but
// payments has two sides.
func (m *mapping) plainSides() bool {
	_, two := m.taken["debit"]
	_, said := m.taken["sign"]
	return m.kind == "payments" && m.sides != nil && m.sides.doubt == "" && (two || said)
}

// askSides states which way the money went, or asks: what was paid out would read as paid.
func (l *lexicon) askSides(f *File, m *mapping) {
	s := m.sides
	switch {
	case m.kind != "payments" || s == nil:
	case s.debit != nil:
		s.askColumns(f, m)
	case m.taken["amount"].col == nil:
	case s.sign.inside == nil && m.taken["amount"].col.signed():
		s.askTwice(f, l, m.taken["amount"].col)
	default:
		l.askSign(f, m)
	}
}

const whoseSide = "debit is what left the account and is read as below zero, credit what came to it, of who is paid; on a statement of who pays let them change places"

// askColumns asks about two columns that are not plain.
func (s *siding) askColumns(f *File, m *mapping) {
	if len(m.beside) > 0 {
		f.ask("columns.amount", "beside what left the account and what came to it stand other sums: which are the payments' own? Name their column and remove debit and credit, or remove this key", m.beside...)
		f.Columns["amount"] = []string{ask}
	}
	if s.doubt == "" && s.debit.filledRows() > s.credit.filledRows() {
		s.doubt = payers
	}
	if f.why("%s", whoseSide); s.doubt == "" {
		return
	}
	for i, key := range []string{"debit", "credit"} {
		var choices []string
		for n := i; n < len(s.more); n += 2 {
			choices = append(choices, s.more[n])
		}
		if strings.HasPrefix(s.doubt, ownBooks) || s.doubt == payers {
			choices = append(choices, s.more[1-i])
		}
		f.ask("columns."+key, s.doubt, choices...)
		f.Columns[key] = []string{ask}
	}
}

const payers = "more sums left the account than came to it: is it the account of who is paid, or of who pays? On the latter's, what left it is credit: the two change places"

func (c *column) filledRows() (n int) {
	for _, v := range c.samples {
		if nonzero(v) {
			n++
		}
	}
	return n
}

// word is what a row says of the side.
func (c *column) word(i int) string {
	switch {
	case c.inside != nil:
		return c.beside[i]
	case c.dashAt[i]:
		return dash
	}
	return c.samples[i]
}

// askTwice asks about sums whose signs and words contradict each other.
func (s *siding) askTwice(f *File, l *lexicon, sum *column) {
	means := l.meanings(s.sign.name, s.sign.sideWords())
	all, bad := 0, 0
	for i, v := range sum.samples {
		cent, ok := cents(v)
		side := means[s.sign.word(i)]
		if !ok || cent == 0 || side == "" {
			continue
		}
		if all++; cent < 0 != (side == "debit") {
			bad++
		}
	}
	switch {
	case bad*50 <= all:
		f.why("%s says which way the money went, and so do the signs of the sums", quoted(s.sign.name))
	case bad*50 >= all*49 && !s.named:
	default:
		f.ask("columns.sign", fmt.Sprintf("%s says which way the money went, and denies the signs of the sums in %d of %d rows", quoted(s.sign.name), bad, all), s.sign.written())
		f.Columns["sign"] = []string{ask}
	}
}

// written is a column's name as the manifest has it: one without a name is a blank.
func (c *column) written() string {
	if c.name == "" {
		return " "
	}
	return c.name
}

// askSign states what the words for the sides mean, or asks.
func (l *lexicon) askSign(f *File, m *mapping) {
	s, sum := m.sides, m.taken["amount"].col
	words := s.sign.sideWords()
	means := l.meanings(s.sign.name, words)
	if n := s.sign.silent(sum); n > 0 {
		words[""], means[""] = n, ""
	}
	f.Columns["sign"] = []string{s.sign.written()}
	if !s.named {
		if t := m.taken["type"]; t.col == s.sign {
			f.drop("columns.type")
			f.drop("values.type")
			delete(f.Columns, "type")
			delete(m.taken, "type")
		}
		f.ask("columns.sign", fmt.Sprintf("%s seems to say which way the money went, and the sums bear no sign: paid out would read as paid", quoted(s.sign.name)), s.sign.written())
		f.Columns["sign"] = []string{ask}
		m.signAsked = s.sign
	}
	doubt := ""
	switch debits, all := s.rows(means, sum); {
	case books(m.all):
		doubt = ownBooks
	case debits*2 > all:
		doubt = payers
	}
	f.why("%s", whoseSide)
	f.sideValues(s.sign, words, means, doubt)
}

// silent counts the sums beside which no word stands.
func (c *column) silent(sum *column) (n int) {
	if c.inside != nil {
		return 0 // they are among its words
	}
	for i, v := range sum.samples {
		if nonzero(v) && c.word(i) == "" {
			n++
		}
	}
	return n
}

// rows counts the sums that left the account, and all.
func (s *siding) rows(means map[string]string, sum *column) (debits, all int) {
	for i, v := range sum.samples {
		if !nonzero(v) {
			continue
		}
		if all++; means[s.sign.word(i)] == "debit" {
			debits++
		}
	}
	return debits, all
}

// sideValues writes what each word means, and asks where nobody can know.
func (f *File) sideValues(c *column, words map[string]int, means map[string]string, doubt string) {
	for _, w := range sortedKeys(words) {
		ours := means[w]
		if doubt == "" && ours != "" && ours == strings.ToLower(w) {
			continue // the reader takes it as it is
		}
		if f.Values == nil {
			f.Values = map[string]map[string]string{}
		}
		if f.Values["sign"] == nil {
			f.Values["sign"] = map[string]string{}
		}
		text := ""
		switch {
		case doubt != "":
			text = doubt
		case ours != "":
		case w == "":
			text = fmt.Sprintf("%d sums of %s bear no word for a side: did they leave the account (debit), or come (credit)?", words[w], quoted(c.name))
		default:
			text = fmt.Sprintf("%s says %s: which of our words is that?", quoted(c.name), quoted(w))
		}
		if text != "" {
			ours = ask
			if !slices.ContainsFunc(f.question("values.sign"), func(q Question) bool { return q.Text == text }) {
				f.ask("values.sign", text, "credit", "debit")
			}
		}
		f.Values["sign"][w] = ours
	}
}
