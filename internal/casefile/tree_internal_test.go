package casefile

import (
	"testing"

	"comity/internal/comity"
)

// An exhibit that an older version sealed has no tree: that is said, and is no damage.
func TestOlderSealsHaveNoTree(t *testing.T) {
	older := sealed{body: sealBody{Ref: "IT/1"}}
	v := &verification{c: &Case{state: state{seals: []sealed{older}}}, rep: VerifyReport{OK: true}}
	if err := v.trees(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !v.rep.OK || len(v.rep.Checks) != 1 || v.rep.Checks[0].Name != "row tree IT/1" || !v.rep.Checks[0].OK {
		t.Errorf("%+v", v.rep)
	}
	if err := provable(older, description{}, comity.Citation{Length: 1}); comity.KindOf(err) != comity.Negative {
		t.Errorf("%v", err)
	}
}
