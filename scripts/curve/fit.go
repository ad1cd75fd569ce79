package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/score"
)

// few is how many connections the subjects of a step are claimed of, at least: of many on
// one connection all are right or none, so that these are what is independent. Worlds of one
// seed have the same people, whose connection counts once.
const few = 100

// step counts the claims of one score and of higher ones, until the next step.
type step struct {
	from     int64
	subjects int
	right    int
	lines    map[string]bool
}

// table is the steps of each kind of claim.
type table [attribution.Kinds][]step

// fit prints the steps of each kind of claim.
func fit(worlds []world) error {
	t := fitted(worlds)
	for k, list := range t {
		fmt.Println(attribution.Kind(k))
		for _, s := range list {
			fmt.Printf("\t{%d, %d, %d, %d, %d},\n", s.from, s.perMille(), s.subjects, s.right, len(s.lines))
		}
	}
	return nil
}

func fitted(worlds []world) (t table) {
	var kinds [attribution.Kinds][]score.Claim
	for _, w := range worlds {
		for _, c := range w.list {
			if k := claim(c).Kind(); c.Line != "" {
				c.Line = seed(w.path) + " " + c.Line
				kinds[k] = append(kinds[k], c)
			}
		}
	}
	for k, list := range kinds {
		t[k] = steps(list)
	}
	return t
}

// perMille is what the table calls a claim; -1 where it has no step of that kind.
func (t *table) perMille(c score.Claim) int {
	if c.Line == "" {
		return 1
	}
	list := t[claim(c).Kind()]
	if len(list) == 0 {
		return -1
	}
	i := 0
	for i+1 < len(list) && list[i+1].from <= c.Score {
		i++
	}
	return list[i].perMille()
}

// steps are rates that only rise with the score (pooling adjacent violators), put
// together from below until each has enough connections.
func steps(claims []score.Claim) []step {
	isFew := func(a, _ *step) bool { return len(a.lines) < few }
	slices.SortFunc(claims, func(a, b score.Claim) int { return cmp.Compare(a.Score, b.Score) })
	var list []step
	for i, c := range claims {
		if i == 0 || c.Score != claims[i-1].Score {
			list = append(pool(list, falls), step{from: c.Score, lines: map[string]bool{}})
		}
		last := &list[len(list)-1]
		last.lines[c.Line] = true
		if last.subjects++; c.Right {
			last.right++
		}
	}
	var out, told []step
	for _, s := range pool(list, falls) {
		out = append(pool(out, isFew), s)
	}
	for _, s := range pool(out, func(a, b *step) bool { return isFew(a, b) || isFew(b, a) }) {
		told = pool(append(told, s), isAlike)
	}
	return told
}

// falls reports whether the higher step is worth less.
func falls(a, b *step) bool { return b.right*a.subjects <= a.right*b.subjects }

// isAlike reports whether nothing tells the steps apart: they are no further from each other
// than twice what chance makes of so many connections.
func isAlike(a, b *step) bool {
	p, q := a.worth(), b.worth()
	chance := p*(1-p)/float64(len(a.lines)) + q*(1-q)/float64(len(b.lines))
	return b.perMille() <= a.perMille() || (q-p)*(q-p) < 4*chance
}

// worth is the share that is right, as of one observation for each connection, and of
// one more that is right and one that is not.
func (s *step) worth() float64 {
	lines := float64(len(s.lines))
	return (float64(s.right)/float64(s.subjects)*lines + 1) / (lines + 2)
}

func (s *step) perMille() int {
	return attribution.Step{Subjects: s.subjects, Right: s.right, Lines: len(s.lines)}.Worth()
}

// pool puts the last two steps together as long as they should be.
func pool(list []step, should func(a, b *step) bool) []step {
	for len(list) > 1 {
		a, b := &list[len(list)-2], &list[len(list)-1]
		if !should(a, b) {
			break
		}
		a.subjects, a.right = a.subjects+b.subjects, a.right+b.right
		maps.Copy(a.lines, b.lines)
		list = list[:len(list)-1]
	}
	return list
}
