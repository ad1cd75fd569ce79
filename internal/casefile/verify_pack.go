package casefile

import (
	"context"
	"fmt"
)

// packs compares the list of items that each act of handing over names with its digest.
func (v *verification) packs(context.Context) error {
	for _, a := range v.c.state.acts {
		if !handsOver(a.Kind) {
			continue
		}
		var b handoverBody
		err := a.Decode(&b)
		h := &handed{}
		if err == nil {
			h, err = v.c.handed(&b)
		}
		if err != nil {
			v.row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
			continue
		}
		if a.Kind == actProfile {
			v.row(true, fmt.Sprintf("%s %06d", a.Kind, a.Seq), "rests on %d exhibits", len(h.Exhibits))
			continue
		}
		v.row(true, fmt.Sprintf("%s %06d", a.Kind, a.Seq), "%d items handed over, as the act says", b.Count)
	}
	return nil
}
