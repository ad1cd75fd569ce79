package identity

import (
	"cmp"
	"slices"
)

// Bounds of training.
const (
	sample   = 1_000_000 // random pairs looked at for u
	drawn    = 500_000   // pairs looked at under one rule for m
	broad    = 20        // pairs a person, above which a rule teaches nothing
	rounds   = 3         // of m after u after m
	steps    = 100       // of EM at most
	ripe     = 10        // of a rule's pairs one in so many must be a match, or it teaches nothing
	enough   = 50        // expected matches, below which a rule or a field learns nothing
	heaviest = 6000      // milli-bans that one level may weigh
)

// counts are expected pairs of each field and level, in fractions of unit.
type counts [maxFields][maxLevels]uint64

// weights are what training finds.
type weights struct {
	level [maxFields][maxLevels]int32 // log m/u
	m, u  [maxFields][maxLevels]int32 // log m and log u, in milli-bans
	equal [maxFields]uint64           // u of equality, in fractions of unit
	prior int                         // log odds that two people of the table are one

	shared [maxFields]bool // fields that a household shares
	house  int             // what these weigh together at most
}

// evidence is what a pattern weighs, without the prior and rarity.
func (w *weights) evidence(fields int, p pattern) int {
	own, house := 0, 0
	for f := range fields {
		if v := int(w.level[f][p.at(f)]); w.shared[f] {
			house += v
		} else {
			own += v
		}
	}
	return own + min(house, w.house)
}

// own is the evidence of fields that are a person's own.
func (w *weights) own(fields int, p pattern) (sum int) {
	for f := range fields {
		if !w.shared[f] {
			sum += int(w.level[f][p.at(f)])
		}
	}
	return sum
}

// seen is a pattern and how many pairs have it.
type seen struct {
	pattern pattern
	pairs   uint64
}

func sorted(m map[pattern]uint64) []seen {
	out := make([]seen, 0, len(m))
	for p, n := range m {
		out = append(out, seen{p, n})
	}
	slices.SortFunc(out, func(a, b seen) int { return cmp.Compare(a.pattern, b.pattern) })
	return out
}

// trainer estimates weights from one table, without being told any pair.
type trainer struct {
	*scale
	t      *Table
	cfg    *Config
	random []seen
	under  []lesson
	home   *lesson // pairs at one address; nil where the table has none
	homes  uint64  // how many these are, looked at or not
	crowds uint64  // pairs at addresses that too many people share
	w      weights
}

// lesson is the pairs of one rule.
type lesson struct {
	touched, near [maxFields]bool // fields of the rule; those and their partners
	pairs         []seen
}

func (t *Table) train(cfg *Config, rules []*rule, s *scale) weights {
	tr := &trainer{scale: s, t: t, cfg: cfg}
	tr.random = sorted(t.tally(cfg.Workers, t.random(), unit))
	for i, r := range rules {
		cfg.progress("train", int64(i), int64(len(rules)))
		if r.pairs > 0 && r.pairs <= broad*uint64(t.people()) {
			tr.under = append(tr.under, t.lesson(cfg.Workers, r))
		}
	}
	cfg.progress("train", int64(len(rules)), int64(len(rules)))
	tr.start()
	tr.visit()
	for range rounds {
		tr.learn()
		tr.live()
		tr.settle()
		tr.unlearn()
	}
	tr.learn()
	tr.live()
	return tr.w
}

// random is all pairs where they are few, else a fixed draw.
func (t *Table) random() source {
	n := t.people()
	if n*(n-1)/2 <= sample {
		return all(n)
	}
	return chance{n, sample}
}

func (t *Table) lesson(workers int, r *rule) lesson {
	var l lesson
	for _, f := range r.fields {
		l.touched[f], l.near[f] = true, true
		if p := t.columns[f].partner; p >= 0 {
			l.near[p] = true
		}
	}
	most := unit
	if r.pairs > drawn {
		most = drawn * unit / r.pairs
	}
	m := t.tally(workers, under{rule: r}, most)
	for p, c := range t.copies {
		if n := uint64(min(len(c), maxCopies)); n > 1 && t.states(r.fields, uint32(p)) {
			m[t.compare(uint32(p), uint32(p))] += n * (n - 1) / 2
		}
	}
	l.pairs = sorted(m)
	return l
}

// start takes every random pair for two people, and for m what is usual: values
// agree nine times in ten.
func (tr *trainer) start() {
	tr.w.prior, tr.w.house = -heaviest, unbound
	for f := range tr.t.columns {
		tr.w.shared[f] = tr.t.columns[f].sort.shared()
	}
	tr.count(false, -2*heaviest)
	for f := range tr.t.columns {
		n := len(tr.t.columns[f].sort.levels())
		for l := 1; l < n; l++ {
			tr.w.m[f][l] = int32(tr.bans(1, uint64(10*(n-2))))
		}
		tr.w.m[f][n-1] = int32(tr.bans(9, 10))
	}
	tr.weigh()
}

// unlearn takes u from the random pairs, each as far as it is no match.
func (tr *trainer) unlearn() { tr.count(true, tr.w.prior); tr.weigh() }

