package derivation

import (
	"iter"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// Who counts as somebody else is told by names, cards and e-mail addresses that may stand in any
// table of people, since accounts of several sites may be one person's. None of these rows is
// cited, and so all such tables stand behind what is said of others.

// Names reports whether a row of the exhibit may say whose an account, a card or an e-mail address is.
func (e Exhibit) Names() bool {
	switch e.Kind {
	case record.Payments, record.Members, record.Holders, "":
		return true
	}
	return false
}

// naming are the exhibits that may say whose an account is.
func (g *Graph) naming() (out []comity.Digest) {
	for _, e := range g.exhibits {
		if e.Names() {
			out = append(out, e.ID)
		}
	}
	return out
}

// use notes whose a hit is.
func (g *Graph) use(hit, account string) {
	kept, ok := g.accounts[account]
	if !ok {
		g.accounts[account], kept = account, account
	}
	g.account[hit] = kept
}

// speaksOfOthers reports whether an argument of the subject, or a row of a rival, counts other people's accounts.
func (g *Graph) speaksOfOthers(s *run.Subject) bool {
	of := func(a run.Argument) bool { return !g.ofHits(&a) && g.ofOthers(s, &a) }
	return slices.ContainsFunc(s.For, of) || slices.ContainsFunc(s.Against, of) ||
		slices.ContainsFunc(s.Rivals, func(r run.Rival) bool { return slices.ContainsFunc(r.Rows, of) })
}

// ofOthers is OfOthers for an argument that is about more than its hits.
func (g *Graph) ofOthers(s *run.Subject, a *run.Argument) bool {
	return OfOthers(s, g.row(a), func(yield func(string) bool) {
		for _, h := range a.Hits {
			if !yield(g.account[h]) {
				return
			}
		}
	})
}

// OfOthers reports whether an argument of a subject that is about more than its hits counts other
// people's accounts: it cites a use of one, or says that a card or an e-mail address stands with
// some. It is by a row of the weights, "" where that is not known, and its hits are of these accounts.
func OfOthers(s *run.Subject, row string, accounts iter.Seq[string]) bool {
	for a := range accounts {
		if !states(s.Selectors, a) && !states(s.Disputed, a) {
			return true
		}
	}
	return len(s.Disputed) > 0 && (row == "" || row == "disputed")
}

func states(list []comity.Selector, value string) bool {
	return slices.ContainsFunc(list, func(s comity.Selector) bool { return s.Value == value })
}
