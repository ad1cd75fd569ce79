package run

import (
	"cmp"
	"slices"

	"comity/internal/analysis/attribution"
)

// reversal is a charge-back or refund that names no account. Banks know cards
// and references, not the accounts of sites.
type reversal struct {
	source       int
	ref          string
	email, card  attribution.Node
	kind, result string
}

// reversals waits with them until all payments are read, and keeps what leads
// from a reference, a card or an e-mail address to the account that paid. The
// zero value is ready.
type reversals struct {
	waiting []reversal
	byID    map[paymentID]attribution.Node
	sources []int   // of payments, ascending
	payers  []payer // as met; sorted by resolve
}

type paymentID struct {
	source int
	id     string
}

// payer says that somebody is known by a selector.
type payer struct{ selector, who attribution.Node }

func (r *reversals) wait(b reversal) { r.waiting = append(r.waiting, b) }

// paid notes who made a payment that went through. An id that comes twice in an
// exhibit is the first payment's.
func (r *reversals) paid(id paymentID, who, card, email attribution.Node) {
	if who == attribution.None {
		return
	}
	if r.byID == nil {
		r.byID = map[paymentID]attribution.Node{}
	}
	if i, found := slices.BinarySearch(r.sources, id.source); !found {
		r.sources = slices.Insert(r.sources, i, id.source)
	}
	if _, ok := r.byID[id]; !ok {
		r.byID[id] = who
	}
	r.known(card, who)
	r.known(email, who)
}

func (r *reversals) known(selector, who attribution.Node) {
	if selector != attribution.None && who != attribution.None {
		r.payers = append(r.payers, payer{selector, who})
	}
}

// resolve counts each reversal at every account that it may concern and returns
// how many concern none that is known.
func (r *reversals) resolve(count func(who attribution.Node, kind, result string)) (unmatched int64) {
	slices.SortFunc(r.payers, func(a, b payer) int {
		return cmp.Or(cmp.Compare(a.selector, b.selector), cmp.Compare(a.who, b.who))
	})
	r.payers = slices.Compact(r.payers)
	for _, b := range r.waiting {
		who := r.accounts(&b)
		for _, w := range who {
			count(w, b.kind, b.result)
		}
		if len(who) == 0 {
			unmatched++
		}
	}
	*r = reversals{}
	return unmatched
}

// accounts are those of the payment that the reversal refers to, in its own
// exhibit before any other; else those paid with its card; else those of its
// e-mail address. Each comes once.
func (r *reversals) accounts(b *reversal) []attribution.Node {
	if who, ok := r.byID[paymentID{b.source, b.ref}]; ok && b.ref != "" {
		return []attribution.Node{who}
	}
	var out []attribution.Node
	for _, s := range r.sources {
		if who, ok := r.byID[paymentID{s, b.ref}]; ok && b.ref != "" && !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	for _, selector := range []attribution.Node{b.card, b.email} {
		if len(out) == 0 && selector != attribution.None {
			out = r.payersBy(selector)
		}
	}
	return out
}

func (r *reversals) payersBy(selector attribution.Node) (out []attribution.Node) {
	i, _ := slices.BinarySearchFunc(r.payers, selector, func(p payer, s attribution.Node) int { return cmp.Compare(p.selector, s) })
	for ; i < len(r.payers) && r.payers[i].selector == selector; i++ {
		out = append(out, r.payers[i].who)
	}
	return out
}
