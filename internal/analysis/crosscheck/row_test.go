package crosscheck

import (
	"testing"
	"unsafe"
)

// There is a Row for each assignment of a case, and a check is as fast as they come from memory.
func TestRowsAreSmall(t *testing.T) {
	if size := unsafe.Sizeof(Row{}); size > 48 {
		t.Errorf("a row has %d bytes, want 48 at most", size)
	}
}
