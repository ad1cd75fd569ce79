package main

import (
	"cmp"
	"fmt"
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/score"
)

// few is how many subjects a step has at least. Of many on one connection all are right
// or none: there a step needs as many connections as elsewhere subjects, of some 25 each.
func few(k attribution.Kind) int {
	if k == attribution.Many {
		return 7500
	}
	return 300
}

// step counts the claims of one score and of higher ones, until the next step.
type step struct {
	from     int64
	subjects int
	right    int
}

// fit prints the steps of each kind of claim.
func fit(paths []string) error {
	worlds, err := read(paths)
	if err != nil {
		return err
	}
	var kinds [attribution.Kinds][]score.Claim
	for _, w := range worlds {
		for _, c := range w.list {
			if k := w.mix.Kind(claim(c)); c.Named {
				kinds[k] = append(kinds[k], c)
			}
		}
	}
	for k, list := range kinds {
		show(attribution.Kind(k), list)
	}
	return nil
}

func show(k attribution.Kind, claims []score.Claim) {
	fmt.Println(k)
	for _, s := range steps(claims, few(k)) {
		fmt.Printf("\t{%d, %d, %d, %d},\n", s.from, 1000*(s.right+1)/(s.subjects+2), s.subjects, s.right)
	}
}

// steps are rates that only rise with the score (pooling adjacent violators), put
// together from below until each has enough subjects.
func steps(claims []score.Claim, enough int) []step {
	isFew := func(a, _ *step) bool { return a.subjects < enough }
	slices.SortFunc(claims, func(a, b score.Claim) int { return cmp.Compare(a.Score, b.Score) })
	var list []step
	for i, c := range claims {
		if i == 0 || c.Score != claims[i-1].Score {
			list = append(pool(list, falls), step{from: c.Score})
		}
		last := &list[len(list)-1]
		if last.subjects++; c.Right {
			last.right++
		}
	}
	var out []step
	for _, s := range pool(list, falls) {
		out = append(pool(out, isFew), s)
	}
	return pool(out, func(a, b *step) bool { return isFew(a, b) || b.subjects < enough })
}

// falls reports whether the higher step is worth less.
func falls(a, b *step) bool { return b.right*a.subjects <= a.right*b.subjects }

// pool puts the last two steps together as long as they should be.
func pool(list []step, should func(a, b *step) bool) []step {
	for len(list) > 1 {
		a, b := &list[len(list)-2], &list[len(list)-1]
		if !should(a, b) {
			break
		}
		a.subjects, a.right = a.subjects+b.subjects, a.right+b.right
		list = list[:len(list)-1]
	}
	return list
}