func (tr *trainer) count(weighted bool, prior int) {
	var c counts
	for _, s := range tr.random {
		rest := unit
		if weighted {
			rest -= tr.probability(prior + tr.w.evidence(len(tr.t.columns), s.pattern))
		}
		c.add(len(tr.t.columns), s, rest)
	}
	for f := range tr.t.columns {
		tr.logs(&tr.w.u[f], &c[f], len(tr.t.columns[f].sort.levels()))
		n := len(tr.t.columns[f].sort.levels())
		hi, total := c[f][n-1]+unit/2, uint64(0)
		for _, v := range c[f] {
			total += v
		}
		tr.w.equal[f] = max(1, share(hi, total+unit))
	}
}

// share is a/b in fractions of unit, for a not above b and b below 2^60.
func share(a, b uint64) uint64 {
	for a >= 1<<31 {
		a, b = a>>1, b>>1
	}
	return a << 32 / max(b, 1)
}

func (c *counts) add(fields int, s seen, probability uint64) {
	for f := range fields {
		if l := s.pattern.at(f); l != missing {
			c[f][l] += s.pairs * probability
		}
	}
}

// logs turns counts of levels into logarithms of their shares; half a pair more
// for each, so that what was never seen is rare and not impossible.
func (tr *trainer) logs(out *[maxLevels]int32, c *[maxLevels]uint64, levels int) {
	total := uint64(0)
	for l := 1; l < levels; l++ {
		total += c[l] + unit/2
	}
	for l := 1; l < levels; l++ {
		out[l] = int32(tr.bans(c[l]+unit/2, total))
	}
}

func (tr *trainer) weigh() {
	for f := range tr.t.columns {
		for l := range tr.w.level[f] {
			tr.w.level[f][l] = min(max(tr.w.m[f][l]-tr.w.u[f][l], -heaviest), heaviest)
		}
		tr.w.level[f][missing] = 0
	}
}

// settle finds the share of matches among the random pairs under the weights at
// hand: with m and u fixed it has one answer.
func (tr *trainer) settle() {
	prior := tr.bans(1, uint64(tr.t.people()+1))
	for range steps {
		var yes, no uint64
		for _, s := range tr.random {
			p := tr.probability(prior + tr.w.evidence(len(tr.t.columns), s.pattern))
			yes, no = yes+s.pairs*p, no+s.pairs*(unit-p)
		}
		next := tr.bans(yes+1, no+1)
		if next == prior {
			break
		}
		prior = next
	}
	tr.w.prior = prior
}

// learn estimates m under each rule by itself and adds up what the rules say of
// each field: rules that touch neither it nor its partner, or else rules that do
// not touch it, or else what is usual.
func (tr *trainer) learn() {
	var first, second counts
	for i := range tr.under {
		l := &tr.under[i]
		c, _, _, ok := tr.expect(l)
		if !ok {
			continue
		}
		for f := range tr.t.columns {
			for k := range c[f] {
				if !l.near[f] {
					first[f][k] += c[f][k] >> 6
				}
				if !l.touched[f] {
					second[f][k] += c[f][k] >> 6
				}
			}
		}
	}
	for f := range tr.t.columns {
		for _, c := range []*counts{&first, &second} {
			if total(&c[f]) >= enough<<26 {
				tr.logs(&tr.w.m[f], &c[f], len(tr.t.columns[f].sort.levels()))
				break
			}
		}
	}
	tr.weigh()
}

func total(c *[maxLevels]uint64) (sum uint64) {
	for _, n := range c {
		sum += n
	}
	return sum
}

// expect is EM (Dempster, Laird, Rubin 1977) for m and the share of matches under
// one rule; u stays as it is, which is what keeps the two classes apart. Which
// pairs are matches is judged by what is a person's own, where two such fields
// are left: people of one household would pass for matches otherwise. It returns
// the expected matches of each level and the shares. ok is false where matches
// are too few to learn from.
func (tr *trainer) expect(l *lesson) (c counts, yes, no uint64, ok bool) {
	fields, prior := len(tr.t.columns), 0
	local := trainer{scale: tr.scale, t: tr.t, w: tr.w}
	local.forget(l)
	judge := (*weights).evidence
	if tr.own(l) >= 2 {
		judge = (*weights).own
	}
	for range steps {
		c, yes, no = counts{}, 0, 0
		for _, s := range l.pairs {
			p := tr.probability(prior + judge(&local.w, fields, s.pattern))
			c.add(fields, s, p)
			yes, no = yes+s.pairs*p, no+s.pairs*(unit-p)
		}
		if yes < enough*unit || yes < (yes+no)/ripe {
			return c, yes, no, false
		}
		next, before := tr.bans(yes+1, no+1), local.w.level
		local.update(&c, l)
		if next == prior && local.w.level == before {
			break
		}
		prior = next
	}
	return c, yes, no, true
}

// own counts the fields of their own that people are left with under a rule.
func (tr *trainer) own(l *lesson) (n int) {
	for f := range tr.t.columns {
		if !l.touched[f] && !tr.w.shared[f] {
			n++
		}
	}
	return n
}

// forget takes the weight from what the rule fixes.
func (tr *trainer) forget(l *lesson) {
	for f := range l.touched {
		if l.touched[f] {
			tr.w.level[f] = [maxLevels]int32{}
		}
	}
}

func (tr *trainer) update(c *counts, l *lesson) {
	for f := range tr.t.columns {
		if !l.touched[f] && total(&c[f]) > 0 {
			tr.logs(&tr.w.m[f], &c[f], len(tr.t.columns[f].sort.levels()))
		}
	}
	tr.weigh()
	tr.forget(l)
}
