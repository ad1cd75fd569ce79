// Package derivation says what each finding of a run rests on: a hit on the
// exhibits that it cites, a claim on those of its hits, a subject on those of
// its hits, its selectors and its eliminations. What an argument lets be known may be more
// than what it rests on: see Told.
//
// What rests on an exhibit is never said to be less than it is: where the rows
// behind a selector are not cited one by one, every exhibit counts that may
// hold such a row. What it says may be more. What follows from a whole
// run, such as which clocks were found wrong, is not part of the graph: a
// recomputation shows it.
package derivation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// Graph is the derivation of one run: findings and what they rest on. It is
// filled by Add and then read; reading is safe for several goroutines.
type Graph struct {
	exhibits []Exhibit
	rests    map[string][]comity.Digest // by item, sorted
	hits     map[string][]string        // of subjects and claims, sorted
	told     map[string][]comity.Digest // of arguments that are about more than their hits, and subjects of such: see Told
	rows     map[said]string            // rows of the weights by which arguments so far are
	account  map[string]string          // by hit: whose it is, as the subjects' selectors have it
	accounts map[string]string          // each value of account once
}

// said is what an argument is told by.
type said struct {
	text   string
	weight comity.Weight
}

// New starts the graph of a run that read these exhibits.
func New(exhibits []Exhibit) *Graph {
	return &Graph{
		exhibits: exhibits, rests: map[string][]comity.Digest{}, hits: map[string][]string{}, told: map[string][]comity.Digest{},
		rows: map[said]string{}, account: map[string]string{}, accounts: map[string]string{},
	}
}

// Add takes in one finding. Findings come in the order of findings.jsonl, in
// which the hits are before the subjects that rest on them.
func (g *Graph) Add(f run.Finding) {
	switch {
	case f.Hit != nil:
		g.rests[f.Hit.ID] = Cited(f.Hit)
		g.use(f.Hit.ID, f.Hit.Account)
	case f.Subject != nil:
		g.subject(f.Subject)
	}
}

// Cited are the exhibits that a hit cites, as event or as assignment; sorted.
func Cited(h *run.Hit) []comity.Digest {
	out := []comity.Digest{h.Cite.Exhibit, h.LastCite.Exhibit}
	for i := range h.Candidates {
		out = append(out, h.Candidates[i].Assignment.Exhibit)
	}
	return distinct(out)
}

func (g *Graph) subject(s *run.Subject) {
	var all []string
	for id := range s.Hits() {
		all = append(all, id)
	}
	stated := g.stated(s)
	g.item(s.ID, all, slices.Clone(stated))
	for side, args := range map[string][]run.Argument{"for": s.For, "against": s.Against} {
		for i := range args {
			id := fmt.Sprintf("%s/%s/%d", s.ID, side, i+1)
			g.item(id, args[i].Hits, claimed(s, args[i].Hits))
			switch {
			case g.ofHits(&args[i]):
			case g.ofOthers(s, &args[i]):
				g.told[id] = distinct(slices.Concat(g.rests[id], stated, g.naming()))
			default:
				g.told[id] = distinct(slices.Concat(g.rests[id], stated))
			}
		}
	}
	if g.speaksOfOthers(s) {
		g.told[s.ID] = distinct(slices.Concat(g.rests[s.ID], g.naming()))
	}
}

// OfHits reports whether an argument by a row of the weights is about its hits alone, which are so
// many. All others are also about names, cards and other people's accounts, whose rows are not
// cited one by one; so is one that this version does not know.
func OfHits(row string, hits int) bool {
	switch row {
	case "prior":
		return true
	case "clocks", "use", "sign-up", "elsewhere", "opened-elsewhere", "mostly-open", "common":
		return hits > 0
	}
	return strings.HasPrefix(row, "assignments-") && hits > 0
}

// ofHits is OfHits for an argument.
func (g *Graph) ofHits(a *run.Argument) bool { return OfHits(g.row(a), len(a.Hits)) }

// row is the row of the weights by which an argument is; "" where this version has none. Many are alike.
func (g *Graph) row(a *run.Argument) string {
	key := said{a.Text, a.Weight}
	name, known := g.rows[key]
	if !known {
		r, _ := attribution.Find(a.Text, a.Weight)
		name = r.Name
		g.rows[key] = name
	}
	return name
}

// item notes that something rests on hits and on exhibits of its own.
func (g *Graph) item(id string, hits []string, own []comity.Digest) {
	hits = slices.Clone(hits)
	slices.Sort(hits)
	hits = slices.Compact(hits)
	for _, h := range hits {
		own = append(own, g.rests[h]...)
	}
	g.rests[id], g.hits[id] = distinct(own), hits
}

// stated are the exhibits behind what a subject says without a hit.
func (g *Graph) stated(s *run.Subject) (out []comity.Digest) {
	for i := range s.Eliminated {
		out = append(out, s.Eliminated[i].Assignment.Exhibit)
	}
	for i := range s.Named {
		out = append(out, s.Named[i].Row.Exhibit)
	}
	for _, sel := range s.Stated() {
		if c, err := comity.ParseCitation(sel.Cite); err == nil {
			out = append(out, c.Exhibit)
		}
		for _, e := range g.exhibits {
			if e.Shapes(sel) {
				out = append(out, e.ID)
			}
		}
	}
	return out
}

// claimed are the exhibits of the assignments by which the hits of one argument
// were given to a subscriber.
func claimed(s *run.Subject, hits []string) (out []comity.Digest) {
	for i := range s.Eliminated {
		if slices.Contains(hits, s.Eliminated[i].Hit) {
			out = append(out, s.Eliminated[i].Assignment.Exhibit)
		}
	}
	return out
}

// Told are the exhibits of which an item may let something be known, sorted: those that it rests on;
// of an argument that is about more than its hits those that state what its subject is; and of one
// that counts other people's accounts, and of its subject, all that may say whose an account is.
func (g *Graph) Told(item string) []comity.Digest {
	if all, is := g.told[item]; is {
		return all
	}
	return g.rests[item]
}

// Rests are the exhibits that an item rests on, sorted; none where the run has
// no such item. An item is a hit, a subject, or a claim <subject>/for/<n>.
func (g *Graph) Rests(item string) []comity.Digest { return g.rests[item] }

// Hits are the hits that a subject or claim rests on, sorted.
func (g *Graph) Hits(item string) []string { return g.hits[item] }

// Has reports whether the run has the item.
func (g *Graph) Has(item string) bool {
	_, ok := g.rests[item]
	return ok
}

// Items are all items of the run, sorted.
func (g *Graph) Items() []string { return slices.Sorted(maps.Keys(g.rests)) }

// Dependents are the items that rest on an exhibit, sorted.
func (g *Graph) Dependents(exhibit comity.Digest) (out []string) {
	for _, item := range g.Items() {
		if _, ok := slices.BinarySearchFunc(g.rests[item], exhibit, order); ok {
			out = append(out, item)
		}
	}
	return out
}

// distinct sorts digests and drops what occurs twice.
func distinct(list []comity.Digest) []comity.Digest {
	slices.SortFunc(list, order)
	return slices.Compact(list)
}

func order(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) }
