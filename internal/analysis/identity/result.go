package identity

import (
	"comity/internal/comity"
)

// Decision is what a person said of two rows, numbered from 0.
type Decision struct {
	A, B uint32
	Same Verdict
}

// Verdict is a person's word on two rows.
type Verdict uint8

// The verdicts. Unsure takes an earlier one back.
const (
	Unsure Verdict = iota
	Asserted
	Refused
)

// Guard is why a tie was not followed.
type Guard string

// The guards.
const (
	Refusal Guard = "refused" // a person keeps two rows of the parts apart
	Size    Guard = "size"    // the cluster would have too many people
	Bridge  Guard = "bridge"  // the other pairs between the parts speak against it
)

// Result is who is who. Rows are numbered from 0 in the order in which they were added.
type Result struct {
	Cluster  []uint32 // of each row: the first row of its cluster
	Clusters int
	Scored   uint64 // pairs compared
	Whole    bool   // every pair was compared
	Ties     []Tie  // by the machine: exact ones first, then by weight
	Asserted []Tie  // by people, in the order of the decisions
	Cuts     []Cut
	Rules    []Rule // by which pairs were found, or m learnt where all were compared
	Caps     []Cap  // selectors that are no selectors
	Fields   []Learnt
	Prior    comity.Weight

	t *Table
	s *scorer
}

// Tie is two rows that are tied. Of rows with the same content the first stands
// for all.
type Tie struct {
	A, B   uint32
	Weight comity.Weight
	Exact  bool // nothing that both state differs
}

// Cut is a tie that was not followed, and why.
type Cut struct {
	Tie
	Why  Guard
	Mean comity.Weight // of the pairs between the two parts; of a bridge only
}

// Rule is a blocking rule that was used.
type Rule struct {
	Columns []string
	Pairs   uint64 // that agree on it, in blocks within the cap
	Capped  int    // values left out, for too many people have them
	People  int    // who have one of those
}

// Cap is a selector that more people have than a block may hold: it finds no
// pairs and weighs nothing.
type Cap struct {
	Column string
	Value  string // as compared
	People int
	Most   int
}

// Learnt is what training found for one field.
type Learnt struct {
	Column string
	Is     Sort
	Levels []Level
}

// Level is one level of a field. M and U are logarithms in milli-bans of how
// often it occurs among matches and among others; Weight is their difference
// within its bounds.
type Level struct {
	Name         string
	M, U, Weight comity.Weight
}

// Step is one row of a waterfall.
type Step struct {
	Column string // "" for prior and household
	Part   string // "prior", "level", "rarity"; "household" for what those fields weigh too much that live together
	Level  string
	Weight comity.Weight
}

// Explain gives the waterfall of two rows; its weights sum up to the pair's.
func (r *Result) Explain(a, b uint32) (steps []Step, sum comity.Weight) {
	x, y := r.t.person[a], r.t.person[b]
	p := pair{min(x, y), max(x, y), r.t.compare(x, y)}
	steps = append(steps, Step{Part: "prior", Weight: comity.Weight(r.s.w.prior)})
	for f, field := range r.t.fields {
		l := p.pattern.at(f)
		steps = append(steps, Step{field.Column, "level", field.Is.levels()[l], comity.Weight(r.s.w.level[f][l])})
		if v := r.s.rarity(f, p); v != 0 {
			steps = append(steps, Step{field.Column, "rarity", field.Is.levels()[l], comity.Weight(v)})
		}
	}
	for _, s := range steps {
		sum += s.Weight
	}
	if over := comity.Weight(r.s.weight(p)) - sum; over != 0 {
		steps = append(steps, Step{Part: "household", Weight: over})
		sum += over
	}
	return steps, sum
}

// Probability is that of a match at a weight, in millionths.
func Probability(w comity.Weight) int {
	p := newScale().probability(int(min(max(w, -20000), 20000)))
	return int(p * 1_000_000 >> 32)
}
