package identity_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/identity"
	"comity/internal/comity"
)

// first is the first tie that was followed.
func first(t *testing.T, r *identity.Result) (a, b uint32) {
	t.Helper()
	for _, tie := range r.Ties {
		if r.Cluster[tie.A] == r.Cluster[tie.B] {
			return tie.A, tie.B
		}
	}
	t.Fatal("no tie")
	return 0, 0
}

func TestPeopleGoBeforeTheMachine(t *testing.T) {
	rows, who := people(120)
	r := resolve(t, rows, identity.Config{})
	a, b := first(t, r)
	other := uint32(0)
	for who[other] == who[a] || r.Cluster[other] == r.Cluster[a] {
		other++
	}
	refuse := identity.Decision{A: a, B: b, Same: identity.Refused}
	assert := identity.Decision{A: other, B: a, Same: identity.Asserted}
	unsure := identity.Decision{A: b, B: a, Same: identity.Unsure}

	r = resolve(t, rows, identity.Config{Decisions: []identity.Decision{refuse, assert}})
	if r.Cluster[a] == r.Cluster[b] || r.Cluster[other] != r.Cluster[a] || len(r.Asserted) != 1 {
		t.Errorf("refused rows in %d and %d, asserted one in %d", r.Cluster[a], r.Cluster[b], r.Cluster[other])
	}
	found := false
	for _, c := range r.Cuts {
		found = found || c.Why == identity.Refusal
	}
	if !found {
		t.Error("the refusal is not among the cuts")
	}
	r = resolve(t, rows, identity.Config{Decisions: []identity.Decision{refuse, assert, unsure, {A: a, B: other}}})
	if r.Cluster[a] != r.Cluster[b] || r.Cluster[other] == r.Cluster[a] || len(r.Asserted) != 0 {
		t.Error("decisions that were taken back are in force")
	}
}

func TestRefusedRowsOfOneContent(t *testing.T) {
	rows, _ := people(50)
	n := uint32(len(rows))
	rows = append(rows, rows[0], rows[0])
	d := []identity.Decision{{A: n, B: n + 1, Same: identity.Refused}}
	if r := resolve(t, rows, identity.Config{Decisions: d}); r.Cluster[n] == r.Cluster[n+1] {
		t.Error("a refused pair is one")
	}
	if r := resolve(t, rows, identity.Config{}); r.Cluster[n] != r.Cluster[n+1] || r.Cluster[n] != r.Cluster[0] {
		t.Error("rows that differ in nothing are apart")
	}
}

func TestDecisionsOnRowsThatAreNone(t *testing.T) {
	rows, _ := people(5)
	for _, d := range []identity.Decision{{A: 0, B: 99}, {A: 1, B: 1}} {
		_, err := identity.Resolve(table(t, fields(), rows), identity.Config{Decisions: []identity.Decision{d}})
		if comity.KindOf(err) != comity.Input {
			t.Errorf("%v: %v", d, err)
		}
	}
}

func TestCrowdedSelectorWeighsNothingAndIsTold(t *testing.T) {
	rows, _ := people(200)
	for i := range 60 {
		rows[i*2][6] = "info@office.example"
	}
	r := resolve(t, rows, identity.Config{Whole: 1, MaxBlock: 40})
	if len(r.Caps) != 1 || r.Caps[0].Column != "email" || r.Caps[0].Value != "info@office.example" || r.Caps[0].People < 50 || r.Caps[0].Most != 40 {
		t.Fatalf("caps %v", r.Caps)
	}
	steps, _ := r.Explain(0, 2)
	sum := comity.Weight(0)
	for _, s := range steps {
		if s.Column == "email" {
			sum += s.Weight
		}
	}
	if sum != 0 {
		t.Errorf("the address weighs %d: %v", sum, steps)
	}
}

func TestClusterHasABound(t *testing.T) {
	rows, _ := people(100)
	for i := range 12 { // twelve people of one name and date, told apart by their house number only
		rows = append(rows, []string{"Zora", "Zufolo", "1970-01-01", "zozozozo", fmt.Sprint(i + 1), "zote", ""})
	}
	r := resolve(t, rows, identity.Config{MaxCluster: 5})
	size := map[uint32]int{}
	for _, c := range r.Cluster {
		size[c]++
	}
	told := false
	for _, c := range r.Cuts {
		told = told || c.Why == identity.Size
	}
	for c, n := range size {
		if n > 5 {
			t.Errorf("cluster %d has %d rows", c, n)
		}
	}
	if !told {
		t.Error("no cut says that a cluster was full")
	}
}

// TestFamilies: people who share surname, address and nothing else are not one.
func TestFamilies(t *testing.T) {
	d := draw(3)
	var rows [][]string
	var who []int
	for range 300 {
		surname, street, number, town := d.word(), d.word()+d.word(), fmt.Sprint(1+d.n(90)), d.word()
		for range 1 + d.n(3) {
			given := d.word()
			row := []string{given, surname, fmt.Sprintf("%d-%02d-%02d", 1940+d.n(60), 1+d.n(12), 1+d.n(28)), street, number, town, given + fmt.Sprint(d.n(1000)) + "@mail.example"}
			for range 1 + d.n(2) {
				rows, who = append(rows, row), append(who, len(rows))
				row = append([]string{}, row...)
				who[len(who)-1] = int(hash(row[0] + row[2] + surname))
				row[6] = ""
			}
		}
	}
	r := resolve(t, rows, identity.Config{})
	glued := 0
	for i := range rows {
		for j := range i {
			if r.Cluster[i] == r.Cluster[j] && who[i] != who[j] {
				glued++
			}
		}
	}
	if glued > 3 {
		t.Errorf("%d pairs of relatives are one person", glued)
	}
}

func hash(s string) (h uint32) {
	for _, c := range s {
		h = h*31 + uint32(c)
	}
	return h
}
