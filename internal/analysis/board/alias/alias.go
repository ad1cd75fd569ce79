// Package alias ranks which names of a board may be one person, from how they write, when, with whom, and what they share.
//
// A candidate is a lead, never an identification. All arithmetic is on whole numbers, so that every machine says the same.
package alias

import (
	"cmp"
	"context"
	"slices"

	"comity/internal/analysis/board/archive"
)

// Candidate says that two names may be one person.
type Candidate struct {
	A, B  int32    // names, A before B
	Score int64    // in thousandths: how often pairs that stood out so were one person where that is known
	Why   []string // code of each likeness far above the usual (docs/aliases.md), sequence, against:answers, selector, name
	Read  []int32  // messages that weigh most, of A then of B: three of each, one where the score is low; none of names not compared
}

const (
	floor   = 10  // thousandths; less is not listed
	worth   = 100 // thousandths; of less one message of each is enough to read
	perName = 10
	reads   = 3
)

// Rank lists candidates, the likeliest first. Where nobody stands out from the others, all scores of a name are low: none of
// them is then the answer. A name that wrote too little is only compared by what it shares. Passages says whether to look for
// what to read, which changes nothing else.
func Rank(ctx context.Context, a *archive.Archive, workers int, passages bool) ([]Candidate, error) {
	common := shared(a)
	f, err := newField(ctx, a, choose(a), workers)
	if err != nil {
		return nil, err
	}
	f.combine(&weights, true)
	var out []Candidate
	for i := range f.names {
		for j := i + 1; j < len(f.names); j++ {
			p := pair{f.names[i], f.names[j]}
			if s := chance(f.stands(&weights, i, j)); s >= floor || len(common[p]) > 0 {
				out = append(out, Candidate{A: p.a, B: p.b, Score: s, Why: append(f.why(i, j), common[p]...)})
				delete(common, p)
			}
		}
	}
	for p, why := range common {
		out = append(out, Candidate{A: p.a, B: p.b, Why: why})
	}
	slices.SortFunc(out, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	out = keep(out)
	if passages {
		f.passages(out)
	}
	return out, ctx.Err()
}

// keep drops candidates that neither name needs more of, and that share nothing.
func keep(all []Candidate) []Candidate {
	seen := map[int32]int{}
	out := all[:0]
	for _, c := range all {
		if seen[c.A] < perName || seen[c.B] < perName || slices.Contains(c.Why, "selector") || slices.Contains(c.Why, "name") {
			seen[c.A]++
			seen[c.B]++
			out = append(out, c)
		}
	}
	return out
}
