package attribution

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// What is remembered of the selectors under which many stand is what going through all of
// them for each subject finds.
func TestDisputeAsByGoingThroughAll(t *testing.T) {
	disputes, sales, crowds := 0, 0, 0
	for seed := range uint64(300) {
		c := crowdedCase(rand.New(rand.NewPCG(seed, 1)))
		c.partNames(1)
		c.markUsual()
		c.indexNames()
		k := c.clusters()
		m := &profiler{c: c, k: k}
		for i := range int32(k.size()) {
			p := m.profile(i)
			want := plainDispute(c, k, &p)
			got := dispute{p.contested, p.disputed, p.beside, p.implicated, p.soldUnder, p.mixed}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(dispute{})); diff != "" {
				t.Fatalf("seed %d, subject %d: %s", seed, i, diff)
			}
			disputes += p.disputed
			sales += len(p.soldUnder)
			if len(p.beside) == largeCrowd {
				crowds++
			}
		}
	}
	if disputes < 1000 || sales < 1000 || crowds < 100 {
		t.Errorf("%d disputes, %d accounts that were sold, %d crowds: the cases are too plain", disputes, sales, crowds)
	}
}

// dispute is what is found of a subject.
type dispute struct {
	contested  []Node
	disputed   int
	beside     []Node
	implicated []Node
	soldUnder  []Node
	mixed      bool
}

// plainDispute is the rule, word for word, in the square of what stands under a selector.
func plainDispute(c *Case, k *clustering, p *profile) (d dispute) {
	implicate := func(to []Node, n Node) []Node {
		for _, t := range k.tied.at(int32(n)) {
			if slices.Contains(p.principals, t) {
				to = insert(to, t)
			}
		}
		return to
	}
	for _, n := range append(slices.Clone(p.emails), p.cards...) {
		if k.contested(n) {
			d.contested = insert(d.contested, n)
		}
	}
	for _, n := range d.contested {
		is, others := false, map[int32]bool{}
		for _, a := range k.tied.at(int32(n)) {
			if !k.is[a] {
				continue
			}
			users := c.nodes[a].users()
			if len(users) > 0 && len(p.names) > 0 && !c.bestLikeness(users, p.names...).agrees() {
				if is = true; len(d.beside) < largeCrowd {
					d.beside = append(d.beside, a)
				}
			}
			if k.number[a] != k.number[p.principals[0]] && c.bestLikeness(p.names, users...) != same {
				others[k.number[a]] = true
			}
		}
		if is {
			d.disputed++
			d.implicated = implicate(d.implicated, n)
		}
		if len(others) >= crowdSize {
			d.soldUnder = implicate(d.soldUnder, n)
		}
	}
	for i, n := range p.names {
		d.mixed = d.mixed || i > 0 && c.bestLikeness(p.names[:i], n).differs()
	}
	return d
}

// crowdedCase are accounts under few addresses and cards, in few names, each written in
// several ways.
func crowdedCase(r *rand.Rand) *Case {
	c := New()
	written := []string{
		"Anna Rossi", "ROSSI Anna", "anna  rossi", "A. Rossi", "Anna B. Rossi", "Anna Rosi", "Rossi", "Bert Bosch", "Bosch, Bert",
		"Carlo Rossi", "Cleo Dahl", "Άννα Ρόσση", "Dora Egge", "-", "An?a Rossi",
	}
	var lines []int32
	for i := range 12 {
		lines = append(lines, c.Subscriber("isp", fmt.Sprint("l", i)))
		c.Person(lines[i], written[r.IntN(len(written))], "IT")
	}
	shared := 1 + r.IntN(4)
	for i := range 2 + r.IntN(160) {
		a := c.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:u", i))
		for range r.IntN(3) {
			c.Tie(a, c.Selector(comity.SelectorEmail, fmt.Sprintf("m%d@mail.example", r.IntN(shared))))
		}
		if r.IntN(3) == 0 {
			card, _ := c.Card([16]byte{1, byte(r.IntN(shared))}, "400000******1111", "cite")
			c.Tie(a, card)
		}
		for range r.IntN(3) {
			c.Name(a, written[r.IntN(1+r.IntN(len(written)))])
		}
		if r.IntN(8) == 0 {
			c.Payer(a, written[r.IntN(len(written))])
		}
		for n := range r.IntN(3) {
			c.Use(Use{
				Hit: HitRef{Offset: int64(i), Event: Access}, First: comity.Instant(n) * comity.Day, Node: a,
				Subscriber: lines[r.IntN(len(lines))], Assignment: int32(i), Answer: crosscheck.Unique,
			})
		}
	}
	return c
}

// A name that is stated with an account, or for a payment of it, is listed once, however
// many there are.
func TestNamesAreListedOnce(t *testing.T) {
	c := New()
	a, b := c.Selector(comity.SelectorAccount, "trains.example:rose"), c.Selector(comity.SelectorAccount, "trains.example:moss")
	for range 2 {
		for i := range 3 * few {
			c.Name(a, fmt.Sprint("Anna ", i))
			c.Payer(a, fmt.Sprint("Anna ", i))
			c.Name(b, fmt.Sprint("Anna ", i/2))
		}
	}
	if n := [...]int{len(c.nodes[a].names), len(c.nodes[a].payers), len(c.nodes[b].names)}; n != [...]int{3 * few, 3 * few, 3 * few / 2} {
		t.Errorf("%v names", n)
	}
}
