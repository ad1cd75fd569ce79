package falcon

import (
	"slices"
	"testing"

	"comity/internal/simulate/truth"
)

// TestWhoLivesBehindOneLine wants couples of two surnames, lodgers and shared
// flats among the customers, whose line is theirs whoever holds it; and most
// who aren't alone to be a family of one name.
func TestWhoLivesBehindOneLine(t *testing.T) {
	w := &world{spec: Spec{Seed: 38, World: "standard", Sites: 10, Subscribers: 60, Days: 30}, p: drawParams(38, "standard"), tongues: tongues(), taken: map[string]bool{}, planted: planted{}}
	if err := w.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	home := map[int32][]int32{}
	for id := range w.people {
		if p := &w.people[id]; p.home >= 0 {
			home[p.home] = append(home[p.home], int32(id))
		}
	}
	one, more, inAnothersName := 0, 0, 0
	for id := range w.people {
		p := &w.people[id]
		if p.role != truth.Subscriber {
			continue
		}
		if !slices.Contains(p.own, p.home) {
			t.Errorf("person %d: the home line isn't theirs", id)
		}
		holder := w.lines[p.home].holder
		if w.people[holder].surname != p.surname {
			inAnothersName++
		}
		if people := home[p.home]; len(people) > 1 {
			names := map[string]bool{}
			for _, id := range people {
				names[w.people[id].surname] = true
			}
			if len(names) == 1 {
				one++
			} else {
				more++
			}
		}
	}
	t.Logf("customers who aren't alone: %d of one surname, %d of several; %d on a line in another surname", one, more, inAnothersName)
	if more == 0 || inAnothersName == 0 || more >= one {
		t.Error("several surnames behind a line are never, or the rule")
	}
}
