package duplicate

import (
	"strconv"
	"testing"
)

// A field that differs is seen to differ, whatever the seed of the run: of half the bits some twenty
// of so many values would share theirs.
func TestFieldsAreTold(t *testing.T) {
	const values = 300_000
	k := new(Rows).Key()
	for i := range values {
		k.Maybe("value " + strconv.Itoa(i))
	}
	told := map[uint64]bool{}
	for _, mark := range k.rest {
		told[mark] = true
	}
	if len(told) != values {
		t.Errorf("%d of %d values are told apart", len(told), values)
	}
}
