package casefile

import (
	"context"
	"fmt"
)

// packs compares the list of items that each act of handing over names with its digest.
func (v *verification) packs(context.Context) error {
	for _, a := range v.c.state.acts {
		if a.Kind != actPack && a.Kind != actDisclose {
			continue
		}
		var b handoverBody
		err := a.Decode(&b)
		if err == nil {
			_, err = v.c.handed(&b)
		}
		if err != nil {
			v.row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
			continue
		}
		v.row(true, fmt.Sprintf("%s %06d", a.Kind, a.Seq), "%d items handed over, as the act says", b.Count)
	}
	return nil
}
