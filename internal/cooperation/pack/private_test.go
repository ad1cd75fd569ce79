package pack_test

import (
	"context"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"comity/internal/casefile"
)

// TestOnlyWantedActsTravel wants in a pack no act that it does not prove: not the sealing of an exhibit that
// is not in it, though one command sealed all.
func TestOnlyWantedActsTravel(t *testing.T) {
	w := newWorld(t, nil)
	refs := map[string]bool{}
	f, rep := w.hand("DE", func(_ context.Context, h *casefile.Handover) {
		for _, x := range h.Exhibits() {
			refs[x.Source.Ref] = true
		}
	})
	sealed, receipts := map[string]bool{}, 0
	for name, text := range opened(t, f) {
		if strings.HasPrefix(name, "custody/receipts/") {
			receipts++
		}
		if path.Dir(name) != "custody/acts" {
			continue
		}
		var a struct {
			Kind string
			Body struct{ Ref string }
		}
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		switch a.Kind {
		case "init", "check", "propose", "approve":
		case "seal":
			sealed[a.Body.Ref] = true
		default:
			t.Errorf("%s goes along, of kind %s", name, a.Kind)
		}
	}
	if rep.Exhibits == 0 || len(sealed) != rep.Exhibits || len(refs) <= rep.Exhibits {
		t.Errorf("%d acts of sealing go along, of %d exhibits in the pack and %d in the case", len(sealed), rep.Exhibits, len(refs))
	}
	if receipts < rep.Exhibits {
		t.Errorf("%d receipts for %d exhibits", receipts, rep.Exhibits)
	}
}
