package casefile

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/handling"
	"comity/internal/comity"
)

// checkedTable is a table whose case holds the small exhibits, checked.
func checkedTable(t *testing.T) (*table, *Case) {
	t.Helper()
	tb := newTable(t)
	c := tb.open("Rossi")
	if _, err := c.Seal(t.Context(), "testdata/small/evidence.toml"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.openGate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tb, c
}

// TestDerivedCodes: whatever contributors demand, no finding carries less than
// any exhibit that it rests on, it is sent exactly where every one of them could
// be, and those who stand in the way are named, each in a letter of its own.
func TestDerivedCodes(t *testing.T) {
	_, c := checkedTable(t)
	r := rand.New(rand.NewPCG(5, 5))
	sets := [][]string{nil, nil, {"H0"}, {"H1"}, {"H2"}, {"H3: by letter"}, {"TLP:GREEN"}, {"TLP:AMBER"}, {"TLP:RED", "H1"}, {"TLP:CLEAR", "4x4:A1"}, {"4x4:C3"}}
	items, blocked := c.gate.graph.Items(), 0
	if len(items) < 10 {
		t.Fatalf("%d items", len(items))
	}
	for range 40 {
		for d, list := range c.gate.exhibits {
			for i := range list {
				list[i].desc.Handling = sets[r.IntN(len(sets))]
				list[i].codes, _ = handling.Parse(list[i].desc.Handling)
			}
			c.gate.exhibits[d] = list
		}
		for _, item := range items {
			blocked += checkItem(t, c, item)
		}
	}
	if blocked == 0 {
		t.Error("nothing was ever blocked")
	}
}

func checkItem(t *testing.T, c *Case, item string) (blocked int) {
	t.Helper()
	got, err := c.Handling(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, d := range c.rests(item) {
		for _, x := range c.gate.exhibits[d] {
			if !got.Covers(x.codes) {
				t.Fatalf("%s carries %q and rests on %q", item, got, x.codes)
			}
			// Nobody asks for a court's use here, so that H1 does not stand in the way.
			for _, h := range x.desc.Handling {
				if h == "H2" || strings.HasPrefix(h, "H3") || strings.HasPrefix(h, "TLP:AMBER") || h == "TLP:RED" {
					want[x.contributor()] = true
				}
			}
		}
	}
	p, err := c.MaySend(t.Context(), item, "DE")
	if err != nil {
		t.Fatal(err)
	}
	if names := slices.Sorted(maps.Keys(want)); p.Allowed != (len(want) == 0) || !cmp.Equal(names, p.Contributors) && len(want) > 0 {
		t.Fatalf("%s under %q: %+v, want %v asked", item, got, p, names)
	}
	if p.Allowed {
		if p.Rule != "" || p.Request != "" || p.Contributors != nil {
			t.Fatalf("%+v", p)
		}
		return 0
	}
	letters := strings.Split(p.Request, "To: ")[1:]
	if len(letters) != len(want) || !strings.HasPrefix(p.Rule, "handling-") {
		t.Fatalf("%+v", p)
	}
	return 1
}

func TestMaySend(t *testing.T) {
	tb, c := checkedTable(t)
	log, _ := c.state.byRef("IT/PP/2004-7/1")
	for _, item := range []string{"IT/PP/2004-7/1", log.body.Exhibit.String(), log.body.Exhibit.String() + ":0+10"} {
		if p, err := c.MaySend(t.Context(), item, "DE"); err != nil || !p.Allowed {
			t.Errorf("%s for an investigation: %+v, %v", item, p, err)
		}
	}
	court := tb.open("Rossi")
	court.node.purpose = "prosecution"
	p, err := court.MaySend(t.Context(), "IT/PP/2004-7/1", "DE")
	if err != nil || p.Allowed || p.Rule != "handling-h1" || !cmp.Equal(p.Contributors, []string{"Procura della Repubblica di Esempio (NL)"}) {
		t.Fatalf("%+v, %v", p, err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "permission.golden"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), strings.ReplaceAll(p.Request, c.id, "CASE")); d != "" {
		t.Error(d)
	}
	for _, item := range []string{"", "s0000000000000000", "XX/1", comity.DigestOf(nil).String()} {
		if _, err := c.MaySend(t.Context(), item, "DE"); comity.KindOf(err) != comity.Negative {
			t.Errorf("%q: %v", item, err)
		}
	}
	if _, err := c.MaySend(t.Context(), "IT/PP/2004-7/1", "Germany"); comity.KindOf(err) != comity.Usage {
		t.Error(err)
	}
}

// TestMaySendDenies: who has no role to tell may not, and a code that was let in
// unread denies.
func TestMaySendDenies(t *testing.T) {
	tb, c := checkedTable(t)
	analyst := tb.open("Rossi")
	analyst.node.officers = []Officer{{Name: "Rossi", Roles: []string{"analyst"}}}
	if p, err := analyst.MaySend(t.Context(), "IT/PP/2004-7/1", "DE"); err != nil || p.Allowed || p.Rule != "permitted-by-role" || p.Request != "" {
		t.Errorf("%+v, %v", p, err)
	}
	log, _ := c.state.byRef("IT/PP/2004-7/1")
	list := c.gate.exhibits[log.body.Exhibit]
	list[0].read, list[0].desc.Handling = false, []string{"H9"}
	denied := 0
	for _, item := range c.gate.graph.Items() {
		p, err := c.MaySend(t.Context(), item, "DE")
		if err != nil {
			t.Fatal(err)
		}
		if !p.Allowed {
			denied++
			if p.Rule != ruleUnknown || len(p.Contributors) == 0 || !strings.Contains(p.Request, "handling: H9") {
				t.Errorf("%+v", p)
			}
		}
	}
	if denied == 0 {
		t.Error("no finding rests on the log")
	}
}

func mustCodes(t *testing.T, list ...string) handling.Codes {
	t.Helper()
	codes, err := handling.Parse(list)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}
