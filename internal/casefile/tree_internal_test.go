package casefile

import (
	"testing"

	"comity/internal/comity"
)

// An exhibit that an older version sealed has no tree, and no row of it is proven.
func TestOlderSealsHaveNoTree(t *testing.T) {
	older := sealed{body: sealBody{Ref: "IT/1"}}
	if err := provable(older, description{}, comity.Citation{Length: 1}); comity.KindOf(err) != comity.Negative {
		t.Errorf("%v", err)
	}
}
