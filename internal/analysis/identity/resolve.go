package identity

import (
	"slices"

	"comity/internal/comity"
)

// Resolve finds who is who among the rows of t, which is used up. A decision
// about a row that does not exist is an Input error.
func Resolve(t *Table, cfg Config) (*Result, error) {
	decisions, named, err := inForce(cfg.Decisions, t.rows)
	if err != nil {
		return nil, err
	}
	t.seal(named)
	cfg = cfg.complete(t.people())
	rules := t.plan(&cfg)
	s := &scorer{scale: newScale(), t: t, cfg: &cfg}
	s.w = t.train(&cfg, rules, s.scale)
	r := &Result{t: t, s: s, Whole: t.fewerPairs(cfg.Whole)}
	kept := s.collect(r.sources(rules), int(cfg.Threshold)+s.bans(uint64(t.people()+1), 1)-spare)
	g := s.group(kept, decisions)
	s.count(g.group)
	g = s.group(kept, decisions)
	r.tell(g, rules, decisions)
	return r, nil
}

// spare is how far below the threshold, in milli-bans, a pair is kept: rarity
// and a better prior may lift it.
const spare = 3000

func (t *Table) fewerPairs(most uint64) bool {
	n := uint64(t.people())
	return n*(n-1)/2 <= most
}

// sources are the pairs to compare.
func (r *Result) sources(rules []*rule) []source {
	if r.Whole {
		return []source{all(r.t.people())}
	}
	out, b := make([]source, len(rules)), newBlocks(rules, r.t.people())
	for i, rule := range rules {
		out[i] = under{rule, b, i}
	}
	return out
}

// group sets the prior, then joins what people assert and what the machine ties.
func (s *scorer) group(kept []pair, decisions []Decision) *grouper {
	s.settle(kept)
	g := newGrouper(s)
	for _, d := range decisions {
		if d.Same == Refused {
			g.bar(s.t.person[d.A], s.t.person[d.B])
		}
	}
	for _, d := range decisions {
		a, b := s.t.person[d.A], s.t.person[d.B]
		if d.Same == Asserted && g.group[a] != g.group[b] {
			g.assert(a, b)
		}
	}
	g.follow(s.ties(kept))
	return g
}

// assert joins what a person says is one, unless another refusal stands between.
func (g *grouper) assert(a, b uint32) {
	x := pair{min(a, b), max(a, b), g.s.t.compare(a, b)}
	if g.meets(g.group[a], g.group[b]) {
		g.cuts = append(g.cuts, cut{tie{x, g.s.weight(x), false}, Refusal, 0})
		return
	}
	g.join(g.group[a], g.group[b])
}

// inForce keeps the last decision on each pair, in their order, and names the
// rows that they speak of.
func inForce(list []Decision, rows int) ([]Decision, map[uint32]bool, error) {
	last, named := map[[2]uint32]int{}, map[uint32]bool{}
	for i, d := range list {
		if int(d.A) >= rows || int(d.B) >= rows || d.A == d.B {
			return nil, nil, comity.Errorf(comity.Input, "decision %d speaks of rows %d and %d: two different rows of %d are needed", i+1, d.A+1, d.B+1, rows)
		}
		last[[2]uint32{min(d.A, d.B), max(d.A, d.B)}] = i
	}
	var out []Decision
	for i, d := range list {
		if last[[2]uint32{min(d.A, d.B), max(d.A, d.B)}] == i && d.Same != Unsure {
			out = append(out, d)
			named[d.A], named[d.B] = true, true
		}
	}
	return out, named, nil
}

// tell fills the result.
func (r *Result) tell(g *grouper, rules []*rule, decisions []Decision) {
	r.Scored, r.Prior = r.s.scored, comity.Weight(r.s.w.prior)
	r.clusters(g)
	for _, t := range g.ties {
		r.Ties = append(r.Ties, r.tie(t))
	}
	for _, c := range g.cuts {
		r.Cuts = append(r.Cuts, Cut{r.tie(c.tie), c.why, comity.Weight(c.mean)})
	}
	for _, d := range decisions {
		if d.Same == Asserted {
			_, w := r.Explain(d.A, d.B)
			r.Asserted = append(r.Asserted, Tie{A: min(d.A, d.B), B: max(d.A, d.B), Weight: w})
		}
	}
	for _, rule := range rules {
		r.Rules = append(r.Rules, r.rule(rule))
	}
	r.learnt()
	r.Caps = r.s.caps
}

// clusters gives each row the first row of its cluster. Rows of one content
// stand together where their content suffices for a tie, or where it ties them
// to somebody else.
func (r *Result) clusters(g *grouper) {
	first := make([]uint32, r.t.people())
	for i := range first {
		first[i] = ^uint32(0)
	}
	for p, rows := range r.t.copies {
		first[g.group[p]] = min(first[g.group[p]], rows[0])
	}
	r.Cluster = make([]uint32, r.t.rows)
	for p, rows := range r.t.copies {
		home := first[g.group[p]]
		alone := len(rows) > 1 && len(g.members[g.group[p]]) == 1 && !r.s.suffices(uint32(p))
		for _, row := range rows {
			r.Cluster[row] = home
			if alone {
				r.Cluster[row] = row
			}
		}
	}
	for row, c := range r.Cluster {
		if int(c) == row {
			r.Clusters++
		}
	}
}

// suffices reports whether two rows of a person's content are tied.
func (s *scorer) suffices(p uint32) bool {
	return s.weight(pair{p, p, s.t.compare(p, p)}) >= int(s.cfg.Threshold)
}

func (r *Result) tie(t tie) Tie {
	a, b := r.t.copies[t.a][0], r.t.copies[t.b][0]
	return Tie{min(a, b), max(a, b), comity.Weight(t.weight), t.exact}
}

func (r *Result) rule(x *rule) Rule {
	out := Rule{Pairs: x.pairs, Capped: len(x.left)}
	for _, f := range x.fields {
		out.Columns = append(out.Columns, r.t.fields[f].Column)
	}
	for _, c := range x.left {
		out.People += c.people
	}
	return out
}

func (r *Result) learnt() {
	for f, field := range r.t.fields {
		l := Learnt{Column: field.Column, Is: field.Is}
		for k, name := range field.Is.levels() {
			if name == personLevels[exchanged] && r.t.columns[f].partner < 0 {
				continue
			}
			l.Levels = append(l.Levels, Level{name, comity.Weight(r.s.w.m[f][k]), comity.Weight(r.s.w.u[f][k]), comity.Weight(r.s.w.level[f][k])})
		}
		r.Fields = append(r.Fields, l)
	}
	slices.SortFunc(r.Cuts, func(a, b Cut) int { return int(b.Weight - a.Weight) })
}
