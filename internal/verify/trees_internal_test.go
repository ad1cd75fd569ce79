package verify

import (
	"context"
	"testing"

	"comity/internal/evidence/disk"
	"comity/internal/verify/history"
)

// An exhibit that an older version sealed has no tree: that is said, and is no damage.
func TestOlderSealsHaveNoTree(t *testing.T) {
	step := Step{"trees", func(v *Verification, _ context.Context) error {
		v.History.Seals = []history.Seal{{Body: history.SealBody{Ref: "IT/1"}}}
		return v.trees(t.Context())
	}}
	rep, err := Case(t.Context(), Config{FS: disk.OS(t.TempDir()), Case: "c"}, []Step{step})
	if err != nil {
		t.Fatal(err)
	}
	if !rep.OK || len(rep.Checks) != 1 || rep.Checks[0].Name != "row tree IT/1" || !rep.Checks[0].OK {
		t.Errorf("%+v", rep)
	}
}
