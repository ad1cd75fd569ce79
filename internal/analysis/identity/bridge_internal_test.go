package identity

import "testing"

// TestBridge joins two pairs of people who are one each by a single strong tie
// between the parts: the other pairs across speak against it.
func TestBridge(t *testing.T) {
	tab, err := NewTable([]Field{{Column: "given", Is: Given}, {Column: "born", Is: Born}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range [][]string{{"anna", "1950-01-01"}, {"anna", "1950-01-02"}, {"zeno", "1988-07-30"}, {"zeno", "1988-07-31"}} {
		tab.Add(r)
	}
	tab.seal(nil)
	cfg := Config{}.complete(4)
	s := &scorer{scale: newScale(), t: tab, cfg: &cfg}
	s.w.house = unbound
	for f := range 2 {
		s.w.level[f][differs], s.w.level[f][tab.columns[f].sort.exact()], s.w.level[f][4] = -2000, 2000, 1500
	}
	at := func(row int) uint32 { return tab.person[row] }
	link := func(a, b, w int) tie {
		x := pair{min(at(a), at(b)), max(at(a), at(b)), tab.compare(at(a), at(b))}
		return tie{x, w, false}
	}
	g := newGrouper(s)
	g.follow([]tie{link(0, 1, 3500), link(2, 3, 3500), link(1, 2, 1300)})
	if g.group[at(0)] != g.group[at(1)] || g.group[at(2)] != g.group[at(3)] || g.group[at(0)] == g.group[at(2)] {
		t.Errorf("groups %v", g.group)
	}
	if len(g.cuts) != 1 || g.cuts[0].why != Bridge || g.cuts[0].mean >= 0 {
		t.Errorf("cuts %+v", g.cuts)
	}
}

func TestScale(t *testing.T) {
	s := newScale()
	for _, c := range []struct {
		num, den uint64
		want     int
	}{{1, 1, 0}, {10, 1, 1000}, {1, 10, -1000}, {2, 1, 301}, {1, 2, -301}, {19, 1, 1279}, {1 << 59, 1, 17761}, {999, 1000, 0}} {
		if got := s.bans(c.num, c.den); got != c.want {
			t.Errorf("%d/%d: %d, not %d", c.num, c.den, got, c.want)
		}
	}
	for w, want := range map[int]uint64{0: unit / 2, 20000: unit, -20000: 0} {
		if got := s.probability(w); got != want {
			t.Errorf("%d: %d, not %d", w, got, want)
		}
	}
	for w := -9000; w < 9000; w += 7 {
		if p := s.probability(w); p+s.probability(-w) != unit || p < s.probability(w-7) {
			t.Fatalf("%d: %d", w, p)
		}
	}
}
