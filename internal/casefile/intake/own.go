package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/table"
)

// askOwn asks about an address or an account that is the same in each row while those
// whom the rows are about differ: a server's address, the merchant's own account.
func askOwn(f *File, m *mapping, cols []*column) {
	mayBe := func(kind string) bool {
		return m.kind == kind || slices.ContainsFunc(f.question("kind"), func(q Question) bool { return slices.Contains(q.Choices, kind) })
	}
	if !mayBe("payments") && !mayBe("members") {
		return
	}
	for _, key := range []string{"ip", "asked_ip", "last_ip", "account"} {
		c, ok := m.taken[key]
		if !ok || len(f.question("columns."+key)) > 0 || c.col.joined != nil || !f.mapped(key) {
			continue
		}
		name := joinNames(c.col.names())
		switch {
		case c.col.alone() && (others(cols, c.col) || m.plainSides() && key == "account"):
			text := "%s holds the same value in all %d rows, which are about different people: of the customers, or the own one of who delivered it?"
			if key != "account" {
				text = "%s holds the same address in all %d rows, which are about different people: of the visitors, or of a server or proxy?"
			}
			f.ask("columns."+key, fmt.Sprintf(text, quoted(name), c.col.filled), name)
		case key != "account" && c.col.few(cols):
			f.ask("columns."+key, fmt.Sprintf("%s holds no more than %d addresses in %d rows, which are about many more people: of the visitors, or of servers or proxies?", quoted(name), len(c.col.distinct), c.col.filled), name)
		case key != "account" && c.col.share(cInside):
			f.ask("columns."+key, fmt.Sprintf("%s holds addresses inside a network, as %s, which mean nothing outside it: of the visitors, or of a server or proxy?", quoted(name), quoted(sortedKeys(c.col.distinct)[0])), name)
		default:
			continue
		}
		f.Columns[key] = []string{ask}
	}
}

// askHandles asks which is the account where one was found by its number, and a column of
// names holds what accounts are called and no people.
func askHandles(f *File, m *mapping, cols []*column) {
	c, ok := m.taken["account"]
	if !ok || m.kind != "members" && m.kind != "payments" || !c.col.has("id") || !f.mapped("account") {
		return
	}
	for _, o := range cols {
		if o == c.col || o.joined != nil || !o.has("name") || !o.handles() || !o.unique() || m.takes(o) && m.taken["name"].col != o {
			continue
		}
		id := joinNames(c.col.names())
		f.ask("columns.account", fmt.Sprintf("%s numbers the accounts, and %s may be what they are called: by which do other files name them?", quoted(id), quoted(o.name)), id, o.name)
		f.Columns["account"] = []string{ask}
		if m.taken["name"].col == o {
			f.drop("columns.name")
			delete(f.Columns, "name")
		}
		return
	}
}

// mapped reports whether the draft names a column for key.
func (f *File) mapped(key string) bool { return len(f.Columns[key]) > 0 && f.Columns[key][0] != ask }

// alone reports whether all of at least five rows hold one value.
func (c *column) alone() bool { return c.filled >= 5 && len(c.distinct) == 1 && !c.full }

// few reports whether at least twenty rows hold a handful of addresses, while those whom they are about are four
// times as many and more.
func (c *column) few(cols []*column) bool {
	return c.filled >= 20 && len(c.distinct) > 1 && len(c.distinct) <= 4 && !c.full && slices.ContainsFunc(cols, func(o *column) bool {
		return o != c && o.joined == nil && (o.has("email") || o.has("user") || o.has("sub") || o.has("holder") || o.has("card")) && len(o.distinct) >= 4*len(c.distinct)
	})
}

// others reports whether the rows are about several people.
func others(cols []*column, but *column) bool {
	return slices.ContainsFunc(cols, func(c *column) bool {
		who := c.has("email") || c.has("name") || c.has("user") || c.has("sub") || c.has("holder") || c.has("card") || c.has("family")
		return c != but && who && c.joined == nil && len(c.distinct) > 3
	})
}

