package casefile

import (
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/verify"
)

// An exhibit that an older version sealed has no tree: that is said, and is no damage.
func TestOlderSealsHaveNoTree(t *testing.T) {
	older := sealed{body: sealBody{Ref: "IT/1"}}
	c := &Case{state: state{seals: []sealed{older}}}
	rep, err := verify.Case(t.Context(), verify.Config{FS: disk.OS(t.TempDir()), Case: "c"}, []verify.Step{c.own("trees", (*verification).trees)})
	if err != nil {
		t.Fatal(err)
	}
	if !rep.OK || len(rep.Checks) != 1 || rep.Checks[0].Name != "row tree IT/1" || !rep.Checks[0].OK {
		t.Errorf("%+v", rep)
	}
	if err := provable(older, description{}, comity.Citation{Length: 1}); comity.KindOf(err) != comity.Negative {
		t.Errorf("%v", err)
	}
}
