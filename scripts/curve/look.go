package main

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/score"
)

// tenths counts claims by what they are called, and how many are right.
type tenths struct{ n, sum, right [10]int }

func (t *tenths) add(perMille int, right bool) {
	i := min(9, perMille/100)
	t.n[i]++
	t.sum[i] += perMille
	if right {
		t.right[i]++
	}
}

func (t *tenths) print(title string) {
	fmt.Println(title)
	for i, n := range t.n {
		if n > 0 {
			stated, seen := float64(t.sum[i])/float64(n)/10, 100*float64(t.right[i])/float64(n)
			fmt.Printf("%.1f  %6d subjects  stated %5.1f %%  right %5.1f %%  difference %+5.1f\n", float64(i)/10, n, stated, seen, seen-stated)
		}
	}
}

// look prints, by tenth, what the table in force calls the claims and how many are right.
func look(worlds []world) error {
	var all tenths
	for _, w := range worlds {
		for _, c := range w.list {
			all.add(claim(c).PerMille(), c.Right)
		}
	}
	all.print("the curves in force")
	return nil
}

// cross prints the same of curves that each were fitted without the seed they are asked of,
// all together, by kind of world as the file's name begins, and by kind of claim the loss.
func cross(worlds []world) error {
	var all tenths
	var kinds [attribution.Kinds]tenths
	var loss float64
	groups, of := map[string]*tenths{}, map[string]string{}
	for i := range worlds {
		of[worlds[i].path] = seed(worlds[i].path)
	}
	for i := range worlds {
		w := &worlds[i]
		t := fitted(slices.DeleteFunc(slices.Clone(worlds), func(o world) bool { return of[o.path] == of[w.path] }))
		name, _, _ := strings.Cut(filepath.Base(filepath.Dir(w.path)), "-")
		if groups[name] == nil {
			groups[name] = &tenths{}
		}
		for _, c := range w.list {
			p := t.perMille(c)
			if p < 0 {
				return fmt.Errorf("%s: no other seed has a claim of its kind", w.path)
			}
			all.add(p, c.Right)
			groups[name].add(p, c.Right)
			if c.Line != "" {
				kinds[claim(c).Kind()].add(p, c.Right)
			}
			loss += lost(p, c)
		}
	}
	all.print(fmt.Sprintf("left out seed by seed; loss %.4f", loss/float64(sum(all.n[:]))))
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		groups[name].print(name)
	}
	for k := range kinds {
		kinds[k].print(attribution.Kind(k).String())
	}
	return nil
}

func lost(perMille int, c score.Claim) float64 {
	p := float64(perMille) / 1000
	if !c.Right {
		p = 1 - p
	}
	return -math.Log(p)
}

func sum(list []int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

var number = regexp.MustCompile(`[0-9]+`)

// seed is the last number in the name of a file's folder: standard-faulty-21.
func seed(path string) string {
	all := number.FindAllString(filepath.Base(filepath.Dir(path)), -1)
	if len(all) == 0 {
		return path
	}
	return all[len(all)-1]
}
