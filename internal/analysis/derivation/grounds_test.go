package derivation_test

import (
	"strconv"
	"testing"

	"comity/internal/analysis/derivation"
	"comity/internal/comity"
)

// What several rest on stands once; what nothing leads to, not at all.
func TestGrounds(t *testing.T) {
	claim, a, b, leaf := &derivation.Node{ID: "claim:c"}, &derivation.Node{ID: "hit:a"}, &derivation.Node{ID: "hit:b"}, &derivation.Node{ID: "record:l"}
	g := derivation.NewGround(claim)
	for _, n := range []*derivation.Node{a, b, leaf, {ID: "act:none"}} {
		g.Add(n)
	}
	if again, fresh := g.Add(&derivation.Node{ID: "hit:a"}); fresh || again != a {
		t.Error("a node was put in twice")
	}
	for _, n := range []*derivation.Node{a, b} {
		claim.Rest(derivation.Link{To: n.ID})
		n.Rest(derivation.Link{To: leaf.ID})
		n.Rest(derivation.Link{To: leaf.ID})
	}
	out, err := g.Grounds()
	if err != nil || len(out.Nodes) != 4 || len(a.Rests) != 1 || out.Nodes[2] != leaf {
		t.Fatalf("%+v, %v", out, err)
	}
	for what, to := range map[string]string{"dangling": "seal:none", "cycle": "hit:a"} {
		rests := leaf.Rests
		leaf.Rest(derivation.Link{To: to})
		if _, err := g.Grounds(); comity.KindOf(err) != comity.Fault {
			t.Errorf("%s: %v", what, err)
		}
		leaf.Rests = rests
	}
}

// A large claim takes each link once, and its time grows with the links and not with their square.
func TestGroundsOfALargeClaim(t *testing.T) {
	const links = 200_000
	claim := &derivation.Node{ID: "claim:c"}
	for range 2 {
		for i := range links {
			claim.Rest(derivation.Link{To: "hit:" + strconv.Itoa(i)})
		}
	}
	if len(claim.Rests) != links || claim.Rests[links-1].To != "hit:"+strconv.Itoa(links-1) {
		t.Errorf("%d links", len(claim.Rests))
	}
}