// askWhat asks what the rows are where file, sheet or a column is called after refunds,
// charge-backs or refusals, and no column says which rows are some.
func (l *lexicon) askWhat(f *File, m *mapping, cols []*column) {
	if m.kind != "payments" {
		return
	}
	names := []string{f.Path, f.Member, f.Sheet}
	for _, key := range []string{"id", "time"} { // the numbers of refunds, when each was
		if c := m.taken[key].col; c != nil {
			names = append(names, joinNames(c.names()))
		}
	}
	for _, c := range cols {
		if c.joined == nil && l.speaks("type", c.name) == "chargeback" {
			names = append(names, c.name)
		}
	}
	for _, key := range []string{"type", "result"} {
		if _, has := m.taken[key]; has || f.Columns[key] != nil {
			continue
		}
		for _, n := range names {
			if word := l.speaks(key, n); word != "" {
				f.ask("columns."+key, fmt.Sprintf("%s speaks of %s, and no column says which rows are such: a row without it counts as any payment. Add a column to a copy, and seal both; where they are payments like others, remove the key", quoted(n), word))
				f.Columns[key] = []string{ask}
				break
			}
		}
	}
}

// signed reports whether some sums are below zero.
func (c *column) signed() bool {
	return c != nil && slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool {
		_, minus, ok := table.Sum([]byte(v))
		return ok && minus
	})
}

// askBoth asks for the type where the results have words that say what a payment was.
func (l *lexicon) askBoth(f *File, m *mapping) {
	c, ok := m.taken["result"]
	t, typed := m.taken["type"]
	if m.kind != "payments" || !ok || typed && (t.col.filled == 0 || l.meansSome("type", t.col)) || len(f.question("columns.type")) > 0 {
		return
	}
	for _, v := range sortedKeys(c.col.distinct) {
		word := l.speaks("type", v)
		if word == "" {
			continue
		}
		name := joinNames(c.col.names())
		choices := []string{name}
		if typed {
			choices = append(choices, joinNames(t.col.names()))
		}
		f.ask("columns.type", fmt.Sprintf("%s speaks of %s among the results: it may be the type as well, with its words under values.type and values.result", quoted(name), word), choices...)
		f.Columns["type"] = []string{ask}
		return
	}
}

// speaks is the word for what is no plain payment that name holds; "" where it holds none.
func (l *lexicon) speaks(key, name string) string {
	words := tokenise(name)
	for i := range words {
		for _, w := range []string{words[i], words[i] + next(words, i)} {
			for _, form := range []string{w, strings.TrimSuffix(w, "s")} {
				if key == "type" && form == "dispute" {
					return "chargeback"
				}
				if ours := l.means[key][form]; slices.Contains([]string{"refund", "chargeback", "declined"}, ours) {
					return ours
				}
			}
		}
	}
	return ""
}

func next(words []string, i int) string {
	if i+1 < len(words) {
		return words[i+1]
	}
	return ""
}

// settleRefers parts the number of a refund or a charge-back from that of the payment which it takes back:
// the latter is what ref is for.
func (l *lexicon) settleRefers(f *File, m *mapping, cols []*column) {
	id := m.taken["id"]
	if m.kind != "payments" || id.col == nil || l.speaks("type", joinNames(id.col.names())) == "" || !free(m, "ref") {
		return
	}
	var list []string
	for _, c := range cols {
		if c != id.col && c.joined == nil && c.has("txn") && c.has("id") && c.filled > 0 && l.speaks("type", c.name) == "" && fits("ref", m.kind, c) && (!m.takes(c) || c.has("ref")) {
			list = append(list, c.name)
		}
	}
	if list == nil {
		return
	}
	m.rivals["id"] = slices.DeleteFunc(m.rivals["id"], func(r claim) bool { return r.col.joined == nil && slices.Contains(list, r.col.name) })
	f.refers = list
}

// askRefers asks for the number of the payment that a row takes back.
func (f *File) askRefers() {
	if f.refers != nil && f.Columns["ref"] == nil {
		f.ask("columns.ref", "the rows take payments back: which column holds the number that the payment had?", f.refers...)
		f.Columns["ref"] = []string{ask}
	}
}
