package casefile

import (
	"testing"

	"comity/internal/comity"
	"comity/internal/verify"
)

// An exhibit that an older version sealed has no tree: that is said, and is no damage.
func TestOlderSealsHaveNoTree(t *testing.T) {
	older := sealed{body: sealBody{Ref: "IT/1"}}
	v := &verification{Verification: &verify.Verification{}, c: &Case{state: state{seals: []sealed{older}}}}
	if err := v.trees(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows := v.Report().Checks
	if len(rows) != 1 || rows[0].Name != "row tree IT/1" || !rows[0].OK {
		t.Errorf("%+v", rows)
	}
	if err := provable(older, description{}, comity.Citation{Length: 1}); comity.KindOf(err) != comity.Negative {
		t.Errorf("%v", err)
	}
}
